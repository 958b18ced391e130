// The chats on the phone that is shown: title, last words, time, unread; on a small screen a list of its own.

import { on } from "./actions.js";
import { millis, shortWhen } from "./dates.js";
import { byId, el, fill } from "./dom.js";
import { foreign, named, t } from "./language.js";
import { glance } from "./message.js";
import { badge } from "./people.js";
import { changed, chatsOf, now, ui, unreadOf } from "./state.js";
import { go, here, me, readOpen } from "./views.js";

function lastWords(chat, person) {
  const last = chat.last.at(-1);
  if (!last) return t("no_message_yet");
  const showsName = chat.kind === "group" && last.from.kind !== "bot" && !last.service && last.from.person !== person.id;
  const words = glance(last);
  return showsName ? `${named(last.from)}${t("colon")}${words}` : words;
}

function rowNode(chat, person) {
  const last = chat.last.at(-1);
  const title = named(chat, "title");
  const words = lastWords(chat, person);
  return el(
    "button",
    {
      class: "row",
      "data-key": chat.id,
      "data-act": "chat",
      "data-chat": chat.id,
      "aria-current": here.chat === chat.id && "true",
      "data-hint": ui.hint?.kind === "chat" && ui.hint.chat === chat.id,
    },
    el("span", null, el("b", { lang: foreign(title) }, title), last && el("time", null, shortWhen(millis(last.at), now()))),
    el("span", null, el("small", { lang: foreign(words) }, words), badge(unreadOf(person, chat.id))),
  );
}

export function drawChats() {
  const place = byId("chats");
  const person = me();
  place.setAttribute("aria-label", t("chats"));
  const chats = chatsOf(person);
  fill(place, chats.length ? chats.map((chat) => rowNode(chat, person)) : el("p", { class: "nothing" }, t("empty_none", { name: named(person) })));
  document.body.classList.toggle("listing", ui.listing);
}

function open({ chat }) {
  const wasListing = ui.listing;
  ui.listing = false;
  go(here.person, chat);
  // The row is no longer on a small screen; whoever uses keys goes on in the chat.
  if (wasListing) requestAnimationFrame(() => byId("screen").querySelector(".log")?.focus({ preventScroll: true }));
}

/** On a small screen: the list instead of the chat, and back. */
export function showList(shown) {
  if (ui.listing === shown) return;
  ui.listing = shown;
  changed();
  requestAnimationFrame(() => {
    const target = shown ? document.querySelector("#chats [aria-current]") : document.querySelector("#top .back");
    target?.focus({ preventScroll: true });
    if (!shown) readOpen();
  });
}

export function listenForChats() {
  on("chat", open);
  on("list", () => showList(true));
}
