"""The door-knock list of a building's head: homes that have not returned a ballot, and which doors were knocked at; never a choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.votes.facts import Heading, HomeName
from bot.rules.votes.violations import VoteRefusal

# Three in a row make eight rows of buttons: what a thumb reaches without losing the list above.
HOMES_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class KnockHome:
    """A home that has not returned a ballot; one that took it back is among them and looks like all others (section 6)."""

    id: str
    name: HomeName
    registered: bool
    """Somebody is bound there."""
    knocked_at: datetime | None = None
    reminded: bool = False
    """An owner is reminded without a knock."""
    delivered: bool = False
    """The vote has reached it: a letter arrived, or a paper was handed over or posted."""


@dataclass(frozen=True, slots=True)
class KnockList:
    """One page: an entrance, or a part of it. `homes_left` and `knocked` are of all the reader's buildings."""

    heading: Heading
    homes: tuple[KnockHome, ...]
    page: int
    pages: int
    homes_left: int
    knocked: int
    closes_at: datetime
    reminds: bool = False
    """A reminder is still to come."""

    @property
    def place(self) -> tuple[str, str]:
        """Building and entrance."""
        first = self.homes[0].name
        return first.building, first.entrance


@dataclass(frozen=True, slots=True)
class KnockSheet:
    """What goes to the printer: every page of the list, entrance after entrance."""

    heading: Heading
    entrances: tuple[tuple[KnockHome, ...], ...]
    closes_at: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class DoorTicked:
    """`open_still`: False where the home has answered meanwhile, or the vote runs no more; nothing is written then."""

    home: HomeName
    knocked: bool
    open_still: bool


@dataclass(eq=False)
class KnockingForHeads(VoteRefusal):
    """The list is the building head's; staff and chiefs have theirs (「没点的名单」)."""


@dataclass(eq=False)
class NobodyToKnock(VoteRefusal):
    """Everybody in these buildings has answered, or the vote runs no more."""


def by_entrance(homes: Iterable[KnockHome]) -> tuple[tuple[KnockHome, ...], ...]:
    """In the order in which the roster names entrances and homes."""
    found: dict[tuple[str, str], list[KnockHome]] = {}
    for home in homes:
        found.setdefault((home.name.building, home.name.entrance), []).append(home)
    return tuple(tuple(mine) for mine in found.values())


def knock_pages(homes: Iterable[KnockHome]) -> tuple[tuple[KnockHome, ...], ...]:
    """An entrance a page, a long one on several: no page begins in one stair and ends in another."""
    return tuple(mine[start : start + HOMES_A_PAGE] for mine in by_entrance(homes) for start in range(0, len(mine), HOMES_A_PAGE))


def knock_list(heading: Heading, homes: Sequence[KnockHome], page: int, closes_at: datetime, *, reminds: bool = False) -> KnockList:
    """The page that was asked for; where the list has become shorter, its last one. NobodyToKnock when nothing is left."""
    pages = knock_pages(homes)
    if not pages:
        raise NobodyToKnock
    shown = min(max(page, 0), len(pages) - 1)
    knocked = sum(home.knocked_at is not None for home in homes)
    return KnockList(heading, pages[shown], shown, len(pages), len(homes), knocked, closes_at, reminds)
