"""Letters: everything somebody must not miss, from the act that causes it to the moment it is delivered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

# Tries for 5xx and network errors before a letter counts as failed (design.md, Numbers).
MAX_TRIES = 6
# Backoff between tries: doubles from 5 s to 5 min (design.md, Numbers).
FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=5)
# Telegram's 30/s for a bot, one kept back (design.md, Numbers; SEND_RATE).
BOT_PER_SECOND = 29
# Slots of a second that bulk leaves free while answers are sent or wait (design.md, Numbers).
KEPT_FOR_ANSWERS = 3
# Cards keep at least this many slots of a second while any waits (design.md, Numbers).
KEPT_FOR_CARDS = 7
# Telegram allows 20 messages and edits a minute in a group; two kept back (design.md, Numbers).
GROUP_PER_MINUTE = 18
# A chat takes one message a second (Telegram's limit for a private chat).
CHAT_INTERVAL = timedelta(seconds=1)
# A card that changes is edited at most so often (design.md, Numbers).
GROUP_CARD_INTERVAL = timedelta(seconds=6)
PRIVATE_CARD_INTERVAL = timedelta(seconds=3)
# Quiet hours, Asia/Shanghai: from 21:00, until 08:00 (design.md, Numbers).
QUIET_FROM_HOUR = 21
QUIET_UNTIL_HOUR = 8


class Lane(StrEnum):
    """What goes first: an answer to somebody's act, a card that moves, bulk."""

    ANSWER = "answer"
    CARD = "card"
    BULK = "bulk"


class LetterState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    DEFERRED = "deferred"
    SENT = "sent"
    RETRY = "retry"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class OnUnknown(StrEnum):
    """What happens when the answer to a send never came."""

    REPEAT = "repeat"
    """Private letters: once more, in words that may repeat."""
    RENEW = "renew"
    """Cards and results in groups: once more; the newer one lives."""
    ASK = "ask"
    """Notices and money: a person decides."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One outgoing message before it has words. `facts` is the frozen dataclass its card takes.

    `key` is unique for ever: the same act written twice makes one letter. `live_key` names a message that is edited in
    place from then on; `coalesce_key` lets the newest facts replace waiting ones.
    """

    key: str
    chat_id: int
    card: str
    facts: Any
    lane: Lane = Lane.ANSWER
    not_before: datetime | None = None
    expires_at: datetime | None = None
    coalesce_key: str | None = None
    live_key: str | None = None
    pin: bool = False
    night_waits: bool = False
    on_unknown: OnUnknown = OnUnknown.REPEAT


@dataclass(frozen=True, slots=True)
class Reworded:
    """What a letter that waited says is true in other words by now: these are the facts of its card."""

    facts: Any


def backoff(tries: int) -> timedelta:
    """The pause after the `tries`-th failure (1-based)."""
    doublings = min(tries - 1, MAX_TRIES)
    doubled: timedelta = FIRST_BACKOFF * (1 << doublings)
    return min(doubled, LONGEST_BACKOFF)


def may_wait_until_morning(moment: datetime, over_at: datetime) -> bool:
    """Whether what is over at `over_at` is still of use once the next night has ended; `moment` is in the zone whose night counts.

    By day, too: what is written at 20:59 and leaves at 21:00 would be held.
    """
    until = after_quiet_hours(moment)
    if until == moment:
        until = after_quiet_hours(moment.replace(hour=QUIET_FROM_HOUR, minute=0))
    return over_at > until


def after_quiet_hours(moment: datetime) -> datetime:
    """`moment` itself by day, else 08:00 of the morning that follows; `moment` is in the zone whose night counts."""
    if QUIET_UNTIL_HOUR <= moment.hour < QUIET_FROM_HOUR:
        return moment
    morning = moment.replace(hour=QUIET_UNTIL_HOUR, minute=0, second=0, microsecond=0)
    return morning if moment.hour < QUIET_UNTIL_HOUR else morning + timedelta(days=1)
