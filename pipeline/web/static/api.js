// Requests to our own server. A refusal becomes a message with its remedy, shown as a toast.
import { t } from "./i18n.js";
import { byId, h } from "./dom.js";

const SHOWN_MS = 6000;

export function toast(text, bad = false) {
  const note = h("p", { class: bad ? "toast bad" : "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

// The answer's JSON (null when empty), or null after telling the reader what went wrong.
export async function send(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null);
  if (answer === null) {
    toast(t("De verbinding is weg. Probeer het zo nog eens."), true);
    return null;
  }
  const content = await answer.json().catch(() => null);
  if (answer.ok) return content ?? {};
  const problem = content?.error ?? {};
  toast([problem.message ?? t("Dat lukte niet."), problem.remedy].filter(Boolean).join(" "), true);
  return null;
}
