// The frame of the phone: whose it is, what time it shows, large type; and how a message is held to reply to it.

import { on } from "./actions.js";
import { clockTime } from "./dates.js";
import { byId, el, fill } from "./dom.js";
import { foreign, named, t } from "./language.js";
import { startReply } from "./compose.js";
import { remember, remembered } from "./storage.js";
import { changed, now, ui } from "./state.js";
import { me } from "./views.js";

const BIG = "large-type";

export function drawPhone() {
  const name = named(me());
  document.title = t("title", { name });
  byId("stage").setAttribute("aria-label", t("phone_of", { name }));
  document.body.classList.toggle("big", ui.big);
  fill(
    byId("bar"),
    el("b", { lang: foreign(name) }, t("phone_of", { name })),
    el("span", { class: "grow" }),
    el("time", null, clockTime(now())),
    el("button", { class: "btn small-button", "data-act": "big", "aria-pressed": String(ui.big) }, t("big")),
  );
}

function toggleBig() {
  ui.big = !ui.big;
  remember(BIG, ui.big ? "yes" : null);
  changed();
}

/** Right click or a long press on a message; a link, a picture or marked words keep the browser's own menu. */
function held(event) {
  const message = event.target.closest?.(".msg[data-id]");
  if (!message || event.target.closest("a,[role=link],button") || String(getSelection())) return;
  event.preventDefault();
  startReply(message.dataset.id);
}

/** Where nothing hovers, a tap on a message shows its ↩. */
function tapped(event) {
  const message = event.target.closest?.(".msg[data-id]");
  for (const shown of document.querySelectorAll("[data-touched]")) if (shown !== message) shown.removeAttribute("data-touched");
  if (message && !event.target.closest("a,[role=link],button")) message.toggleAttribute("data-touched");
}

export function listenForPhone() {
  ui.big = remembered(BIG) === "yes";
  on("big", toggleBig);
  byId("screen").addEventListener("contextmenu", held);
  byId("screen").addEventListener("click", tapped);
}
