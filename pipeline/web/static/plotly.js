// Plotly as the server's own package has it, loaded once by the pages that draw, and the theme's colours for it.
import { h } from "./dom.js";

const NAMES = ["ink", "faint", "line", "card", "agent", "customer", "good", "note", "warn", "crit", "edge"];

export const loaded = new Promise((resolve, reject) => {
  document.head.append(h("script", { src: "/assets/plotly.js", onload: () => resolve(globalThis.Plotly), onerror: reject }));
});

// What custom properties look like in this theme; Plotly knows no light-dark().
export function colours() {
  const probe = document.body.appendChild(document.createElement("i"));
  const found = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}
