// An utterance's words with its flags in them: short evidence underlined, the rest as a sign before the words.
import { kindName } from "./i18n.js";
import { h } from "./dom.js";
import { RANK, severityName, shape } from "./wording.js";
import { covered } from "./evidence.js";
import { explain } from "./popover.js";

const LONGEST_UNDERLINED = 8;
const UNSHOWN = new Set(["talk_share", "response_gap", "overlap", "feeling_stage", "complaint_step", "certainty", "key_point_repeated", "probe"]);

const worst = (flags) => flags.reduce((a, b) => (RANK[b.severity] < RANK[a.severity] ? b : a));

function word([text, start, end]) {
  return h("span", { class: "w", "data-start": start, "data-end": end }, text);
}

function button(flags, className, live, ...children) {
  const { severity, cleared } = worst(flags);
  const names = flags.map((flag) => `${kindName(flag.kind)}, ${severityName(flag.severity)}`).join("; ");
  const element = h("span", { class: `${className} ${severity}${cleared ? " cleared" : ""}`, role: "button", tabindex: "0" }, ...children, h("span", { class: "sr" }, ` (${names})`));
  element.dataset.flags = flags.map((flag) => flag.key).join(" ");
  return explain(element, () => flags.map((flag) => live.get(flag.key) ?? flag));
}

// The children of an utterance's paragraph. `live` is the model's map of flags.
export function marked(words, flags, live) {
  const [signs, letters, underlined] = [[], new Map(), new Map()];
  for (const flag of flags) {
    if (UNSHOWN.has(flag.kind)) continue;
    const places = flag.evidence ? covered(words, flag) : [];
    if (flag.kind === "question") {
      const last = places.at(-1) ?? words.length - 1;
      letters.set(last, [...(letters.get(last) ?? []), flag]);
    } else if (places.length && places.length <= LONGEST_UNDERLINED) {
      for (const index of places) underlined.set(index, [...(underlined.get(index) ?? []), flag]);
    } else signs.push(flag);
  }
  const children = signs.map((flag) => button([flag], "sign", live, shape(flag.severity), kindName(flag.kind)));
  for (let index = 0; index < words.length; ) {
    const here = underlined.get(index);
    let next = index + 1;
    if (here) {
      const touches = (other) => other?.some((flag) => together.has(flag));
      const together = new Set(here);
      for (; next < words.length && touches(underlined.get(next)) && !letters.has(next - 1); next += 1) {
        for (const flag of underlined.get(next)) together.add(flag);
      }
      const all = [...together];
      const inside = words.slice(index, next).flatMap((one, i) => (i ? [" ", word(one)] : [word(one)]));
      children.push(" ", button(all, "mark", live, shape(worst(all).severity), ...inside));
    } else children.push(" ", word(words[index]));
    const asked = (letters.get(next - 1) ?? []).map((flag) => button([flag], "letter", live, flag.type.length === 1 ? flag.type : "?"));
    if (asked.length) children.push(h("span", { class: "keep" }, here ? "" : children.pop(), ...asked));
    index = next;
  }
  return children;
}
