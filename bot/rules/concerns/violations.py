"""Why something about a concern is refused: to whoever raises it, to whoever answers it."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.violations import RuleViolation


class ConcernRefusal(RuleViolation):
    slug: ClassVar[str] = "concerns"


@dataclass(eq=False)
class VoteNotHere(ConcernRefusal):
    """No such vote, or not one of this person's compound: both get the same answer."""


@dataclass(eq=False)
class VoteIsOver(ConcernRefusal):
    """What is decided is not weighed any more; help is."""


@dataclass(eq=False)
class HomeOutside(ConcernRefusal):
    """At home in the compound, but none of their homes is asked in this vote."""


@dataclass(eq=False)
class NotConfirmedYet(ConcernRefusal):
    """The binding waits for the building head, or somebody of the home objected to it."""


@dataclass(eq=False)
class TooManyConcerns(ConcernRefusal):
    most: int


@dataclass(eq=False)
class WordsNotUsable(ConcernRefusal):
    longest: int


@dataclass(eq=False)
class WordsNameHome(ConcernRefusal):
    """A home or a name in words that are to say neither; `said` is what was found."""

    said: str


@dataclass(eq=False)
class TooManyPhotos(ConcernRefusal):
    """`album`: several come at once, and one refusal speaks of all that are too many."""

    most: int
    album: bool = False


@dataclass(eq=False)
class PhotoTooBig(ConcernRefusal):
    size: int
    most: int


@dataclass(eq=False)
class PhotoOnItsWay(ConcernRefusal):
    """None of them has been fetched yet, or there are none."""


@dataclass(eq=False)
class TooLateToAdd(ConcernRefusal):
    """It was answered, or is over: what is new is a concern of its own."""


@dataclass(eq=False)
class ReasonNotUsable(ConcernRefusal):
    longest: int


@dataclass(eq=False)
class FormGone(ConcernRefusal):
    """The button belongs to a form that was sent, replaced or forgotten."""

    newer: bool = False
    """Other words were written since: they stand under another button."""


@dataclass(eq=False)
class ConcernUnknown(ConcernRefusal):
    """No such concern, or not one of this person's: both get the same answer."""


@dataclass(eq=False)
class ConcernMovedOn(ConcernRefusal):
    """Somebody did it already, or something that came after it; `state` is where it is now."""

    state: str


@dataclass(eq=False)
class TooLateToTakeBack(ConcernRefusal):
    """It was answered: the answer stays with what it answers."""


@dataclass(eq=False)
class OwnConcern(ConcernRefusal):
    """Nobody answers what they raised themselves."""


@dataclass(eq=False)
class NotAskedWho(ConcernRefusal):
    """Nobody has asked for their name, or it has been settled without it."""


@dataclass(eq=False)
class AskedAlready(ConcernRefusal):
    """They were asked for their name; it is for them to say."""


@dataclass(eq=False)
class NoGroupToPost(ConcernRefusal):
    """The vote stands in no group in which the assistant is."""


@dataclass(eq=False)
class VoteCalledOff(ConcernRefusal):
    """No group reads an answer about a vote that was called off. `answered`: its writer has it already."""

    answered: bool


@dataclass(eq=False)
class NotInCharge(ConcernRefusal):
    """Concerns are for compound chiefs, and for staff what came to them."""
