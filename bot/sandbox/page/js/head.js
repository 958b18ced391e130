// The header: whom this reaches, which troubles are on, how the bot is, and the four things for the whole sandbox.

import { on } from "./actions.js";
import { askTwice } from "./dialogs.js";
import { byId, classes, el, fill } from "./dom.js";
import { foreign, t, other } from "./language.js";
import { isLive, state, ui } from "./state.js";
import { order } from "./orders.js";
import { go } from "./views.js";

export const troublesOn = () => state.world.faults.filter((fault) => fault.on).length;

export function troubleWords() {
  const n = troublesOn();
  return t(n === 1 ? "troubles_on" : "troubles_on_many", { n });
}

export function botWord() {
  return isLive() ? state.world.bot.state : "gone";
}

export function stateNode() {
  const word = botWord();
  return el("span", { class: classes("state", word !== "online" && "off"), "data-state": word }, el("i", { "aria-hidden": "true" }), el("span", null, t(`bot_${word}`)));
}

/** Buttons that are in the header where there is room, and under 「幕后」 where there is none. */
export function sandboxButtons() {
  return [
    el("button", { class: "btn real", "data-act": "real" }, t("real")),
    el("button", { class: "btn quiet reset", "data-act": "reset", disabled: !isLive() }, t("reset")),
  ];
}

function languageButton() {
  const language = other();
  return el(
    "button",
    { class: "btn", id: "language", "data-act": "language", lang: language === "zh" ? "zh-CN" : "en", disabled: !isLive() },
    t("other_language"),
  );
}

function behindButton() {
  const n = troublesOn();
  return el(
    "button",
    {
      class: "btn only-narrow",
      id: "behind-button",
      "data-act": "behind",
      "aria-expanded": String(ui.behind),
      "aria-controls": "behind",
      "data-hint": ui.hint?.behind && !ui.behind,
    },
    t("behind"),
    n > 0 && el("span", { class: "count", title: troubleWords() }, String(n), el("span", { class: "sr" }, troubleWords())),
  );
}

const brandMore = () => t("brand").slice(t("brand_short").length);

export function drawHead() {
  fill(byId("brand"), t("brand_short"), el("span", { class: "brand-more", lang: foreign(brandMore()) }, brandMore()));
  byId("head").dataset.bot = botWord();
  const [real, reset] = sandboxButtons();
  fill(
    byId("head-rest"),
    el("span", { class: "tag" }, t("sandbox")),
    el("span", { class: "calm" }, el("span", { class: "calm-where" }, t("calm_where")), t("calm")),
    el("span", { class: "grow" }),
    troublesOn() > 0 && el("span", { class: "tag warn" }, troubleWords()),
    el("span", { class: "state-place", role: "status" }, stateNode()),
    behindButton(),
    real,
    languageButton(),
    reset,
  );
}

async function reset() {
  if ((await askTwice()) && (await order("reset"))) go(null);
}

export function listenForHead() {
  on("reset", reset);
  on("language", () => order("language", { language: other() }));
}
