// The pace gauge: a needle on a scale around the agent's own usual pace, with the number and the word beside it.
import { t } from "./i18n.js";
import { h, setAttribute, setText } from "./dom.js";
import { number, percent } from "./format.js";
import { CALM_BELOW, FASTER_FROM, RUSHED_FROM, paceState, paceWord } from "./wording.js";

const LOW = 0.6;
const HIGH = 1.6;
const place = (ratio) => `${(100 * (Math.min(HIGH, Math.max(LOW, ratio)) - LOW)) / (HIGH - LOW)}%`;

function spoken({ rate, ratio, measurable }) {
  if (!measurable || rate === null) return t("nu niet te meten");
  if (ratio === null) return t("{rate} lettergrepen per seconde; het eigen tempo is nog niet bekend", { rate: number(rate) });
  const values = { rate: number(rate), word: paceWord(ratio), share: percent(Math.abs(ratio - 1)) };
  return ratio >= 1
    ? t("{rate} lettergrepen per seconde, {share} boven het eigen tempo: {word}", values)
    : t("{rate} lettergrepen per seconde, {share} onder het eigen tempo: {word}", values);
}

export class Gauge {
  constructor() {
    this.last = null;
    this.needle = h("span", { class: "needle" });
    this.value = h("b", { class: "number" });
    this.word = h("span", { class: "word" });
    const track = h("span", { class: "track" }, h("span", { class: "own" }), h("span", { class: "rushed" }), this.needle);
    track.style.setProperty("--own-from", place(CALM_BELOW));
    track.style.setProperty("--own-to", place(FASTER_FROM));
    track.style.setProperty("--rushed-from", place(RUSHED_FROM));
    this.element = h(
      "div",
      { class: "gauge", role: "meter", "aria-label": t("Tempo"), "aria-valuemin": LOW, "aria-valuemax": HIGH },
      track,
      h("span", { class: "reading", "aria-hidden": "true" }, this.value, this.word),
    );
    this.show({ rate: null, ratio: null, measurable: false });
  }

  // Syllables per second (or null), its ratio to the own baseline (or null), and whether it can be measured now.
  show({ rate, ratio, measurable }) {
    const known = measurable && rate !== null;
    setAttribute(this.element, "data-state", known ? paceState(ratio) : "unknown");
    setAttribute(this.element, "aria-valuenow", known && ratio !== null ? Math.min(HIGH, Math.max(LOW, ratio)) : 1);
    setAttribute(this.element, "aria-valuetext", spoken({ rate, ratio, measurable }));
    if (known) this.last = ratio;
    this.needle.hidden = this.last === null;
    this.needle.classList.toggle("past", !known);
    if (this.last !== null) this.needle.style.setProperty("left", place(this.last));
    setText(this.value, known ? number(rate) : "–");
    setText(this.word, known ? (paceWord(ratio) ?? t("eigen tempo volgt")) : this.last === null ? t("nog niet te meten") : t("nu niet te meten"));
  }
}
