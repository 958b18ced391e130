// Puts the page together: what is drawn in which order, what is listened to, and how the link comes and goes.

import { listenForActions } from "./actions.js";
import { listenForFiles } from "./attach.js";
import { drawBehind, listenForBehind, tellWalk } from "./behind.js";
import { listenForCalls } from "./calls.js";
import { drawChats, listenForChats } from "./chats.js";
import { drawCompose, listenForCompose } from "./compose.js";
import { byId } from "./dom.js";
import { forgetSequence, onMaking, onUnread, onWorld, receive } from "./events.js";
import { drawGuide, listenForGuide, restartGuide } from "./guide.js";
import { drawHead, listenForHead } from "./head.js";
import { listenForHelp } from "./help.js";
import { bringIntoStrip, findHint } from "./hints.js";
import { listenForKeys } from "./keys.js";
import { t } from "./language.js";
import { listenForLinks } from "./links.js";
import { drawPeople, listenForPeople } from "./people.js";
import { drawPhone, listenForPhone } from "./phone.js";
import { forgetPresses, listenForPresses } from "./presses.js";
import { listenForReal } from "./real.js";
import { drawRoom, listenForRoom } from "./room.js";
import { listenForArrows, tendStops } from "./rove.js";
import { changed, drawn, now, state, ui, whenDrawn } from "./state.js";
import { forgetWords, listenForToasts, noteNewWorld } from "./toasts.js";
import { listenForTroubles } from "./troubles.js";
import { listenForUnsent } from "./unsent.js";
import { forgetViews, goToAddress, onMove, readOpen } from "./views.js";
import { connect, drop, send } from "./wire.js";

// sandbox.md, section 3: nothing, then grey blocks, then a sentence.
const BONES_AFTER_MS = 300;
const SLOW_AFTER_MS = 10_000;
const MINUTE_MS = 60_000;
const ASK_AGAIN_MS = 500;

const DRAWN = [findHint, drawHead, drawGuide, drawPeople, drawPhone, drawChats, drawRoom, drawCompose, drawBehind, tellWalk];
const AFTER_DRAWING = [tendStops, bringIntoStrip];
const LISTENERS = [
  listenForActions,
  listenForArrows,
  listenForKeys,
  listenForHead,
  listenForGuide,
  listenForPeople,
  listenForPhone,
  listenForChats,
  listenForRoom,
  listenForCompose,
  listenForFiles,
  listenForUnsent,
  listenForPresses,
  listenForLinks,
  listenForToasts,
  listenForBehind,
  listenForTroubles,
  listenForCalls,
  listenForReal,
  listenForHelp,
];

// Whoever had focus when the buttons went off gets it back with them.
let focused = null;

function linkOpened() {
  const wasGone = state.link === "gone";
  state.link = "open";
  if (!wasGone) return;
  requestAnimationFrame(() => {
    if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true });
    focused = null;
  });
}

function linkGone(wait) {
  if (state.link !== "gone") focused = document.activeElement;
  state.link = "gone";
  state.retryAt = performance.now() + wait;
  forgetSequence();
  forgetPresses();
  changed();
}

const askWorld = () => send("world").catch(drop);

function worldCame(world, before) {
  if (before !== null && before !== world.id) {
    forgetViews();
    forgetWords();
    restartGuide();
    noteNewWorld();
  }
  show();
  goToAddress();
}

let askTimer = null;

function worldIsBeingMade() {
  byId("app").hidden = true;
  byId("bones").hidden = false;
  byId("bones-text").textContent = t("being_made");
  clearTimeout(askTimer);
  askTimer = setTimeout(askWorld, ASK_AGAIN_MS);
}

function show() {
  clearTimeout(bonesTimer);
  clearTimeout(slowTimer);
  byId("bones").hidden = true;
  byId("app").hidden = false;
  document.body.classList.remove("loading");
}

const bonesTimer = setTimeout(() => (byId("bones").hidden = false), BONES_AFTER_MS);
const slowTimer = setTimeout(() => (byId("bones-text").textContent = t("slow_start")), SLOW_AFTER_MS);

let minute = 0;

/** The sandbox's minute goes on between two events. */
function tick() {
  const current = Math.floor(now() / MINUTE_MS);
  if (!state.world || current === minute) return;
  minute = current;
  changed();
}

function start() {
  for (const part of DRAWN) drawn(part);
  for (const work of AFTER_DRAWING) whenDrawn(work);
  for (const listen of LISTENERS) listen();
  onWorld(worldCame);
  onMaking(worldIsBeingMade);
  onUnread(readOpen);
  onMove(() => (ui.pointed = null));
  addEventListener("hashchange", goToAddress);
  addEventListener("popstate", goToAddress);
  document.addEventListener("visibilitychange", () => state.world && readOpen());
  setInterval(tick, 1000);
  connect({
    onEvent: (event) => receive(event, askWorld),
    onOpen: linkOpened,
    onGone: linkGone,
    onTry: () => state.world && changed(),
  });
}

start();
