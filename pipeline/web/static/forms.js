// Forms that speak JSON: <form data-api="/api/..." data-method="PUT" data-then="/where">.
// A field "admin.name" becomes {admin: {name}}; an empty group is left out; a checkbox is true or false. data-body is
// what is sent instead, where there are no fields.
import { ask, told } from "./api.js";

export function fieldsOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled) continue;
    if (field.type === "radio" && !field.checked) continue;
    const value = valueOf(field);
    const [group, name] = field.name.includes(".") ? field.name.split(".") : [null, field.name];
    if (group === null) {
      body[name] = value;
    } else if (value !== "") (body[group] ??= {})[name] = value;
  }
  return body;
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "number") return field.value === "" ? null : Number(field.value);
  if (field.dataset.empty === "null" && field.value === "") return null;
  return field.value;
}

async function submitted(event) {
  const form = event.target;
  if (!form.dataset.api) return;
  event.preventDefault();
  const error = form.querySelector("[role=alert]");
  const button = form.querySelector("button[type=submit]");
  if (error) error.hidden = true;
  button.disabled = true;
  try {
    const body = form.dataset.body ? JSON.parse(form.dataset.body) : fieldsOf(form);
    await ask(form.dataset.method ?? "POST", form.dataset.api, body);
    if (form.dataset.then) location.assign(form.dataset.then);
    else location.reload();
  } catch (problem) {
    button.disabled = false;
    if (!error) throw problem;
    error.textContent = told(problem);
    error.hidden = false;
  }
}

document.addEventListener("submit", submitted);
