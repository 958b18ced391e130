"""How long an answer may take: five workdays, and a word to whoever has to give it while there is time."""

from datetime import date, datetime, time, timedelta, tzinfo

from bot.rules.votes.closing_times import USUAL_HOUR

# From the day after it was raised (issue 4: a clock of 5 workdays). Public holidays are not known here: docs/decisions/0016.
WORKDAYS_TO_ANSWER = 5
# An office's morning: somebody who is reminded then has two workdays left.
REMINDED_AT = time(9)
SATURDAY = 5


def is_workday(day: date) -> bool:
    return day.weekday() < SATURDAY


def workday_after(day: date, count: int) -> date:
    """The `count`-th workday after `day`, which does not count itself."""
    while count:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def answer_by(now: datetime, zone: tzinfo) -> datetime:
    """The end of the last workday, at the hour at which a vote usually closes, too."""
    last = workday_after(now.astimezone(zone).date(), WORKDAYS_TO_ANSWER)
    return datetime.combine(last, time(USUAL_HOUR), zone)


def remind_at(now: datetime, zone: tzinfo) -> datetime:
    """The morning of the last workday but one."""
    day = workday_after(now.astimezone(zone).date(), WORKDAYS_TO_ANSWER - 1)
    return datetime.combine(day, REMINDED_AT, zone)
