// A small Plotly chart in the colours of the theme, drawn anew when its data or the theme changes.
import { page } from "./i18n.js";
import { colours, loaded } from "./plotly.js";

const MOST_TICKS = 10;
const days = new Intl.DateTimeFormat(page.locale, { day: "numeric", month: "short", timeZone: "UTC" });

// At most MOST_TICKS of the days, in the reader's language: Plotly knows English months alone.
function ticks(dates) {
  const every = Math.ceil(dates.length / MOST_TICKS);
  const shown = dates.filter((_, index) => (dates.length - 1 - index) % every === 0);
  return { tickmode: "array", tickvals: shown, ticktext: shown.map((date) => days.format(new Date(date))) };
}

export async function charted(id, traces, yaxis) {
  const plotly = await loaded;
  const c = colours();
  const plain = { zeroline: false, color: c.faint, gridcolor: c.line, fixedrange: true };
  const layout = {
    margin: { l: 56, r: 16, t: 12, b: 36 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif", size: 12, color: c.faint }, showlegend: traces.length > 1,
    legend: { orientation: "h", x: 1, xanchor: "right", y: 1.12 }, bargap: 0.5,
    hoverlabel: { bgcolor: c.card, bordercolor: c.edge, font: { color: c.ink } },
    xaxis: { ...plain, type: "date", showgrid: false, ...ticks(traces[0].x) }, yaxis: { ...plain, nticks: 5, ...yaxis }, hovermode: "closest",
    separators: page.locale === "nl" ? ",." : ".,",
  };
  return plotly.react(id, traces, layout, { displayModeBar: false, responsive: true });
}
