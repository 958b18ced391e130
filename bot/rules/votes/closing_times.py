"""When a vote may close: what is offered by button, and what people type in their own way."""

import re
import unicodedata
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.votes.violations import ClosingInOtherZone, ClosingNotUnderstood, ClosingTooFar, ClosingTooSoon

# A vote is open for two minutes at least (issue 3, section 4).
SHORTEST = timedelta(minutes=2)
# A vote shorter than a day is asked about once more (issue 3, section 4).
SHORT = timedelta(hours=24)
# Nobody keeps a vote in mind for longer than a year; a typed year is then a slip of the finger.
LONGEST = timedelta(days=366)
# The end of a working day: people are home, nobody sleeps, and the result can still be read (voice.md, the vote card).
USUAL_HOUR = 18
SUNDAY = 6
# Closing times are those of Asia/Shanghai (voting-rules.md, R14), which knows no summer time.
BEIJING = timedelta(hours=8)


class ClosingKind(StrEnum):
    TOMORROW = "tomorrow"
    THREE_DAYS = "three_days"
    SUNDAY = "sunday"
    WEEK = "week"
    DAY_LATER = "day_later"
    THREE_DAYS_LATER = "three_days_later"
    WEEK_LATER = "week_later"


@dataclass(frozen=True, slots=True)
class OfferedClosing:
    kind: ClosingKind
    at: datetime


def offered_closings(now: datetime) -> tuple[OfferedClosing, ...]:
    """Closing times by button, each moment once, nearest first. `now` is in the zone in which people read it."""
    evening = now.replace(hour=USUAL_HOUR, minute=0, second=0, microsecond=0)
    to_sunday = (SUNDAY - now.weekday()) % 7 or 7
    wished = (
        (ClosingKind.TOMORROW, 1),
        (ClosingKind.THREE_DAYS, 3),
        # Said on a Sunday, 「周日」 could be today.
        (ClosingKind.WEEK, 7),
        (ClosingKind.SUNDAY, to_sunday),
    )
    by_moment = {evening + timedelta(days=days): kind for kind, days in reversed(wished)}
    return tuple(OfferedClosing(by_moment[at], at) for at in sorted(by_moment) if at - now >= SHORTEST)


def later_closings(closes_at: datetime, now: datetime) -> tuple[OfferedClosing, ...]:
    """For a vote that closes at `closes_at`: later by a day, three days, a week, at the same time of the day."""
    wished = ((ClosingKind.DAY_LATER, 1), (ClosingKind.THREE_DAYS_LATER, 3), (ClosingKind.WEEK_LATER, 7))
    offered = (OfferedClosing(kind, closes_at + timedelta(days=days)) for kind, days in wished)
    return tuple(one for one in offered if SHORTEST <= one.at - now <= LONGEST)


def check_closing(now: datetime, closes_at: datetime) -> None:
    """The last day, which a refusal names, is taken until its end."""
    if closes_at - now < SHORTEST:
        raise ClosingTooSoon(earliest=_from_whole_minute(now + SHORTEST), is_past=closes_at <= now)
    if closes_at - now >= LONGEST + timedelta(days=1):
        raise ClosingTooFar(latest=now + LONGEST, as_of=now)


def _from_whole_minute(moment: datetime) -> datetime:
    """The next full minute: what a refusal names is read and typed without seconds."""
    full = moment.replace(second=0, microsecond=0)
    return full if full == moment else full + timedelta(minutes=1)


def is_short(now: datetime, closes_at: datetime) -> bool:
    return closes_at - now < SHORT


