// The timeline in words: a table, a row a minute, made when it is opened and kept up to date while it is open.
import { kindName, t } from "./i18n.js";
import { h } from "./dom.js";
import { clock, number } from "./format.js";
import { SHAPES, TALLIED } from "./wording.js";
import { total } from "./spans.js";

const ROW_SECONDS = 60;
const REDRAW_MS = 5000;

const within = (from, to) => (at) => at >= from && at < to;
const mean = (values) => (values.length ? number(values.reduce((a, b) => a + b, 0) / values.length) : "–");

function row(model, timeline, from) {
  const to = from + ROW_SECONDS;
  const here = within(from, to);
  const rates = model.pace.filter((one) => one.rate !== null && here(one.at));
  const flags = [...model.flags.values()].filter((flag) => !TALLIED.has(flag.kind) && here(flag.start));
  const seconds = (who) => t("{n} s", { n: Math.round(total(model.spoken[who], from, to)) });
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, clock(from)),
    h("td", { class: "number" }, mean(rates.map((one) => one.rate))),
    h("td", { class: "number" }, mean(rates.map((one) => one.baseline).filter((one) => one !== null))),
    h("td", { class: "number" }, seconds("agent")),
    h("td", { class: "number" }, seconds("customer")),
    h("td", { class: "number" }, String(timeline.silences.filter((one) => here(one.start)).length)),
    h("td", { class: "number" }, String(timeline.overlaps.filter((one) => here(one.start)).length)),
    h("td", {}, flags.map((flag) => `${clock(flag.start)} ${SHAPES[flag.severity]} ${kindName(flag.kind)}`).join(", ") || "–"),
  );
}

export function timelineTable(details, model, timeline) {
  const heads = [t("Vanaf"), t("Tempo (lettergrepen/s)"), t("Eigen tempo"), t("Medewerker sprak"), t("Klant sprak"), t("Lange stiltes"), t("Door elkaar"), t("Signalen")];
  const body = h("tbody");
  details.querySelector(".scroll").append(h("table", { class: "table" }, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), body));
  const draw = () => {
    if (!details.open) return;
    const rows = [];
    for (let from = 0; from <= model.now; from += ROW_SECONDS) rows.push(row(model, timeline, from));
    body.replaceChildren(...rows);
  };
  details.addEventListener("toggle", draw);
  setInterval(() => model.state === "live" && draw(), REDRAW_MS);
}
