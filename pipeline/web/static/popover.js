// Why, and what instead: the explanation of flags, shown beside the words on hover, focus or click; Escape hides it.
import { kindName, t } from "./i18n.js";
import { h } from "./dom.js";
import { clock, number } from "./format.js";
import { clearedName, severityName, shape } from "./wording.js";

const GAP = 8;
const LINGER_MS = 180;

const box = h("div", { class: "popover", id: "why", role: "tooltip", popover: "manual" });
document.querySelector("main").append(box);
let anchor = null;
let leaving = null;

export function measured(flag) {
  if (flag.value === null || flag.value === undefined || !flag.unit) return null;
  const value = `${number(flag.value)} ${flag.unit}`;
  return flag.limit === null || flag.limit === undefined ? value : t("{value}, grens {limit}", { value, limit: number(flag.limit) });
}

export function verdictText(flag) {
  if (flag.accepted === null || flag.accepted === undefined) return null;
  return flag.accepted ? t("Medewerker: dit klopt") : t("Medewerker: dit klopt niet");
}

export function explanation(flag) {
  const facts = [measured(flag), flag.cleared && `${clearedName(flag.cleared.reason)} ${clock(flag.cleared.at)}`, verdictText(flag)];
  return h(
    "div",
    {},
    h("p", { class: "head" }, shape(flag.severity), kindName(flag.kind), h("span", { class: "sr" }, severityName(flag.severity)), h("span", { class: "clock faint" }, clock(flag.start))),
    h("p", {}, flag.message),
    facts.some(Boolean) ? h("p", { class: "faint" }, facts.filter(Boolean).join(" · ")) : null,
    flag.advice ? h("p", { class: "advice" }, flag.advice) : null,
  );
}

function place() {
  const [target, own] = [anchor.getClientRects()[0] ?? anchor.getBoundingClientRect(), box.getBoundingClientRect()];
  const above = target.top - own.height - GAP;
  const top = above > GAP ? above : Math.min(target.bottom + GAP, innerHeight - own.height - GAP);
  const left = Math.max(GAP, Math.min(target.left, innerWidth - own.width - GAP));
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.left = `${left}px`;
}

function show(element, flags) {
  clearTimeout(leaving);
  if (anchor && anchor !== element) hide();
  anchor = element;
  box.replaceChildren(...flags().map(explanation));
  box.showPopover();
  place();
  element.setAttribute("aria-describedby", "why");
}

export function hide() {
  clearTimeout(leaving);
  anchor?.removeAttribute("aria-describedby");
  anchor = null;
  if (box.matches(":popover-open")) box.hidePopover();
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(() => document.activeElement !== anchor && hide(), LINGER_MS);
}

box.addEventListener("pointerenter", () => clearTimeout(leaving));
box.addEventListener("pointerleave", leave);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", (event) => anchor && !box.contains(event.target) && follow(), true);

// The page moved under the explanation: it stays with its words, or goes with them.
function follow() {
  const { top, bottom } = anchor.getBoundingClientRect();
  if (!anchor.isConnected || bottom < 0 || top > innerHeight) hide();
  else place();
}

export const isOpen = () => anchor?.isConnected ?? false;

// Gives an element its explanation; flags() is asked when it is shown.
export function explain(element, flags) {
  element.addEventListener("pointerenter", () => show(element, flags));
  element.addEventListener("pointerleave", leave);
  element.addEventListener("focus", () => show(element, flags));
  element.addEventListener("blur", hide);
  element.addEventListener("click", () => show(element, flags));
  return element;
}
