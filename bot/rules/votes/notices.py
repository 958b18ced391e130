"""The notice of a vote: on which day it was up, as people type it, and from when on ballots may be asked for."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from bot.rules.votes.terms import Terms
from bot.rules.votes.violations import NoticeDayNotUsable, NoticeTooShort

# A day without its year is the last one that has been: a notice of more than a year ago is a slip of the finger.
OLDEST = timedelta(days=366)
_DAYS_AGO = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_NUMBERS = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?:(\d{1,2}) ([a-z]{3})[a-z]*|([a-z]{3})[a-z]* (\d{1,2}))(?:,? (\d{4}))?")


@dataclass(frozen=True, slots=True)
class OfferedNotice:
    day: date
    days_ago: int


def offered_notices(today: date, days: int) -> tuple[OfferedNotice, ...]:
    """By button: today, and the last day whose notice has been up for `days` by now."""
    return tuple(OfferedNotice(today - timedelta(days=ago), ago) for ago in sorted({0, days}))


def check_notice_day(day: date, today: date) -> None:
    if not today - OLDEST <= day <= today:
        raise NoticeDayNotUsable(latest=today)


def notice_day_from(typed: str, today: date) -> date:
    """「3月1日」, 「2026-03-01」, 「昨天」, "1 March". NoticeDayNotUsable for anything else, and for a day to come."""
    said = unicodedata.normalize("NFKC", typed).strip(" \t\n.。").lower()
    if said in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[said])
    found = day_parts(said)
    for year in (found[0],) if found and found[0] else (today.year, today.year - 1):
        day = day_of(year, found[1], found[2]) if found else None
        if day is not None and today - OLDEST <= day <= today:
            return day
    raise NoticeDayNotUsable(latest=today)


def day_parts(said: str) -> tuple[int, int, int] | None:
    """Year (0 where none was said), month, day."""
    if numbers := _NUMBERS.fullmatch(said.replace(" ", "")):
        return int(numbers[1] or 0), int(numbers[2]), int(numbers[3])
    english = _ENGLISH.fullmatch(said)
    month = (english[2] or english[3]) if english else ""
    if english is None or month not in _MONTHS:
        return None
    return int(english[5] or 0), _MONTHS.index(month) + 1, int(english[1] or english[4])


def day_of(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def check_notice(terms: Terms, zone: tzinfo, now: datetime) -> None:
    """Whether the notice has been up for long enough, counted in whole days from the one after it."""
    if not terms.needs_notice:
        return
    opens_from = terms.opens_from(zone)
    if terms.noticed_on is None or opens_from is None:
        raise NoticeDayNotUsable(latest=now.astimezone(zone).date())
    if now < opens_from:
        raise NoticeTooShort(noticed_on=terms.noticed_on, days=terms.notice_days, opens_from=opens_from)
