"""Rosters as the compound keeps them: homes with their owners, what an import changed, open gaps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.rosters import AreaSource, HomeKind, RosterGap, RosterHome
from storage.base import new_id
from storage.compounds import home_owners, homes, roster_gaps, roster_imports, roster_owners, separated_names


@dataclass(frozen=True, slots=True)
class KeptHome:
    """A home of the compound with its id."""

    id: str
    home: RosterHome


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """One owner of a compound: a written name, and a home ref where staff said that it is another person of that name."""

    name: str
    apart_at: str = ""


class Rosters:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def kept(self, compound_id: str) -> list[KeptHome]:
        """Every home that is not retired, in the roster's order."""
        owners = await self._owner_names(compound_id)
        query = select(homes).where(homes.c.compound_id == compound_id, homes.c.retired_at.is_(None))
        rows = await self._connection.execute(query.order_by(homes.c.position, homes.c.id))
        return [KeptHome(row.id, _home(row, owners.get(row.id, []))) for row in rows]

    async def _owner_names(self, compound_id: str) -> dict[str, list[tuple[str, str]]]:
        query = select(home_owners.c.home_id, roster_owners.c.id, roster_owners.c.name)
        joined = query.join(roster_owners, roster_owners.c.id == home_owners.c.owner_id)
        rows = await self._connection.execute(joined.where(home_owners.c.compound_id == compound_id).order_by(home_owners.c.position))
        found: dict[str, list[tuple[str, str]]] = {}
        for home_id, owner_id, name in rows:
            found.setdefault(home_id, []).append((owner_id, name))
        return found

    async def owners(self, compound_id: str) -> dict[OwnerKey, str]:
        """Every owner of the compound to its id."""
        fields = (roster_owners.c.id, roster_owners.c.name, roster_owners.c.apart_at)
        rows = await self._connection.execute(select(*fields).where(roster_owners.c.compound_id == compound_id))
        return {OwnerKey(row.name, row.apart_at): row.id for row in rows}

    async def separated(self, compound_id: str) -> set[OwnerKey]:
        """Names that staff said are other people at these homes."""
        fields = (separated_names.c.name, separated_names.c.home_ref)
        rows = await self._connection.execute(select(*fields).where(separated_names.c.compound_id == compound_id))
        return {OwnerKey(row.name, row.home_ref) for row in rows}

    async def add_owners(self, compound_id: str, keys: Sequence[OwnerKey]) -> dict[OwnerKey, str]:
        made = {key: new_id() for key in keys}
        rows = [{"id": owner_id, "compound_id": compound_id, "name": key.name, "apart_at": key.apart_at} for key, owner_id in made.items()]
        if rows:
            await self._connection.execute(insert(roster_owners), rows)
        return made

    async def add_homes(self, compound_id: str, new: Sequence[tuple[str, str, int, RosterHome, str | None]]) -> None:
        """(home id, building id, position, home, id of the designated owner)."""
        rows = [
            {
                "id": home_id,
                "compound_id": compound_id,
                "building_id": building_id,
                "building": home.building,
                "entrance": home.entrance,
                "room": home.room,
                "kind": home.kind,
                "area_cm2m": home.area_cm2m,
                "area_source": home.area_source,
                "designated_owner_id": designated,
                "developer": home.developer,
                "position": position,
            }
            for home_id, building_id, position, home, designated in new
        ]
        if rows:
            await self._connection.execute(insert(homes), rows)

    async def set_owners(self, compound_id: str, owners: Mapping[str, Sequence[str]]) -> None:
        """Home id → ids of its owners, in the order of the roster; what was there before goes."""
        ids = list(owners)
        for start in range(0, len(ids), 500):
            await self._connection.execute(delete(home_owners).where(home_owners.c.home_id.in_(ids[start : start + 500])))
        rows = [
            {"home_id": home_id, "owner_id": owner_id, "compound_id": compound_id, "position": position}
            for home_id, owner_ids in owners.items()
            for position, owner_id in enumerate(owner_ids)
        ]
        if rows:
            await self._connection.execute(insert(home_owners), rows)

    async def change_homes(self, compound_id: str, changes: Sequence[tuple[str, RosterHome, str | None]]) -> None:
        """(home id, home as it is now, id of the designated owner)."""
        rows = [
            {
                "the_id": home_id,
                "area_cm2m": home.area_cm2m,
                "area_source": home.area_source,
                "developer": home.developer,
                "designated_owner_id": designated,
            }
            for home_id, home, designated in changes
        ]
        if rows:
            of_compound = update(homes).where(homes.c.id == bindparam("the_id"), homes.c.compound_id == compound_id)
            values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "the_id"}
            await self._connection.execute(of_compound.values(**values), rows)

    async def set_positions(self, positions: Mapping[str, int]) -> None:
        rows = [{"the_id": home_id, "place": position} for home_id, position in positions.items()]
        if rows:
            await self._connection.execute(update(homes).where(homes.c.id == bindparam("the_id")).values(position=bindparam("place")), rows)

    async def replace_gaps(self, compound_id: str, gaps: Iterable[RosterGap], file_name: str) -> int:
        """The open gaps of a new file take the place of those of the former one; settled ones stay."""
        still_open = roster_gaps.c.state == "open"
        await self._connection.execute(delete(roster_gaps).where(roster_gaps.c.compound_id == compound_id, still_open))
        struck = await self._struck(compound_id)
        rows = [_gap_row(compound_id, gap, file_name) for gap in gaps if gap.is_open and (gap.key, gap.problem) not in struck]
        if rows:
            await self._connection.execute(insert(roster_gaps), rows)
        return len(rows)

    async def _struck(self, compound_id: str) -> set[tuple[str, str]]:
        """Rows that staff struck with a reason stay struck when the same file comes again."""
        fields = (roster_gaps.c.building, roster_gaps.c.entrance, roster_gaps.c.room, roster_gaps.c.problem)
        query = select(*fields).where(roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "struck")
        rows = await self._connection.execute(query)
        return {(RosterGap(0, "", row.problem, row.building, row.entrance, row.room).key, row.problem) for row in rows}

    async def record_import(self, values: Mapping[str, Any], now: datetime) -> str:
        import_id = new_id()
        await self._connection.execute(insert(roster_imports).values(id=import_id, imported_at=now, **values))
        return import_id


def _home(row: Any, owners: list[tuple[str, str]]) -> RosterHome:
    names = dict(owners)
    return RosterHome(
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


def _gap_row(compound_id: str, gap: RosterGap, file_name: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "compound_id": compound_id,
        "building": gap.building,
        "entrance": gap.entrance,
        "room": gap.room,
        "problem": gap.problem,
        "file_name": file_name,
        "sheet": gap.sheet,
        "row": gap.row,
        "owners": "、".join(gap.owners),
        "state": "open",
    }
