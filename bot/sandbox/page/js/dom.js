// Builds nodes and makes what is on the page equal to freshly built ones, keeping focus, scroll and half-done gestures.

// These belong to whoever moves focus, taps or is looking for something, not to the tree that is built anew.
const KEPT_ATTRIBUTES = new Set(["tabindex", "style", "data-touched", "data-found"]);

/** An element; `props` are attributes, true means present, null and false mean absent; text is always text. */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

export const byId = (id) => document.getElementById(id);

/** Classes as one string; falsy ones are left out. */
export const classes = (...names) => names.filter(Boolean).join(" ");

/** Make the children of `parent` look like `fresh`, reusing the nodes that are there. */
export function fill(parent, ...fresh) {
  const holder = document.createDocumentFragment();
  append(holder, fresh);
  reconcile(parent, [...holder.childNodes]);
}

function reconcile(parent, fresh) {
  const wanted = new Set(fresh.map(keyOf).filter(Boolean));
  const keyed = new Map();
  for (const child of [...parent.childNodes]) {
    const key = keyOf(child);
    if (!key) continue;
    if (wanted.has(key)) keyed.set(key, child);
    else child.remove();
  }
  let place = parent.firstChild;
  for (const node of fresh) {
    const match = matching(node, place, keyed);
    if (match === null) {
      parent.insertBefore(node, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else parent.insertBefore(match, place);
    patch(match, node);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null);

function matching(node, place, keyed) {
  const key = keyOf(node);
  const match = key ? keyed.get(key) : place;
  if (!match || (!key && keyOf(match))) return null;
  return match.nodeName === node.nodeName && match.nodeType === node.nodeType ? match : null;
}

function patch(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  // Whoever builds a long list says by this that nothing in it has changed, and spares the building.
  if (fresh.hasAttribute("data-same") && fresh.getAttribute("data-same") === old.getAttribute("data-same")) return;
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT_ATTRIBUTES.has(name)) old.removeAttribute(name);
  }
  reconcile(old, [...fresh.childNodes]);
}
