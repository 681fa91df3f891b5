// What states are called and which shape they have: the same on every page.
import { t } from "./i18n.js";
import { h } from "./dom.js";

export const SHAPES = { critical: "■", warning: "▲", info: "·", positive: "✓" };
export const RANK = { critical: 0, warning: 1, info: 2, positive: 3 };

// Kinds that are counted rather than told one by one.
export const TALLIED = new Set(["question", "probe", "response_gap", "overlap", "complaint_step", "feeling_stage", "certainty", "key_point_repeated"]);

export const STAGES = ["aanvoelen", "erkennen", "leiden"];
export const STEPS = ["erkennen", "excuses", "oplossen", "houding", "urgentie"];
export const SPIN = ["S", "P", "I", "N"];

export const severityName = (severity) =>
  ({ critical: t("dringend"), warning: t("let op"), info: t("klein punt"), positive: t("gaat goed") })[severity];

export const whoName = (who) => (who === "agent" ? t("Medewerker") : t("Klant"));

export const spinName = (letter) => ({ S: t("situatie"), P: t("probleem"), I: t("gevolg"), N: t("nut") })[letter] ?? t("overig");

export const clearedName = (reason) => (reason === "credited_late" ? t("alsnog erkend") : t("hersteld"));

export const shape = (severity) => h("span", { class: `shape ${severity}`, "aria-hidden": "true" }, SHAPES[severity]);

// A pace in a word, by its ratio to the agent's own usual pace. From 1.2 on the detector may speak of rushing.
export const CALM_BELOW = 0.9;
export const FASTER_FROM = 1.1;
export const RUSHED_FROM = 1.2;

export function paceWord(ratio) {
  if (ratio === null || ratio === undefined) return null;
  if (ratio < CALM_BELOW) return t("rustig");
  if (ratio < FASTER_FROM) return t("eigen tempo");
  return ratio < RUSHED_FROM ? t("sneller") : t("jachtig");
}

export function paceState(ratio) {
  if (ratio === null || ratio === undefined) return "unknown";
  if (ratio < CALM_BELOW) return "calm";
  if (ratio < FASTER_FROM) return "own";
  return ratio < RUSHED_FROM ? "faster" : "rushed";
}
