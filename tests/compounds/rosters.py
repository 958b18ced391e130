"""Rosters in few words, a compound to import them into, and what it has then."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.actions.compounds import ensure_compound, import_roster
from bot.rules.compounds import ImportResult
from bot.rules.residents import Place
from bot.rules.rosters import AreaSource, HomeKind, RosterGap, RosterHome, RosterProblem, RosterReading
from tests.fixtures import Units

FIELDS = frozenset({"owners"})
GapRow = tuple[str, str, str, RosterProblem, str]


def home(
    building: str,
    entrance: str,
    room: str,
    area_cm2m: int = 10_000,
    *owners: str,
    kind: HomeKind = HomeKind.HOME,
    designated: str = "",
) -> RosterHome:
    return RosterHome(building, entrance, room, kind, area_cm2m, AreaSource.UNSTATED, owners, designated=designated)


def gap(building: str, entrance: str, room: str, problem: RosterProblem = RosterProblem.NO_AREA, *owners: str, row: int = 9) -> RosterGap:
    return RosterGap(row, "住宅", problem, building, entrance, room, text="?", owners=owners)


def reading(*homes: RosterHome, gaps: tuple[RosterGap, ...] = (), fields: frozenset[str] = FIELDS) -> RosterReading:
    return RosterReading(homes, gaps, fields=fields)


@dataclass
class Office:
    """A compound, imports into it, and what it has; the clock moves a minute with each import."""

    uow: Units
    place: Place
    imports: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.place.id

    async def take(self, *homes: RosterHome, gaps: tuple[RosterGap, ...] = (), fields: frozenset[str] = FIELDS) -> ImportResult:
        self.uow.clock.move(timedelta(minutes=1))
        result = await import_roster(
            self.uow(),
            compound_id=self.id,
            reading=reading(*homes, gaps=gaps, fields=fields),
            file_name="花名册.xlsx",
            sha256="0" * 64,
            imported_by=None,
            now=self.uow.clock.now(),
        )
        self.imports.append(result.import_id)
        return result

    async def has(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Home → (area, owners), in the roster's order."""
        async with self.uow.read() as unit:
            return {one.home.name.in_files: (one.home.area_cm2m, one.home.owners) for one in await unit.rosters.kept(self.id)}

    async def owner_ids(self) -> dict[str, tuple[str, ...]]:
        async with self.uow.read() as unit:
            return {one.home.name.in_files: one.owner_ids for one in await unit.rosters.kept(self.id)}

    async def home_id(self, name: str) -> str:
        async with self.uow.read() as unit:
            return next(one.id for one in await unit.rosters.kept(self.id) if one.home.name.in_files == name)

    async def gaps(self, *states: str) -> list[tuple[str, str]]:
        """(home, problem)"""
        async with self.uow.read() as unit:
            return sorted((one.gap.name.in_full, one.gap.problem.value) for one in await unit.rosters.gaps(self.id, states or ("open",)))


async def make_office(uow: Units) -> Office:
    return Office(uow, await ensure_compound(uow(), street="北街街道", community="北街社区", compound="和平小区"))
