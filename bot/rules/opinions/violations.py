"""Why something about an opinion or a demand is refused: to its author, to a neighbour, to staff."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.violations import RuleViolation


class OpinionRefusal(RuleViolation):
    slug: ClassVar[str] = "opinions"


@dataclass(eq=False)
class NotAtHomeHere(OpinionRefusal):
    """No home of theirs in this compound; where there is no such compound it is the same."""


@dataclass(eq=False)
class NotConfirmedYet(OpinionRefusal):
    """The binding waits for the building head, or somebody of the home objected to it."""


@dataclass(eq=False)
class TooManyOpinions(OpinionRefusal):
    most: int


@dataclass(eq=False)
class WordsNotUsable(OpinionRefusal):
    longest: int


@dataclass(eq=False)
class PhotoTooBig(OpinionRefusal):
    size: int
    most: int


@dataclass(eq=False)
class TooManyPhotos(OpinionRefusal):
    most: int


@dataclass(eq=False)
class PhotoOnItsWay(OpinionRefusal):
    """It is being fetched; a press later finds it."""


@dataclass(eq=False)
class TitleNotUsable(OpinionRefusal):
    longest: int


@dataclass(eq=False)
class ReasonNotUsable(OpinionRefusal):
    longest: int


@dataclass(eq=False)
class WordsOnListNameHome(OpinionRefusal):
    """A home in words that the whole compound would read; `said` is what was found."""

    said: str


@dataclass(eq=False)
class FormGone(OpinionRefusal):
    """The button belongs to a form that was sent, replaced or forgotten."""

    newer: bool = False
    """Other words were written since: they stand under another button."""


@dataclass(eq=False)
class OpinionUnknown(OpinionRefusal):
    """No such opinion, or not one of this person's: both get the same answer."""


@dataclass(eq=False)
class OpinionMovedOn(OpinionRefusal):
    """Somebody did something with it already; `state` is where it is now."""

    state: str


@dataclass(eq=False)
class OwnOpinion(OpinionRefusal):
    """Nobody sorts what they said themselves."""


@dataclass(eq=False)
class DemandUnknown(OpinionRefusal):
    """No such demand, or not one that this person may see."""


@dataclass(eq=False)
class DemandMovedOn(OpinionRefusal):
    """It is in that state already."""


@dataclass(eq=False)
class NothingToPublish(OpinionRefusal):
    """The list is empty."""


@dataclass(eq=False)
class NoGroupToPost(OpinionRefusal):
    """No group is bound in which the assistant is."""


@dataclass(eq=False)
class ListChanged(OpinionRefusal):
    """What would be posted is not what was shown."""


@dataclass(eq=False)
class NotInCharge(OpinionRefusal):
    """Opinions are sorted by compound chiefs and staff."""


@dataclass(eq=False)
class StaffOnly(OpinionRefusal):
    """What the group reads, and what is planned, is for staff to say."""
