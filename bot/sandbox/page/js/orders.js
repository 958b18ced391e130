// Orders to the sandbox itself (clock, faults, restart …): the button is busy meanwhile, a refusal becomes a note.

import { pick, t } from "./language.js";
import { changed } from "./state.js";
import { note } from "./toasts.js";
import { Gone, Refused, send } from "./wire.js";

const underWay = new Set();

/** Whether an order of this name (and, if given, about this thing) has not been answered yet. */
export const isUnderWay = (type, about = "") => underWay.has(`${type} ${about}`);

/** The answer, or null when the server refused or went away. */
export async function order(type, facts = {}, about = "") {
  const name = `${type} ${about}`;
  if (underWay.has(name)) return null;
  underWay.add(name);
  changed();
  try {
    return await send(type, facts);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Gone)) throw error;
    const why = error instanceof Refused ? pick(error.zh, error.en) : t("link_lost");
    note(t("failed_command", { why }));
    return null;
  } finally {
    underWay.delete(name);
    changed();
  }
}
