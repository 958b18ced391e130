// Dialogs: one at a time on top, focus kept inside and given back, each a promise of what was chosen.

import { byId, classes, el, fill } from "./dom.js";
import { foreign, t } from "./language.js";

const FOCUSABLE = "button:not([disabled]),a[href],input:not([hidden]),textarea,[tabindex='0']";
const COPIED_MS = 2000;

let count = 0;

export const isDialogOpen = () => document.querySelector("dialog[open]") !== null;

/** Opens `content`; the promise is kept with the value of the button that closed it, or null. */
export function openDialog({ content, label, role = "dialog", kind = "", describedBy = null }) {
  const before = document.activeElement;
  const dialog = el(
    "dialog",
    { class: classes("dialog", kind), role, "aria-modal": "true", "aria-label": label, "aria-describedby": describedBy },
    content,
  );
  document.body.append(dialog);
  dialog.addEventListener("click", clicked);
  dialog.addEventListener("keydown", keepFocusInside);
  dialog.returnValue = "";
  dialog.showModal();
  // The top of a long dialog is read first, wherever its answer stands.
  (dialog.querySelector("[data-first]") ?? dialog.querySelector(FOCUSABLE))?.focus({ preventScroll: true });
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected && before !== document.body) before.focus();
      resolve(dialog.returnValue || null);
    });
  });
}

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy !== undefined) copy(button);
  else if (button.dataset.value !== undefined) event.currentTarget.close(button.dataset.value);
}

/** The browser's own trap lets Tab wander to its toolbar; here it goes round. */
function keepFocusInside(event) {
  if (event.key !== "Tab") return;
  const inside = [...event.currentTarget.querySelectorAll(FOCUSABLE)].filter((node) => node.getClientRects().length);
  if (!inside.length) return;
  const last = inside.at(-1);
  const edge = event.shiftKey ? inside[0] : last;
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? last : inside[0]).focus();
}

async function copy(button) {
  const done = await copied(button.dataset.copy);
  button.textContent = t(done ? "copied" : "copy_failed");
  setTimeout(() => (button.textContent = t("copy")), COPIED_MS);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

/** Where the clipboard is closed to pages, e.g. by a permission. */
function copiedTheOldWay(text) {
  const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export const copyButton = (text, what) => el("button", { class: "btn copy", "data-copy": text, "aria-label": `${t("copy")} ${what ?? text}` }, t("copy"));

export function actionsRow(...buttons) {
  return el("div", { class: "dialog-actions" }, buttons);
}

/** A button that closes its dialog with `value`. */
export function answer(value, label, { main = false, first = false } = {}) {
  return el("button", { class: classes("btn", main ? "main" : "quiet"), "data-value": value, "data-first": first }, label);
}

const heading = (key) => el("h2", null, t(key));

// The bot's own dialog stands in the middle of the phone, one after the other.
let queue = Promise.resolve();

export function showAlertDialog(text) {
  queue = queue.then(() => openAlert(text));
  return queue;
}

function openAlert(text) {
  const id = `alert-${++count}`;
  placeOverPhone();
  return openDialog({
    role: "alertdialog",
    kind: "alert large-type",
    label: t("brand"),
    describedBy: id,
    content: [el("p", { id, lang: foreign(text) }, text), actionsRow(answer("ok", t("ok"), { main: true, first: true }))],
  });
}

function placeOverPhone() {
  const { left, top, width, height } = byId("room").getBoundingClientRect();
  const { style } = document.documentElement;
  style.setProperty("--room-x", `${left + width / 2}px`);
  style.setProperty("--room-y", `${top + height / 2}px`);
  style.setProperty("--room-width", `${width}px`);
}

/** Two questions, because there is no way back. */
export async function askTwice() {
  for (const key of ["reset_once", "reset_twice"]) {
    const yes = key === "reset_once" ? "reset" : "reset_yes";
    const id = `ask-${++count}`;
    const chosen = await openDialog({
      role: "alertdialog",
      label: t(key),
      describedBy: id,
      content: [
        heading(key),
        el("p", { id }, t(`${key}_text`)),
        actionsRow(answer("no", t("cancel"), { first: true }), answer("yes", t(yes), { main: true })),
      ],
    });
    if (chosen !== "yes") return false;
  }
  return true;
}

/** The value of one of `choices` ({value, label}), or null; with `why` above them. */
export async function askChoice(titleKey, choices, why = "") {
  const buttons = choices.map(({ value, label }) => el("button", { class: "btn choice", "data-value": value, lang: foreign(label) }, label));
  const chosen = await openDialog({
    label: t(titleKey),
    content: [
      heading(titleKey),
      why !== "" && el("p", null, why),
      el("div", { class: "choices" }, buttons),
      actionsRow(answer("", t("cancel"))),
    ],
  });
  return chosen;
}

export function showAddressOutside(url, why) {
  return openDialog({
    label: t("outside_title"),
    content: [
      heading("outside_title"),
      el("p", null, /^https?:/i.test(url) ? t("outside_text") : why),
      el("p", { class: "copy-row" }, el("code", { lang: "en" }, url), copyButton(url)),
      actionsRow(answer("", t("ok"), { main: true })),
    ],
  });
}

/** A dialog whose content comes later: `load(fill)` puts it in. */
export function openLater({ label, kind, load }) {
  const body = el("div", { class: "dialog-body" });
  const closed = openDialog({
    label,
    kind,
    content: [body, actionsRow(answer("", t("close"), { main: true, first: true }))],
  });
  load((...nodes) => fill(body, nodes));
  return closed;
}
