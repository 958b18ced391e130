"""Who counts in a vote: the roster's rows, gathered into heads (R3: one owner set is one head)."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from bot.rules.votes.weights import Weight, weight_sum

# The key of the one head that all unsold or undelivered homes of the developer are (R3 b).
DEVELOPER_KEY = "developer"


class Kind(StrEnum):
    HOME = "home"
    PARKING = "parking"
    STORAGE = "storage"


class Parking(StrEnum):
    """Whether parking places and storage rooms count: said when the vote is drafted, never assumed (R6)."""

    COUNT = "count"
    IGNORE = "ignore"


PlaceKey = tuple[str, str, str]


def place_key(building: str, entrance: str, room: str) -> PlaceKey:
    """The same place written with full-width digits or stray spaces is the same place; 0301 and 301 are two."""
    building, entrance, room = ("".join(unicodedata.normalize("NFKC", part).split()) for part in (building, entrance, room))
    return building, entrance, room


def place_ref(building: str, entrance: str, room: str) -> str:
    """楼栋-单元-房号 as in the roster."""
    return f"{building}-{entrance}-{room}"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One exclusive part of the frozen roster; `owners` are keys in the roster's order, `designated` one of them."""

    building: str
    entrance: str
    room: str
    area_cm2m: int
    owners: tuple[str, ...]
    kind: Kind = Kind.HOME
    designated: str | None = None
    developer: bool = False

    @property
    def key(self) -> PlaceKey:
        return place_key(self.building, self.entrance, self.room)

    @property
    def ref(self) -> str:
        return place_ref(self.building, self.entrance, self.room)

    def counts(self, parking: Parking | None) -> bool:
        return self.kind is Kind.HOME or parking is Parking.COUNT


@dataclass(frozen=True, slots=True)
class Head:
    """What the law counts as one person: the rows of one owner set, with one voice.

    `owners` are those of all its rows; only the developer's head has rows that differ in them.
    """

    key: str
    rows: tuple[RosterRow, ...]
    developer: bool = False
    owners: tuple[str, ...] = field(init=False)
    designated: str | None = field(init=False)
    weight: Weight = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owners", tuple(dict.fromkeys(owner for row in self.rows for owner in row.owners)))
        designated = None if self.developer else next((row.designated for row in self.rows if row.designated), None)
        object.__setattr__(self, "designated", designated)
        object.__setattr__(self, "weight", Weight(sum(row.area_cm2m for row in self.rows), 1))

    @property
    def ref(self) -> str:
        """The first home, by which disputes and contradictions are named; the first row where there is no home."""
        return next((row for row in self.rows if row.kind is Kind.HOME), self.rows[0]).ref


def counted_rows(rows: Iterable[RosterRow], parking: Parking | None) -> list[RosterRow]:
    return [row for row in rows if row.counts(parking)]


def heads_of(rows: Iterable[RosterRow]) -> tuple[Head, ...]:
    """The heads in the order of their first rows. Rows without a known owner share no owner set: each is its own head."""
    gathered: dict[tuple[str, object], list[RosterRow]] = {}
    for row in rows:
        gathered.setdefault(_identity(row), []).append(row)
    return tuple(Head(_head_key(mine), tuple(mine), developer=mine[0].developer) for mine in gathered.values())


def _identity(row: RosterRow) -> tuple[str, object]:
    if row.developer:
        return "developer", None
    return ("owners", frozenset(row.owners)) if row.owners else ("place", row.key)


def _head_key(rows: Sequence[RosterRow]) -> str:
    """A name for the head that any roster with the same homes and owners gives again."""
    first = rows[0]
    if first.developer:
        return DEVELOPER_KEY
    return "owners:" + ";".join(sorted(set(first.owners))) if first.owners else "place:" + first.ref


def total_weight(heads: Iterable[Head]) -> Weight:
    return weight_sum(head.weight for head in heads)


def overlapping_heads(heads: Iterable[Head]) -> list[tuple[Head, Head]]:
    """Pairs that share an owner but not all: two heads by law, flagged in the report (R4). The developer is never one."""
    by_owner: dict[str, list[Head]] = {}
    for head in heads:
        for owner in () if head.developer else head.owners:
            by_owner.setdefault(owner, []).append(head)
    pairs = {(one.key, other.key): (one, other) for sharing in by_owner.values() for one, other in combinations(sharing, 2)}
    return list(pairs.values())


def count_overlaps(shared: Iterable[tuple[str, int]]) -> int:
    """How many such pairs there are, from (owner, number of a head) of owners who have a part of several."""
    by_owner: dict[str, list[int]] = {}
    for owner, number in shared:
        by_owner.setdefault(owner, []).append(number)
    return len({pair for numbers in by_owner.values() for pair in combinations(sorted(numbers), 2)})


def roster_hash(rows: Iterable[RosterRow]) -> str:
    """SHA-256 of everything that a denominator or a right to vote comes from, whatever the order of rows (R1)."""
    lines = sorted(
        "\x1f".join([*row.key, row.kind, str(row.area_cm2m), ";".join(sorted(row.owners)), row.designated or "", str(row.developer)])
        for row in rows
    )
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()
