// Text with its entities as nodes; offsets count UTF-16 units, as both the platform and JavaScript do.

import { el } from "./dom.js";
import { isLive } from "./state.js";

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const LINKS = { url: (text) => text, text_link: (text, entity) => entity.url, email: (text) => text, phone_number: (text) => text };

/** Nodes for `text`; an entity that reaches out of the one around it is cut at its edge. */
export function formatted(text, entities) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, sorted, 0, text.length);
}

function between(text, entities, start, end) {
  const nodes = [];
  let at = start;
  let rest = entities.filter((entity) => entity.offset < end && entity.offset + entity.length > start);
  while (rest.length) {
    const [first, ...others] = rest;
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    if (from > at) nodes.push(text.slice(at, from));
    if (to > from) {
      const inner = others.filter((entity) => entity.offset < to);
      nodes.push(wrapped(first, text.slice(from, to), between(text, inner, from, to)));
      at = to;
    }
    rest = others.filter((entity) => entity.offset + entity.length > at);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrapped(entity, words, children) {
  const { type } = entity;
  if (type in TAGS) return el(TAGS[type], null, children);
  if (type === "spoiler") return el("span", { class: "spoiler", tabindex: "0" }, children);
  if (type === "bot_command") return link({ "data-act": "say-command", "data-text": words }, children);
  if (type in LINKS) return link({ "data-act": "open-link", "data-url": LINKS[type](words, entity) }, children);
  return el("span", { class: "name" }, children);
}

/** No `href`: nothing leaves the page by a click, the sandbox decides what an address means. */
function link(act, children) {
  return el("span", { class: "link", role: "link", tabindex: "0", "aria-disabled": !isLive() && "true", ...act }, children);
}
