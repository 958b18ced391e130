// One message as the platform would show it: words, picture or file, and the bot's buttons in its own rows.

import { clockTime, millis } from "./dates.js";
import { classes, el } from "./dom.js";
import { formatted } from "./entities.js";
import { foreign, named, pick, t } from "./language.js";
import { isLive, ui } from "./state.js";
import { isWaiting } from "./presses.js";

const KILO = 1024;
// A picture takes no more room than a card (CSS pixels); its place is kept before it has come.
const PHOTO_WIDTH = 400;
const PHOTO_HEIGHT = 320;

export function sizeOf(bytes) {
  if (bytes < KILO) return `${bytes}\u00a0B`;
  if (bytes < KILO * KILO) return `${Math.round(bytes / KILO)}\u00a0KB`;
  return `${(bytes / KILO / KILO).toFixed(1)}\u00a0MB`;
}

const senderName = (message) => named(message.from);
const isMine = (message, person) => message.from.kind === "person" && message.from.person === person.id;

/** What the apps show: of a link that was opened only the command, its payload is between app and bot. */
function textOf(message) {
  const text = message.text ?? message.caption ?? "";
  return message.from.kind === "person" && /^\/start \S+$/.test(text) ? "/start" : text;
}

/** The first words of a message, for the list of chats and for replies. */
export function glance(message) {
  if (message.service) return pick(message.service.zh, message.service.en);
  const words = textOf(message);
  const sign = message.photo ? t("photo") : message.document ? message.document.name || t("file") : "";
  return `${sign} ${words}`.trim().replaceAll(/\s+/g, " ");
}

export function messageNode(message, { chat, person }) {
  const key = `m${message.message_id}`;
  if (message.service) {
    const words = pick(message.service.zh, message.service.en);
    return el("p", { class: "day service", "data-key": key, "data-id": message.message_id }, words);
  }
  const mine = isMine(message, person);
  const keyed = Boolean(message.keyboard?.length);
  return el(
    "article",
    { class: classes("msg", mine && "mine"), "data-key": key, "data-id": message.message_id, "data-rove": keyed && "keys" },
    el("div", { class: classes("bubble", message.photo && "with-photo") }, bubble(message, chat, mine)),
    keyed && keyboard(message, chat),
    replyButton(message),
  );
}

function bubble(message, chat, mine) {
  return [
    chat.kind === "group" && !mine && sender(message),
    message.reply_to && quote(message.reply_to),
    message.photo && photo(message),
    message.document && documentNode(message.document),
    words(message),
  ];
}

function sender(message) {
  const name = senderName(message);
  return el("h3", { class: classes(message.from.kind === "bot" && "bot"), lang: foreign(name) }, name);
}

function quote(reply) {
  const name = named(reply);
  return el(
    "button",
    { class: "quote", "data-act": "to-message", "data-message": reply.message_id },
    el("b", { lang: foreign(name) }, name),
    el("span", { lang: foreign(reply.text) }, reply.text),
  );
}

function photo(message) {
  const { url, width, height } = message.photo;
  const alt = message.caption || t("photo_of", { name: senderName(message) });
  const scale = Math.min(1, PHOTO_WIDTH / width, PHOTO_HEIGHT / height);
  const picture = el("img", { src: url, width: Math.round(width * scale), height: Math.round(height * scale), alt });
  return el("a", { class: "photo", href: url, target: "_blank", rel: "noopener" }, picture);
}

function documentNode({ url, name, size }) {
  const label = t("save_file", { name, size: sizeOf(size) });
  return el(
    "a",
    { class: "document", href: url, download: name, "aria-label": label },
    el("i", { "aria-hidden": "true" }, extension(name)),
    el("span", null, el("b", { lang: foreign(name) }, name), el("small", null, sizeOf(size))),
  );
}

function extension(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1, dot + 5) : "…";
}

function words(message) {
  const text = textOf(message);
  const showEdited = message.edited && message.from.kind === "person";
  const at = clockTime(millis(message.at));
  return el(
    "div",
    { class: "words" },
    el("span", { lang: foreign(text) }, formatted(text, message.entities)),
    el("time", { datetime: message.at }, showEdited ? `${t("edited")} ${at}` : at),
  );
}

function keyboard(message, chat) {
  return el(
    "div",
    { class: "keys" },
    message.keyboard.map((row, index) => el("div", { class: "keys-row" }, row.map((button, col) => keyNode(message, chat, button, [index, col])))),
  );
}

function keyNode(message, chat, button, [row, col]) {
  const busy = isWaiting(chat.id, message.message_id, row, col);
  const hinted = ui.hint?.kind === "keys" && ui.hint.message === message.message_id && ui.hint.labels.includes(button.text);
  return el(
    "button",
    {
      class: "key",
      lang: foreign(button.text),
      "data-act": "press",
      "data-message": message.message_id,
      "data-row": row,
      "data-col": col,
      "data-pressed": button.data,
      "data-hint": hinted,
      "aria-busy": busy && "true",
      disabled: !isLive(),
    },
    button.text,
    button.url && el("i", { class: "out", "aria-hidden": "true" }, "↗"),
  );
}

function replyButton(message) {
  const label = t("reply_to", { name: senderName(message) });
  return el("button", { class: "reply", "data-act": "reply", "data-message": message.message_id, "aria-label": label, title: t("reply"), disabled: !isLive() }, "↩");
}
