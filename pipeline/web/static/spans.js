// Silences and overlaps out of both speakers' stretches of speech, stretch by stretch as they come.

export const LONG_SILENCE_SECONDS = 2;
const SHORTEST_OVERLAP_SECONDS = 0.2;

// What a new stretch adds: {silence, overlaps}. `spoken` holds the stretches so far, the new one not among them.
export function added(span, who, spoken) {
  const other = spoken[who === "agent" ? "customer" : "agent"];
  const overlaps = other
    .map((one) => ({ start: Math.max(one.start, span.start), end: Math.min(one.end, span.end) }))
    .filter((one) => one.end - one.start >= SHORTEST_OVERLAP_SECONDS);
  const before = Math.max(0, ...[...spoken.agent, ...spoken.customer].map((one) => one.end));
  const silence = before > 0 && span.start - before >= LONG_SILENCE_SECONDS ? { start: before, end: span.start } : null;
  return { silence, overlaps };
}

export const total = (spans, from = 0, to = Infinity) =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.end, to) - Math.max(span.start, from)), 0);
