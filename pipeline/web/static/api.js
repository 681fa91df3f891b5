// Requests to our own server. A refusal becomes a message with its remedy, shown as a toast.
import { t } from "./i18n.js";
import { byId, h } from "./dom.js";

const SHOWN_MS = 6000;

export function toast(text, bad = false) {
  const note = h("p", { class: bad ? "toast bad" : "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

// The answer's JSON (null when empty). Throws an Error with code and remedy when it is a refusal, or when nobody answers.
export async function ask(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null);
  if (answer === null) throw new Error(t("De verbinding is weg. Probeer het zo nog eens."));
  const content = await answer.json().catch(() => null);
  if (answer.ok) return content;
  throw Object.assign(new Error(content?.error?.message ?? t("Dat lukte niet.")), content?.error);
}

// What went wrong and what to do about it.
export const told = (problem) => [problem.message, problem.remedy].filter(Boolean).join(" ");

// The same for pages without a place of their own for errors: the reader gets a toast, the caller null.
export async function send(method, address, body) {
  try {
    return (await ask(method, address, body)) ?? {};
  } catch (problem) {
    toast(told(problem), true);
    return null;
  }
}
