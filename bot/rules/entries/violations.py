"""Why a ballot is not entered, confirmed or settled."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.rules.violations import RuleViolation


class EntryRefusal(RuleViolation):
    slug: ClassVar[str] = "entries"


@dataclass(eq=False)
class NotAnEnterer(EntryRefusal):
    """Ballots are entered by staff, and by building heads for their own buildings where the vote's rules say so."""


@dataclass(eq=False)
class EntryTooLate(EntryRefusal):
    closes_at: datetime


@dataclass(eq=False)
class EntryNotOpen(EntryRefusal):
    """The vote was cancelled, or taken back."""


@dataclass(eq=False)
class EntryUnknown(EntryRefusal):
    """There is none, it is not one of this person's, or nothing was chosen on it: all get the same answer."""


@dataclass(eq=False)
class EntryOver(EntryRefusal):
    """`ending`: one of `bot.rules.entries.Ending`."""

    ending: str
    at: datetime


@dataclass(eq=False)
class NobodyOwns(EntryRefusal):
    """The roster names no owner there: nobody has a ballot (R7)."""


@dataclass(eq=False)
class PhotoMissing(EntryRefusal):
    """No paper ballot without its photo."""


@dataclass(eq=False)
class PhotoOnItsWay(EntryRefusal):
    """It was sent, and is not kept yet."""


@dataclass(eq=False)
class PhotoTooBig(EntryRefusal):
    """`size` and `most` in bytes."""

    size: int
    most: int


@dataclass(eq=False)
class EntryChangeRefused(EntryRefusal):
    """There is one by this channel already, and this vote allows no change of it (R12); the refused one is kept."""


@dataclass(eq=False)
class NotStanding(EntryRefusal):
    """Another one took its place, or it was taken back."""


@dataclass(eq=False)
class UndoNotAllowed(EntryRefusal):
    """The vote allows no change, so none is taken back."""


@dataclass(eq=False)
class NotTheSecond(EntryRefusal):
    """Whoever entered it, the owner whom it is about, or the agent who phoned it in, is no second person."""


@dataclass(eq=False)
class NothingToSettle(EntryRefusal):
    """They agree by now, or somebody has settled it."""


@dataclass(eq=False)
class OwnContradiction(EntryRefusal):
    """Nobody settles which of their own ballots counts."""


@dataclass(eq=False)
class AgentNotUsable(EntryRefusal):
    """A name, in `longest` characters."""

    longest: int


@dataclass(eq=False)
class TermNotUsable(EntryRefusal):
    """The last day of a power, today (`earliest`) or later."""

    earliest: date


@dataclass(eq=False)
class PowerOver(EntryRefusal):
    """It was withdrawn, or its last day has passed: nobody stands in by it any more."""


@dataclass(eq=False)
class PowerUnknown(EntryRefusal):
    """No power of this person's, or none that is being entered: all get the same answer."""


@dataclass(eq=False)
class AgentOwnsIt(EntryRefusal):
    """Nobody is the agent of themselves."""


@dataclass(eq=False)
class AgentNamedAlike(EntryRefusal):
    """Somebody of the same name, on the roster or not, is an agent in this vote: by two names one would pass the cap (R11)."""

    name: str


@dataclass(eq=False)
class ProxyCapReached(EntryRefusal):
    """The agent stands in for as many as the rules of this vote allow; the ballot is kept and does not count (R11)."""

    cap: int


@dataclass(eq=False)
class ProxyNotHeard(EntryRefusal):
    """Another owner speaks for the head by now, the seller's ballot stands, or it was sold: the power's owner has no ballot there."""


@dataclass(eq=False)
class OwnerNotHeard(EntryRefusal):
    """Between 「录纸质票」 and 「记下」 another owner was registered to speak, or the home was sold: nobody has this ballot to cast."""


@dataclass(eq=False)
class ReasonNotUsable(EntryRefusal):
    longest: int
