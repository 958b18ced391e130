// Links: the bot's own open its private chat or the choice of a group; all others are shown, never followed.

import { on } from "./actions.js";
import { askChoice, showAddressOutside } from "./dialogs.js";
import { named, pick, t } from "./language.js";
import { showToast } from "./toasts.js";
import { go, here } from "./views.js";
import { Gone, Refused, send } from "./wire.js";

/** As `person`; only moves the page when that phone is still the one shown. */
export async function openLink(person, url) {
  try {
    const done = await send("open_link", { person, url });
    if (done.groups) await chooseGroup(person, url, done);
    else if (here.person === person) go(person, done.chat);
  } catch (error) {
    if (error instanceof Refused) await showAddressOutside(url, pick(error.zh, error.en));
    else if (!(error instanceof Gone)) throw error;
  }
}

// No slug of a chat looks like this.
const NEW_GROUP = "+";

/** As the app's own list: the groups that she may add it to, then a new one. */
async function chooseGroup(person, url, { groups, new_group: fresh, payload, rights }) {
  const choices = groups.map((group) => ({ value: group.chat, label: named(group, "title") }));
  const made = { value: NEW_GROUP, label: t("new_group", { title: named(fresh, "title") }) };
  const chat = await askChoice("choose_group", [...choices, made], choices.length ? "" : t("choose_group_none"));
  if (!chat) return;
  try {
    const added = { person, chat, payload: payload || null, rights: rights ?? [] };
    const done = await (chat === NEW_GROUP ? send("new_group", { person, url }) : send("add_bot", added));
    if (here.person === person) go(person, done.chat);
  } catch (error) {
    if (error instanceof Refused) showToast(person, pick(error.zh, error.en));
    else if (!(error instanceof Gone)) throw error;
  }
}

export function listenForLinks() {
  on("open-link", ({ url }) => openLink(here.person, url));
}