_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十]+")
_COUNTS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# A weekday stands apart from what follows: 周四十八点 is Thursday at 18, not a forty-eighth hour.
_SPOKEN = re.compile(r"(?<=[周期拜])([日天一二三四五六])")
_NOISE = re.compile(
    r"整|\bsharp\b|截止|为止|结束|之前|以前|钟|分|\b(?:at|on|by|until|the|of|oclock|o'clock|this|closes?|closing|left)\b|[的到在前,，。;；、()\u2060]"
)
_WEEKDAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_AHEAD = {
    **{"前天": -2, "昨": -1, "yesterday": -1, "今": 0, "today": 0, "明": 1, "tomorrow": 1, "后天": 2, "大后天": 3},
    **{"the day after tomorrow": 2, "day after tomorrow": 2},
}
_YEARS_AHEAD = {"今": 0, "本": 0, "this": 0, "明": 1, "next": 1}

_UNIT = r"周|星期|礼拜|weeks?|天|days?|小时|钟头|hours?|分钟|minutes?|mins?"
_LATER = re.compile(rf"(?:in\s*)?(\d+|半)\s*个?({_UNIT}|日|分)\s*(?:之后|以后|后|later)?")
# 「3天」 alone is three days from now; 「3日」 alone is the third of the month.
_LEFT = re.compile(rf"\s*(?:还有|还剩)?\s*(?:\d+|半)\s*个?(?:{_UNIT})(?!\s*\d)")
# On the buttons of an extension: counted from the close that is extended.
_EXTENDED = re.compile(r"(?:晚|延期?|推迟)\s*(\d+)\s*个?(周|星期|礼拜|天)|(\d+)\s*(days?|weeks?)\s*later")
_MONTHS = re.compile(r"(?:还有|还剩|in\s*)?(?:(半)个?月|(\d{1,3})(?:个月|\s+months?))\s*(?:之后|以后|后|later)?")
_THIS_MONTH = re.compile(r"(?:本|这个?)月\s*的?\s*(\d{1,2})\s*[日号]?|(\d{1,2})\s+(?:of\s+)?this\s+month")
HALF_A_MONTH = 15
_YEAR = re.compile(r"([今本明])年|\b(this|next)\s+year\b")
_NEXT_MONTH = re.compile(
    r"(下{1,2})个?月\s*的?\s*(\d{1,2})\s*[日号]?|(\d{1,2})\s+(?:of\s+)?next\s+month|next\s+month\s+(?:the\s+)?(\d{1,2})(?!\d|:|\s*[ap]m)"
)
_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MD = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d|:|点)\s*[日号]?")
_D = re.compile(r"(?<!\d)(\d{1,2})\s*[日号]")
_NEAR = re.compile(
    r"前天|昨(?:天|日|(?=[早晚]))|yesterday|大后天|后天|明(?:天|日|(?=[早晚]))|今(?:天|日|(?=[早晚]))"
    r"|(?:the )?day after tomorrow|tomorrow|today|(?=tonight)"
)
_WEEKDAY = re.compile(r"(下{0,2})(?:这|本)?个?(?:周|星期|礼拜)([1-6日])")
_WEEKDAY_EN = re.compile(r"(\bnext\s+)?\b(mon(?!th)|tue|wed|thu|fri|sat|sun)[a-z]*\b(\s+next\s+week)?")
_MONTH_EN = re.compile(
    r"(?:(\d{1,2})\s+(?:of\s+)?)?\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"(?:\s+(\d{1,2})(?!\d|:|\s*[ap]m))?(?:,?\s+(\d{4}))?"
)
_TIME = re.compile(
    r"(凌晨|半夜|午夜|深夜|清早|早上|早晨|早|上午|中午|下午|傍晚|今晚|晚上|晚|tonight|morning|afternoon|evening|night)?"
    r"\s*(?:\bat\s+)?(?<!\d)(\d{1,2})\s*(?::\s*(\d{2})(?!\d)|[点时]\s*(?:([13])刻|(半)|(\d{1,2})分?)?)"
    r"\s*(am|pm|morning|afternoon|evening|night)?"
)
_TIME_EN = re.compile(r"(?<!\d)(\d{1,2})\s*(am|pm|morning|afternoon|evening|night)\b")
_PART_TIME_EN = re.compile(r"\b(tonight|morning|afternoon|evening|night)\s+(?:at\s+)?(\d{1,2})(?!\d)")
_PART_ALONE = re.compile(r"中午|noon|半夜|午夜|midnight|晚上|晚|tonight|evening|night|早上|早|morning|上午|下午|afternoon|傍晚")
_ALONE = {
    **{"早": 9, "上": 9, "morning": 9, "中": 12, "noon": 12, "下": 15, "afternoon": 15, "傍": 18},
    **{"晚": 20, "tonight": 20, "evening": 20, "night": 20, "半夜": 24, "午夜": 24, "midnight": 24},
}
_EVENING = {"今晚", "晚上", "晚", "tonight", "evening", "night"}
_AFTERNOON = {"pm", "下午", "傍晚", "afternoon"}
_NIGHT = {"半夜", "午夜", "深夜"}
_MORNING = {"am", "凌晨", "morning"}


