// Which language the page speaks, and how a word, a pair of words or somebody's own words are put on it.

import { WORDS } from "./words.js";
import { remember, remembered } from "./storage.js";

const HTML_LANG = { zh: "zh-CN", en: "en" };
const CHINESE = /[\u3400-\u9fff]/;
const LATIN_WORD = /[A-Za-z]{2}/;

let current = remembered("language") === "en" ? "en" : "zh";
document.documentElement.lang = HTML_LANG[current];

export const language = () => current;
export const other = () => (current === "zh" ? "en" : "zh");

export function setLanguage(chosen) {
  current = chosen === "en" ? "en" : "zh";
  document.documentElement.lang = HTML_LANG[current];
  remember("language", current);
}

/** A word of the page's own table; `{name}` is filled from `values`. */
export function t(key, values = {}) {
  const pair = WORDS[key];
  if (!pair) throw new Error(`no word "${key}"`);
  return pair[current === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** One of two that the server sent. */
export const pick = (zh, en) => (current === "en" && en ? en : zh ?? "");

/** `name` and `name_en`, `title` and `title_en` … */
export const named = (thing, field = "name") => pick(thing[field], thing[`${field}_en`]);

/** The `lang` of somebody's words where they are foreign to the page, else null. */
export function foreign(text) {
  if (!text) return null;
  const chinese = CHINESE.test(text);
  if (current === "en") return chinese ? HTML_LANG.zh : null;
  return !chinese && LATIN_WORD.test(text) ? HTML_LANG.en : null;
}
