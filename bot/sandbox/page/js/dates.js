// Moments as people say them; the sandbox's clock shows China's time wherever the browser is.

import { language } from "./language.js";

const CHINA_OFFSET = 8 * 3600 * 1000;
const DAY = 24 * 3600 * 1000;
const WEEKDAYS = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** Milliseconds of an ISO moment. */
export const millis = (iso) => Date.parse(iso);

const two = (number) => String(number).padStart(2, "0");
// A Date whose UTC fields read as China's.
const shifted = (ms) => new Date(ms + CHINA_OFFSET);

export function clockTime(ms) {
  const date = shifted(ms);
  return `${date.getUTCHours()}:${two(date.getUTCMinutes())}`;
}

export const dayNumber = (ms) => Math.floor((ms + CHINA_OFFSET) / DAY);

export function shortDay(ms) {
  const date = shifted(ms);
  const day = date.getUTCDate();
  const month = date.getUTCMonth();
  return language() === "zh" ? `${month + 1}月${day}日` : `${day} ${MONTHS[month]}`;
}

export const weekday = (ms) => WEEKDAYS[language()][shifted(ms).getUTCDay()];

/** 2月27日 周五 / Friday 27 February */
export const dayWithWeekday = (ms) => (language() === "zh" ? `${shortDay(ms)} ${weekday(ms)}` : `${weekday(ms)} ${shortDay(ms)}`);

export function longDay(ms) {
  const year = shifted(ms).getUTCFullYear();
  return language() === "zh" ? `${year}年${dayWithWeekday(ms)}` : `${dayWithWeekday(ms)} ${year}`;
}

/** 3月1日 周日 18:00 / Sunday 1 March 18:00 */
export const moment = (ms) => `${dayWithWeekday(ms)} ${clockTime(ms)}`;

/** Time of today's message, day of an older one. */
export const shortWhen = (ms, now) => (dayNumber(ms) === dayNumber(now) ? clockTime(ms) : shortDay(ms));

export const hourOf = (ms) => shifted(ms).getUTCHours();

/** The next time that the clock shows this hour, as the server wants it. */
export function nextAt(hour, now) {
  const midnight = dayNumber(now) * DAY - CHINA_OFFSET;
  const today = midnight + hour * 3600 * 1000;
  return iso(today > now ? today : today + DAY);
}

export function iso(ms) {
  return `${shifted(ms).toISOString().slice(0, 19)}+08:00`;
}
