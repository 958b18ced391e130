// One table of what can be done: elements name their action in `data-act`, modules say what it means.

const actions = new Map();

export const on = (name, act) => actions.set(name, act);

function run(event) {
  const target = event.target.closest?.("[data-act]");
  if (!target || target.disabled || target.getAttribute("aria-disabled") === "true") return;
  const act = actions.get(target.dataset.act);
  if (!act) return;
  event.preventDefault();
  act(target.dataset, target, event);
}

/** Things that are no buttons but act like one answer to Enter and Space as well. */
function runByKey(event) {
  const isKey = event.key === "Enter" || event.key === " ";
  if (isKey && event.target.matches?.("[role=link][data-act]")) run(event);
}

export function listenForActions() {
  document.addEventListener("click", run);
  document.addEventListener("keydown", runByKey);
}
