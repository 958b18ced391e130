"""Facts of letters about updates as such: something went wrong, or Linli was away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.rules.violations import RuleViolation

# Tries of one update, within a minute (design.md, Numbers): the pauses before the second and the third.
PAUSES_BETWEEN_TRIES = (1.0, 5.0)
# A heartbeat row so often, and a gap from which on people are told (design.md, How an update flows).
HEARTBEAT_EVERY = timedelta(seconds=10)
GAP = timedelta(seconds=120)
# Telegram drops messages after a day without the bot: then people are also told that those are lost.
MESSAGES_KEPT = timedelta(hours=24)
# An error or a refusal from longer ago has nothing to do with a call for help any more.
TROUBLE_REMEMBERED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Apology:
    """`code` is what the operator finds in the log."""

    code: str


@dataclass(frozen=True, slots=True)
class Away:
    began_at: datetime
    ended_at: datetime
    messages_lost: bool


class UpdatesRefusal(RuleViolation):
    slug: ClassVar[str] = "updates"


@dataclass(eq=False)
class StaleButton(UpdatesRefusal):
    """No feature knows what the button carries: it is of an older version."""


@dataclass(eq=False)
class TooFast(UpdatesRefusal):
    """More in a minute than one person does (bot/rules/flood.py)."""
