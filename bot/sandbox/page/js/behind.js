// The right column: the clock and what is due, troubles, what the bot did; a sheet where the page is narrow.

import { on } from "./actions.js";
import { clockTime, hourOf, iso, longDay, millis, moment, nextAt } from "./dates.js";
import { byId, classes, el, fill } from "./dom.js";
import { callsSection } from "./calls.js";
import { sandboxButtons, stateNode } from "./head.js";
import { foreign, named, t } from "./language.js";
import { isUnderWay, order } from "./orders.js";
import { crowdNode } from "./people.js";
import { changed, isLive, now, state, ui } from "./state.js";
import { note } from "./toasts.js";
import { troublesSection } from "./troubles.js";

const HOUR = 3600;
const MORNING = 8;
// sandbox.md, section 1: two rows, the rest under 「更多」.
const ROWS_SHOWN = 2;
// Where the column is a sheet (app.css has the same number).
const NARROW = matchMedia("(max-width: 1240px)");

export const isSheet = () => NARROW.matches;

export function drawBehind() {
  const place = byId("behind");
  place.setAttribute("aria-label", t("behind_long"));
  fill(place, sheetHead(), el("div", { class: "rest", "data-key": "rest" }, clockSection(), troublesSection(), callsSection(), foot()));
  const open = ui.behind && isSheet();
  document.body.classList.toggle("open", open);
  byId("scrim").hidden = !open;
  for (const id of ["head", "guide", "people", "stage"]) byId(id).inert = open;
}

function sheetHead() {
  return el(
    "div",
    { class: "sheet only-narrow", "data-key": "sheet" },
    el("b", null, t("behind_long")),
    el("span", { class: "only-phone" }, stateNode()),
    el("button", { class: "btn quiet", "data-act": "behind-close" }, t("close")),
  );
}

function clockSection() {
  const at = now();
  return el(
    "section",
    { "data-key": "clock" },
    el("h2", null, t("clock"), el("span", { class: "lite" }, t("clock_only"))),
    el("div", { class: "now" }, el("b", null, clockTime(at)), el("span", null, longDay(at))),
    el("div", { class: "jumps" }, jump("hour", t("plus_hour")), jump("day", t("plus_day")), jump("morning", t(hourOf(at) < MORNING ? "today_8" : "tomorrow_8"))),
    dueList(),
  );
}

function jump(name, label) {
  const busy = isUnderWay("clock", name);
  return el("button", { class: "btn", "data-act": "jump", "data-to": name, "aria-busy": busy && "true", disabled: !canMove() }, label);
}

const canMove = () => isLive() && !state.clock.moving && !isUnderWay("clock");

function dueList() {
  const due = [...state.world.due].sort((a, b) => millis(a.at) - millis(b.at));
  if (!due.length) return el("p", { class: "small" }, t("due_none"));
  const shown = ui.moreDue ? due : firstRows(due);
  const hidden = due.length - shown.length;
  return [
    el("ul", { class: "due", "aria-label": t("due"), "data-rove": "due" }, shown.map(dueNode)),
    due.length > ROWS_SHOWN &&
      el("button", { class: "more", "data-act": "more-due", "aria-expanded": String(ui.moreDue) }, ui.moreDue ? t("less") : t("more_n", { n: hidden })),
  ];
}

/** The next thing, and the next close: a newcomer looks for the close, and reminders come before it. */
function firstRows(due) {
  const close = due.find(({ kind }) => kind === "close");
  const others = due.filter((item) => item !== close).slice(0, close ? ROWS_SHOWN - 1 : ROWS_SHOWN);
  return due.filter((item) => item === close || others.includes(item));
}

export const nextClose = () => [...state.world.due].sort((a, b) => millis(a.at) - millis(b.at)).find(({ kind }) => kind === "close");

function dueNode(item) {
  const title = named(item, "title");
  const busy = isUnderWay("clock", item.id);
  const hinted = ui.hint?.kind === "due" && ui.hint.due === item.id;
  return el(
    "li",
    { "data-key": item.id },
    el(
      "button",
      {
        class: classes(item.kind === "close" && "next"),
        "data-act": "jump-due",
        "data-due": item.id,
        "data-hint": hinted,
        "aria-busy": busy && "true",
        disabled: !canMove(),
      },
      el("span", null, el("b", { lang: foreign(title) }, title), el("time", { datetime: item.at }, moment(millis(item.at)))),
      el("em", null, t("jump")),
    ),
  );
}

function foot() {
  const { waiting, failed } = state.world.outbox;
  return el(
    "div",
    { class: "foot", "data-key": "foot" },
    el(
      "p",
      { class: "sum" },
      el("span", null, t("outbox_waiting", { n: waiting })),
      el("span", { class: classes(failed > 0 && "warn") }, t("outbox_failed", { n: failed })),
      el("span", { class: "grow" }),
      el("button", { class: "more", "data-act": "keys" }, t("keys")),
    ),
    el(
      "div",
      { class: "only-phone phone-foot" },
      crowdNode(),
      el("button", { class: "btn", "data-act": "big", "aria-pressed": String(ui.big) }, t("big")),
      sandboxButtons(),
      el("p", { class: "small" }, t("calm_where"), t("calm")),
    ),
  );
}

async function move(about, facts) {
  // In a sheet the clock is in front of what it does: out of the way first.
  if (ui.behind && isSheet()) showBehind(false);
  await order("clock", facts, about);
}

function jumpBy({ to }) {
  if (to === "hour") return move(to, { by: HOUR });
  if (to === "day") return move(to, { by: 24 * HOUR });
  return move(to, { to: nextAt(MORNING, now()) });
}

function jumpToDue({ due: id }) {
  const item = state.world.due.find((known) => known.id === id);
  if (item) return move(id, { to: iso(millis(item.at)) });
  return undefined;
}

export function showBehind(open) {
  if (ui.behind === open) return;
  ui.behind = open;
  changed();
  requestAnimationFrame(() => {
    if (!isSheet()) return;
    if (open) byId("behind").querySelector("button")?.focus();
    else byId("behind-button")?.focus();
  });
}

/** Where the clock is out of sight, its walk is told in a note. */
export function tellWalk() {
  if (state.clock.moving && isSheet() && !ui.behind) note(t("clock_walks", { when: moment(now()) }), 1500, { silent: true });
}

export function listenForBehind() {
  on("jump", jumpBy);
  on("jump-due", jumpToDue);
  on("more-due", () => {
    ui.moreDue = !ui.moreDue;
    changed();
  });
  on("behind", () => showBehind(!ui.behind));
  on("behind-close", () => showBehind(false));
  byId("scrim").addEventListener("click", () => showBehind(false));
  NARROW.addEventListener("change", changed);
}
