"""What a roster says: its homes, its gaps, and what was left unread."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from bot.rules.rosters.places import HomeName


class HomeKind(StrEnum):
    HOME = "home"
    PARKING = "parking"
    STORAGE = "storage"


class AreaSource(StrEnum):
    """Where an area comes from; the best one stands (R2). Offices whose column says just 建筑面积 leave it unstated."""

    REGISTER = "register"
    SURVEY = "survey"
    CONTRACT = "contract"
    UNSTATED = "unstated"


class RosterProblem(StrEnum):
    NO_AREA = "no_area"
    BAD_AREA = "bad_area"
    DUPLICATE = "duplicate"
    NO_ROOM = "no_room"
    UNREADABLE = "unreadable"
    """A formula without a value, an error: of its place (then it has no room), of its area (then it has none) or of its owner;
    or an owner who is said to be dead."""


class RosterNote(StrEnum):
    """What staff should look at although nothing is missing."""

    AREA_ROUNDED = "area_rounded"
    """More than two decimals: rounded half up."""
    AREA_UNLIKELY = "area_unlikely"
    """Far smaller or larger than homes are: perhaps a lost point."""
    NO_OWNER = "no_owner"
    OWNERS_INCOMPLETE = "owners_incomplete"
    """「张三等3人」: somebody is not named."""
    DESIGNATED_UNKNOWN = "designated_unknown"
    """The designated voter is none of the owners: left out."""
    SHEET_SKIPPED = "sheet_skipped"
    """No heading with room and area: a summary, a note."""
    SHEET_HIDDEN = "sheet_hidden"
    COLUMNS_CUT = "columns_cut"
    """Columns beyond the limit were not read."""
    COLUMN_UNREAD = "column_unread"
    """No heading known, or one that another column answers better; `text` is its heading or its letter."""
    OWNERS_JOINED = "owners_joined"
    """The home stands in several rows of one area, each with another owner: all of them are its owners."""
    ROWS_DIFFER = "rows_differ"
    """The home stands in several rows of different areas: the first counts."""
    OWNER_UNCLEAR = "owner_unclear"
    """The owner's cell holds words that are no name, and that are not understood: 「孙七（南屋）」, 「张三转李四」."""


@dataclass(frozen=True, slots=True)
class RosterHome:
    """A complete row. `row` counts from 1 as the office's program shows it; `sheet` is empty in a CSV."""

    building: str
    entrance: str
    room: str
    kind: HomeKind
    area_cm2m: int
    area_source: AreaSource
    owners: tuple[str, ...]
    designated: str = ""
    developer: bool = False
    row: int = 0
    sheet: str = ""

    @property
    def name(self) -> HomeName:
        return HomeName(self.building, self.entrance, self.room)

    @property
    def key(self) -> str:
        return home_key(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class RosterGap:
    """A row that gave no home. `text` is what stood in the cell at fault; what else the row said is kept, to complete it later."""

    row: int
    sheet: str
    problem: RosterProblem
    building: str
    entrance: str
    room: str
    text: str = ""
    kind: HomeKind = HomeKind.HOME
    area_cm2m: int | None = None
    area_source: AreaSource = AreaSource.UNSTATED
    owners: tuple[str, ...] = ()
    designated: str = ""
    developer: bool = False
    first_sheet: str = ""
    first_row: int = 0
    """Of a duplicate: where the row stands that counts."""

    @property
    def name(self) -> HomeName:
        return HomeName(self.building, self.entrance, self.room)

    @property
    def key(self) -> str:
        return home_key(self.kind, self.name)

    @property
    def needs_place(self) -> bool:
        """Whether nobody knows which home it is: a flat without a building is in none."""
        return not (self.room and (self.building or self.kind is not HomeKind.HOME))

    @property
    def is_of_owner(self) -> bool:
        """Whether the row names its home and its area, so that only its owner could not be read."""
        return self.problem is RosterProblem.UNREADABLE and self.area_cm2m is not None and not self.needs_place

    @property
    def is_open(self) -> bool:
        """Whether the total lacks something until staff fill it or strike it (R2). A duplicate lacks nothing."""
        return self.problem is not RosterProblem.DUPLICATE


@dataclass(frozen=True, slots=True)
class SkippedColumn:
    """A column that looks like numbers of ID cards or phones: not read, and said so."""

    sheet: str
    column: str
    """Its letter in the office's program."""
    heading: str
    looks_like: str
    """`id` or `phone`."""


@dataclass(frozen=True, slots=True)
class RosterWarning:
    note: RosterNote
    sheet: str
    row: int = 0
    """0 when it is about the whole sheet."""
    home: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterReading:
    """One file, read. `fields` are those that some sheet had a column for: the others say nothing about a home."""

    homes: tuple[RosterHome, ...]
    gaps: tuple[RosterGap, ...]
    skipped_columns: tuple[SkippedColumn, ...] = ()
    warnings: tuple[RosterWarning, ...] = ()
    fields: frozenset[str] = field(default_factory=frozenset)
    titles: tuple[str, ...] = ()
    """What stands above the headings, where offices say whose roster it is."""

    @property
    def open_gaps(self) -> tuple[RosterGap, ...]:
        return tuple(gap for gap in self.gaps if gap.is_open)

    def of_kind(self, kind: HomeKind) -> tuple[RosterHome, ...]:
        return tuple(home for home in self.homes if home.kind == kind)

    def area_cm2m(self, kind: HomeKind = HomeKind.HOME) -> int:
        return sum(home.area_cm2m for home in self.homes if home.kind == kind)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of each kind: homes and parking places are never added up."""

    homes: int = 0
    parking: int = 0
    storage: int = 0

    def __bool__(self) -> bool:
        return bool(self.homes or self.parking or self.storage)

    @classmethod
    def of(cls, homes: Iterable[RosterHome]) -> Self:
        kinds = Counter(home.kind for home in homes)
        return cls(kinds[HomeKind.HOME], kinds[HomeKind.PARKING], kinds[HomeKind.STORAGE])


NOTHING_COUNTED = Counted()


def home_key(kind: HomeKind, name: HomeName) -> str:
    """What makes two rows one home: parking place 101 and home 101 are two."""
    return name.key if kind is HomeKind.HOME else f"{kind}:{name.key}"
