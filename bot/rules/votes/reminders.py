"""When a vote reminds those who have not answered: at half time and a day before the close, by day, never in a crowd."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.letters import after_quiet_hours

# The second reminder comes so long before the close (issue 3, section 4).
BEFORE_CLOSE = timedelta(hours=24)
# A reminder this near the close helps nobody (issue 3, section 4).
TOO_NEAR_CLOSE = timedelta(hours=2)
# Two reminders nearer to each other than this are nagging (issue 3, section 4).
TOO_NEAR_ANOTHER = timedelta(hours=6)


class ReminderKind(StrEnum):
    HALF = "half"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    kind: ReminderKind
    at: datetime


def reminders(
    opened_at: datetime, closes_at: datetime, now: datetime, *, reminded_at: datetime | None = None, half_done: bool = False
) -> tuple[PlannedReminder, ...]:
    """The reminders still to come. Times are in the zone whose nights count, and come back in it.

    After an extension `reminded_at` is the last one sent, and half time is not kept twice (`half_done`). Where half time has
    passed and nobody was reminded at all (Linli was away then), the half of what is left is kept instead: the news of the
    extension has just come, and a reminder with it would be nagging.
    """
    half = opened_at + (closes_at - opened_at) / 2
    if after_quiet_hours(half) <= now and reminded_at is None:
        half = now + (closes_at - now) / 2
    wished = [PlannedReminder(ReminderKind.DAY, closes_at - BEFORE_CLOSE)]
    if not half_done:
        wished.append(PlannedReminder(ReminderKind.HALF, half))
    # What fell in the night waits for the morning, also when the vote is extended in that night.
    by_day = [PlannedReminder(one.kind, after_quiet_hours(one.at)) for one in wished if one.at > opened_at]
    to_come = [one for one in by_day if one.at > now]
    return tuple(_spaced(sorted(to_come, key=lambda one: (one.at, one.kind)), closes_at, reminded_at))


def _spaced(wished: Iterable[PlannedReminder], closes_at: datetime, last: datetime | None) -> Iterable[PlannedReminder]:
    for one in wished:
        near_close = closes_at - one.at < TOO_NEAR_CLOSE
        near_another = last is not None and one.at - last < TOO_NEAR_ANOTHER
        if not near_close and not near_another:
            last = one.at
            yield one
