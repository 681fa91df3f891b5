// Parts that the board and the call page share: who speaks how much, and the stages of gevoelsmanagement.
import { t } from "./i18n.js";
import { h, setAttribute, setText } from "./dom.js";
import { percent } from "./format.js";
import { STAGES } from "./wording.js";

export class TalkShare {
  constructor() {
    this.own = h("span", { class: "own" });
    this.left = h("span");
    this.right = h("span");
    this.element = h(
      "div",
      { class: "share" },
      h("span", { class: "bar", "aria-hidden": "true" }, this.own, h("span", { class: "other" })),
      h("span", { class: "reading" }, this.left, this.right),
    );
  }

  // The agent's share of all speech, 0..1, or null while nobody has spoken.
  show(share) {
    this.element.querySelector(".bar").style.visibility = share === null ? "hidden" : "visible";
    if (share === null) {
      setText(this.left, t("nog stil"));
      setText(this.right, "");
      return;
    }
    this.own.style.setProperty("width", `${100 * share}%`);
    this.left.replaceChildren(h("b", {}, percent(share)), " ", t("zelf"));
    this.right.replaceChildren(h("b", {}, percent(1 - share)), " ", t("klant"));
  }
}

const stageNames = { aanvoelen: () => t("aanvoelen"), erkennen: () => t("erkennen"), leiden: () => t("leiden") };

export class Stages {
  constructor() {
    this.steps = STAGES.map((stage) => h("li", {}, stageNames[stage]()));
    this.element = h("ol", { class: "stages", "aria-label": t("Gevoelsmanagement") }, this.steps);
  }

  show(current) {
    const reached = STAGES.indexOf(current);
    this.steps.forEach((step, index) => {
      step.classList.toggle("reached", index <= reached);
      setAttribute(step, "aria-current", index === reached ? "step" : null);
    });
  }
}
