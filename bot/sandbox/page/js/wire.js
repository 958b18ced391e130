// The one WebSocket to the sandbox: commands with their answers, and coming back after it was gone.

// sandbox.md, section 3: tries after 1, 2, 4 … 15 seconds.
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 15000;

/** The server said no; `zh` and `en` say why. */
export class Refused extends Error {
  constructor({ zh, en }) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}

/** The link broke before an answer came. */
export class Gone extends Error {}

// Answers to presses go to every tab: references must differ between tabs.
const tab = crypto.getRandomValues(new Uint32Array(2)).join("").slice(0, 12);
let socket = null;
let count = 0;
let wait = FIRST_RETRY;
let listener = null;
const waiting = new Map();

/** `onEvent(event)`, `onOpen()`, `onGone(milliseconds until the next try)`, `onTry()`. */
export function connect(listeners) {
  listener = listeners;
  open();
}

function open() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws`);
  socket.addEventListener("message", heard);
  socket.addEventListener("close", closed);
  listener.onTry();
}

function heard({ data }) {
  const event = JSON.parse(data);
  if (event.type === "done" || event.type === "refused") settle(event);
  else {
    if (event.type === "world") {
      wait = FIRST_RETRY;
      listener.onOpen();
    }
    listener.onEvent(event);
  }
}

function settle(event) {
  const pending = waiting.get(event.ref);
  waiting.delete(event.ref);
  if (!pending) return;
  if (event.type === "done") pending.resolve(event);
  else pending.reject(new Refused(event));
}

function closed() {
  const broken = [...waiting.values()];
  waiting.clear();
  listener.onGone(wait);
  for (const pending of broken) pending.reject(new Gone());
  setTimeout(open, wait);
  wait = Math.min(wait * 2, LONGEST_RETRY);
}

export const nextRef = () => `${tab}-${++count}`;

/** Sends a command; the promise is kept by `done`, broken by `Refused` or `Gone`. */
export function send(type, facts = {}, ref = nextRef()) {
  if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Gone());
  return new Promise((resolve, reject) => {
    waiting.set(ref, { resolve, reject });
    socket.send(JSON.stringify({ type, ref, ...facts }));
  });
}

/** Ends this connection; the next one brings a whole world. */
export const drop = () => socket?.close();
