// The settings page: sends what changed; where the works council agreed otherwise, asks for a reason first.
import { byId } from "./dom.js";
import { ask, told } from "./api.js";

const form = byId("settings");
const alert = form.querySelector("[role=alert]");
const field = byId("deviation-field");
const reason = byId("deviation");
const before = values();

function values() {
  const found = {};
  for (const element of form.querySelectorAll("[data-setting]")) found[element.dataset.setting] = valueOf(element);
  return found;
}

function valueOf(element) {
  if (element.tagName === "DIV") return [...element.querySelectorAll("input:not(:checked)")].map((box) => box.value);
  return element.type === "checkbox" ? element.checked : Number(element.value);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  alert.hidden = true;
  const now = Object.entries(values());
  const changed = now.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  try {
    await ask("PUT", "/api/settings", { values: Object.fromEntries(changed), deviation: reason.value.trim() || null });
    location.reload();
  } catch (problem) {
    alert.textContent = told(problem);
    alert.hidden = false;
    if (problem.code !== "council_locked") return;
    field.hidden = false;
    reason.required = true;
    reason.focus();
  }
});
