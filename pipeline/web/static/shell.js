// The frame of every page: theme, language, dialogs, the sign of the connection.
import { t, page } from "./i18n.js";
import { byId, setText } from "./dom.js";
import { send } from "./api.js";

function choose(buttons, chosen) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
}

const themes = [...document.querySelectorAll("[data-theme-choice]")];
for (const button of themes) {
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = button.dataset.themeChoice;
    choose(themes, button);
    document.dispatchEvent(new CustomEvent("themechange"));
    if (page.role) send("PUT", "/api/me", { theme: button.dataset.themeChoice });
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("themechange")));

for (const button of document.querySelectorAll("button[data-locale]")) {
  button.addEventListener("click", async () => {
    if (await send("PUT", "/api/me", { locale: button.dataset.locale })) location.reload();
  });
}

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

const menu = byId("account");
addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const sign = byId("connection");
document.addEventListener("connection", (event) => {
  if (!sign) return;
  const words = { open: t("verbonden"), connecting: t("verbinden…"), lost: t("verbinding weg, opnieuw proberen…") };
  sign.dataset.state = event.detail;
  sign.hidden = event.detail === "none";
  setText(sign.querySelector(".words"), words[event.detail] ?? "");
});
