"""Why something about a renovation menu is refused: to its drafter, to whoever chooses for a home."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.violations import RuleViolation


class WishRefusal(RuleViolation):
    slug: ClassVar[str] = "wishes"


# drafting
@dataclass(eq=False)
class NameNotUsable(WishRefusal):
    longest: int


@dataclass(eq=False)
class NameTwice(WishRefusal):
    said: str


@dataclass(eq=False)
class UnitNotUsable(WishRefusal):
    longest: int


@dataclass(eq=False)
class MoneyNotUsable(WishRefusal):
    """No sum, none at all, or more than anybody spends on a compound."""

    said: str


@dataclass(eq=False)
class AmountNotUsable(WishRefusal):
    said: str


@dataclass(eq=False)
class TooManyItems(WishRefusal):
    most: int


@dataclass(eq=False)
class NothingToUndo(WishRefusal):
    """Nothing of the list was changed yet."""


@dataclass(eq=False)
class WishDraftGone(WishRefusal):
    """Sent, dropped, forgotten after a week, or somebody else's."""


@dataclass(eq=False)
class WishDraftNotReady(WishRefusal):
    """Something is missing, or it was changed since it was shown."""


@dataclass(eq=False)
class WishTableNotReadable(WishRefusal):
    """`missing`: columns that an item needs, in the words of the file; empty: it is no table."""

    missing: str = ""


@dataclass(eq=False)
class WishTableTooLong(WishRefusal):
    rows: int
    most: int


@dataclass(eq=False)
class WishTableTooBig(WishRefusal):
    size: int
    most: int


@dataclass(eq=False)
class WishTableGone(WishRefusal):
    """Taken or replaced since it was shown."""


@dataclass(eq=False)
class NoGroupToAsk(WishRefusal):
    """No group is bound in which the assistant is."""


@dataclass(eq=False)
class TooLateToRetract(WishRefusal):
    """More than two minutes ago, or (`tapped`) a home has chosen."""

    tapped: bool


@dataclass(eq=False)
class NotInCharge(WishRefusal):
    """Menus are made by compound chiefs and staff."""


# choosing
@dataclass(eq=False)
class WishesUnknown(WishRefusal):
    """No such menu, or not one that this person may see: both get the same answer."""


@dataclass(eq=False)
class WishesOver(WishRefusal):
    """Its time is over, or it was taken back."""


@dataclass(eq=False)
class ItemUnknown(WishRefusal):
    """A button of another menu, a forged one, or what is basic: that is done in any case."""


@dataclass(eq=False)
class TooDear(WishRefusal):
    """In fen: what it costs, what is left, what is missing."""

    name: str
    cost: int
    left: int
    short: int
    alone: bool = False
    """With nothing else chosen it would be too dear as well."""


@dataclass(eq=False)
class NotAtHomeHere(WishRefusal):
    """No home of theirs in the compound that is asked."""


@dataclass(eq=False)
class NotConfirmedYet(WishRefusal):
    """The binding waits for the building head, or somebody of the home objected to it."""
