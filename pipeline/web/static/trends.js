// One agent's weeks as three charts, from the figures that the page came with.
import { kindName, t } from "./i18n.js";
import { byId, h } from "./dom.js";
import { charted } from "./chart.js";
import { colours } from "./plotly.js";

const weeks = JSON.parse(byId("weeks").textContent);
const mondays = weeks.map((week) => week.monday);
const axis = (title, more = {}) => ({ title: { text: title, font: { size: 11 } }, rangemode: "tozero", ...more });
const line = (name, values, colour, more = {}) => ({
  name, x: mondays, y: values, type: "scatter", mode: "lines+markers", connectgaps: true,
  line: { color: colour, width: 2, ...more }, marker: { size: 7, color: colour }, hovertemplate: `%{y:.1f}<extra>${name}</extra>`,
});

function pace() {
  const c = colours();
  const own = line(t("eigen tempo"), weeks.map((week) => week.baseline), c.ink, { dash: "dash" });
  return charted("chart-pace", [line(t("tempo"), weeks.map((week) => week.usualRate), c.agent), { ...own, mode: "lines" }], axis(t("lettergrepen/s"), { rangemode: "normal", tickformat: ".1f" }));
}

function flags() {
  const kind = byId("kind").value;
  const counts = weeks.map((week) => week.per10Minutes[kind] ?? (Object.keys(week.per10Minutes).length ? 0 : null));
  return charted("chart-flags", [{ ...line(kindName(kind), counts, colours().agent), type: "bar", mode: undefined }], axis(t("per 10 minuten")));
}

function share() {
  const shares = weeks.map((week) => (week.talkShare === null ? null : 100 * week.talkShare));
  return charted("chart-share", [line(t("medewerker"), shares, colours().agent)], axis("%", { range: [0, 100] }));
}

const draw = () => Promise.all([pace(), flags(), share()]);
byId("kind")?.addEventListener("change", flags);
document.addEventListener("themechange", draw);
byId("whose")?.addEventListener("change", (event) => location.assign(event.target.dataset.go + encodeURIComponent(event.target.value)));
await draw();
document.body.append(h("span", { hidden: true, "data-drawn": true }));