def _plain(typed: str) -> str:
    """Half-width, lower case, numerals as digits: 周日 stays, 三月一号晚上八点 becomes 3月1号晚上8点, an hour becomes 1 hour."""
    text = unicodedata.normalize("NFKC", typed).lower().strip().replace("\u2060", "")
    text = _SPOKEN.sub(lambda found: f"{_DIGITS.get(found[1], '日')} ", text)
    # 2026-03-01T18:00, as our own command line takes it.
    text = re.sub(r"(?<=\d)t(\d{1,2}:\d{2})(?::\d{2})?", r" \1", text)
    text = re.sub(r"\bhalf an? (?=hour|day)", "半 ", text)
    text = re.sub(r"\ban? (?=hour|day|week|minute|month)", "1 ", text)
    text = re.sub(rf"\b({'|'.join(_COUNTS_EN)})\b", lambda found: str(_COUNTS_EN.index(found[1]) + 1), text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|(?<=\d )(?:in the|at) (?=morning|afternoon|evening|night)", "", text)
    # 「2天多」, as the assistant itself says how long is left.
    text = re.sub(r"(?<=[天日])多|\b(?:over|more than) (?=\d)", "", text)
    text = _NUMERAL.sub(lambda found: _number(found.group()), text)
    # 一个半小时
    return re.sub(r"(\d{1,3})\s*个半\s*(?:小时|钟头)", lambda found: f"{60 * int(found[1]) + 30}分钟", text)


def _number(numeral: str) -> str:
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(_DIGITS[digit] for digit in numeral)
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))


# How people say that they mean the zone in which everybody here lives.
_OUR_ZONE = re.compile(
    r"[(（]?\s*(?:(?:北京|中国)\s*时间|(?:beijing|china)\s*time|(?:utc|gmt)\s*\+\s*0?8(?::?00)?)\s*[)）]?", re.IGNORECASE
)
# And another one.
_OTHER_ZONE = re.compile(
    r"\b(?:utc|gmt|[ecmp][sd]t|cest|cet|jst|kst|bst)\b|\b[a-z]+ time\b|\d:\d{2}(?::\d{2})?\s*(?:z\b|[+-]\d{2}:?\d{2})"
    r"|(?:东京|日本|首尔|韩国|纽约|美国|美东|美西|伦敦|英国|巴黎|欧洲|悉尼|澳洲|格林尼治|当地)\s*时间",
    re.IGNORECASE,
)


