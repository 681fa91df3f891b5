// Forms that speak JSON: <form data-api="/api/..." data-method="PUT" data-then="/where">.
// A field "admin.name" becomes {admin: {name}}; an empty group is left out; a checkbox is true or false. data-body is
// what is sent instead, where there are no fields.

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

export async function send(url, method, body) {
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error.message), answer.error);
  return answer;
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
    await send(form.dataset.api, form.dataset.method ?? "POST", body);
    if (form.dataset.then) location.assign(form.dataset.then);
    else location.reload();
  } catch (problem) {
    button.disabled = false;
    if (!error) throw problem;
    error.textContent = [problem.message, problem.remedy].filter(Boolean).join(" ");
    error.hidden = false;
  }
}

document.addEventListener("submit", submitted);
