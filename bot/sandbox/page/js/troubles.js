// Troubles on purpose: switches that say how much of them is left, and the two ways to restart the bot.

import { on } from "./actions.js";
import { classes, el } from "./dom.js";
import { named, t } from "./language.js";
import { isUnderWay, order } from "./orders.js";
import { changed, isLive, state, ui } from "./state.js";

export function troublesSection() {
  const shown = state.world.faults.filter((fault) => !fault.more);
  const hidden = state.world.faults.filter((fault) => fault.more);
  // A trouble that is on is never out of sight.
  const open = ui.moreTroubles;
  const visible = open ? hidden : hidden.filter((fault) => fault.on);
  return el(
    "section",
    { "data-key": "troubles" },
    el("h2", null, t("troubles")),
    [...shown, ...visible].map(switchNode),
    open && [
      actionNode("crash", t("crash_title"), t("crash_note"), t("crash")),
      actionNode("restart", t("restart_title"), t("restart_note"), t("restart")),
    ],
    el("button", { class: "more", "data-act": "more-troubles", "aria-expanded": String(open) }, t(open ? "less" : "more")),
  );
}

function switchNode(fault) {
  const label = `fault-${fault.name}`;
  return el(
    "div",
    { class: "switch", "data-key": fault.name },
    el("span", { id: label }, named(fault, "title"), el("small", { class: classes(fault.on && "on") }, named(fault, "note"))),
    el("button", {
      class: "knob",
      role: "switch",
      "aria-checked": String(fault.on),
      "aria-labelledby": label,
      "aria-busy": isUnderWay("fault", fault.name) && "true",
      "data-act": "fault",
      "data-fault": fault.name,
      disabled: !isLive(),
    }),
  );
}

function actionNode(act, title, words, label) {
  return el(
    "div",
    { class: "switch", "data-key": act },
    el("span", null, title, el("small", null, words)),
    el(
      "button",
      {
        class: "btn",
        "data-act": act,
        "data-hint": ui.hint?.kind === act,
        "aria-busy": isUnderWay(act) && "true",
        disabled: !isLive(),
      },
      label,
    ),
  );
}

function flip({ fault: name }) {
  const fault = state.world.faults.find((known) => known.name === name);
  if (fault) order("fault", { name, on: !fault.on }, name);
}

export function listenForTroubles() {
  on("fault", flip);
  on("crash", () => order("crash"));
  on("more-troubles", () => {
    ui.moreTroubles = !ui.moreTroubles;
    changed();
  });
}
