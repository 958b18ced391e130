"""Why something about a straw poll is refused: to its drafter, to whoever answers."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.violations import RuleViolation


class PollRefusal(RuleViolation):
    slug: ClassVar[str] = "polls"


@dataclass(eq=False)
class QuestionNotUsable(PollRefusal):
    longest: int


@dataclass(eq=False)
class OptionsNotUsable(PollRefusal):
    """Too few or too many lines."""

    fewest: int
    most: int
    got: int


@dataclass(eq=False)
class AskedNamesHome(PollRefusal):
    """The question or an option would show the whole compound which home it is about."""

    said: str


@dataclass(eq=False)
class OptionsWrong(PollRefusal):
    """One of them is too long, says nothing, or (`twice`) stands there twice."""

    said: str
    longest: int
    twice: bool


@dataclass(eq=False)
class PollUnknown(PollRefusal):
    """No such poll, or not one that this person may see: both get the same answer."""


@dataclass(eq=False)
class PollOver(PollRefusal):
    """Its time is over, or it was taken back."""


@dataclass(eq=False)
class OptionUnknown(PollRefusal):
    """A button of another card, or a forged one."""


@dataclass(eq=False)
class DraftGone(PollRefusal):
    """Sent, dropped, or forgotten after a day."""


@dataclass(eq=False)
class DraftNotReady(PollRefusal):
    """Something is not said yet, or it was changed since it was shown."""


@dataclass(eq=False)
class NotAtHomeHere(PollRefusal):
    """No home of theirs in the compound that is asked."""


@dataclass(eq=False)
class NotConfirmedYet(PollRefusal):
    """The binding waits for the building head, or somebody of the home objected to it."""


@dataclass(eq=False)
class NotInCharge(PollRefusal):
    """Polls are asked by compound chiefs and staff."""


@dataclass(eq=False)
class NoGroupToAsk(PollRefusal):
    """No group is bound in which the assistant is."""


@dataclass(eq=False)
class NobodyNamed(PollRefusal):
    """Anonymous, or still open: nobody sees who chose what."""
