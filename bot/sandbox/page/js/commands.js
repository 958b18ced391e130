// The list of the bot's commands above the message box: opened by 「菜单」 or by `/`, chosen by hand or by keys.

import { el } from "./dom.js";
import { foreign, t } from "./language.js";
import { changed } from "./state.js";
import { openChat } from "./views.js";

let listing = false;
let filter = "";
let choice = 0;

export const isListing = () => listing;

function fitting() {
  const wanted = filter.trim().toLowerCase();
  return (openChat()?.commands ?? []).filter(({ command }) => command.startsWith(wanted));
}

export function listCommands(typed) {
  if (!listing || typed !== filter) choice = 0;
  listing = true;
  filter = typed;
}

export function closeCommands() {
  listing = false;
  filter = "";
  choice = 0;
  mark();
}

export function toggleCommands() {
  if (listing) closeCommands();
  else listCommands("");
  changed();
}

export function moveChoice(step) {
  const count = fitting().length;
  if (count) choice = (choice + step + count) % count;
  changed();
}

/** The chosen command while the list is open, else null: what was typed is then sent as it is. */
export function takeChoice() {
  const found = listing ? fitting()[choice] : null;
  return found ? `/${found.command}` : null;
}

/** The box says which line is chosen: its focus never leaves it. */
function mark() {
  const box = document.getElementById("say");
  const chosen = listing && fitting().length ? { "aria-controls": "commands", "aria-activedescendant": `command-${choice}` } : {};
  for (const name of ["aria-controls", "aria-activedescendant"]) {
    if (name in chosen) box.setAttribute(name, chosen[name]);
    else box.removeAttribute(name);
  }
}

export function commandList(chat) {
  mark();
  if (!listing) return null;
  const found = fitting();
  const none = chat.commands.length ? t("no_such_command") : t("no_commands");
  return el(
    "div",
    { class: "commands", id: "commands", role: "listbox", "aria-label": t("commands"), "data-key": "commands" },
    found.length ? found.map(option) : el("p", { class: "nothing" }, none),
  );
}

function option({ command, description }, index) {
  return el(
    "div",
    {
      class: "option",
      id: `command-${index}`,
      role: "option",
      "aria-selected": String(index === choice),
      "data-act": "say-command",
      "data-text": `/${command}`,
    },
    el("code", { lang: "en" }, `/${command}`),
    el("span", { lang: foreign(description) }, description),
  );
}
