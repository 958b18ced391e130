"""Rows of a compound as they go from one database into another: the roster and its gaps, nothing about people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import Place, PlaceKind, Role
from bot.rules.starts import SandboxCompound
from storage.compounds import home_owners, homes, places, roster_gaps, roster_owners, separated_names
from storage.residents import appointments

# In the order in which they refer to each other; who did something is left behind with the people.
ROSTER_TABLES: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (homes, ("import_id",)),
    (roster_owners, ()),
    (home_owners, ()),
    (roster_gaps, ("import_id", "closed_by", "settled_by")),
    (separated_names, ("decided_by",)),
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Places (the compound first) and the rows of ROSTER_TABLES."""

    places: list[dict[str, Any]]
    rows: list[tuple[Table, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class RoleRow:
    role: Role
    kind: PlaceKind
    place_id: str
    place: str


class Takeovers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def compounds(self) -> tuple[SandboxCompound, ...]:
        community, street = places.alias("community"), places.alias("street")
        counted = select(func.count()).select_from(homes).where(homes.c.compound_id == places.c.id, homes.c.retired_at.is_(None))
        query = select(places.c.id, places.c.name, community.c.name, street.c.name, counted.scalar_subquery())
        parents = query.join(community, community.c.id == places.c.parent_id).join(street, street.c.id == community.c.parent_id)
        rows = await self._connection.execute(parents.where(places.c.kind == PlaceKind.COMPOUND).order_by(places.c.name))
        return tuple(SandboxCompound(*row) for row in rows)

    async def roster(self, compound_id: str) -> Roster:
        own = select(places).where(places.c.compound_id == compound_id).order_by(func.length(places.c.path), places.c.position)
        rows = []
        for table, personal in ROSTER_TABLES:
            found = await self._rows(select(table).where(table.c.compound_id == compound_id))
            rows.append((table, [dict(row) | dict.fromkeys(personal) for row in found]))
        return Roster([dict(row) for row in await self._rows(own)], rows)

    async def _rows(self, query: Any) -> list[Mapping[str, Any]]:
        return [dict(row) for row in (await self._connection.execute(query)).mappings()]

    async def roles(self, compound_id: str) -> list[RoleRow]:
        """Appointments at the compound, in it, and above it: one row for each person who holds one."""
        path = await self._connection.scalar(select(places.c.path).where(places.c.id == compound_id))
        concerned = places.c.id.in_(str(path).split("/")) | (places.c.compound_id == compound_id)
        query = select(appointments.c.role, places.c.kind, places.c.id, places.c.name).join(places, places.c.id == appointments.c.place_id)
        active = query.where(appointments.c.state == "active", concerned).order_by(func.length(places.c.path), places.c.position)
        rows = await self._connection.execute(active)
        return [RoleRow(Role(role), PlaceKind(kind), place_id, name) for role, kind, place_id, name in rows]

    async def put(self, roster: Roster, community: Place) -> None:
        """Under this community; compound and buildings keep their ids."""
        kept = {place["id"] for place in roster.places}
        for row in roster.places:
            path = [*community.path, *(one for one in row["path"].split("/") if one in kept)]
            parent = community.id if row["kind"] == PlaceKind.COMPOUND else row["parent_id"]
            await self._connection.execute(insert(places).values(**(row | {"parent_id": parent, "path": "/".join(path)})))
        for table, rows in roster.rows:
            if rows:
                await self._connection.execute(insert(table), rows)
