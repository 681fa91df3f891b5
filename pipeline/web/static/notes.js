// What a coach adds to a call: a bookmark with a note (B), a whisper to the agent (W).
import { t } from "./i18n.js";
import { byId, setText } from "./dom.js";
import { send, toast } from "./api.js";
import { clock } from "./format.js";

// now() is the moment in the call, seconds.
export function bookmarks(address, now) {
  const dialog = byId("bookmark");
  let at = 0;
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const note = dialog.querySelector("textarea");
    if (!(await send("POST", `${address}/bookmarks`, { at, note: note.value.trim() }))) return;
    note.value = "";
    dialog.close();
    toast(t("Bladwijzer gezet op {clock}.", { clock: clock(at) }));
  });
  return () => {
    at = Math.round(now() * 10) / 10;
    setText(byId("bookmark-at"), clock(at));
    dialog.showModal();
  };
}

export function whispers(address) {
  const dialog = byId("whisper");
  const text = dialog.querySelector("input");
  const left = byId("whisper-left");
  const count = () => setText(left, t("Nog {n} tekens", { n: text.maxLength - text.value.length }));
  text.addEventListener("input", count);
  for (const button of dialog.querySelectorAll("[data-suggestion]")) {
    button.addEventListener("click", () => {
      text.value = button.textContent.trim();
      count();
      text.focus();
    });
  }
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim() || !(await send("POST", `${address}/whispers`, { text: text.value.trim() }))) return;
    text.value = "";
    dialog.close();
    toast(t("Gefluisterd. De medewerker ziet het nu."));
  });
  return () => {
    count();
    dialog.showModal();
  };
}

export function erasing(address) {
  const dialog = byId("erase");
  if (!dialog) return;
  byId("open-erase").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await send("DELETE", address)) location.assign("/history");
  });
}
