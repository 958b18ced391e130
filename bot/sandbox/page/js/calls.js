// The log of what went between bot and platform, newest first; a row opens its request and answer as JSON.

import { on } from "./actions.js";
import { clockTime, millis } from "./dates.js";
import { copyButton, openLater } from "./dialogs.js";
import { classes, el } from "./dom.js";
import { foreign, language, pick, t } from "./language.js";
import { isLive, state } from "./state.js";

// The longest list of the page is built only when it says something else than before.
let built = {};
let count = 0;
let isFresh = false;

function version() {
  const wanted = { log: state.log, language: language(), live: isLive() };
  isFresh = Object.keys(wanted).some((name) => wanted[name] !== built[name]);
  if (isFresh) count += 1;
  built = wanted;
  return count;
}

export function callsSection() {
  return el(
    "section",
    { class: "log-part", "data-key": "calls" },
    el("h2", null, t("calls"), el("span", { class: "lite" }, t("calls_newest"))),
    state.log.length
      ? el("ul", { class: "calls", "data-rove": "calls", "data-same": version() }, isFresh && state.log.map(rowNode))
      : el("p", { class: "small" }, t("calls_none")),
  );
}

function rowNode(row) {
  const out = row.way === "out";
  const who = out ? pick(row.chat, row.chat_en) : pick(row.who, row.who_en);
  return el(
    "li",
    { class: classes(out && !row.ok && "bad"), "data-key": row.id },
    el(
      "button",
      { "data-act": "call", "data-call": row.id, disabled: !isLive() },
      el("i", { "aria-hidden": "true" }, out ? "→" : "←"),
      el("span", { class: "sr" }, t(out ? "call_out" : "call_in")),
      el("code", { lang: "en" }, out ? row.method : row.kind),
      el("small", { lang: foreign(who) }, who ?? ""),
      el("em", null, outcome(row)),
    ),
  );
}

function outcome(row) {
  if (row.way === "in") return clockTime(millis(row.at));
  // How fast a tap is answered is the figure people ask for.
  return row.ok && row.took !== undefined ? `${Math.max(1, Math.round(row.took))}\u00a0ms` : row.outcome;
}

function showCall({ call: id }) {
  const row = state.log.find((known) => known.id === id);
  const name = row ? row.method ?? row.kind : id;
  openLater({
    label: name,
    kind: "wide",
    load: async (show) => show(el("h2", null, el("code", { lang: "en" }, name)), await details(id)),
  });
}

async function details(id) {
  const response = await fetch(`/call/${encodeURIComponent(id)}`).catch(() => null);
  if (!response?.ok) return el("p", null, t("json_gone"));
  const { request, response: answer } = await response.json();
  return [
    request !== null && json(t("request"), request, `（${t("json_note")}）`),
    json(t(request === null ? "update" : "response"), answer),
  ];
}

function json(title, value, aside = "") {
  const text = JSON.stringify(value, null, 2);
  return el(
    "section",
    { class: "json" },
    el("div", { class: "json-head" }, el("h3", null, title, el("span", { class: "lite" }, aside)), copyButton(text, title)),
    el("pre", { tabindex: "0", lang: "en" }, text),
  );
}

export function listenForCalls() {
  on("call", showCall);
}
