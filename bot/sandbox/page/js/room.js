// The open chat: its title, what is wrong right now, its messages, and the place where one was reading.

import { on } from "./actions.js";
import { dayNumber, dayWithWeekday, millis } from "./dates.js";
import { byId, classes, el, fill } from "./dom.js";
import { foreign, named, t } from "./language.js";
import { messageNode, glance } from "./message.js";
import { order } from "./orders.js";
import { badge } from "./people.js";
import { allUnread, changed, isLive, state, ui, unreadOf } from "./state.js";
import { here, me, openChat, roomOf } from "./views.js";
import { unsentNodes } from "./unsent.js";

// Whoever is this close to the end is taken along by new messages.
const NEAR_END = 48;
// Long enough for the eye to find it.
const FOUND_MS = 1600;
// sandbox.md, section 3.
const DEAD_AFTER_MS = 10_000;

export function drawRoom() {
  const chat = openChat();
  const person = me();
  byId("room").setAttribute("aria-label", chat ? named(chat, "title") : t("chats"));
  fill(byId("top"), topNodes(chat, person));
  fill(byId("strips"), goneStrip(), deadStrip(), chat && pinnedStrip(chat));
  drawScreen(chat, person);
}

function topNodes(chat, person) {
  const others = allUnread(person) - (chat ? unreadOf(person, chat.id) : 0);
  const back = el(
    "button",
    { class: "back", "data-act": "list", "data-hint": ui.hint?.kind === "chat" && "back" },
    el("span", { "aria-hidden": "true" }, "‹"),
    t("chats"),
    badge(others),
  );
  const title = chat && named(chat, "title");
  return [back, chat && el("h2", { lang: foreign(title) }, title), chat && el("small", null, named(chat, "subtitle"))];
}

function goneStrip() {
  if (state.link !== "gone") return null;
  const seconds = Math.ceil((state.retryAt - performance.now()) / 1000);
  // Read out once, not at every second.
  const retry = el("span", { "aria-hidden": "true" }, seconds > 0 ? t("gone_retry", { n: seconds }) : t("gone_now"));
  return el("div", { class: "strip gone", "data-key": "gone", role: "alert" }, el("p", null, t("gone"), retry, t("gone_kept")));
}

function deadStrip() {
  const isDead = isLive() && state.stoppedSince !== null && performance.now() - state.stoppedSince >= DEAD_AFTER_MS;
  if (!isDead) return null;
  const line = state.world.bot.last_log;
  return el(
    "div",
    { class: "strip dead", "data-key": "dead", role: "alert" },
    el("p", null, t("bot_dead"), line && [t("bot_dead_log"), el("code", { lang: "en" }, line)]),
    el("button", { class: "btn", "data-act": "restart" }, t("restart")),
  );
}

function pinnedStrip(chat) {
  const message = chat.last.find((known) => known.message_id === chat.pinned);
  if (!message) return null;
  const words = glance(message);
  return el(
    "button",
    { class: "strip pinned", "data-key": "pinned", "data-act": "to-message", "data-message": message.message_id },
    el("b", null, t("pinned")),
    el("span", { lang: foreign(words) }, words),
  );
}

function drawScreen(chat, person) {
  const key = `${here.person}/${here.chat}`;
  const before = logNode();
  const isSame = before?.dataset.key === key;
  const log = el(
    "div",
    { class: classes("log", "large-type"), role: "log", tabindex: "0", "data-key": key, "data-rove": "replies", "aria-label": chat && named(chat, "title") },
    chat ? messages(chat, person) : el("p", { class: "nothing" }, t("empty_none", { name: named(person) })),
  );
  fill(byId("screen"), log, el("button", { class: "to-end", "data-key": "to-end", "data-act": "to-end", hidden: true }, `↓ ${t("to_bottom")}`));
  if (!isSame) logNode().addEventListener("scroll", rememberScroll, { passive: true });
  restoreScroll();
}

const logNode = () => byId("screen").querySelector(".log");

function messages(chat, person) {
  const nodes = [];
  let day = null;
  for (const message of chat.last) {
    const at = millis(message.at);
    if (dayNumber(at) !== day) {
      day = dayNumber(at);
      nodes.push(el("p", { class: "day", "data-key": `d${day}` }, dayWithWeekday(at)));
    }
    nodes.push(messageNode(message, { chat, person }));
  }
  if (!nodes.length) nodes.push(el("p", { class: "nothing", "data-key": "nothing" }, t(isNew(chat) ? "empty_new" : "empty_chat")));
  return [...nodes, ...unsentNodes()];
}

export const isNew = (chat) => chat.kind === "private" && chat.started === false;

function rememberScroll({ currentTarget: log }) {
  if (log.dataset.key !== `${here.person}/${here.chat}`) return;
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight <= NEAR_END;
  roomOf().scroll = isAtEnd ? null : log.scrollTop;
  showWayDown(log);
}

function restoreScroll() {
  const log = logNode();
  const { scroll } = roomOf();
  if (scroll === null) log.scrollTop = log.scrollHeight;
  else if (Math.abs(log.scrollTop - scroll) > 1 && log.dataset.shown !== log.dataset.key) log.scrollTop = scroll;
  log.dataset.shown = log.dataset.key;
  showWayDown(log);
}

function showWayDown(log) {
  log.parentElement.querySelector(".to-end").hidden = roomOf().scroll === null;
}

function toEnd() {
  roomOf().scroll = null;
  restoreScroll();
}

/** Brings a message into view and lets it be found by the eye. */
export function toMessage(id) {
  const node = logNode()?.querySelector(`[data-id="${id}"]`);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.setAttribute("data-found", "");
  setTimeout(() => node.removeAttribute("data-found"), FOUND_MS);
}

export function listenForRoom() {
  on("to-end", toEnd);
  on("to-message", ({ message }) => toMessage(message));
  on("restart", () => order("restart"));
  new ResizeObserver(() => state.world && here.person && logNode() && restoreScroll()).observe(byId("screen"));
  setInterval(() => (state.link === "gone" || state.stoppedSince !== null) && changed(), 500);
}
