// Lists are one stop of Tab each: inside, arrows, Home and End move from one to the next.

const ITEMS = "button:not([disabled]),[role=link]";
const PREVIOUS = new Set(["ArrowUp", "ArrowLeft"]);
const NEXT = new Set(["ArrowDown", "ArrowRight"]);

const groupOf = (node) => node.closest?.("[data-rove],#people,#chats");

/** Buttons of this group, not of a group inside it. */
function itemsOf(group) {
  return [...group.querySelectorAll(ITEMS)].filter((item) => groupOf(item) === group && !item.closest(".crowd"));
}

/** After each drawing: one item of each group can be reached by Tab. */
export function tendStops() {
  for (const group of document.querySelectorAll("[data-rove],#people,#chats")) {
    const items = itemsOf(group);
    const chosen = items.find((item) => item === document.activeElement) ?? preferred(group, items);
    for (const item of items) {
      const wanted = item === chosen ? "0" : "-1";
      if (item.getAttribute("tabindex") !== wanted) item.setAttribute("tabindex", wanted);
    }
  }
}

function preferred(group, items) {
  const current = items.find((item) => item.getAttribute("aria-current") === "true");
  const kept = items.find((item) => item.getAttribute("tabindex") === "0");
  const last = group.dataset.rove === "replies" ? items.at(-1) : items[0];
  return current ?? kept ?? last;
}

function moved(event) {
  const isEdge = event.key === "Home" || event.key === "End";
  const step = PREVIOUS.has(event.key) ? -1 : NEXT.has(event.key) ? 1 : 0;
  if ((!isEdge && !step) || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.(ITEMS)) return;
  const group = groupOf(event.target);
  if (!group) return;
  const items = itemsOf(group);
  const at = items.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  const to = isEdge ? (event.key === "Home" ? 0 : items.length - 1) : (at + step + items.length) % items.length;
  for (const item of items) item.setAttribute("tabindex", "-1");
  items[to].setAttribute("tabindex", "0");
  items[to].focus();
}

export function listenForArrows() {
  document.addEventListener("keydown", moved);
}
