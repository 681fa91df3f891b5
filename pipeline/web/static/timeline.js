// The timeline: pace and the agent's own pace, who spoke, silences, overlaps, flags. New data is appended, never rebuilt.
import { kindName } from "./i18n.js";
import { byId } from "./dom.js";
import { clock } from "./format.js";
import { loaded } from "./plotly.js";
import { TALLIED } from "./wording.js";
import { added } from "./spans.js";
import { MARK_ROW, TRACES, fromAxis, layout, playhead, rowOf, toAxis, traces } from "./timeline_style.js";

const WINDOW_SECONDS = 120;
const AHEAD_SECONDS = 4;
const DRAW_EVERY_MS = 1000;
const NEAR_SECONDS = 4;
const WRAP = 60;

function wrapped(text) {
  const lines = [""];
  for (const word of text.replaceAll("<", "‹").split(" ")) {
    if (lines.at(-1).length + word.length > WRAP) lines.push("");
    lines[lines.length - 1] += `${word} `;
  }
  return lines.join("<br>");
}

export class Timeline {
  // onjump(seconds): the reader clicked a moment.
  constructor(element, model, onjump) {
    Object.assign(this, { element, model, onjump, fresh: new Map(), spoken: { agent: [], customer: [] }, silences: [], overlaps: [], marked: new Map(), following: true });
    this.lastMark = { at: -Infinity, row: 0 };
    this.ready = this.draw();
    document.addEventListener("themechange", () => this.recolour());
    for (const [id, act] of [["zoom-in", () => this.zoom(0.5)], ["zoom-out", () => this.zoom(2)], ["zoom-all", () => this.show(0, this.model.now)], ["zoom-now", () => this.followNow()]]) {
      byId(id)?.addEventListener("click", act);
    }
  }

  async draw() {
    this.plotly = await loaded;
    this.range = this.windowNow();
    const empty = () => ({ x: [], y: [], text: [] });
    await this.plotly.newPlot(this.element, traces().map((trace) => ({ ...trace, ...empty() })), layout(this.range), { displayModeBar: false, responsive: true, scrollZoom: false });
    this.element.on("plotly_click", ({ points }) => this.onjump(fromAxis(points[0].x)));
    this.element.on("plotly_relayout", (change) => this.moved(change));
    this.drawn = true;
    setInterval(() => this.flush(), DRAW_EVERY_MS);
    this.flush();
  }

  windowNow() {
    const end = Math.max(WINDOW_SECONDS, this.model.now + AHEAD_SECONDS);
    return [Math.max(0, end - WINDOW_SECONDS), end];
  }

  put(name, x, y, text = null) {
    if (!this.fresh.has(name)) this.fresh.set(name, { x: [], y: [], text: [] });
    const data = this.fresh.get(name);
    data.x.push(toAxis(x));
    data.y.push(y);
    data.text.push(text);
  }

  bar(name, { start, end }) {
    const row = rowOf(name);
    this.put(name, start, row);
    this.put(name, end, row);
    this.put(name, end, null);
  }

  add(items) {
    for (const item of items) this[`on_${item.t}`]?.(item);
  }

  on_pace(item) {
    if (item.who !== "agent") return;
    this.put("pace", item.at, item.rate);
    this.put("baseline", item.at, item.baseline);
  }

  on_speech({ who, start, end }) {
    const { silence, overlaps } = added({ start, end }, who, this.spoken);
    this.spoken[who].push({ start, end });
    this.bar(who, { start, end });
    if (silence) this.silences.push(silence), this.bar("silence", silence);
    for (const overlap of overlaps) this.overlaps.push(overlap), this.bar("overlap", overlap);
  }

  on_flag(flag) {
    if (TALLIED.has(flag.kind) || this.marked.has(flag.key)) return;
    const near = Math.abs(flag.start - this.lastMark.at) < NEAR_SECONDS;
    this.lastMark = { at: flag.start, row: near ? (this.lastMark.row + 1) % 3 : 0 };
    this.marked.set(flag.key, flag.severity);
    this.put(flag.severity, flag.start, MARK_ROW + 0.42 * this.lastMark.row, `<b>${clock(flag.start)} ${kindName(flag.kind)}</b><br>${wrapped(flag.message)}`);
  }

  on_bookmark({ at, note }) {
    this.put("bookmark", at, MARK_ROW + 0.84, `<b>${clock(at)}</b><br>${wrapped(note || "")}`);
  }

  flush() {
    if (!this.drawn) return;
    const names = [...this.fresh.keys()];
    if (names.length) {
      const each = (part) => names.map((name) => this.fresh.get(name)[part]);
      this.plotly.extendTraces(this.element, { x: each("x"), y: each("y"), text: each("text") }, names.map((name) => TRACES.indexOf(name)));
      this.fresh.clear();
      this.element.dataset.points = Number(this.element.dataset.points ?? 0) + 1;
    }
    if (this.following) this.move(this.windowNow());
  }

  move(range) {
    if (this.range && Math.abs(range[0] - this.range[0]) < 0.01 && Math.abs(range[1] - this.range[1]) < 0.01) return;
    this.range = range;
    this.moving = true;
    this.plotly.relayout(this.element, { "xaxis.range": range.map(toAxis) }).then(() => (this.moving = false));
  }

  // The reader dragged: the timeline stands still from then on.
  moved(change) {
    if (this.moving || !("xaxis.range[0]" in change)) return;
    this.following = false;
    this.range = [change["xaxis.range[0]"], change["xaxis.range[1]"]].map(fromAxis);
    byId("zoom-now").hidden = this.model.state !== "live";
  }

  show(start, end) {
    this.following = false;
    byId("zoom-now").hidden = this.model.state !== "live";
    this.move([start, Math.max(end, start + 5)]);
  }

  zoom(factor) {
    const [start, end] = this.range;
    const [middle, half] = [(start + end) / 2, ((end - start) / 2) * factor];
    this.show(Math.max(0, middle - half), middle + half);
  }

  followNow() {
    this.following = true;
    byId("zoom-now").hidden = true;
    this.flush();
  }

  jump(seconds) {
    if (!this.range || (seconds > this.range[0] && seconds < this.range[1])) return;
    const half = (this.range[1] - this.range[0]) / 2;
    this.show(Math.max(0, seconds - half), seconds + half);
  }

  // Where the listener is, a few times a second; null when they stopped.
  hear(seconds) {
    const shown = seconds === null ? null : Math.round(seconds * 2) / 2;
    if (!this.drawn || shown === this.head) return;
    this.head = shown;
    this.plotly.relayout(this.element, { shapes: shown === null ? [] : [playhead(shown)] });
  }

  recolour() {
    if (!this.drawn) return;
    const styled = traces().map((trace, index) => ({ ...this.element.data[index], ...trace }));
    this.plotly.react(this.element, styled, layout(this.range), { displayModeBar: false, responsive: true });
  }
}
