// How the timeline looks: its rows, colours of the theme, and the shape of every mark.
import { t } from "./i18n.js";
import { colours } from "./plotly.js";

// Stream time on Plotly's date axis: milliseconds from this day on (small numbers would be read as years).
const ORIGIN_MS = Date.UTC(2000, 0, 1);
export const toAxis = (seconds) => (seconds === null ? null : ORIGIN_MS + seconds * 1000);
export const fromAxis = (date) => ((typeof date === "number" ? date : Date.parse(`${date.replace(" ", "T").padEnd(11, "T00:00")}Z`)) - ORIGIN_MS) / 1000;

export const TRACES = ["baseline", "pace", "agent", "customer", "silence", "overlap", "critical", "warning", "info", "positive", "bookmark"];
const ROW = { customer: 0, agent: 1, silence: 0.5, overlap: 0.5 };
export const MARK_ROW = 2;
export const rowOf = (name) => ROW[name] ?? MARK_ROW;

const SYMBOLS = { critical: "square", warning: "triangle-up", info: "circle", bookmark: "star-diamond" };

function line(name, colour, width, more = {}) {
  return { name, type: "scatter", mode: "lines", line: { color: colour, width, ...more }, connectgaps: false };
}

function bar(name, colour, width, more = {}) {
  return { ...line(name, colour, width, more), yaxis: "y2", hoverinfo: "skip" };
}

function mark(name, severity, colour) {
  const symbol = SYMBOLS[severity];
  const shared = { name, type: "scatter", yaxis: "y2", cliponaxis: false, hovertemplate: "%{text}<extra></extra>" };
  if (symbol) return { ...shared, mode: "markers", marker: { symbol, size: 11, color: colour, line: { width: 0 } } };
  return { ...shared, mode: "text", texttemplate: "✓", textfont: { size: 16, color: colour, weight: 700 } };
}

// The traces without their data, in the order of TRACES.
export function traces() {
  const c = colours();
  return [
    { ...line(t("eigen tempo"), c.ink, 1.2, { dash: "dash" }), hovertemplate: "%{y:.1f}<extra></extra>" },
    { ...line(t("tempo"), c.agent, 2.4, { shape: "spline", smoothing: 0.6 }), hovertemplate: "%{y:.1f}<extra></extra>" },
    bar(t("medewerker"), c.agent, 13),
    bar(t("klant"), c.customer, 13),
    bar(t("stilte"), c.edge, 2, { dash: "dot" }),
    bar(t("door elkaar"), c.ink, 5),
    mark(t("dringend"), "critical", c.crit),
    mark(t("let op"), "warning", c.warn),
    mark(t("klein punt"), "info", c.note),
    mark(t("gaat goed"), "positive", c.good),
    mark(t("bladwijzer"), "bookmark", c.ink),
  ];
}

export function layout(range) {
  const c = colours();
  const axis = { zeroline: false, color: c.faint, gridcolor: c.line, fixedrange: true, automargin: false };
  return {
    height: 208,
    margin: { l: 92, r: 16, t: 8, b: 24 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif", size: 12, color: c.faint },
    showlegend: false,
    dragmode: "pan",
    hovermode: "closest",
    hoverlabel: { bgcolor: c.card, bordercolor: c.edge, font: { color: c.ink }, align: "left" },
    xaxis: { ...axis, type: "date", range: range.map(toAxis), fixedrange: false, tickformat: "%-M:%S", hoverformat: "%-M:%S", anchor: "y2", nticks: innerWidth < 640 ? 5 : 12, tickangle: 0 },
    yaxis: { ...axis, domain: [0.56, 1], autorangeoptions: { include: [3, 6] }, nticks: 4, title: { text: t("lettergrepen/s"), font: { size: 11 }, standoff: 4 } },
    yaxis2: { ...axis, domain: [0, 0.5], range: [-0.6, 3.1], tickvals: [0, 1, 2.4], ticktext: [t("Klant"), t("Medewerker"), t("Signalen")], showgrid: false },
    shapes: [],
  };
}

export const playhead = (seconds) => ({
  type: "line", xref: "x", yref: "paper", x0: toAxis(seconds), x1: toAxis(seconds), y0: 0, y1: 1, line: { color: colours().good, width: 2 },
});
