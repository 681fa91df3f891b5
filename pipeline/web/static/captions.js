// The captions: two columns in one order of time. Follows what is new until the reader scrolls back.
import { t } from "./i18n.js";
import { h } from "./dom.js";
import { clock } from "./format.js";
import { whoName } from "./wording.js";
import { marked } from "./marks.js";
import { isOpen } from "./popover.js";

const NEAR_END_PX = 60;
const NEW_HEADING_SECONDS = 20;

export class Captions {
  // onjump(seconds) is called when the reader picks a moment.
  constructor(list, toNow, model, onjump) {
    Object.assign(this, { list, toNow, model, onjump, views: new Map(), following: true, top: 0, heard: null });
    list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    toNow.addEventListener("click", () => this.followNow());
  }

  add(items) {
    const changed = new Set();
    for (const item of items) {
      if (item.t === "words") changed.add(item.id);
      if (item.t === "flag" || item.t === "cleared" || item.t === "verdict") this.touched(item, changed);
      if (item.t === "speaking") this.speaking(item);
    }
    for (const id of changed) this.draw(id);
    if (changed.size && this.following && !isOpen()) this.toEnd();
  }

  // A flag may come before its words or move to others: draw where it stood and where it stands.
  touched(item, changed) {
    const key = item.key ?? item.flag;
    for (const [id, view] of this.views) if (view.keys.has(key)) changed.add(id);
    const flag = this.model.flags.get(key);
    const place = flag && this.model.utteranceOf(flag);
    if (place) changed.add(place);
  }

  draw(id) {
    const said = this.model.utterances.get(id);
    if (!said) {
      this.views.get(id)?.element.remove();
      this.views.delete(id);
      return;
    }
    const view = this.views.get(id) ?? this.make(said);
    const flags = [...this.model.flags.values()].filter((flag) => this.model.utteranceOf(flag) === id);
    view.keys = new Set(flags.map((flag) => flag.key));
    view.element.classList.toggle("partial", !said.final);
    const focused = view.text.contains(document.activeElement) ? document.activeElement.dataset.flags : null;
    view.text.replaceChildren(...marked(said.words, flags, this.model.flags));
    if (focused) (view.text.querySelector(`[data-flags="${CSS.escape(focused)}"]`) ?? this.list).focus({ preventScroll: true });
    if (view.start !== said.start) this.place(view, said);
  }

  make(said) {
    const time = h("button", { type: "button", class: "time", onclick: () => this.onjump(said.start) }, clock(said.start));
    time.append(h("span", { class: "sr" }, " ", t("op de tijdlijn")));
    const text = h("p", { class: "said" });
    const element = h("li", { class: `utterance ${said.who}`, "data-id": said.id }, h("p", { class: "by" }, h("b", {}, whoName(said.who)), time), text);
    const view = { element, text, time, keys: new Set(), start: null };
    this.views.set(said.id, view);
    return view;
  }

  place(view, said) {
    view.start = said.start;
    view.element.dataset.start = said.start;
    let after = this.list.lastElementChild;
    while (after && (after === view.element || Number(after.dataset.start) > said.start)) after = after.previousElementSibling;
    if (after) after.after(view.element);
    else this.list.prepend(view.element);
    for (const element of [view.element, view.element.nextElementSibling]) if (element) this.join(element);
  }

  // The name is told again when the speaker changes or time has passed.
  join(element) {
    const before = element.previousElementSibling;
    const same = before && before.classList.contains("agent") === element.classList.contains("agent");
    element.classList.toggle("continued", Boolean(same && element.dataset.start - before.dataset.start < NEW_HEADING_SECONDS));
  }

  speaking({ who, on }) {
    const head = document.querySelector(`[data-column="${who}"]`);
    if (head) head.dataset.speaking = on;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (scrollTop < this.top - 2 && !atEnd) this.following = false;
    else if (atEnd) this.following = true;
    this.top = scrollTop;
    this.offerNow();
  }

  offerNow() {
    this.toNow.hidden = this.following || this.model.state !== "live";
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.top = this.list.scrollTop;
  }

  followNow() {
    this.following = true;
    this.toNow.hidden = true;
    this.toEnd();
  }

  // Scrolls to what was said at a moment and lights it up for a while.
  show(seconds) {
    const all = [...this.list.children];
    const target = all.findLast((element) => Number(element.dataset.start) <= seconds + 0.3) ?? all[0];
    if (!target) return;
    this.following = false;
    this.offerNow();
    this.list.scrollTop = target.offsetTop - this.list.offsetTop - this.list.clientHeight / 3;
    this.top = this.list.scrollTop;
    target.classList.remove("found");
    void target.offsetWidth;
    target.classList.add("found");
  }

  // Lights up the words that are heard now; words may come some seconds after their sound.
  hear(seconds) {
    const words = [];
    for (const { element, start } of this.views.values()) {
      if (start === null || start > seconds || seconds - start > 60) continue;
      words.push(...[...element.querySelectorAll(".w")].filter((one) => one.dataset.start <= seconds && seconds < Number(one.dataset.end) + 0.15));
    }
    for (const old of this.list.querySelectorAll(".w.now")) if (!words.includes(old)) old.classList.remove("now");
    for (const one of words) one.classList.add("now");
  }
}
