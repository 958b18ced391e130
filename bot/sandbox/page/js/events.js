// What each event of the server changes in the page's state, and what to do when one is missing.

import { changed, state } from "./state.js";
import { millis } from "./dates.js";
import { setLanguage } from "./language.js";

const LOG_LENGTH = 100;
const MESSAGES_KEPT = 200;

const worldListeners = [];
const answerListeners = [];
const unreadListeners = [];
const makingListeners = [];

/** Called with (world, previous id); the previous id is null at first. */
export const onWorld = (listener) => worldListeners.push(listener);
export const onAnswer = (listener) => answerListeners.push(listener);
export const onUnread = (listener) => unreadListeners.push(listener);
/** Called for each world that is still being filled; it is not shown, and has to be asked for again. */
export const onMaking = (listener) => makingListeners.push(listener);

let seq = 0;
let missed = false;

/** Take one event; `askWorld` is called when the count shows that one was lost. */
export function receive(event, askWorld) {
  if (event.type === "world" && isBeingMade(event)) {
    missed = true;
    for (const listener of makingListeners) listener();
  } else if (event.type === "world") {
    takeWorld(event);
  } else if (!state.world || missed || event.seq <= seq) {
    return;
  } else if (event.seq !== seq + 1) {
    missed = true;
    askWorld();
  } else {
    seq = event.seq;
    REDUCERS[event.type]?.(event);
  }
  changed();
}

/** A new connection: whatever was missing comes with its world. */
export const forgetSequence = () => {
  missed = true;
};

/** An ordinary restart keeps its world; with another world it is the seeding that takes its time. */
function isBeingMade({ id, people, bot }) {
  const isNew = state.world !== null && state.world.id !== id;
  return !people.length || bot.state === "starting" || (bot.state === "restarting" && isNew);
}

function takeWorld(world) {
  const before = state.world?.id ?? null;
  const ticked = before === world.id ? state.world.steps.filter((step) => step.done) : [];
  seq = world.seq;
  missed = false;
  state.world = world;
  for (const { id } of ticked) tick(id);
  state.people = new Map(world.people.map((person) => [person.id, person]));
  state.chats = new Map(world.chats.map((chat) => [chat.id, chat]));
  state.log = mergedLog(world.calls, world.updates ?? []);
  setClock(world.now, world.moving ?? false);
  setBot(world.bot);
  setLanguage(world.language);
  for (const listener of worldListeners) listener(world, before);
}

/** Both come newest first; within one second the call is the later one, because it answers. */
function mergedLog(calls, updates) {
  const rows = [...calls.map(callRow), ...updates.map(updateRow)];
  return rows.map((row, index) => ({ row, index })).sort(laterFirst).map(({ row }) => row).slice(0, LOG_LENGTH);
}

const laterFirst = (a, b) => millis(b.row.at) - millis(a.row.at) || a.index - b.index;
const callRow = (call) => ({ ...call, way: "out" });
const updateRow = (update) => ({ ...update, way: "in" });

/** An answer to a tap says how long the tap had waited for it. */
function timedRow(call) {
  const row = { ...callRow(call), heard: performance.now() };
  if (call.method !== "answerCallbackQuery") return row;
  const tap = state.log.find((known) => known.kind === "callback_query" && known.who === call.chat && known.heard);
  return tap ? { ...row, took: row.heard - tap.heard } : row;
}

function setClock(iso, moving) {
  state.clock = { base: millis(iso), at: performance.now(), moving };
}

function setBot(bot) {
  state.world.bot = bot;
  if (bot.state !== "stopped") state.stoppedSince = null;
  else state.stoppedSince ??= performance.now();
}

/** What has happened has happened: a bot that restarts does not know it for a moment. */
function tick(id) {
  state.world.steps = state.world.steps.map((step) => (step.id === id ? { id, done: true } : step));
}

function addLog(row) {
  state.log = [row, ...state.log.filter((known) => known.id !== row.id)].slice(0, LOG_LENGTH);
}

function replaceMessage(message) {
  const chat = state.chats.get(message.chat);
  if (chat) chat.last = chat.last.map((known) => (known.message_id === message.message_id ? message : known));
}

function addMessage({ message }) {
  const chat = state.chats.get(message.chat);
  if (!chat) return;
  chat.last = [...chat.last.filter((known) => known.message_id !== message.message_id), message].slice(-MESSAGES_KEPT);
}

function setChat({ chat }) {
  const known = state.chats.get(chat.id);
  state.chats.set(chat.id, { last: [], ...known, ...chat });
}

function setUnread({ person, chat, count }) {
  const known = state.people.get(person);
  if (known) known.unread = { ...known.unread, [chat]: count };
  if (count > 0) for (const listener of unreadListeners) listener();
}

const REDUCERS = {
  message: addMessage,
  edited: ({ message }) => replaceMessage(message),
  deleted: ({ chat, message_id }) => {
    const known = state.chats.get(chat);
    if (known) known.last = known.last.filter((message) => message.message_id !== message_id);
  },
  pinned: ({ chat, message_id }) => {
    const known = state.chats.get(chat);
    if (known) known.pinned = message_id;
  },
  chat: setChat,
  person: ({ person }) => state.people.set(person.id, person),
  unread: setUnread,
  answer: (event) => answerListeners.forEach((listener) => listener(event)),
  call: (event) => addLog(timedRow(event)),
  update: (event) => addLog({ ...updateRow(event), heard: performance.now() }),
  clock: ({ now, moving }) => setClock(now, moving),
  due: ({ due }) => (state.world.due = due),
  outbox: ({ waiting, failed }) => (state.world.outbox = { waiting, failed }),
  bot: ({ state: word, last_log }) => setBot({ state: word, last_log }),
  step: ({ id, done }) => done && tick(id),
  faults: ({ faults }) => (state.world.faults = faults),
  crowd: ({ left, able, vote }) => (state.world.crowd = { left, able, vote }),
};
