// The table of keys, and the way back to the three steps.

import { on } from "./actions.js";
import { actionsRow, answer, openDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { unfoldGuide } from "./guide.js";
import { t } from "./language.js";

const ROWS = [
  [["Tab"], "key_tab"],
  [["↑", "↓", "Home", "End"], "key_arrows"],
  [["Enter", null], "key_enter"],
  [["Esc"], "key_esc"],
  [["1", "–", "7"], "key_digits"],
  [["/"], "key_slash"],
  [["[", "]"], "key_brackets"],
  [["?"], "key_question"],
];

function row([keys, does]) {
  const caps = keys.map((key) => (key === "–" ? "–" : el("kbd", null, key ?? t("key_space"))));
  return el("tr", null, el("th", { scope: "row" }, caps), el("td", null, t(does)));
}

export async function showKeys() {
  const chosen = await openDialog({
    label: t("keys_title"),
    kind: "wide",
    content: [
      el("h2", null, t("keys_title")),
      el("table", { class: "keys-table" }, el("tbody", null, ROWS.map(row))),
      actionsRow(answer("guide", t("guide_again")), answer("", t("ok"), { main: true, first: true })),
    ],
  });
  if (chosen === "guide") unfoldGuide();
}

export function listenForHelp() {
  on("keys", showKeys);
}
