// Taps on the bot's buttons: waiting until the answer comes, then a toast, a dialog or a link on the presser's phone.

import { on } from "./actions.js";
import { onAnswer, onWorld } from "./events.js";
import { pick, t } from "./language.js";
import { openLink } from "./links.js";
import { changed } from "./state.js";
import { showAlert, showToast } from "./toasts.js";
import { here } from "./views.js";
import { Refused, nextRef, send } from "./wire.js";

// ref → {person, place}
const waiting = new Map();

const placeOf = (chat, message, row, col) => `${chat} ${message} ${row} ${col}`;

export function isWaiting(chat, message, row, col) {
  const place = placeOf(chat, message, row, col);
  return [...waiting.values()].some((press) => press.person === here.person && press.place === place);
}

/** What the button says goes to the bot even when it has changed its buttons meanwhile; a link has nothing to say. */
async function press({ message, row, col, pressed }) {
  const { person, chat } = here;
  if (isWaiting(chat, message, row, col)) return;
  const ref = nextRef();
  waiting.set(ref, { person, place: placeOf(chat, message, row, col) });
  changed();
  try {
    const which = pressed === undefined ? { row: Number(row), col: Number(col) } : { data: pressed };
    const done = await send("press", { person, chat, message_id: Number(message), ...which }, ref);
    if (done.url) {
      waiting.delete(ref);
      openLink(person, done.url);
    }
  } catch (error) {
    waiting.delete(ref);
    if (error instanceof Refused) showToast(person, pick(error.zh, error.en));
  }
  changed();
}

function answered(event) {
  if (!waiting.delete(event.press)) return;
  if (event.expired || event.failed) showToast(event.person, t("press_lost"));
  if (event.text && event.alert) showAlert(event.person, event.text);
  else if (event.text) showToast(event.person, event.text);
  if (event.url) openLink(event.person, event.url);
}

/** Whatever was waiting when the link broke is not answered any more. */
export function forgetPresses() {
  waiting.clear();
}

export function listenForPresses() {
  on("press", press);
  onAnswer(answered);
  onWorld((world, before) => {
    if (before !== null && before !== world.id) forgetPresses();
  });
}
