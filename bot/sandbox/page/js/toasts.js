// Short words at the top of the phone and of the page: toasts of the bot, alerts of the bot, notes of the page itself.

import { on } from "./actions.js";
import { showAlertDialog } from "./dialogs.js";
import { byId, el, fill } from "./dom.js";
import { foreign, t } from "./language.js";
import { here, onMove } from "./views.js";

// sandbox.md, sections 1 and 3.
const TOAST_MS = 6000;
const NOTE_MS = 3000;
const LONG_NOTE_MS = 6000;

/** Counts down only while nobody points at it or has focused it. */
class Countdown {
  constructor(milliseconds, over) {
    this.left = milliseconds;
    this.over = over;
    this.timer = null;
    this.holds = new Set();
    this.go();
  }

  go() {
    this.started = performance.now();
    this.timer = setTimeout(this.over, this.left);
  }

  hold(why) {
    if (this.holds.size === 0) {
      clearTimeout(this.timer);
      this.left -= performance.now() - this.started;
    }
    this.holds.add(why);
  }

  release(why) {
    if (this.holds.delete(why) && this.holds.size === 0) this.go();
  }

  stop() {
    clearTimeout(this.timer);
  }
}

let shown = null;
// Dialogs for people whose phone is not the one shown wait until it is.
const alerts = new Map();

/** On this person's phone; somebody else's private words are never shown. */
export function showToast(person, text) {
  if (person !== here.person) return;
  hideToast();
  const toast = el("div", { class: "toast", tabindex: "0", lang: foreign(text), "data-act": "hide-toast" }, text);
  const countdown = new Countdown(TOAST_MS, hideToast);
  shown = { toast, countdown };
  toast.addEventListener("pointerenter", () => countdown.hold("pointer"));
  toast.addEventListener("pointerleave", () => countdown.release("pointer"));
  toast.addEventListener("focusin", () => countdown.hold("focus"));
  toast.addEventListener("focusout", () => countdown.release("focus"));
  fill(byId("toasts"));
  byId("toasts").append(toast);
}

export function hideToast() {
  if (!shown) return;
  shown.countdown.stop();
  shown.toast.remove();
  shown = null;
}

export function showAlert(person, text) {
  if (person === here.person) {
    showAlertDialog(text);
    return;
  }
  alerts.set(person, [...(alerts.get(person) ?? []), text]);
}

function moved() {
  hideToast();
  const kept = alerts.get(here.person) ?? [];
  alerts.delete(here.person);
  for (const text of kept) showAlertDialog(text);
}

let noteTimer = null;

/** A word of the page about itself, not of anybody's phone; a `silent` one is not read out. */
export function note(text, milliseconds = LONG_NOTE_MS, { silent = false } = {}) {
  clearTimeout(noteTimer);
  fill(byId("notes"), el("p", { class: "note", "aria-hidden": silent && "true" }, text));
  noteTimer = setTimeout(() => fill(byId("notes")), milliseconds);
}

export const noteNewWorld = () => note(t("new_world"), NOTE_MS);

export function forgetWords() {
  hideToast();
  alerts.clear();
}

export function listenForToasts() {
  on("hide-toast", hideToast);
  onMove(moved);
}