class _Reader:
    """Takes what it understands out of the text; whatever is left over was not understood."""

    def __init__(self, typed: str, now: datetime) -> None:
        self.rest = _plain(typed)
        self.now = now

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.rest)
        if found is not None:
            self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}"
        return found

    def moment(self, former: datetime | None) -> datetime:
        if former is not None and (extended := self.take(_EXTENDED)):
            days = int(extended[1] or extended[3]) * (1 if (extended[2] or extended[4])[0] in "天d" else 7)
            return self._nothing_left(former + timedelta(days=self._within_a_year(days)))
        later = self._later()
        if later is not None and later[1]:
            return self._nothing_left(later[0])
        day, sure = (later[0], True) if later else self._day()
        hour, minute = self._time(given_day=day is not None)
        midnight = (day or self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + timedelta(hours=hour, minutes=minute)
        if at <= self.now and not sure:
            at += timedelta(days=1 if day is None else 7)
        return self._nothing_left(at)

    def _within_a_year(self, days: int) -> int:
        if days > LONGEST.days:
            raise ClosingTooFar(latest=self.now + LONGEST, as_of=self.now)
        return days

    def _nothing_left(self, moment: datetime) -> datetime:
        if _NOISE.sub("", self.rest).strip():
            raise ClosingNotUnderstood
        return moment

    def _later(self) -> tuple[datetime, bool] | None:
        """(moment, whether to the minute): 3小时后 is exact, 3天后 still takes a time of day."""
        if months := self.take(_MONTHS):
            return self._months_later(months[1], months[2]), False
        said = re.search(r"后|later|in\s*[\d半]", self.rest) or _LEFT.match(self.rest)
        if not said or _NEAR.search(self.rest):
            return None
        self.rest = re.sub("^还[有剩]", "", self.rest)
        found = self.take(_LATER)
        if found is None:
            return None
        unit = found[2]
        minutes = 60 if unit[0] in "小钟h" else 1 if unit[0] in "分m" else 1440 if unit[0] in "天日d" else 10080
        count = minutes // 2 if found[1] == "半" else int(found[1]) * minutes
        self._within_a_year(count // 1440)
        whole_minute = self.now.replace(second=0, microsecond=0)
        exact = minutes < 1440 or found[1] == "半"
        return whole_minute + timedelta(minutes=count + (1 if exact and whole_minute < self.now else 0)), exact

    def _months_later(self, half: str | None, count: str | None) -> datetime:
        """The same day of a later month, or its last where it is shorter."""
        if half or count is None:
            return self.now + timedelta(days=HALF_A_MONTH)
        self._within_a_year(28 * int(count))
        years, month = divmod(self.now.month - 1 + int(count), 12)
        year = self.now.year + years
        return self.now.replace(year=year, month=month + 1, day=min(self.now.day, monthrange(year, month + 1)[1]))

    def _day(self) -> tuple[datetime | None, bool]:
        """(the day, whether it stands as said): a weekday that has passed today is next week's."""
        date = self._dated()
        weekday = self._weekday_said()
        if date is not None:
            if weekday is not None and weekday[0].weekday() != date.weekday():
                # 「3月1日周一」: one of the two is a slip, and nobody can say which.
                raise ClosingNotUnderstood
            return date, True
        return weekday or (None, False)

    def _dated(self) -> datetime | None:
        year = self.take(_YEAR)
        ahead = self.now.year + _YEARS_AHEAD[year[1] or year[2]] if year else None
        if found := self.take(_YMD):
            return self._date(int(found[1]), int(found[2]), int(found[3]))
        if found := self.take(_NEAR):
            word = found[0] if found[0] in _DAYS_AHEAD else (found[0][:1] or "today")
            return self.now + timedelta(days=_DAYS_AHEAD[word])
        if found := self.take(_THIS_MONTH):
            return self._day_of_month(int(found[1] or found[2]), months=0)
        if found := self.take(_NEXT_MONTH):
            return self._day_of_month(int(found[2] or found[3] or found[4]), months=len(found[1] or "下"))
        if (found := self.take(_MONTH_EN)) and (found[1] or found[3]):
            named = int(found[4]) if found[4] else ahead
            return self._month_day(_MONTHS_EN.index(found[2]) + 1, int(found[1] or found[3]), year=named)
        if found := self.take(_MD):
            return self._month_day(int(found[1]), int(found[2]), year=ahead)
        if year:
            raise ClosingNotUnderstood
        if found := self.take(_D):
            return self._day_of_month(int(found[1]), months=0 if int(found[1]) >= self.now.day else 1)
        return None

    def _weekday_said(self) -> tuple[datetime, bool] | None:
        if found := self.take(_WEEKDAY):
            weekday = SUNDAY if found[2] == "日" else int(found[2]) - 1
            return self._weekday(weekday, weeks=len(found[1])), bool(found[1])
        if found := self.take(_WEEKDAY_EN):
            weeks = 1 if found[1] or found[3] else 0
            return self._weekday(_WEEKDAYS_EN.index(found[2]), weeks=weeks), bool(weeks)
        return None

    def _weekday(self, weekday: int, *, weeks: int) -> datetime:
        if weeks:
            monday = self.now - timedelta(days=self.now.weekday())
            return monday + timedelta(days=7 * weeks + weekday)
        return self.now + timedelta(days=(weekday - self.now.weekday()) % 7)

    def _month_day(self, month: int, day: int, year: int | None) -> datetime:
        if year is not None:
            return self._date(year, month, day)
        # What is past this year, or is not in it: 29 February.
        following = (month, day) < (self.now.month, self.now.day) or ((month, day) == (2, 29) and not isleap(self.now.year))
        return self._date(self.now.year + following, month, day)

    def _day_of_month(self, day: int, *, months: int) -> datetime:
        years, month = divmod(self.now.month - 1 + months, 12)
        return self._date(self.now.year + years, month + 1, day)

    def _date(self, year: int, month: int, day: int) -> datetime:
        try:
            return self.now.replace(year=year, month=month, day=day)
        except ValueError as error:
            raise ClosingNotUnderstood from error

    def _time(self, *, given_day: bool) -> tuple[int, int]:
        if found := self.take(_TIME):
            minute = 15 * int(found[4]) if found[4] else 30 if found[5] else int(found[3] or found[6] or 0)
            return self._clock(int(found[2]), minute, part=found[1] or "", half_day=found[7] or "")
        if found := self.take(_TIME_EN):
            return self._clock(int(found[1]), 0, part="", half_day=found[2])
        if found := self.take(_PART_TIME_EN):
            return self._clock(int(found[2]), 0, part=found[1], half_day="")
        if found := self.take(_PART_ALONE):
            return _ALONE[found[0] if found[0] in _ALONE else found[0][:1]], 0
        if not given_day:
            raise ClosingNotUnderstood
        return USUAL_HOUR, 0

    @staticmethod
    def _clock(hour: int, minute: int, *, part: str, half_day: str) -> tuple[int, int]:
        parts = {part, half_day}
        # 半夜12点 ends the day; 半夜1点 is its first hour.
        evening = bool(parts & _EVENING) or (bool(parts & _NIGHT) and (hour > 5 or hour == 0))
        if hour == 12:
            # 今晚12点 is the end of the day, 凌晨12点 and 12am are its beginning.
            hour = 24 if evening else 0 if parts & _MORNING else 12
        elif evening and hour == 0:
            hour = 24
        elif (hour < 12 and (evening or parts & _AFTERNOON)) or (part == "中午" and hour < 4):
            hour += 12
        if minute > 59 or 60 * hour + minute > 24 * 60:
            raise ClosingNotUnderstood
        return hour, minute


def closing_from(typed: str, now: datetime, former: datetime | None = None) -> datetime:
    """The closing time somebody typed: 明天18点, 3月1日晚上8点半, 周日 18:00, 3天后, 2小时后, Sunday 6pm.

    `now` is in the zone in which it was typed; `former` is the close that is extended: 晚1天 counts from there.
    ClosingNotUnderstood when a part of it makes no sense, ClosingInOtherZone for a time of elsewhere; without a time of day it is 18:00.
    """
    typed = unicodedata.normalize("NFKC", typed)
    if now.utcoffset() == BEIJING:
        typed = _OUR_ZONE.sub(" ", typed, count=1)
    if _OTHER_ZONE.search(typed):
        raise ClosingInOtherZone
    return _Reader(typed, now).moment(former.astimezone(now.tzinfo) if former is not None else None)
