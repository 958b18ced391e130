"""The frozen electorate of a vote: its heads by number, found by home and by owner (R1, R3, R5)."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from bot.rules.votes.heads import Head, Kind, RosterRow, heads_of


@dataclass(frozen=True, slots=True)
class RosterHome:
    """One exclusive part as it stands in the database; the owners in its row are the ids of roster owners."""

    id: str
    row: RosterRow
    area_source: str
    position: int


@dataclass(frozen=True, slots=True)
class Elector:
    """One head of the vote. `numbers` of heads never change while the vote lives."""

    number: int
    head: Head
    homes: tuple[RosterHome, ...]

    @property
    def dwellings(self) -> tuple[RosterHome, ...]:
        return tuple(home for home in self.homes if home.row.kind is Kind.HOME)

    @property
    def first_home(self) -> RosterHome:
        """Where what its owners merely think is written down; a dwelling where there is one."""
        return (self.dwellings or self.homes)[0]

    def with_designated(self, owner: str | None) -> Head:
        """The head as it is now: somebody may be designated after the vote opened (R4)."""
        if owner == self.head.designated:
            return self.head
        first, *others = self.head.rows
        rows = (replace(first, designated=owner), *(replace(row, designated=None) for row in others))
        return Head(self.head.key, rows, developer=self.head.developer)


@dataclass(frozen=True, slots=True)
class Electorate:
    electors: tuple[Elector, ...]
    _by_number: dict[int, Elector] = field(init=False, repr=False, compare=False)
    _by_home: dict[str, Elector] = field(init=False, repr=False, compare=False)
    _by_owner: dict[str, tuple[Elector, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_owner: dict[str, list[Elector]] = {}
        for elector in self.electors:
            for owner in elector.head.owners:
                by_owner.setdefault(owner, []).append(elector)
        object.__setattr__(self, "_by_number", {elector.number: elector for elector in self.electors})
        object.__setattr__(self, "_by_home", {home.id: elector for elector in self.electors for home in elector.homes})
        object.__setattr__(self, "_by_owner", {owner: tuple(mine) for owner, mine in by_owner.items()})

    @property
    def heads_differ(self) -> bool:
        """Whether a head is anything else than one home."""
        return any(len(elector.dwellings) != 1 for elector in self.electors)

    def elector(self, number: int) -> Elector:
        return self._by_number[number]

    def of_home(self, home_id: str) -> Elector | None:
        return self._by_home.get(home_id)

    def of_owner(self, owner: str) -> tuple[Elector, ...]:
        """Every head that the owner has a part of: alone, with a spouse, with others (R5)."""
        return self._by_owner.get(owner, ())

    @property
    def homes(self) -> int:
        return sum(len(elector.dwellings) for elector in self.electors)

    @property
    def heads_without_home(self) -> int:
        """Heads of nothing but parking places and storage rooms."""
        return sum(not elector.dwellings for elector in self.electors)

    def out_of_reach(self, at_home: Set[str]) -> list[Elector]:
        """Heads of nothing but parking places and storage rooms, of whose owners none has a home anywhere (`at_home`)."""
        return [elector for elector in self.electors if not elector.dwellings and not at_home & set(elector.head.owners)]

    @property
    def merged_heads(self) -> int:
        """Heads of more than one home (R3)."""
        return sum(len(elector.dwellings) > 1 for elector in self.electors)


def freeze(homes: Sequence[RosterHome]) -> Electorate:
    """Heads numbered in the order of their first homes; `homes` are those that count."""
    by_row = {home.row: home for home in homes}
    heads = heads_of(home.row for home in homes)
    return Electorate(tuple(Elector(number, head, tuple(by_row[row] for row in head.rows)) for number, head in enumerate(heads, start=1)))


def thaw(parts: Iterable[tuple[int, RosterHome]]) -> Electorate:
    """The electorate as it was frozen: (number of the head, home) in the roster's order."""
    gathered: dict[int, list[RosterHome]] = {}
    for number, home in parts:
        gathered.setdefault(number, []).append(home)
    return Electorate(
        tuple(
            Elector(number, Head(str(number), tuple(home.row for home in homes), developer=homes[0].row.developer), tuple(homes))
            for number, homes in sorted(gathered.items())
        )
    )
