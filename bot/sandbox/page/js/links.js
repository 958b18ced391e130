// Links: the bot's own open its private chat or the choice of a group; all others are shown, never followed.

import { on } from "./actions.js";
import { askChoice, showAddressOutside } from "./dialogs.js";
import { named, pick } from "./language.js";
import { showToast } from "./toasts.js";
import { go, here } from "./views.js";
import { Gone, Refused, send } from "./wire.js";

/** As `person`; only moves the page when that phone is still the one shown. */
export async function openLink(person, url) {
  try {
    const done = await send("open_link", { person, url });
    if (done.groups) await chooseGroup(person, done);
    else if (here.person === person) go(person, done.chat);
  } catch (error) {
    if (error instanceof Refused) await showAddressOutside(url, pick(error.zh, error.en));
    else if (!(error instanceof Gone)) throw error;
  }
}

async function chooseGroup(person, { groups, payload, rights }) {
  const choices = groups.map((group) => ({ value: group.chat, label: named(group, "title") }));
  const chat = await askChoice("choose_group", choices, "choose_group_none");
  if (!chat) return;
  try {
    const done = await send("add_bot", { person, chat, payload: payload || null, rights: rights ?? [] });
    if (here.person === person) go(person, done.chat);
  } catch (error) {
    if (error instanceof Refused) showToast(person, pick(error.zh, error.en));
    else if (!(error instanceof Gone)) throw error;
  }
}

export function listenForLinks() {
  on("open-link", ({ url }) => openLink(here.person, url));
}
