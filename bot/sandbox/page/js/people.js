// The left column: who you can be, who has unread words, and the neighbours who can be sent to vote.

import { on } from "./actions.js";
import { byId, el, fill } from "./dom.js";
import { foreign, named, t } from "./language.js";
import { isUnderWay, order } from "./orders.js";
import { allUnread, isLive, state, ui } from "./state.js";
import { note } from "./toasts.js";
import { go, here } from "./views.js";

export const badge = (count) => count > 0 && el("span", { class: "badge" }, el("span", { "aria-hidden": "true" }, String(count)), el("span", { class: "sr" }, t("unread", { n: count })));

function personNode(person) {
  const name = named(person);
  return el(
    "button",
    {
      class: "person",
      "data-key": person.id,
      "data-act": "person",
      "data-person": person.id,
      "aria-current": here.person === person.id && "true",
      "data-hint": ui.hint?.kind === "person" && ui.hint.person === person.id,
    },
    el("span", { class: `face color-${person.color}`, "aria-hidden": "true", lang: foreign(person.first_char) }, person.first_char),
    el("span", { class: "who" }, el("b", { lang: foreign(name) }, name), el("small", null, named(person, "role"))),
    badge(allUnread(person)),
  );
}

/** The vote's title is its drafter's words, in the language in which they were written. */
function crowdWords({ left, able, vote }) {
  if (left === 0) return t("crowd_none");
  const words = [el("span", { lang: foreign(vote) }, vote), t(left === 1 ? "crowd_left_one" : "crowd_left", { n: left })];
  return able === 0 ? [...words, t("crowd_by_hand")] : words;
}

export function crowdNode() {
  const { left, able } = state.world.crowd;
  const busy = isUnderWay("crowd");
  return el(
    "div",
    { class: "crowd" },
    el("p", null, crowdWords(state.world.crowd)),
    el("button", { class: "btn", "data-act": "crowd", "aria-busy": busy && "true", disabled: !isLive() || left === 0 || able === 0 }, t("crowd_go")),
  );
}

export function drawPeople() {
  const place = byId("people");
  place.setAttribute("aria-label", t("who_label"));
  const side = (name) => state.world.people.map((person) => state.people.get(person.id)).filter((person) => person.side === name);
  fill(
    place,
    el("h2", { "data-key": "residents" }, t("who")),
    el("div", { class: "group", "data-key": "side-1" }, side("resident").map(personNode)),
    el("h2", { "data-key": "organisers" }, t("organisers")),
    el("div", { class: "group", "data-key": "side-2" }, side("organiser").map(personNode)),
    crowdNode(),
  );
}

async function sendCrowd() {
  const done = await order("crowd");
  if (done) note(t("crowd_sent", { n: done.sent }));
}

/** The people in the order of the page, for the keys 1 to 7. */
export const peopleInOrder = () => [...document.querySelectorAll("#people [data-person]")].map((node) => node.dataset.person);

export function listenForPeople() {
  on("person", ({ person }) => go(person));
  on("crowd", sendCrowd);
}
