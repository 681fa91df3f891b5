// The editor of itch words: every change is held against its examples before it may be kept.
import { t } from "./i18n.js";
import { byId, setText } from "./dom.js";
import { send } from "./api.js";

const CHECK_AFTER_MS = 400;
const LISTS = ["say", "instead", "flag_examples", "pass_examples"];
const form = byId("term");
const verdict = byId("verdict");
let timer = null;
let latest = 0;

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function given() {
  const fields = Object.fromEntries(new FormData(form));
  for (const name of LISTS) fields[name] = lines(fields[name]);
  return { ...fields, why: fields.why.trim() };
}

const missing = (term) => !term.say.length || !term.why || !term.flag_examples.length || !term.pass_examples.length;

function tell(text, state = "") {
  setText(verdict, text);
  verdict.className = `verdict ${state}`;
}

// Whether the word keeps its examples; tells the reader either way. Only the latest answer counts.
async function check() {
  const term = given();
  if (missing(term)) return tell(t("Nog nodig: de woorden, de reden, en van beide soorten zinnen minstens één.")), false;
  const turn = ++latest;
  const found = await send("POST", "/api/lexicon/check", term);
  if (found === null || turn !== latest) return false;
  if (found.ok) tell(t("✓ Alle voorbeelden kloppen."), "good");
  else if (found.error) tell(t("■ Deze schrijfwijze begrijpen we niet: {error}", { error: found.error }), "bad");
  else tell(found.failed.map((one) => (one.flag ? t("■ Valt niet op: {sentence}", one) : t("■ Valt op, maar mag: {sentence}", one))).join(" "), "bad");
  return found.ok;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(check, CHECK_AFTER_MS);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  if ((await check()) && (await send("POST", "/api/lexicon", given()))) location.reload();
});

byId("open-add").addEventListener("click", () => byId("add").showModal());

for (const button of document.querySelectorAll("[data-withdraw]")) {
  button.addEventListener("click", () => {
    setText(byId("withdraw-word"), button.dataset.word);
    byId("withdraw").dataset.id = button.dataset.withdraw;
    byId("withdraw").showModal();
  });
}
byId("withdraw").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await send("DELETE", `/api/lexicon/${byId("withdraw").dataset.id}`)) location.reload();
});

byId("find").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  const all = [...byId("shipped").children];
  for (const item of all) item.hidden = !item.textContent.toLowerCase().includes(wanted) && !item.dataset.text.includes(wanted);
  setText(byId("shown"), String(all.filter((item) => !item.hidden).length));
});
