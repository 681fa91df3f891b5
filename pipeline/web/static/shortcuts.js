// Keys of one letter. They never fire while someone types, and can be switched off (WCAG 2.1.4).
import { byId } from "./dom.js";

const STORED = "souffleur.shortcuts";
const on = () => localStorage.getItem(STORED) !== "off";

for (const box of document.querySelectorAll("[data-shortcuts]")) {
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
}

// shortcuts({b: mark, "/": search}): "?" opens the dialog with id "help" where there is one.
export function shortcuts(actions) {
  const all = { "?": () => byId("help")?.showModal(), ...actions };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !on()) return;
    const action = all[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
