// Who is shown and which chat is open, with each person's open chat, scroll, half-written and unsent words kept.

import { changed, chatsOf, isLive, personOf, state, ui, unreadOf } from "./state.js";
import { send } from "./wire.js";

// sandbox.md, section 3: an unknown name in the address opens her group.
const FIRST_PERSON = "wang-guifang";

export const here = { person: null, chat: null };
let views = new Map();
const moved = [];

/** Called after another person or chat was opened. */
export const onMove = (listener) => moved.push(listener);

function viewOf(person) {
  if (!views.has(person)) views.set(person, { chat: null, rooms: new Map() });
  return views.get(person);
}

/** What this person left in this chat: scroll null means at the end. */
export function roomOf(person = here.person, chat = here.chat) {
  const { rooms } = viewOf(person);
  if (!rooms.has(chat)) rooms.set(chat, { draft: "", reply: null, scroll: null, unsent: [] });
  return rooms.get(chat);
}

export const me = () => personOf(here.person);
export const openChat = () => state.chats.get(here.chat) ?? null;

/** Residents look at their group first, those who run it at the bot. */
function firstChat(person) {
  const chats = chatsOf(person);
  const wanted = person.side === "resident" ? "group" : "private";
  return (chats.find((chat) => chat.kind === wanted) ?? chats[0])?.id ?? null;
}

function firstPerson() {
  return state.people.has(FIRST_PERSON) ? FIRST_PERSON : state.world.people[0]?.id ?? null;
}

function isTheirs(person, chat) {
  return chatsOf(person).some((known) => known.id === chat);
}

/** Show this person's phone, with the chat that was open there unless another is named. */
export function go(personId, chatId = null, { replace = false } = {}) {
  const person = personOf(personId) ?? personOf(firstPerson());
  if (!person) return;
  const view = viewOf(person.id);
  const wanted = [chatId, view.chat].find((chat) => chat && isTheirs(person, chat)) ?? firstChat(person);
  const isSame = here.person === person.id && here.chat === wanted;
  view.chat = wanted;
  here.person = person.id;
  here.chat = wanted;
  showAddress(replace || isSame);
  if (!isSame) for (const listener of moved) listener();
  readOpen();
  changed();
}

function showAddress(replace) {
  const address = here.chat ? `#/${here.person}/${here.chat}` : `#/${here.person}`;
  if (location.hash === address) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

export function goToAddress() {
  if (!state.world) return;
  const [person, chat] = location.hash.replace(/^#\/?/, "").split("/").map(decode);
  go(person, chat || null, { replace: true });
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Opens the chat `step` places further on this phone. */
export function goChat(step) {
  const chats = chatsOf(me());
  const at = chats.findIndex((chat) => chat.id === here.chat);
  if (chats.length) go(here.person, chats[(at + step + chats.length) % chats.length].id);
}

/** A new neighbourhood: nothing that was half-done belongs to it. */
export function forgetViews() {
  views = new Map();
  here.person = here.chat = null;
}

/** Whoever looks at a chat has read it. */
export function readOpen() {
  const person = me();
  if (!person || !here.chat || !isLive() || document.hidden || ui.listing) return;
  if (unreadOf(person, here.chat) > 0) send("read", { person: person.id, chat: here.chat }).catch(ignoreLost);
}

// A chat that could not be marked as read is marked at the next look.
const ignoreLost = () => undefined;
