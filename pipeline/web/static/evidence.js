// Which words of an utterance a flag is about.

const EDGE_SECONDS = 0.03;

const plain = (text) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

function byTime(words, flag) {
  const inside = ([, start, end]) => (start + end) / 2 > flag.start - EDGE_SECONDS && (start + end) / 2 < flag.end + EDGE_SECONDS;
  return words.flatMap((word, index) => (inside(word) ? [index] : []));
}

// The indexes of the evidence: where its words stand, nearest to the flag's start; else the words within its span.
export function covered(words, flag) {
  const wanted = (flag.evidence ?? "").split(/\s+/).map(plain).filter(Boolean);
  const said = words.map(([text]) => plain(text));
  let best = null;
  for (let first = 0; wanted.length && first + wanted.length <= said.length; first += 1) {
    if (!wanted.every((word, i) => said[first + i] === word)) continue;
    const distance = Math.abs(words[first][1] - flag.start);
    if (best === null || distance < best.distance) best = { first, distance };
  }
  return best ? wanted.map((_, i) => best.first + i) : byTime(words, flag);
}
