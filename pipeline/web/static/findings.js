// Findings of one kind and rule together: what was heard, what works better, and each time with its words and a verdict.
import { kindName, t } from "./i18n.js";
import { h, setAttribute } from "./dom.js";
import { send } from "./api.js";
import { clock } from "./format.js";
import { RANK, TALLIED, clearedName, severityName, shape } from "./wording.js";
import { covered } from "./evidence.js";
import { measured } from "./popover.js";

const WORDS_AROUND = 7;

// The flags that are told, grouped: [[flag, ...], ...], the weightiest first, then in order of time.
export function grouped(flags, wellDone) {
  const groups = new Map();
  for (const flag of flags) {
    if (TALLIED.has(flag.kind) || flag.kind === "promise" || (flag.severity === "positive") !== wellDone) continue;
    const key = `${flag.kind}:${flag.rule || flag.category || flag.message}`;
    groups.set(key, [...(groups.get(key) ?? []), flag]);
  }
  const weight = (group) => Math.min(...group.map((flag) => RANK[flag.severity]));
  return [...groups.values()].sort((a, b) => weight(a) - weight(b) || a[0].start - b[0].start);
}

// The words around the evidence, the evidence itself marked; null where the words are not there.
function quote(flag, model) {
  const said = model.utterances.get(model.utteranceOf(flag));
  if (!said) return null;
  const places = flag.evidence ? covered(said.words, flag) : [];
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 2 * WORDS_AROUND];
  const [from, to] = [Math.max(0, first - WORDS_AROUND), Math.min(said.words.length, last + WORDS_AROUND + 1)];
  const text = (a, b) => said.words.slice(a, b).map((word) => word[0]).join(" ");
  const children = [from > 0 ? "… " : ""];
  if (places.length) {
    const before = first > from ? `${text(from, first)} ` : "";
    const after = to > last + 1 ? ` ${text(last + 1, to)}` : "";
    children.push(before, h("mark", { class: `mark ${flag.severity}` }, text(first, last + 1)), after);
  }
  else children.push(text(from, to));
  children.push(to < said.words.length ? " …" : "");
  return h("q", {}, children);
}

function verdict(flag, address) {
  const buttons = [[true, t("Klopt")], [false, t("Klopt niet")]].map(([accepted, name]) => {
    const button = h("button", { type: "button", "aria-pressed": String(flag.accepted === accepted) }, name);
    button.addEventListener("click", async () => {
      const wanted = flag.accepted === accepted ? null : accepted;
      if (!(await send("PUT", `${address}/flags/${encodeURIComponent(flag.key)}/verdict`, { accepted: wanted }))) return;
      flag.accepted = wanted;
      buttons.forEach((one, index) => setAttribute(one, "aria-pressed", String(wanted === (index === 0))));
    });
    return button;
  });
  const name = t("Klopt dit signaal: {kind} op {clock}?", { kind: kindName(flag.kind), clock: clock(flag.start) });
  return h("div", { class: "choice small", role: "group", "aria-label": name }, buttons);
}

export function finding(group, model, address, onjump) {
  const [flag] = [...group].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const times = group.map((one) =>
    h(
      "li",
      {},
      h("button", { type: "button", class: "time", onclick: () => onjump(one.start) }, clock(one.start)),
      h("p", {}, one.message !== flag.message && !one.evidence ? h("span", { class: "own" }, one.message, " ") : null, quote(one, model) ?? measured(one) ?? "", one.cleared ? h("span", { class: "status" }, ` ${clearedName(one.cleared.reason)} ${clock(one.cleared.at)}`) : null),
      verdict(one, address),
    ),
  );
  const count = group.length > 1 ? h("span", { class: "faint" }, t("{n} keer", { n: group.length })) : null;
  return h(
    "li",
    { class: `finding card ${flag.severity}` },
    h("h3", {}, shape(flag.severity), " ", kindName(flag.kind), " ", h("span", { class: "sr" }, severityName(flag.severity)), count),
    h("p", { class: "message" }, flag.message),
    flag.advice ? h("p", { class: "advice" }, flag.advice) : null,
    h("ul", { class: "times" }, times),
  );
}
