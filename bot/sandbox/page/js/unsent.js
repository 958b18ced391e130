// Words and files on their way: dimmed until the sandbox has them, kept with 「再发」 when it has not.

import { on } from "./actions.js";
import { el } from "./dom.js";
import { foreign, pick, t } from "./language.js";
import { changed, isLive } from "./state.js";
import { here, roomOf } from "./views.js";
import { Gone, Refused, send } from "./wire.js";

let count = 0;

/** `work(letter)` resolves when the sandbox has it. */
async function attempt(letter) {
  letter.state = "sending";
  letter.why = "";
  changed();
  try {
    await letter.work();
    letter.room.unsent = letter.room.unsent.filter((known) => known !== letter);
  } catch (error) {
    letter.state = "failed";
    letter.why = why(error);
  }
  changed();
}

function why(error) {
  if (error instanceof Refused) return pick(error.zh, error.en);
  return error instanceof Gone ? "" : t("file_upload_failed", { why: error.message });
}

function dispatch(words, work) {
  const room = roomOf();
  const letter = { id: `u${++count}`, words, work, room, state: "sending", why: "" };
  room.unsent = [...room.unsent, letter];
  room.scroll = null;
  attempt(letter);
}

export function sendText(text, replyTo = null) {
  const { person, chat } = here;
  dispatch(text, () => send("say", { person, chat, text, reply_to: replyTo }));
}

export function sendFile(file, { as, caption }) {
  const { person, chat } = here;
  dispatch(`${file.name}${caption ? `\n${caption}` : ""}`, async () => {
    const upload = await uploaded(file);
    await send("send_file", { person, chat, upload, as, caption: caption || null });
  });
}

async function uploaded(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  const response = await fetch("/upload", { method: "POST", body: form });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? String(response.status));
  return answer.id;
}

export function unsentNodes() {
  return roomOf().unsent.map((letter) =>
    el(
      "div",
      { class: `msg mine unsent ${letter.state}`, "data-key": letter.id },
      el("div", { class: "bubble" }, el("div", { class: "words" }, el("span", { lang: foreign(letter.words) }, letter.words))),
      letter.state === "sending" ? el("p", { class: "sr" }, t("sending")) : failure(letter),
    ),
  );
}

function failure(letter) {
  return el(
    "p",
    { class: "failure" },
    el("span", null, letter.why ? `${t("not_sent")}${t("colon")}${letter.why}` : t("not_sent")),
    el("button", { class: "btn", "data-act": "again", "data-letter": letter.id, disabled: !isLive() }, t("again")),
    el("button", { class: "btn quiet", "data-act": "give-up", "data-letter": letter.id }, t("give_up")),
  );
}

const find = (id) => roomOf().unsent.find((letter) => letter.id === id);

function again({ letter: id }) {
  const letter = find(id);
  if (letter?.state === "failed") attempt(letter);
}

function giveUp({ letter: id }) {
  const room = roomOf();
  room.unsent = room.unsent.filter((letter) => letter.id !== id);
  changed();
}

export function listenForUnsent() {
  on("again", again);
  on("give-up", giveUp);
}
