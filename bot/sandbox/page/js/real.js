// What 「变成真的机器人」 says: three messages to BotFather, one command, one more start.

import { on } from "./actions.js";
import { actionsRow, answer, copyButton, openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { t } from "./language.js";

const INIT = ".venv/bin/linli init";
const TAKE_ALONG = "--from-sandbox";
const RUN = "make run";
// A name that is probably free; the bot's own start proposes one in the same way.
const DIGITS = 7;

function accountName() {
  const numbers = crypto.getRandomValues(new Uint8Array(DIGITS));
  return `linli_${[...numbers].map((number) => number % 10).join("")}_bot`;
}

let name = null;

const line = (text, lang = "en") => el("li", { class: "copy-row" }, el("code", { lang }, text), copyButton(text));

function showReal() {
  name ??= accountName();
  const step = (key, ...rest) => el("li", null, el("p", null, t(key)), rest);
  return openDialog({
    label: t("real"),
    kind: "wide",
    content: [
      el("h2", null, t("real")),
      el("p", null, t("real_intro")),
      el(
        "ol",
        { class: "real-steps" },
        step("real_father", el("ul", null, line("/newbot"), line("邻里助手", "zh-CN"), line(name)), el("p", { class: "small" }, t("real_father_note"))),
        step("real_init", el("ul", null, line(INIT)), el("p", { class: "small" }, t("real_init_note")), el("ul", null, line(TAKE_ALONG))),
        step("real_run", el("ul", null, line(RUN)), el("p", { class: "small" }, t("real_run_note"))),
      ),
      actionsRow(answer("", t("ok"), { main: true, first: true })),
    ],
  });
}

export function listenForReal() {
  on("real", showReal);
}
