// The call page: one model, several views of it.
import { t } from "./i18n.js";
import { byId, h, icon, setText } from "./dom.js";
import { clock } from "./format.js";
import { Captions } from "./captions.js";
import { Gauge } from "./gauge.js";
import { Listening } from "./listen.js";
import { CallModel } from "./model.js";
import { Panels } from "./panels.js";
import { Stages, TalkShare } from "./parts.js";
import { Timeline } from "./timeline.js";
import { bookmarks, erasing, whispers } from "./notes.js";
import { follow } from "./feed.js";
import { shortcuts } from "./shortcuts.js";
import { timelineTable } from "./timeline_table.js";

const root = byId("call");
const { id, state } = root.dataset;
const address = `/api/calls/${encodeURIComponent(id)}`;
const model = new CallModel();
model.state = state;

const [gauge, share, stages] = [new Gauge(), new TalkShare(), new Stages()];
byId("pace").append(gauge.element);
byId("share").append(share.element);
byId("stages").append(stages.element);

const timeline = new Timeline(byId("timeline"), model, (seconds) => captions.show(seconds));
const jump = (seconds) => {
  captions.show(seconds);
  timeline.jump(seconds);
};
const captions = new Captions(byId("captions"), byId("to-now"), model, (seconds) => timeline.jump(seconds));
const panels = new Panels(model, jump);
const listening = new Listening(byId("listen"), id, (seconds) => {
  if (seconds !== null) captions.hear(seconds);
  timeline.hear(seconds);
});
timelineTable(byId("timeline-table"), model, timeline);

let received = performance.now();
const now = () => (model.state === "live" ? model.now + Math.min(3, (performance.now() - received) / 1000) : model.now);

function showHead(kinds) {
  const pace = model.pace.at(-1);
  if (pace && kinds.has("pace")) gauge.show({ ...pace, ratio: pace.rate && pace.baseline ? pace.rate / pace.baseline : null });
  if (kinds.has("speech")) share.show(model.talkShare);
  if (kinds.has("flag") || kinds.has("cleared")) stages.show(model.stage);
  if (kinds.has("listening") || kinds.has("mute") || kinds.has("ended")) showAround();
  if (kinds.has("ended") || kinds.has("call")) showState();
}

function showAround() {
  const names = [...model.listeners.keys()];
  byId("around").replaceChildren(
    ...(names.length ? [h("span", { class: "tag" }, icon("ear"), t("{names} luistert mee", { names: names.join(", ") }))] : []),
    ...(model.muted ? [h("span", { class: "tag" }, icon("muted"), t("seintjes gedempt"))] : []),
  );
}

function showState() {
  const live = model.state === "live";
  const names = { live: t("nu bezig"), ended: t("afgelopen"), broken: t("afgebroken") };
  root.dataset.state = model.state;
  setText(byId("state"), names[model.state] ?? model.state);
  for (const element of document.querySelectorAll("[data-live-only]")) element.hidden = !live;
  for (const element of document.querySelectorAll("[data-after-only]")) element.hidden = live;
  if (!live) listening.stop();
}

share.show(null);
showState();
await follow(id, state, model, (items) => {
  received = performance.now();
  captions.add(items);
  timeline.add(items);
  panels.add(items);
  showHead(new Set(items.map((item) => item.t)));
  setText(byId("clock"), clock(now()));
});
if (state !== "live") {
  captions.list.scrollTop = 0;
  timeline.ready.then(() => timeline.show(0, model.now));
}
setInterval(() => setText(byId("clock"), clock(now())), 1000);

const mark = bookmarks(address, now);
const whisper = whispers(address);
erasing(address);
byId("open-bookmark").addEventListener("click", mark);
byId("open-whisper").addEventListener("click", whisper);
byId("open-help").addEventListener("click", () => byId("help").showModal());
const whileLive = (action) => () => model.state === "live" && action();
shortcuts({ b: mark, w: whileLive(whisper), l: whileLive(() => listening.toggle.click()), n: () => captions.followNow() });
