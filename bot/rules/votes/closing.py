"""When a vote may be closed and tallied, extended, or has to wait for a person (R14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.rules.violations import RuleViolation

# The close waits for updates received in time, at the latest so long after the closing time (R14).
LONGEST_WAIT_FOR_UPDATES = timedelta(seconds=10)
# The result stands so soon after the closing time (R14).
RESULT_WITHIN = timedelta(seconds=15)
# A longer silence of the assistant near the close forbids a tally by itself (R14).
TOLERATED_OUTAGE = timedelta(seconds=120)
# How far before the close such a silence matters (R14).
OUTAGE_WINDOW = timedelta(hours=1)
# What the drafter is asked to extend by after such a silence (R14).
EXTENSION_AFTER_OUTAGE = timedelta(hours=24)
# A group that could not take the end of a vote is told it on its return for so long: as long as the words of any letter are kept
# (docs/decisions/0009). After that whoever is in charge posts the result once more.
END_IS_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outage:
    """The assistant was not running from `began_at` until `ended_at`."""

    began_at: datetime
    ended_at: datetime


@dataclass(eq=False)
class ExtensionTooLate(RuleViolation):
    slug: ClassVar[str] = "votes"
    closed_at: datetime


@dataclass(eq=False)
class ExtensionNotLater(RuleViolation):
    slug: ClassVar[str] = "votes"
    closes_at: datetime


def outage_near_close(outages: Iterable[Outage], closes_at: datetime) -> Outage | None:
    """The first outage that lasted over two minutes within the last hour before the close, or at the close and beyond it."""
    window_began = closes_at - OUTAGE_WINDOW
    return next(
        (
            outage
            for outage in sorted(outages, key=lambda outage: outage.began_at)
            if outage.began_at <= closes_at and outage.ended_at - max(outage.began_at, window_began) > TOLERATED_OUTAGE
        ),
        None,
    )


def check_extension(now: datetime, closes_at: datetime, new_closes_at: datetime, *, after_outage: bool = False) -> None:
    """An extension counts only if it is announced before the close, except after an outage at it; it is never shorter (R14)."""
    if now >= closes_at and not after_outage:
        raise ExtensionTooLate(closed_at=closes_at)
    if new_closes_at <= max(closes_at, now):
        raise ExtensionNotLater(closes_at=closes_at)
