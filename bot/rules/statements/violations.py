"""Why something about a topic or a statement is refused: to its drafter, its author, whoever weighs it."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.violations import RuleViolation


class StatementRefusal(RuleViolation):
    slug: ClassVar[str] = "statements"


# topics
@dataclass(eq=False)
class TitleNotUsable(StatementRefusal):
    longest: int


@dataclass(eq=False)
class WordsNotUsable(StatementRefusal):
    """What is said beside the title."""

    longest: int


@dataclass(eq=False)
class TopicUnknown(StatementRefusal):
    """No such topic, or not one that this person may see: both get the same answer."""


@dataclass(eq=False)
class TopicOver(StatementRefusal):
    """Its time is over, or it was taken back."""


@dataclass(eq=False)
class DraftGone(StatementRefusal):
    """Sent, dropped, or forgotten after a day."""


@dataclass(eq=False)
class DraftNotReady(StatementRefusal):
    """Something is not said yet, or it was changed since it was shown."""


@dataclass(eq=False)
class TooLateToUndo(StatementRefusal):
    """Two minutes are over, or somebody has taken part."""


@dataclass(eq=False)
class NotInCharge(StatementRefusal):
    """Topics are opened by compound chiefs and staff."""


@dataclass(eq=False)
class NoGroupToAsk(StatementRefusal):
    """No group is bound in which the assistant is."""


@dataclass(eq=False)
class NotCountedYet(StatementRefusal):
    """Before the close nobody sees how people answer."""


# those who propose and weigh
@dataclass(eq=False)
class NotAtHomeHere(StatementRefusal):
    """No home of theirs in the compound that is asked."""


@dataclass(eq=False)
class NotConfirmedYet(StatementRefusal):
    """The binding waits for the building head, or somebody of the home objected to it."""


@dataclass(eq=False)
class StatementNotUsable(StatementRefusal):
    longest: int


@dataclass(eq=False)
class StatementNamesHome(StatementRefusal):
    said: str


@dataclass(eq=False)
class StatementThere(StatementRefusal):
    """Somebody has said the same to the letter."""


@dataclass(eq=False)
class TooManyStatements(StatementRefusal):
    """Of one person (`own`), or of the whole topic."""

    most: int
    own: bool


@dataclass(eq=False)
class StatementUnknown(StatementRefusal):
    """No such statement, or not one that this person may see: both get the same answer."""


@dataclass(eq=False)
class StatementMovedOn(StatementRefusal):
    """Somebody else decided meanwhile, or people have weighed it."""

    state: str


@dataclass(eq=False)
class OwnStatement(StatementRefusal):
    """Nobody decides on what they said themselves, and nobody weighs it."""


@dataclass(eq=False)
class ReasonNotUsable(StatementRefusal):
    longest: int


@dataclass(eq=False)
class ReasonGone(StatementRefusal):
    """The typed reason was shown too long ago, or another one since."""


@dataclass(eq=False)
class FormGone(StatementRefusal):
    """Handed in already, or left for a day."""

    newer: bool = False
    """Other words were written since: they stand under another button."""
