// Beside the captions: the flags one by one, the questions by kind, the steps of a complaint, promises, bookmarks.
import { kindName, t } from "./i18n.js";
import { byId, h, setAttribute } from "./dom.js";
import { clock } from "./format.js";
import { SPIN, STEPS, TALLIED, clearedName, severityName, shape, spinName } from "./wording.js";
import { verdictText } from "./popover.js";

const stepNames = { erkennen: () => t("erkennen"), excuses: () => t("excuses"), oplossen: () => t("oplossen"), houding: () => t("houding"), urgentie: () => t("urgentie") };

export class Panels {
  // onjump(seconds): the reader picked a moment.
  constructor(model, onjump) {
    Object.assign(this, { model, onjump, flags: new Map(), list: byId("flags"), chosen: "all" });
    for (const button of document.querySelectorAll("[data-flag-filter]")) {
      button.addEventListener("click", () => this.filter(button));
    }
  }

  add(items) {
    const kinds = new Set(items.map((item) => item.t));
    for (const item of items) {
      if (item.t === "flag") this.drawFlag(item.key);
      if (item.t === "cleared") this.drawFlag(item.key);
      if (item.t === "verdict") this.drawFlag(item.flag);
    }
    if (kinds.has("flag") || kinds.has("cleared")) this.drawCounts();
    if (kinds.has("bookmark") || kinds.has("whisper")) this.drawNotes();
  }

  time(seconds) {
    return h("button", { type: "button", class: "time", onclick: () => this.onjump(seconds) }, clock(seconds));
  }

  drawFlag(key) {
    const flag = this.model.flags.get(key);
    const old = this.flags.get(key);
    if (!flag || TALLIED.has(flag.kind) || flag.kind === "promise") {
      old?.remove();
      this.flags.delete(key);
      return;
    }
    const status = [flag.cleared && `${clearedName(flag.cleared.reason)} ${clock(flag.cleared.at)}`, verdictText(flag)].filter(Boolean).join(" · ");
    const element = h(
      "li",
      { class: `flag-item ${flag.severity}${flag.cleared ? " cleared" : ""}` },
      h("p", { class: "head" }, shape(flag.severity), h("b", {}, kindName(flag.kind)), h("span", { class: "sr" }, severityName(flag.severity)), this.time(flag.start)),
      h("p", { class: "message" }, flag.message),
      flag.advice ? h("p", { class: "advice" }, flag.advice) : null,
      status ? h("p", { class: "status" }, status) : null,
    );
    if (old) old.replaceWith(element);
    else this.list.prepend(element);
    this.flags.set(key, element);
    element.hidden = !this.fits(flag);
  }

  fits(flag) {
    return this.chosen === "all" || (this.chosen === "good") === (flag.severity === "positive");
  }

  filter(button) {
    this.chosen = button.dataset.flagFilter;
    for (const other of document.querySelectorAll("[data-flag-filter]")) other.setAttribute("aria-pressed", String(other === button));
    for (const [key, element] of this.flags) element.hidden = !this.fits(this.model.flags.get(key));
  }

  drawCounts() {
    byId("no-flags").hidden = this.flags.size > 0;
    this.drawSpin();
    this.drawSteps();
    this.drawPromises();
  }

  drawSpin() {
    const counts = new Map(SPIN.map((letter) => [letter, 0]));
    for (const { type } of this.model.ofKind("question")) if (counts.has(type)) counts.set(type, counts.get(type) + 1);
    const most = Math.max(1, ...counts.values());
    byId("spin").replaceChildren(
      ...[...counts].map(([letter, count]) => {
        const bar = h("span", { class: `spin-bar spin-${letter}` });
        bar.style.setProperty("width", `${(100 * count) / most}%`);
        return h("li", {}, h("b", { "aria-hidden": "true" }, letter), h("span", {}, spinName(letter)), h("span", { class: "spin-track" }, bar), h("span", { class: "number" }, String(count)));
      }),
    );
  }

  drawSteps() {
    const first = new Map();
    for (const flag of this.model.ofKind("complaint_step")) if (!first.has(flag.type)) first.set(flag.type, flag);
    byId("complaint").hidden = first.size === 0;
    byId("steps").replaceChildren(
      ...STEPS.map((step) => {
        const flag = first.get(step);
        const item = h("li", { class: flag ? "heard" : "" }, h("span", { "aria-hidden": "true", class: "tick" }, flag ? "✓" : "○"), stepNames[step](), flag ? this.time(flag.start) : h("span", { class: "faint" }, t("nog niet")));
        setAttribute(item, "title", flag?.message);
        return item;
      }),
    );
  }

  drawPromises() {
    const promises = this.model.ofKind("promise");
    byId("no-promises").hidden = promises.length > 0;
    byId("promises").replaceChildren(
      ...promises.map((flag) => h("li", {}, h("p", {}, flag.evidence ?? flag.message, " ", this.time(flag.start)), flag.advice ? h("p", { class: "faint" }, flag.advice) : null)),
    );
  }

  drawNotes() {
    const marks = this.model.bookmarks.map((mark) => ({ ...mark, text: mark.note || t("zonder notitie"), label: t("bladwijzer") }));
    const whispers = this.model.whispers.map((whisper) => ({ ...whisper, label: t("gefluisterd") }));
    const notes = [...marks, ...whispers].sort((a, b) => a.at - b.at);
    byId("notes-panel").hidden = notes.length === 0;
    byId("notes").replaceChildren(...notes.map((note) => h("li", {}, h("p", {}, this.time(note.at), " ", note.text), h("p", { class: "faint" }, `${note.label} · ${note.by}`))));
  }
}
