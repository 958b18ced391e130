"""The morning: what waits for somebody with a role, said once a day at the end of the quiet hours, and only where something waits."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.rules.groups import EVENING_ZONE
from bot.rules.letters import QUIET_UNTIL_HOUR, after_quiet_hours
from bot.rules.votes.facts import Heading

MORNING = "residents.morning"
# Later than this, after an outage, the day has begun without it; what waits then stands in the menu.
MORNING_LATEST = timedelta(hours=4)
# A message has six short lines (voice.md, rule 2): of more votes the rest is counted.
VOTES_NAMED = 3


def next_morning(now: datetime) -> datetime:
    """The next 08:00 after `now`, in the zone in which nights are counted."""
    local = now.astimezone(EVENING_ZONE)
    today = datetime.combine(local.date(), time(QUIET_UNTIL_HOUR), EVENING_ZONE)
    return today if local < today else today + timedelta(days=1)


def is_quiet(now: datetime) -> bool:
    """Whether a letter to somebody who did not just act waits for the morning (design.md, quiet hours)."""
    local = now.astimezone(EVENING_ZONE)
    return after_quiet_hours(local) > local


def closes_today(closes_at: datetime, now: datetime) -> bool:
    return closes_at.astimezone(EVENING_ZONE).date() == now.astimezone(EVENING_ZONE).date()


@dataclass(frozen=True, slots=True)
class ClosingToday:
    heading: Heading
    closes_at: datetime
    homes_in: int
    homes: int


@dataclass(frozen=True, slots=True)
class Morning:
    """To somebody with a role: what only they, or they first, can do today."""

    requests: int = 0
    """Homes that wait for this person to confirm them."""
    calls: int = 0
    """People who asked for help and whom nobody has answered."""
    chiefs: int = 0
    """Proposed chiefs who wait for a second member of staff."""
    closing: tuple[ClosingToday, ...] = ()
    undecided: tuple[Heading, ...] = ()
    """Votes that were not counted because of an outage."""
    concerns: int = 0
    """Concerns that wait for this person's answer."""
    phones: int = 0
    """Ballots by phone that wait for a second person, who may be this one."""
    differ: int = 0
    """Owners whose ballots differ, so that somebody has to settle which counts."""
    entries_of: str = ""
    """The one vote, or the first, of which these are."""
    opinions: int = 0
    """Opinions that nobody has sorted."""
    photos: int = 0
    """Paper ballots from a table that wait for their photos."""
    statements: int = 0
    """Statements on topics that nobody has let out or refused."""

    @property
    def is_empty(self) -> bool:
        waiting = (self.requests, self.calls, self.chiefs, self.concerns, self.phones, self.differ, self.opinions)
        return not any((*waiting, self.statements, self.photos)) and not self.closing and not self.undecided
