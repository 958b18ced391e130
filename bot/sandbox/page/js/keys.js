// Keys for the whole page: digits choose a person, `/` the message box, brackets a chat, `?` this table, Esc goes back.

import { showBehind } from "./behind.js";
import { showList } from "./chats.js";
import { leaveCommands, slash } from "./compose.js";
import { isDialogOpen } from "./dialogs.js";
import { showKeys } from "./help.js";
import { peopleInOrder } from "./people.js";
import { ui, state } from "./state.js";
import { go, goChat } from "./views.js";

const isField = (node) => node.matches?.("input,textarea,select,[contenteditable]");

const KEYS = {
  "/": slash,
  "[": () => goChat(-1),
  "]": () => goChat(1),
  "?": () => showKeys(),
};

function pressed(event) {
  if (!state.world || isDialogOpen() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    goBack(event);
    return;
  }
  if (isField(event.target)) return;
  const person = /^[1-9]$/.test(event.key) ? peopleInOrder()[Number(event.key) - 1] : null;
  const act = person ? () => go(person) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Sheet, list of chats, command list, then the field. (A dialog closes itself.) */
function goBack(event) {
  if (ui.behind) showBehind(false);
  else if (ui.listing) showList(false);
  else if (leaveCommands()) return;
  else if (isField(event.target)) event.target.blur();
}

export function listenForKeys() {
  document.addEventListener("keydown", pressed);
}
