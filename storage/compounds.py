"""Places and homes: streets, communities, compounds, buildings, the homes of a roster and its open gaps."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import HomeRef, Place, PlaceKind
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.prepared import Prepared

places = Table(
    "places",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("parent_id", PublicId, ForeignKey("places.id")),
    Column("compound_id", PublicId, index=True),
    Column("path", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("parent_id", "name"),
)
homes = Table(
    "homes",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("building_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("building", String(32), nullable=False),
    Column("entrance", String(32), nullable=False),
    Column("room", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("area_cm2m", Integer, nullable=False),
    Column("area_source", String(8), nullable=False),
    Column("designated_owner_id", PublicId),
    Column("developer", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    # The import that brought it. Until that import is recorded, and once it is undone, the home is retired and may be deleted.
    Column("import_id", PublicId),
    Column("retired_at", UtcDateTime),
    Column("retired_reason", Text),
    UniqueConstraint("compound_id", "building", "entrance", "room", "kind"),
    Index("ix_homes_building_id", "building_id"),
)
roster_owners = Table(
    "roster_owners",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("name", String(64), nullable=False),
    # Empty for the one owner of this name; the key of a home where staff said that it is another person of the same name.
    Column("apart_at", String(128), nullable=False),
    UniqueConstraint("compound_id", "name", "apart_at"),
)
home_owners = Table(
    "home_owners",
    metadata,
    Column("home_id", PublicId, ForeignKey("homes.id"), primary_key=True),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id"), primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_home_owners_owner_id", "owner_id"),
)
roster_gaps = Table(
    "roster_gaps",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False, index=True),
    Column("building", String(32), nullable=False),
    Column("entrance", String(32), nullable=False),
    Column("room", String(32), nullable=False),
    Column("problem", String(16), nullable=False),
    Column("file_name", String(128), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("row", Integer, nullable=False),
    Column("owners", Text, nullable=False),
    # What else the row said: it counts once the gap is filled.
    Column("kind", String(8), nullable=False, default="home"),
    Column("area_cm2m", Integer),
    Column("area_source", String(8), nullable=False, default="unstated"),
    Column("designated", String(64), nullable=False, default=""),
    Column("developer", Boolean, nullable=False, default=False),
    # staged (its import is not finished), open, filled, struck, replaced (a later import, `closed_by`, says it better)
    Column("state", String(8), nullable=False),
    Column("import_id", PublicId),
    Column("closed_by", PublicId),
    Column("reason", Text),
    # The home that it became.
    Column("home_id", PublicId),
    Column("settled_by", PublicId),
    Column("settled_at", UtcDateTime),
    # What stood where the area should be, or the owner who could not be read.
    Column("said", String(64)),
)
roster_imports = Table(
    "roster_imports",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False, index=True),
    Column("file_name", String(128), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("imported_by", PublicId),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("counts", Text, nullable=False),
    Column("undo", Text, nullable=False),
    Column("undone_at", UtcDateTime),
)
# Counts what changes a roster: an import that was prepared beside it notices that something else changed it meanwhile.
roster_revisions = Table(
    "roster_revisions",
    metadata,
    Column("compound_id", PublicId, ForeignKey("places.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    # The import that is being prepared; another one waits until it is done, or has stayed away.
    Column("held_by", PublicId),
    Column("held_until", UtcDateTime),
)
# An import is prepared in small transactions, so that taps are answered meanwhile; these rows take effect in one short one.
roster_changes = Table(
    "roster_changes",
    metadata,
    Column("import_id", PublicId, primary_key=True),
    Column("home_id", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False, index=True),
    Column("area_cm2m", Integer, nullable=False),
    Column("area_source", String(8), nullable=False),
    Column("designated_owner_id", PublicId),
    Column("developer", Boolean, nullable=False),
    Column("retired_at", UtcDateTime),
    Column("retired_reason", Text),
)
roster_owner_changes = Table(
    "roster_owner_changes",
    metadata,
    Column("import_id", PublicId, primary_key=True),
    Column("home_id", PublicId, primary_key=True),
    Column("owner_id", PublicId, primary_key=True),
    Column("adds", Boolean, primary_key=True),
    Column("compound_id", PublicId, nullable=False, index=True),
    Column("position", Integer, nullable=False),
)
# What staff said of names at several homes; remembered when the roster is imported again. `apart`: at this home the name
# is another person; otherwise it was said to be the same person as at the other homes.
separated_names = Table(
    "separated_names",
    metadata,
    Column("compound_id", PublicId, ForeignKey("places.id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("home_ref", String(128), primary_key=True),
    Column("apart", Boolean, nullable=False, default=True),
    Column("decided_by", PublicId),
    Column("decided_at", UtcDateTime, nullable=False),
)

PLACE_FIELDS = (places.c.id, places.c.kind, places.c.name, places.c.parent_id, places.c.compound_id, places.c.path)
HOME_FIELDS = (homes.c.id, homes.c.compound_id, homes.c.building, homes.c.entrance, homes.c.room)
_PLACE = Prepared(lambda _insert: select(*PLACE_FIELDS).where(places.c.id == bindparam("place")))


def place_of(row: Any) -> Place:
    """A row of PLACE_FIELDS as a Place."""
    identifier, kind, name, parent_id, compound_id, path = row
    return Place(identifier, PlaceKind(kind), name, parent_id, compound_id, tuple(path.split("/")))


class Compounds:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def place(self, place_id: str) -> Place | None:
        rows = await _PLACE.rows(self._connection, place=place_id)
        return place_of(rows[0]) if rows else None

    async def places_named(self, name: str) -> list[Place]:
        rows = await self._connection.execute(select(*PLACE_FIELDS).where(places.c.name == name))
        return [place_of(row) for row in rows]

    async def places_by_id(self, place_ids: Iterable[str]) -> dict[str, Place]:
        rows = await self._connection.execute(select(*PLACE_FIELDS).where(places.c.id.in_(list(place_ids))))
        return {row.id: place_of(row) for row in rows}

    async def places_under(self, place: Place, kind: PlaceKind) -> list[Place]:
        """Places of this kind at or below `place`, in their order."""
        inside = places.c.path.startswith("/".join(place.path))
        rows = await self._connection.execute(
            select(*PLACE_FIELDS).where(places.c.kind == kind, inside).order_by(places.c.position, places.c.name)
        )
        return [place_of(row) for row in rows]

    async def add_place(self, kind: PlaceKind, name: str, parent: Place | None, position: int = 0) -> Place:
        """The place of this name under `parent`, made when it is not there."""
        known = select(*PLACE_FIELDS).where(places.c.name == name, places.c.parent_id == (parent.id if parent else None))
        row = (await self._connection.execute(known)).one_or_none()
        if row is not None:
            return place_of(row)
        identifier = new_id()
        path = (*(parent.path if parent else ()), identifier)
        compound_id = identifier if kind is PlaceKind.COMPOUND else parent.compound_id if parent else None
        values = {"id": identifier, "kind": kind, "name": name, "parent_id": parent.id if parent else None, "compound_id": compound_id}
        await self._connection.execute(insert(places).values(**values, path="/".join(path), position=position))
        return Place(identifier, kind, name, parent.id if parent else None, compound_id, path)

    async def home(self, compound_id: str, home_id: str) -> HomeRef | None:
        query = select(*HOME_FIELDS).where(homes.c.compound_id == compound_id, homes.c.id == home_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else HomeRef(*row)
