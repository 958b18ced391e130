"""What messages about renovation menus say. Before the close none of it says what homes choose, but to themselves."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.residents.facts import HomeAt
from bot.rules.votes.closing_times import OfferedClosing
from bot.rules.wishes import Lack, WishClass, WishItem, WishMenu, WishRow, WishState, WishStep
from bot.rules.wishes.writing import WishRowFault


@dataclass(frozen=True, slots=True)
class JoinFirst:
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class WishCompound:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PickCompound:
    choices: tuple[WishCompound, ...]


# drafting
@dataclass(frozen=True, slots=True)
class WishDesk:
    """A draft as its drafter has it before them. `undoable`: there is a list before the last change."""

    menu: WishMenu
    lacks: tuple[Lack, ...]
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """A question about a draft; of an item that is being written what is known of it already."""

    menu: WishMenu
    step: WishStep
    kind: WishClass | None = None
    name: str = ""
    unit: str = ""
    unit_cost: int = 0
    offered: tuple[OfferedClosing, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveAsked:
    menu: WishMenu


@dataclass(frozen=True, slots=True)
class WishTableShown:
    """What was read of a table, before it is taken. `replaced`: so many items it would put out."""

    menu_id: str
    compound: str
    items: tuple[WishItem, ...]
    faults: tuple[WishRowFault, ...]
    fault_rows: int
    sums: int
    replaced: int
    stamp: int


@dataclass(frozen=True, slots=True)
class WishPreview:
    """What the groups would read, and whom it would reach: homes of the roster, homes where somebody is registered."""

    menu: WishMenu
    groups: tuple[str, ...]
    homes: int
    registered: int
    stamp: int


@dataclass(frozen=True, slots=True)
class DropAsked:
    menu: WishMenu


# in the groups
@dataclass(frozen=True, slots=True)
class WishCard:
    menu: WishMenu
    answered: int


@dataclass(frozen=True, slots=True)
class WishEnded:
    """The card once it is over."""

    menu: WishMenu
    state: WishState
    answered: int


@dataclass(frozen=True, slots=True)
class WishRetraction:
    """It was sent by mistake: the card goes away."""

    menu_id: str


@dataclass(frozen=True, slots=True)
class WishResult:
    menu: WishMenu
    answered: int
    rows: tuple[WishRow, ...]


@dataclass(frozen=True, slots=True)
class WishPicture:
    """Under the picture of a result."""

    menu_id: str
    compound: str
    sha256: str


# choosing
@dataclass(frozen=True, slots=True)
class PickHome:
    """For which of their homes somebody chooses."""

    menu: WishMenu
    homes: tuple[HomeAt, ...]


@dataclass(frozen=True, slots=True)
class MyWishes:
    """What a home would choose. `by_others`: somebody else of the home tapped last; `several`: the reader has further homes there."""

    menu: WishMenu
    state: WishState
    home: HomeAt
    picked: tuple[int, ...]
    page: int = 0
    by_others: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class WishPicked:
    """The answer to a tap. `first`: of this home."""

    name: str
    on: bool
    left: int
    first: bool


@dataclass(frozen=True, slots=True)
class WishDetails:
    """Every item with its unit cost and amount; `home_id` is that from whose choice it was opened."""

    menu: WishMenu
    home_id: str = ""


# what there is
@dataclass(frozen=True, slots=True)
class WishLine:
    menu_id: str
    compound: str
    state: WishState
    closes_at: datetime | None
    in_charge: bool


@dataclass(frozen=True, slots=True)
class WishList:
    """Of a resident, or (`in_charge`) of somebody who may make them; those that run first."""

    lines: tuple[WishLine, ...]
    in_charge: bool


@dataclass(frozen=True, slots=True)
class WishView:
    """One of them, as those in charge see it. `rows` empty: it is not counted."""

    menu: WishMenu
    state: WishState
    answered: int
    rows: tuple[WishRow, ...] = ()
    retractable: bool = False
    at_home: bool = False
    """They live there as well, and may choose for their home."""


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Before it is closed early (`cancel` False) or taken back."""

    menu: WishMenu
    answered: int
    cancel: bool
