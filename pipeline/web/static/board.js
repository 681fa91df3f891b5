// The board: snapshots and diffs become rows, in a calm order.
import { t } from "./i18n.js";
import { byId, setText } from "./dom.js";
import { reorder } from "./flip.js";
import { hold, settle } from "./order.js";
import { shortcuts } from "./shortcuts.js";
import { BoardRow } from "./board_row.js";
import { Line } from "./sockets.js";

const list = byId("calls");
const filter = byId("filter");
const views = new Map();
let order = [];
let seq = null;
let watching = false;

const rows = () => new Map([...views].map(([id, view]) => [id, view.row]));

function matches(view) {
  return (view.row.agent ?? "").toLocaleLowerCase().includes(filter.value.trim().toLocaleLowerCase());
}

function arrange() {
  const settled = settle(order, rows());
  order = watching ? hold(order, rows()) : settled;
  byId("held").hidden = !watching || settled.join() === order.join();
  reorder(list, order.map((id) => views.get(id).element));
  let shown = 0;
  for (const view of views.values()) {
    view.element.hidden = !matches(view);
    shown += view.element.hidden ? 0 : 1;
  }
  byId("nothing").hidden = views.size > 0;
  byId("labels").hidden = shown === 0;
  byId("unfound").hidden = views.size === 0 || shown > 0;
  summarise();
}

function summarise() {
  const live = [...views.values()].filter((view) => view.row.state === "live");
  const urgent = live.filter((view) => view.row.open.critical).length;
  const calls = live.length === 1 ? t("1 gesprek") : t("{n} gesprekken", { n: live.length });
  const need = urgent === 1 ? t("1 kan nu hulp gebruiken") : urgent ? t("{n} kunnen nu hulp gebruiken", { n: urgent }) : t("niemand heeft nu hulp nodig");
  setText(byId("summary"), live.length ? `${calls} · ${need}` : "");
}

function put(changed) {
  const view = views.get(changed.id);
  if (view) view.update(changed);
  else if ("startedAt" in changed) views.set(changed.id, new BoardRow(changed));
}

function receive(message) {
  if (message.type === "snapshot") {
    const present = new Set(message.calls.map((row) => row.id));
    for (const id of [...views.keys()]) if (!present.has(id)) views.delete(id);
    message.calls.forEach(put);
  } else if (message.type === "diff") {
    if (seq === null || message.seq !== seq + 1) return line.lost(line.socket);
    message.changed.forEach(put);
    message.gone.forEach((id) => views.delete(id));
  }
  seq = message.seq;
  arrange();
}

const line = new Line(() => "/ws/board", { onmessage: receive });

// Nothing moves under the pointer or the keyboard's place.
function watch(on) {
  watching = on;
  arrange();
}
list.addEventListener("pointerenter", () => watch(true));
list.addEventListener("pointerleave", () => watch(list.contains(document.activeElement)));
list.addEventListener("focusin", () => watch(true));
list.addEventListener("focusout", (event) => watch(list.contains(event.relatedTarget) || list.matches(":hover")));

filter.addEventListener("input", arrange);
filter.addEventListener("keydown", (event) => {
  if (event.key === "Escape") filter.value = "";
  if (event.key === "Escape" || event.key === "Enter") {
    arrange();
    links()[0]?.focus();
  }
});

const links = () => order.map((id) => views.get(id)).filter((view) => !view.element.hidden).map((view) => view.link);

function step(by) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]?.focus();
}
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog[open], details") || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (!(event.key in moves) || !views.size) return;
  event.preventDefault();
  step(moves[event.key]);
});
shortcuts({ "/": () => filter.focus() });
byId("open-help").addEventListener("click", () => byId("help").showModal());
setInterval(() => views.forEach((view) => view.tick()), 1000);
