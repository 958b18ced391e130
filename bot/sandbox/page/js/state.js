// What the page knows, and the one place that asks for it to be drawn again.

export const state = {
  /** The last `world`, kept up to date by events; null until the first one. */
  world: null,
  people: new Map(),
  chats: new Map(),
  /** Calls and updates in one list, newest first. */
  log: [],
  clock: { base: 0, at: 0, moving: false },
  /** "connecting" | "open" | "gone" */
  link: "connecting",
  /** When the next try comes (performance.now), while the link is gone. */
  retryAt: 0,
  /** Since when the bot has been stopped (performance.now), or null. */
  stoppedSince: null,
};

/** What is open or folded in this tab, whoever's phone is shown. */
export const ui = {
  listing: false,
  behind: false,
  moreDue: false,
  moreTroubles: false,
  big: false,
  hint: null,
  /** A ring that one of the next things asked for ("attach", "crash"); it goes with the next move. */
  pointed: null,
};

const parts = [];
const afterwards = [];
let asked = false;

export const drawn = (part) => parts.push(part);
export const whenDrawn = (work) => afterwards.push(work);

/** Draw everything once, before the next picture; many changes in one instant cost one drawing. */
export function changed() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}

export function draw() {
  if (!state.world) return;
  for (const part of parts) part();
  for (const work of afterwards) work();
}

export const isLive = () => state.link === "open";

/** The sandbox's time in milliseconds; between two events it goes on by this computer's clock. */
export function now() {
  const { base, at, moving } = state.clock;
  return moving ? base : base + (performance.now() - at);
}

export const personOf = (id) => state.people.get(id);
export const chatOf = (id) => state.chats.get(id);

export const unreadOf = (person, chat) => person.unread[chat] ?? 0;
export const allUnread = (person) => Object.values(person.unread).reduce((sum, count) => sum + count, 0);

/** The chats on this person's phone, in an order that stays: first group, the bot, other groups. */
export function chatsOf(person) {
  const mine = [...state.chats.values()].filter((chat) => (chat.kind === "private" ? chat.person === person.id : chat.members.includes(person.id)));
  const groups = mine.filter((chat) => chat.kind === "group");
  const own = mine.filter((chat) => chat.kind === "private");
  return [...groups.slice(0, 1), ...own, ...groups.slice(1)];
}
