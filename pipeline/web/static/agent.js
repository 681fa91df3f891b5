// The agent's corner of the screen: the pace, one cue at a time, the coach's whisper, mute, who listens. Nothing else.
import { t } from "./i18n.js";
import { byId, h, icon, setText } from "./dom.js";
import { send } from "./api.js";
import { Gauge } from "./gauge.js";
import { Line } from "./sockets.js";

const WHISPER_MS = 30000;
const LONGEST_CUE_MS = 5000;

const gauge = new Gauge();
byId("pace").append(gauge.element);
const listeners = new Set();
let call = null;
let cue = null;
let cueTimer = null;
let whisperTimer = null;
let seq = 0;

function show(state) {
  byId("corner").dataset.state = state;
  byId("idle").hidden = state === "call";
  byId("busy").hidden = state !== "call";
}

function idle() {
  hideCue();
  hideWhisper();
  listeners.clear();
  call = null;
  show("idle");
}

function begin(id) {
  if (call === id) return;
  idle();
  call = id;
  seq = 0;
  byId("after").hidden = true;
  gauge.show({ rate: null, ratio: null, measurable: false });
  showListeners();
  showMute(false);
  show("call");
}

function ended() {
  const reflection = byId("reflection");
  if (call) reflection.href = `/calls/${encodeURIComponent(call)}`;
  byId("after").hidden = !call;
  idle();
}

function showCue({ cue: text, flag, until, at }) {
  cue = flag;
  setText(byId("cue-text"), text);
  byId("cue").hidden = false;
  clearTimeout(cueTimer);
  cueTimer = setTimeout(hideCue, Math.min(LONGEST_CUE_MS, 1000 * (until - at)));
}

function hideCue() {
  clearTimeout(cueTimer);
  cue = null;
  byId("cue").hidden = true;
}

function showWhisper({ text, by }) {
  setText(byId("whisper-from"), `${by}: `);
  setText(byId("whisper-text"), text);
  byId("whisper").hidden = false;
  clearTimeout(whisperTimer);
  whisperTimer = setTimeout(hideWhisper, WHISPER_MS);
}

function hideWhisper() {
  clearTimeout(whisperTimer);
  byId("whisper").hidden = true;
}

function showListeners() {
  const names = [...listeners].join(", ");
  byId("listening").replaceChildren(...(names ? [icon("ear"), h("span", {}, t("{names} luistert mee", { names }))] : [h("span", {}, t("Niemand luistert mee"))]));
}

function showMute(on) {
  byId("mute").setAttribute("aria-pressed", String(on));
  setText(byId("mute-text"), on ? t("Seintjes gedempt") : t("Seintjes dempen"));
  if (on) hideCue();
}

// What a batch says of the past is not shown as if it happened now.
function take(items) {
  const fresh = items.filter((item) => item.seq === undefined || item.seq > seq);
  const now = Math.max(0, ...fresh.map((item) => item.at ?? 0));
  for (const item of fresh) {
    seq = Math.max(seq, item.seq ?? 0);
    if (item.t === "pace") gauge.show({ ...item, ratio: item.rate && item.baseline ? item.rate / item.baseline : null });
    if (item.t === "nudge" && item.until > now) showCue({ ...item, at: Math.max(item.at, now) });
    if (item.t === "nudgeHidden" && item.flag === cue) hideCue();
    if (item.t === "whisper" && now - item.at < WHISPER_MS / 1000) showWhisper(item);
    if (item.t === "listening") listeners[item.on ? "add" : "delete"](item.by);
    if (item.t === "listening") showListeners();
    if (item.t === "mute") showMute(item.on);
    if (item.t === "ended") return ended();
  }
}

new Line(() => "/ws/agent", {
  onmessage: (message) => {
    if (message.type === "idle") idle();
    if (message.type === "call") begin(message.id);
    if (message.type === "items") take(message.items);
  },
});

byId("whisper-seen").addEventListener("click", hideWhisper);
byId("mute").addEventListener("click", () => send("PUT", "/api/live/mute", { on: byId("mute").getAttribute("aria-pressed") !== "true" }));
