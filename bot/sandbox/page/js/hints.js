// Where a newcomer looks next: the ring for the current step, computed from what stands on the page now.

import { isSheet, nextClose } from "./behind.js";
import { currentStep, isGuideShown } from "./guide.js";
import { TARGET_LABELS } from "./words.js";
import { chatsOf, state, ui } from "./state.js";
import { here, me, openChat } from "./views.js";

const VOTER = "wang-guifang";
const DRAFTER = "chen-jing";
// How far back a card may stand and still be the one meant.
const LOOK_BACK = 12;

export function findHint() {
  ui.hint = hint();
}

function hint() {
  if (ui.pointed) return { kind: ui.pointed, behind: ui.pointed === "crash" };
  if (!isGuideShown()) return null;
  const step = currentStep();
  if (step === "vote") return voteHint();
  if (step === "open") return openHint();
  return step === "result" ? resultHint() : null;
}

function voteHint() {
  const card = me().side === "resident" && cardWith(openChat(), TARGET_LABELS.vote);
  if (card) return card;
  if (here.person !== VOTER) return personHint(VOTER);
  return chatHint("group");
}

function openHint() {
  if (here.person !== DRAFTER) return personHint(DRAFTER);
  if (openChat()?.kind !== "private") return chatHint("private");
  return cardWith(openChat(), TARGET_LABELS.open);
}

function resultHint() {
  const close = nextClose();
  return close ? { kind: "due", due: close.id, behind: isSheet() } : null;
}

const personHint = (person) => (state.people.has(person) ? { kind: "person", person } : null);

function chatHint(kind) {
  const chat = chatsOf(me()).find((known) => known.kind === kind);
  return chat ? { kind: "chat", chat: chat.id } : null;
}

/** The newest card with one of these buttons; of several labels the first that it has. */
function cardWith(chat, labels) {
  for (const message of (chat?.last ?? []).slice(-LOOK_BACK).reverse()) {
    const texts = (message.keyboard ?? []).flat().map(({ text }) => text);
    const found = labels === TARGET_LABELS.vote ? labels.filter((label) => texts.includes(label)) : labels.filter((label) => texts.includes(label)).slice(0, 1);
    if (found.length) return { kind: "keys", message: message.message_id, labels: found };
  }
  return null;
}

/** On a small screen the faces are a strip: whoever has the ring is brought into it; whoever is chosen always stays in it (app.css). */
let shownFor = "";
export function bringIntoStrip() {
  const ringed = ui.hint?.kind === "person" ? ui.hint.person : "";
  const strip = document.getElementById("people");
  // A badge that comes makes it longer and pushes the last ones out again.
  const key = `${here.person} ${ringed} ${strip.scrollWidth}`;
  if (key === shownFor) return;
  shownFor = key;
  const node = strip.querySelector(`[data-person="${ringed}"]`);
  if (node && strip.scrollWidth > strip.clientWidth) strip.scrollTo({ left: node.offsetLeft - (strip.clientWidth - node.offsetWidth) / 2 });
}
