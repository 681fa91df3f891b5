// Puts elements in a new order and lets each slide from where it was (FLIP), unless the reader wants no motion.
import { reducedMotion } from "./dom.js";

const SLIDE_MS = 350;

export function reorder(parent, ordered) {
  const current = [...parent.children];
  if (current.length === ordered.length && current.every((element, index) => element === ordered[index])) return;
  const focused = document.activeElement;
  const before = new Map(current.map((element) => [element, element.getBoundingClientRect().top]));
  ordered.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
  for (const element of current) if (!ordered.includes(element)) element.remove();
  if (focused?.isConnected && parent.contains(focused)) focused.focus({ preventScroll: true });
  if (reducedMotion()) return;
  for (const element of ordered) {
    const moved = before.has(element) ? before.get(element) - element.getBoundingClientRect().top : null;
    if (moved === null) element.animate([{ opacity: 0 }, { opacity: 1 }], SLIDE_MS);
    else if (moved) element.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: SLIDE_MS, easing: "ease-in-out" });
  }
}
