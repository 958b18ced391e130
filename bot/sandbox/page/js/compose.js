// Where one writes: menu, message box, file, reply; 开始 for a newcomer, 解除屏蔽 for whoever blocked the bot.

import { on } from "./actions.js";
import { byId, el, fill } from "./dom.js";
import { foreign, named, t } from "./language.js";
import { glance } from "./message.js";
import { order } from "./orders.js";
import { isNew } from "./room.js";
import { changed, isLive, ui } from "./state.js";
import { closeCommands, commandList, isListing, listCommands, moveChoice, takeChoice, toggleCommands } from "./commands.js";
import { sendText } from "./unsent.js";
import { here, me, onMove, openChat, roomOf } from "./views.js";

const box = () => byId("say");
const MAX_ROWS = 6;

export function drawCompose() {
  const chat = openChat();
  const person = me();
  const instead = chat ? insteadOfWriting(chat, person) : [];
  byId("say-form").hidden = !chat || instead.length > 0;
  byId("instead").hidden = instead.length === 0;
  fill(byId("instead"), instead);
  fill(byId("above"), chat && [replyBar(), commandList(chat)]);
  if (chat) drawForm(person);
}

function drawForm(person) {
  const hasWords = roomOf().draft.trim() !== "";
  const label = t("say_as", { name: named(person) });
  box().placeholder = label;
  box().setAttribute("aria-label", label);
  byId("say-form").classList.toggle("writing", hasWords);
  fill(byId("say-left"), el("button", { class: "btn menu", "data-act": "menu", "aria-expanded": String(isListing()), "aria-controls": "commands", disabled: !isLive() }, t("menu")));
  fill(
    byId("say-right"),
    el("button", { class: "btn plus", "data-act": "attach", "aria-label": t("attach"), title: t("attach"), disabled: !isLive(), "data-hint": ui.hint?.kind === "attach" }, "＋"),
    hasWords && el("button", { class: "btn main send", "data-act": "send", disabled: !isLive() }, t("send")),
  );
}

function insteadOfWriting(chat, person) {
  if (chat.kind !== "private") return [];
  if (person.blocked) {
    return [
      el("p", null, t("blocked_note", { name: named(person) })),
      el("button", { class: "btn main", "data-act": "unblock", disabled: !isLive() }, t("unblock")),
    ];
  }
  if (!isNew(chat)) return [];
  return [el("button", { class: "btn main", "data-act": "start", disabled: !isLive() }, t("press_start"))];
}

function replyBar() {
  const { reply } = roomOf();
  const message = reply && openChat().last.find((known) => known.message_id === reply);
  if (!message) return null;
  const words = glance(message);
  return el(
    "div",
    { class: "reply-bar", "data-key": "reply" },
    el("p", null, el("b", null, t("reply_to", { name: named(message.from) })), el("span", { lang: foreign(words) }, words)),
    el("button", { class: "btn quiet", "data-act": "reply-stop", "aria-label": t("reply_stop") }, "✕"),
  );
}

export function startReply(message) {
  roomOf().reply = Number(message);
  box().focus();
  changed();
}

function stopReply() {
  roomOf().reply = null;
  changed();
}

function typed() {
  roomOf().draft = box().value;
  grow();
  if (box().value.startsWith("/") && !box().value.includes("\n")) listCommands(box().value.slice(1));
  else closeCommands();
  changed();
}

/** As many lines as were written, up to six. */
function grow() {
  box().rows = Math.min(box().value.split("\n").length, MAX_ROWS);
}

function write(text) {
  roomOf().draft = box().value = text;
  grow();
  changed();
}

function submit() {
  const room = roomOf();
  const text = room.draft.trim();
  if (!text || !isLive()) return;
  sendText(text, room.reply);
  room.reply = null;
  closeCommands();
  write("");
}

/** From the list, or by a tap on a command in a message. */
function sayCommand({ text }) {
  if (!isLive()) return;
  closeCommands();
  if (box().value.startsWith("/")) write("");
  sendText(text);
}

function keyed(event) {
  // Enter that ends a word in an input method is not the end of a message.
  if (event.isComposing || event.keyCode === 229) return;
  if (isListing() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    moveChoice(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    const command = takeChoice();
    if (command) sayCommand({ text: command });
    else submit();
  }
}

/** The key `/`: to the box, with the commands listed. */
export function slash() {
  if (byId("say-form").hidden) return;
  if (box().value === "") write("/");
  box().focus();
  listCommands(box().value.startsWith("/") ? box().value.slice(1) : "");
  changed();
}

/** Esc in the list: the list goes, and the lone slash that opened it. */
export function leaveCommands() {
  if (!isListing()) return false;
  closeCommands();
  if (box().value === "/") write("");
  changed();
  return true;
}

function moved() {
  closeCommands();
  box().value = roomOf().draft;
  grow();
}

export function listenForCompose() {
  box().addEventListener("input", typed);
  box().addEventListener("keydown", keyed);
  byId("say-form").addEventListener("submit", (event) => event.preventDefault());
  on("send", submit);
  on("menu", () => toggleCommands());
  on("say-command", sayCommand);
  on("reply", ({ message }) => startReply(message));
  on("reply-stop", stopReply);
  on("start", () => sendText("/start"));
  on("unblock", () => order("block", { person: here.person, on: false }));
  onMove(moved);
}
