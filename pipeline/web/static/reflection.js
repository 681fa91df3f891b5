// The agent's look back at their own call: what went well first, then what can be better, with a verdict on each flag.
import { page, t } from "./i18n.js";
import { byId, h, setText } from "./dom.js";
import { clock } from "./format.js";
import { Captions } from "./captions.js";
import { CallModel } from "./model.js";
import { Stages, TalkShare } from "./parts.js";
import { finding, grouped } from "./findings.js";
import { follow } from "./feed.js";

const root = byId("call");
const { id, state } = root.dataset;
const address = `/api/calls/${encodeURIComponent(id)}`;
const model = new CallModel();
model.state = state;

const [share, stages] = [new TalkShare(), new Stages()];
byId("share").append(share.element);
byId("stages").append(stages.element);
share.show(null);

const when = byId("when");
setText(when, new Intl.DateTimeFormat(page.locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(when.dateTime)));

const captions = new Captions(byId("captions"), byId("to-now"), model, () => {});
function jump(seconds) {
  byId("captions").closest("details").open = true;
  captions.show(seconds);
  byId("captions").scrollIntoView({ block: "center" });
}

function drawFindings() {
  for (const [name, wellDone] of [["well", true], ["better", false]]) {
    const groups = grouped(model.flags.values(), wellDone);
    byId(name).replaceChildren(...groups.map((group) => finding(group, model, address, jump)));
    byId(`no-${name}`).hidden = groups.length > 0;
  }
  byId("better-hint").hidden = !byId("no-better").hidden;
}

function drawPromises() {
  const promises = model.ofKind("promise");
  byId("no-promises").hidden = promises.length > 0;
  byId("promises").hidden = promises.length === 0;
  byId("promises").replaceChildren(
    ...promises.map((flag) => h("li", {}, h("p", {}, h("button", { type: "button", class: "time", onclick: () => jump(flag.start) }, clock(flag.start)), " ", flag.evidence ?? flag.message), flag.advice ? h("p", { class: "faint" }, flag.advice) : null)),
  );
}

function drawListeners() {
  const names = [...model.heardBy].map(([name, at]) => h("li", {}, model.listeners.has(name) ? t("{name}, nu", { name }) : t("{name}, tot {clock}", { name, clock: clock(at) })));
  byId("listeners").replaceChildren(...(names.length ? names : [h("li", { class: "faint" }, t("Niemand luisterde mee."))]));
}

function draw(kinds) {
  if (["flag", "cleared", "words"].some((kind) => kinds.has(kind))) drawFindings();
  if (kinds.has("flag") || kinds.has("cleared")) {
    stages.show(model.stage);
    drawPromises();
  }
  if (kinds.has("speech")) share.show(model.talkShare);
  if (kinds.has("listening") || kinds.has("ended")) drawListeners();
  byId("running").hidden = model.state !== "live";
  setText(byId("length"), clock(model.now));
}

drawListeners();
await follow(id, state, model, (items) => {
  captions.add(items);
  draw(new Set(items.map((item) => item.t)));
});
