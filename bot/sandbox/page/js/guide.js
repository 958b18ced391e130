// The bar of three steps for a first visit: ticked by facts, then three things to try, then folded for good.

import { on } from "./actions.js";
import { showBehind } from "./behind.js";
import { byId, classes, el, fill } from "./dom.js";
import { named, t } from "./language.js";
import { remember, remembered } from "./storage.js";
import { changed, chatsOf, personOf, state, ui } from "./state.js";
import { note } from "./toasts.js";
import { go } from "./views.js";

const STEPS = ["vote", "open", "result"];
const FOLDED = "guide-folded";
const NEXT = ["newcomer", "crash", "roster"];

let folded = remembered(FOLDED) === "yes";
let tried = new Set();
// It was seen with something left to do: only then is there an end at which it folds by itself.
let hadMore = false;

export const isGuideShown = () => !folded;

const isDone = (id) => state.world.steps.some((step) => step.id === id && step.done);

/** It has happened, or somebody has been shown where: either way the next one is offered. */
const isSpent = (id) => tried.has(id) || isDone(id);

/** The first step that has not happened, or null when all have. */
export const currentStep = () => STEPS.find((id) => !isDone(id)) ?? null;

const nameOf = (id) => named(personOf(id) ?? { name: "?", name_en: "?" });
const names = () => ({ wang: nameOf("wang-guifang"), chen: nameOf("chen-jing"), he: nameOf("he-zhiming"), sun: nameOf("sun-dajie") });

export function drawGuide() {
  const place = byId("guide");
  const current = currentStep();
  const finished = current === null;
  const spent = finished && NEXT.every(isSpent);
  if (spent && hadMore) fold();
  place.hidden = folded;
  if (folded) return;
  hadMore = !spent;
  place.setAttribute("aria-label", t("guide"));
  place.classList.toggle("finished", finished);
  place.classList.toggle("spent", spent);
  const at = finished ? NEXT.findIndex((id) => !isSpent(id)) : STEPS.indexOf(current);
  fill(
    place,
    el("h2", null, t(spent ? "guide_spent" : finished ? "guide_done" : "guide_title")),
    el("span", { class: "count", "aria-hidden": "true" }, finished ? "→" : `${at + 1}/${STEPS.length}`),
    el("ol", null, finished ? NEXT.map((id, index) => nextNode(id, index === at)) : STEPS.map((id, index) => stepNode(id, index, index === at))),
    el("button", { class: "btn quiet", "data-act": "fold-guide" }, t("hide")),
  );
}

function stepNode(id, index, isCurrent) {
  const done = isDone(id);
  return el(
    "li",
    { class: classes(done && "done"), "aria-current": isCurrent && "step", "data-step": id },
    el("b", { "aria-hidden": "true" }, done ? "✓" : String(index + 1)),
    el("span", null, t(`step_${id}`, names()), done && el("span", { class: "sr" }, t("step_ticked"))),
  );
}

function nextNode(id, isCurrent) {
  const done = isDone(id);
  return el(
    "li",
    { class: classes(done && "done"), "aria-current": isCurrent && "step" },
    el("button", { class: "next-thing", "data-act": "next-thing", "data-next": id }, el("b", { "aria-hidden": "true" }, done ? "✓" : "→"), el("span", null, t(`next_${id}`, names())), done && el("span", { class: "sr" }, t("step_ticked"))),
  );
}

/** The chat of this person with the bot. */
function goToBot(id) {
  const person = personOf(id);
  go(id, person && chatsOf(person).find((chat) => chat.kind === "private")?.id);
}

const NEXT_ACTS = {
  newcomer: () => goToBot("he-zhiming"),
  crash: () => {
    ui.moreTroubles = true;
    showBehind(true);
    ui.pointed = "crash";
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector("[data-act=crash]")?.focus()));
  },
  roster: () => {
    goToBot("chen-jing");
    ui.pointed = "attach";
    note(t("roster_hint"));
  },
};

/** Each of the three shows where it is done; after the third the bar has nothing more to say, and folds as it is drawn. */
function tryNext({ next }) {
  tried.add(next);
  NEXT_ACTS[next]();
  changed();
}

/** Per browser, not per world. */
function fold() {
  folded = true;
  hadMore = false;
  remember(FOLDED, "yes");
}

function foldGuide() {
  fold();
  changed();
}

export function unfoldGuide() {
  folded = false;
  remember(FOLDED, null);
  changed();
}

/** Another neighbourhood: its three steps have not been walked. */
export function restartGuide() {
  tried = new Set();
}

export function listenForGuide() {
  on("fold-guide", foldGuide);
  on("next-thing", tryNext);
}
