"""The renovation menu: works that a compound could have, what they cost, and which of them each home would choose. Never a vote."""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.votes.drafts import RETRACTABLE_FOR
from bot.rules.wishes.violations import (
    ItemUnknown,
    NameTwice,
    NothingToUndo,
    TooDear,
    TooLateToRetract,
    TooManyItems,
    WishesOver,
)

# What somebody reads in four short pages on a phone; a list that is longer is not chosen from but skimmed.
MOST_ITEMS = 24
# With fewer than two there is nothing to choose.
FEWEST_TO_CHOOSE = 2
# A menu is put together over days, with figures that others have to look up; drafts of a question are forgotten after one.
DRAFT_KEPT = timedelta(days=7)
# A list of what is left to say before it can go out is read at a glance.
PAGE = 6


class WishClass(StrEnum):
    """国办发〔2020〕23号, section 2(2): what safety and daily life need, what makes them easier, what makes them better."""

    BASIC = "basic"
    IMPROVEMENT = "improvement"
    UPGRADE = "upgrade"


# Homes choose among these; what is basic is done in any case (docs/decisions/0025).
CHOSEN_CLASSES = (WishClass.IMPROVEMENT, WishClass.UPGRADE)


class WishState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Taken back by those in charge: nothing is counted."""


class WishStep(StrEnum):
    """What its drafter is asked by words, or is sent."""

    NAME = "name"
    UNIT = "unit"
    COST = "cost"
    AMOUNT = "amount"
    BUDGET = "budget"
    CLOSING = "closing"
    FILE = "file"


class Lack(StrEnum):
    """Why a draft cannot go out yet, in the order in which it is mended."""

    ITEMS = "items"
    BUDGET = "budget"
    BASICS_OVER = "basics_over"
    NOTHING_FITS = "nothing_fits"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class WishItem:
    """`unit_cost` in fen, `amount` in hundredths of the unit: no fraction of either takes part in a sum."""

    name: str
    kind: WishClass
    unit: str
    unit_cost: int
    amount: int

    @property
    def cost(self) -> int:
        """In fen, a half upwards."""
        return (self.unit_cost * self.amount + 50) // 100


@dataclass(frozen=True, slots=True)
class WishMenu:
    """As far as it is written. `items` stand in the order of their classes and are counted from 0; `budget` is in fen, for everything."""

    menu_id: str
    compound_id: str
    compound: str
    items: tuple[WishItem, ...] = ()
    budget: int | None = None
    closes_at: datetime | None = None

    def of_class(self, *kinds: WishClass) -> tuple[int, ...]:
        return tuple(number for number, one in enumerate(self.items) if one.kind in kinds)

    @property
    def choosable(self) -> tuple[int, ...]:
        return self.of_class(*CHOSEN_CLASSES)

    def cost_of(self, numbers: Iterable[int]) -> int:
        return sum(self.items[number].cost for number in numbers)

    @property
    def basics(self) -> int:
        """What is done in any case costs so much."""
        return self.cost_of(self.of_class(WishClass.BASIC))

    @property
    def to_choose_with(self) -> int:
        """What the budget leaves for the rest; never below 0."""
        return max(0, (self.budget or 0) - self.basics)


def in_order(items: Iterable[WishItem]) -> tuple[WishItem, ...]:
    """By class, and as they were written within it."""
    places = {kind: place for place, kind in enumerate(WishClass)}
    return tuple(sorted(items, key=lambda one: places[one.kind]))


def with_item(items: Sequence[WishItem], new: WishItem) -> tuple[WishItem, ...]:
    if len(items) >= MOST_ITEMS:
        raise TooManyItems(most=MOST_ITEMS)
    if is_named_twice(new.name, items):
        raise NameTwice(said=new.name)
    return in_order([*items, new])


def is_named_twice(name: str, items: Iterable[WishItem]) -> bool:
    return name.casefold() in {one.name.casefold() for one in items}


def without_item(items: Sequence[WishItem], number: int) -> tuple[WishItem, ...]:
    if not 0 <= number < len(items):
        raise ItemUnknown
    return tuple(one for place, one in enumerate(items) if place != number)


def undone(before: Sequence[WishItem] | None) -> tuple[WishItem, ...]:
    """The items as they were before the last change; asked twice, the change is there again."""
    if before is None:
        raise NothingToUndo
    return tuple(before)


def lacks(menu: WishMenu) -> tuple[Lack, ...]:
    """Everything that keeps a draft from going out."""
    found = {
        Lack.ITEMS: len(menu.choosable) < FEWEST_TO_CHOOSE,
        Lack.BUDGET: menu.budget is None,
        Lack.BASICS_OVER: menu.budget is not None and menu.basics > menu.budget,
        Lack.NOTHING_FITS: _nothing_fits(menu),
        Lack.CLOSING: menu.closes_at is None,
    }
    return tuple(lack for lack, there in found.items() if there)


def _nothing_fits(menu: WishMenu) -> bool:
    """The budget covers what is basic, and nothing of the rest could be chosen."""
    if menu.budget is None or menu.basics > menu.budget or not menu.choosable:
        return False
    return min(menu.items[one].cost for one in menu.choosable) > menu.to_choose_with


def stamp_of(menu: WishMenu) -> int:
    """Names what a preview showed."""
    return items_stamp(menu.items, menu.budget, menu.closes_at and menu.closes_at.timestamp())


def items_stamp(items: Sequence[WishItem], *more: object) -> int:
    said = [(one.name, one.kind.value, one.unit, one.unit_cost, one.amount) for one in items]
    return zlib.crc32(repr((said, more)).encode())


# answering
def check_open(state: WishState, closes_at: datetime | None, received_at: datetime) -> None:
    """By when the tap was received, the last moment included, as with votes (R14)."""
    if state is not WishState.OPEN or closes_at is None or received_at > closes_at:
        raise WishesOver


def left_of(menu: WishMenu, picked: Collection[int]) -> int:
    return menu.to_choose_with - menu.cost_of(picked)


def too_dear_by(menu: WishMenu, picked: Collection[int], number: int) -> int:
    """How much is missing for one more; 0 where it fits, or is chosen already."""
    if number in picked:
        return 0
    return max(0, menu.items[number].cost - left_of(menu, picked))


def never_chosen(menu: WishMenu) -> tuple[int, ...]:
    """What costs more than there is to choose with: no home can ever have it."""
    return tuple(number for number in menu.choosable if menu.items[number].cost > menu.to_choose_with)


def after_tap(menu: WishMenu, picked: Collection[int], number: int, *, on: bool) -> tuple[int, ...]:
    """A tap says what it leads to, so that one that arrives twice, or from an older screen, does no harm."""
    if number not in menu.choosable:
        raise ItemUnknown
    short = too_dear_by(menu, picked, number)
    if on and short:
        item = menu.items[number]
        alone = number in never_chosen(menu)
        raise TooDear(name=item.name, cost=item.cost, left=left_of(menu, () if alone else picked), short=short, alone=alone)
    return tuple(sorted({*picked, number} if on else set(picked) - {number}))


def check_retractable(opened_at: datetime, now: datetime, *, tapped: bool) -> None:
    """A mistake leaves nothing behind for so long as a vote does, and while no home has chosen."""
    if tapped or now - opened_at > RETRACTABLE_FOR:
        raise TooLateToRetract(tapped=tapped)


# the result
@dataclass(frozen=True, slots=True)
class WishRow:
    """`rank` is shared by those whom equally many homes chose: 1, 2, 2, 4. `within`: in this order the budget reaches so far."""

    item: int
    homes: int
    rank: int
    within: bool


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """`items` and `cost` of a class, and of these what the budget reaches."""

    kind: WishClass
    items: int
    cost: int
    within_items: int
    within_cost: int


def rank(menu: WishMenu, answers: Iterable[Collection[int]]) -> tuple[WishRow, ...]:
    """The demand list: most homes first; of equals the one that stands higher in the menu, with the same rank.

    The budget is spent from the top. Equals are reached together or not at all: the order in which the menu happens to name them must not
    decide which of them is done. What nobody chose is not reached.
    """
    homes = dict.fromkeys(menu.choosable, 0)
    for picked in answers:
        for number in picked:
            homes[number] += 1
    order = sorted(homes, key=lambda number: (-homes[number], number))
    rows: list[WishRow] = []
    left, reaching = menu.to_choose_with, True
    for number in order:
        place = 1 + sum(homes[other] > homes[number] for other in homes)
        if not rows or rows[-1].rank != place:
            cost = menu.cost_of(other for other in homes if homes[other] == homes[number])
            reaching = reaching and homes[number] > 0 and cost <= left
            left -= cost if reaching else 0
        rows.append(WishRow(number, homes[number], place, reaching))
    return tuple(rows)


def class_totals(menu: WishMenu, rows: Sequence[WishRow]) -> tuple[ClassTotal, ...]:
    """Of each class that the menu has; of what is basic everything is reached."""
    within = {*menu.of_class(WishClass.BASIC), *(row.item for row in rows if row.within)}
    totals = []
    for kind in WishClass:
        mine = menu.of_class(kind)
        if mine:
            reached = [number for number in mine if number in within]
            totals.append(ClassTotal(kind, len(mine), menu.cost_of(mine), len(reached), menu.cost_of(reached)))
    return tuple(totals)


def is_cut_by_tie(menu: WishMenu, rows: Sequence[WishRow]) -> bool:
    """Whether the budget ends among equals of whom some, but not all, could still be done."""
    beyond = next((row.rank for row in rows if not row.within and row.homes), None)
    equals = [row for row in rows if row.rank == beyond]
    left = menu.to_choose_with - menu.cost_of(row.item for row in rows if row.within)
    return len(equals) > 1 and any(menu.items[row.item].cost <= left for row in equals)
