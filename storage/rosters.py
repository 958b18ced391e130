"""Rosters as the compound keeps them: homes with their owners, owners by name, open gaps, imports on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.rosters import AreaSource, HomeKind, RosterGap, RosterHome, RosterProblem
from bot.rules.rosters.doubts import Range
from bot.rules.rosters.gaps import KnownGap
from storage.compounds import home_owners, homes, places, roster_gaps, roster_imports, roster_owners, separated_names

# Rows in one read or write: the event loop and the next writer wait no longer than that takes (tens of milliseconds).
CHUNK = 500


@dataclass(frozen=True, slots=True)
class KeptHome:
    """A home of the compound with its id, its place in the order, and the ids of its owners."""

    id: str
    home: RosterHome
    position: int = 0
    owner_ids: tuple[str, ...] = ()
    designated_id: str | None = None
    retired_at: datetime | None = None
    retired_reason: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """One owner of a compound: a written name, and a home's key where staff said that it is another person of that name."""

    name: str
    apart_at: str = ""


@dataclass(frozen=True, slots=True)
class KeptBuilding:
    id: str
    name: str
    position: int


class Rosters:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def kept(self, compound_id: str) -> list[KeptHome]:
        """Every home that is not retired, in the roster's order."""
        found = [one for one in await self.every(compound_id) if one.retired_at is None]
        return sorted(found, key=lambda one: (one.position, one.id))

    async def every(self, compound_id: str) -> list[KeptHome]:
        """Every home, the retired ones too, in no order; in parts, so that the event loop turns between them."""
        found: list[KeptHome] = []
        after = ""
        query = select(homes).where(homes.c.compound_id == compound_id).order_by(homes.c.id).limit(CHUNK)
        while rows := (await self._connection.execute(query.where(homes.c.id > after))).all():
            owners = await self._owners_of(after, rows[-1].id, compound_id)
            found += [_kept(row, owners.get(row.id, [])) for row in rows]
            after = rows[-1].id
        return found

    async def in_building(self, compound_id: str, building: str) -> list[KeptHome]:
        """Its homes, the retired ones too, without their owners' names."""
        query = select(homes).where(homes.c.compound_id == compound_id, homes.c.building == building).order_by(homes.c.position)
        rows = (await self._connection.execute(query)).all()
        owned = select(home_owners.c.home_id, home_owners.c.owner_id).where(home_owners.c.home_id.in_([row.id for row in rows]))
        owners: dict[str, list[tuple[str, str]]] = {}
        for home_id, owner_id in await self._connection.execute(owned.order_by(home_owners.c.position)):
            owners.setdefault(home_id, []).append((owner_id, ""))
        return [_kept(row, owners.get(row.id, [])) for row in rows]

    async def owner_ids(self, home_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Home id → ids of its owners."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(home_ids, ())
        query = select(home_owners.c.home_id, home_owners.c.owner_id).where(home_owners.c.home_id.in_(home_ids))
        for home_id, owner_id in await self._connection.execute(query.order_by(home_owners.c.position)):
            found[home_id] = (*found[home_id], owner_id)
        return found

    async def building_ends(self, compound_id: str) -> dict[tuple[HomeKind, str], int]:
        """(kind, building) → the last place in the order."""
        query = select(homes.c.kind, homes.c.building, func.max(homes.c.position)).where(homes.c.compound_id == compound_id)
        rows = await self._connection.execute(query.group_by(homes.c.kind, homes.c.building))
        return {(HomeKind(kind), building): end for kind, building, end in rows}

    async def _owners_of(self, after: str, last: str, compound_id: str) -> dict[str, list[tuple[str, str]]]:
        """Home id → (owner id, name) for the homes after one id up to another."""
        query = select(home_owners.c.home_id, roster_owners.c.id, roster_owners.c.name)
        joined = query.join(roster_owners, roster_owners.c.id == home_owners.c.owner_id).order_by(home_owners.c.position)
        within = (home_owners.c.home_id > after, home_owners.c.home_id <= last, home_owners.c.compound_id == compound_id)
        found: dict[str, list[tuple[str, str]]] = {}
        for home_id, owner_id, name in await self._connection.execute(joined.where(*within)):
            found.setdefault(home_id, []).append((owner_id, name))
        return found

    async def owners(self, compound_id: str) -> dict[OwnerKey, str]:
        """Every owner of the compound to its id; in parts."""
        found: dict[OwnerKey, str] = {}
        after = ""
        fields = (roster_owners.c.id, roster_owners.c.name, roster_owners.c.apart_at)
        query = select(*fields).where(roster_owners.c.compound_id == compound_id).order_by(roster_owners.c.id).limit(CHUNK)
        while rows := (await self._connection.execute(query.where(roster_owners.c.id > after))).all():
            found |= {OwnerKey(row.name, row.apart_at): row.id for row in rows}
            after = rows[-1].id
        return found

    async def owners_named(self, compound_id: str, names: Sequence[str]) -> dict[OwnerKey, str]:
        fields = (roster_owners.c.id, roster_owners.c.name, roster_owners.c.apart_at)
        mine = (roster_owners.c.compound_id == compound_id, roster_owners.c.name.in_(names))
        return {OwnerKey(row.name, row.apart_at): row.id for row in await self._connection.execute(select(*fields).where(*mine))}

    async def separated(self, compound_id: str) -> set[OwnerKey]:
        """Names that staff said are other people at these homes."""
        fields = (separated_names.c.name, separated_names.c.home_ref)
        apart = (separated_names.c.compound_id == compound_id, separated_names.c.apart)
        return {OwnerKey(row.name, row.home_ref) for row in await self._connection.execute(select(*fields).where(*apart))}

    async def buildings(self, compound_id: str) -> list[KeptBuilding]:
        fields = (places.c.id, places.c.name, places.c.position)
        query = select(*fields).where(places.c.compound_id == compound_id, places.c.kind == "building")
        return [KeptBuilding(*row) for row in await self._connection.execute(query)]

    async def order_buildings(self, positions: Mapping[str, int]) -> None:
        for place_id, position in positions.items():
            await self._connection.execute(update(places).where(places.c.id == place_id).values(position=position))

    async def add_owners(self, compound_id: str, made: Mapping[OwnerKey, str]) -> None:
        rows = [{"id": owner_id, "compound_id": compound_id, "name": key.name, "apart_at": key.apart_at} for key, owner_id in made.items()]
        if rows:
            await self._connection.execute(insert(roster_owners), rows)

    async def gaps(self, compound_id: str, states: Sequence[str] = ("open",)) -> list[KnownGap]:
        """In the order of the file."""
        query = select(roster_gaps).where(roster_gaps.c.compound_id == compound_id, roster_gaps.c.state.in_(states))
        return [known_gap(row) for row in await self._connection.execute(query.order_by(roster_gaps.c.row, roster_gaps.c.id))]

    async def size(self, compound_id: str) -> tuple[int, int]:
        """(homes, area in 0.01 m²) of what is not retired."""
        of_compound = (homes.c.compound_id == compound_id, homes.c.retired_at.is_(None), homes.c.kind == HomeKind.HOME)
        query = select(func.count(), func.coalesce(func.sum(homes.c.area_cm2m), 0)).where(*of_compound)
        number, area = (await self._connection.execute(query)).one()
        return number, int(area)

    async def is_empty(self, compound_id: str) -> bool:
        """Nothing stands on it: no home, no parking place, no storage room."""
        standing = select(homes.c.id).where(homes.c.compound_id == compound_id, homes.c.retired_at.is_(None)).limit(1)
        return (await self._connection.execute(standing)).first() is None

    async def areas(self, compound_id: str, kind: HomeKind) -> Range | None:
        """Of the homes, or the parking places, that are not retired; None where there are none."""
        fields = (func.min(homes.c.area_cm2m), func.max(homes.c.area_cm2m))
        known = (homes.c.compound_id == compound_id, homes.c.retired_at.is_(None), homes.c.kind == kind)
        smallest, largest = (await self._connection.execute(select(*fields).where(*known))).one()
        return None if smallest is None else Range(int(smallest), int(largest))

    async def record_import(self, import_id: str, values: Mapping[str, Any], now: datetime) -> None:
        await self._connection.execute(insert(roster_imports).values(id=import_id, imported_at=now, **values))


def known_gap(row: Any) -> KnownGap:
    gap = RosterGap(
        row=row.row,
        sheet=row.sheet,
        problem=RosterProblem(row.problem),
        building=row.building,
        entrance=row.entrance,
        room=row.room,
        text=row.said or "",
        kind=HomeKind(row.kind),
        area_cm2m=row.area_cm2m,
        area_source=AreaSource(row.area_source),
        owners=tuple(name for name in row.owners.split("、") if name),
        designated=row.designated,
        developer=row.developer,
    )
    return KnownGap(row.id, row.state, gap, row.file_name, row.home_id, row.settled_at)


def _kept(row: Any, owners: list[tuple[str, str]]) -> KeptHome:
    names = dict(owners)
    home = RosterHome(
        building=row.building,
        entrance=row.entrance,
        room=row.room,
        kind=HomeKind(row.kind),
        area_cm2m=row.area_cm2m,
        area_source=AreaSource(row.area_source),
        owners=tuple(name for _, name in owners),
        designated=names.get(row.designated_owner_id, ""),
        developer=row.developer,
    )
    ids = tuple(owner_id for owner_id, _ in owners)
    return KeptHome(row.id, home, row.position, ids, row.designated_owner_id, row.retired_at, row.retired_reason)
