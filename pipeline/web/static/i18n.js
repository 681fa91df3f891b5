// The reader's language. Message ids are the Dutch sentences; t("Nog {n} tekens", {n: 3}) fills in the braces.

export const page = JSON.parse(document.getElementById("page").textContent);

const translated = await load(page.locale);

async function load(locale) {
  if (locale === "nl") return {};
  const answer = await fetch(`/messages.json?locale=${encodeURIComponent(locale)}`);
  return answer.ok ? answer.json() : {};
}

export function t(message, values = {}) {
  const text = translated[message] ?? message;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const kindName = (kind) => t(page.kinds[kind] ?? kind.replaceAll("_", " "));
