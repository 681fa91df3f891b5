// One call on the board.
import { kindName, t } from "./i18n.js";
import { h, icon, setText } from "./dom.js";
import { clock } from "./format.js";
import { SHAPES, severityName, shape } from "./wording.js";
import { Gauge } from "./gauge.js";
import { Stages, TalkShare } from "./parts.js";

export class BoardRow {
  constructor(row) {
    this.gauge = new Gauge();
    this.share = new TalkShare();
    this.stages = new Stages();
    this.need = h("div", { class: "need" });
    this.link = h("a", { href: `/calls/${encodeURIComponent(row.id)}` });
    this.clock = h("span", { class: "clock" });
    this.about = h("p", { class: "about" });
    this.flag = h("div", { class: "flag" });
    this.element = h(
      "li",
      { class: "call", "data-call": row.id },
      this.need,
      h("div", { class: "who" }, h("h2", {}, this.link), this.about),
      this.cell(t("Tempo"), this.gauge.element),
      this.cell(t("Spreekaandeel"), this.share.element),
      this.flag,
      this.cell(t("Gevoelsmanagement"), this.stages.element),
    );
    this.row = {};
    this.update(row);
  }

  cell(label, content) {
    return h("div", { class: "cell" }, h("span", { class: "label", "aria-hidden": "true" }, label), content);
  }

  update(changed) {
    const row = Object.assign(this.row, changed);
    if ("now" in changed) this.received = performance.now();
    if ("agent" in changed) setText(this.link, row.agent ?? t("Onbekende medewerker"));
    if ("open" in changed || "state" in changed) this.showNeed(row);
    if (["rate", "ratio", "measurable"].some((name) => name in changed)) this.gauge.show(row);
    if ("talkShare" in changed) this.share.show(row.talkShare);
    if ("lastFlag" in changed) this.showFlag(row.lastFlag);
    if ("feeling" in changed) this.stages.show(row.feeling);
    if (["listeners", "muted", "state"].some((name) => name in changed)) this.showAbout(row);
    this.tick();
  }

  // The call's clock runs on between two messages.
  tick() {
    const since = this.row.state === "live" ? (performance.now() - this.received) / 1000 : 0;
    setText(this.clock, clock(this.row.now + Math.min(since, 5)));
  }

  showNeed({ open, state }) {
    const worst = state !== "live" ? null : open.critical ? "critical" : open.warning ? "warning" : null;
    this.element.dataset.need = state === "live" ? (worst ?? "none") : "ended";
    const counts = ["critical", "warning"].filter((severity) => worst && open[severity]);
    this.need.replaceChildren(
      ...counts.map((severity) =>
        h("span", { class: `count ${severity}`, title: severityName(severity) }, shape(severity), String(open[severity]), h("span", { class: "sr" }, ` ${severityName(severity)}`)),
      ),
      worst ? "" : h("span", { class: "count none" }, state === "live" ? t("rustig") : t("afgelopen")),
    );
  }

  showAbout({ listeners, muted }) {
    const parts = [this.clock];
    if (listeners.length) parts.push(h("span", { class: "listeners" }, icon("ear"), t("{names} luistert mee", { names: listeners.join(", ") })));
    if (muted) parts.push(h("span", { class: "listeners" }, icon("muted"), t("seintjes gedempt")));
    this.about.replaceChildren(...parts);
  }

  showFlag(flag) {
    if (!flag) {
      this.flag.replaceChildren(h("p", { class: "quiet" }, t("Nog niets opgevallen.")));
      return;
    }
    this.flag.replaceChildren(
      h("p", { class: `title ${flag.severity}` }, shape(flag.severity), h("b", {}, kindName(flag.kind)), h("span", { class: "clock" }, clock(flag.at)), h("span", { class: "sr" }, severityName(flag.severity))),
      h("p", { class: "message", title: flag.message }, flag.message),
      flag.advice ? h("p", { class: "advice", title: flag.advice }, flag.advice) : "",
    );
    this.flag.dataset.severity = SHAPES[flag.severity] ? flag.severity : "info";
  }
}
