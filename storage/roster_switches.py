"""An import beside the roster: prepared in small transactions that no reader sees, then switched in by a short one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, case, delete, exists, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.rosters import RosterGap, RosterHome, RosterProblem
from storage.base import metadata, new_id
from storage.compounds import (
    home_owners,
    homes,
    places,
    roster_changes,
    roster_gaps,
    roster_imports,
    roster_owner_changes,
    roster_owners,
    roster_revisions,
)
from storage.dialects import insert_once
from storage.rosters import CHUNK

# Rows deleted in one transaction: each is looked for in every table that may name it.
CLEARED = 200


@dataclass(frozen=True, slots=True)
class NewHome:
    id: str
    position: int
    home: RosterHome
    designated_id: str | None
    owner_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedHome:
    """A home as it is to be; its place in the order does not change here."""

    id: str
    area_cm2m: int
    area_source: str
    developer: bool
    designated_id: str | None
    owner_ids: tuple[str, ...]
    retired_at: datetime | None = None
    retired_reason: str | None = None


class RosterSwitches:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def touch(self, compound_id: str) -> int:
        """The roster's new revision; every action that changes a roster says so here."""
        mine = roster_revisions.c.compound_id == compound_id
        first = insert_once(self._connection, roster_revisions, compound_id=compound_id, number=0)
        await self._connection.execute(first)
        await self._connection.execute(update(roster_revisions).where(mine).values(number=roster_revisions.c.number + 1))
        return int((await self._connection.execute(select(roster_revisions.c.number).where(mine))).scalar_one())

    async def revision(self, compound_id: str) -> int:
        """What `holds` is asked about later: by then the roster is still as it is read after this."""
        query = select(roster_revisions.c.number).where(roster_revisions.c.compound_id == compound_id)
        return await self._connection.scalar(query) or 0

    async def claim(self, compound_id: str, holder: str, until: datetime, now: datetime) -> bool:
        """Whether the holder alone prepares changes of this roster from now on; what others had prepared is void."""
        await self.touch(compound_id)
        free = or_(roster_revisions.c.held_until.is_(None), roster_revisions.c.held_until <= now)
        mine = (roster_revisions.c.compound_id == compound_id, free)
        return (
            await self._connection.execute(update(roster_revisions).where(*mine).values(held_by=holder, held_until=until))
        ).rowcount == 1

    async def release(self, compound_id: str, holder: str) -> None:
        mine = (roster_revisions.c.compound_id == compound_id, roster_revisions.c.held_by == holder)
        await self._connection.execute(update(roster_revisions).where(*mine).values(held_by=None, held_until=None))

    async def take(self, compound_id: str, revision: int) -> bool:
        """Raises the revision if it still is this one: then nothing changed the roster since, and nobody else will until the commit."""
        mine = (roster_revisions.c.compound_id == compound_id, roster_revisions.c.number == revision)
        return (await self._connection.execute(update(roster_revisions).where(*mine).values(number=revision + 1))).rowcount == 1

    async def holds(self, compound_id: str, revision: int) -> bool:
        """Whether the roster still has this revision; it keeps it until the commit."""
        query = select(roster_revisions.c.number).where(roster_revisions.c.compound_id == compound_id).with_for_update()
        return (await self._connection.scalar(query) or 0) == revision

    async def clear(self, compound_id: str) -> bool:
        """Deletes some of what finished, broken and undone imports left behind; False when nothing is left."""
        changes = await self._clear_changes(roster_changes, compound_id) + await self._clear_changes(roster_owner_changes, compound_id)
        gone = (roster_gaps.c.compound_id == compound_id, _unfinished(roster_gaps.c.import_id))
        gaps = await self._clear(roster_gaps, *gone)
        homes_left = select(homes.c.id).where(homes.c.compound_id == compound_id, _unfinished(homes.c.import_id)).limit(CLEARED)
        left = list((await self._connection.execute(homes_left)).scalars())
        if left:
            await self._connection.execute(delete(home_owners).where(home_owners.c.home_id.in_(left)))
            await self._connection.execute(delete(homes).where(homes.c.id.in_(left)))
        return bool(changes or gaps or left)

    async def _clear_changes(self, table: Table, compound_id: str) -> int:
        query = select(table.c.home_id).where(table.c.compound_id == compound_id).limit(CHUNK)
        found = set((await self._connection.execute(query)).scalars())
        if found:
            await self._connection.execute(delete(table).where(table.c.compound_id == compound_id, table.c.home_id.in_(found)))
        return len(found)

    async def _clear(self, table: Table, *which: ColumnElement[bool]) -> int:
        found = list((await self._connection.execute(select(table.c.id).where(*which).limit(CLEARED))).scalars())
        if found:
            await self._connection.execute(delete(table).where(table.c.id.in_(found)))
        return len(found)

    async def stage_homes(
        self, compound_id: str, import_id: str | None, new: Sequence[NewHome], buildings: Mapping[str, str], now: datetime
    ) -> None:
        """Retired until the switch; at once part of the roster when they belong to no import. `buildings`: name → id."""
        retired_at = now if import_id else None
        rows = [_home_row(compound_id, buildings[one.home.building], import_id, one, retired_at) for one in new]
        owned = [
            {"home_id": one.id, "owner_id": owner_id, "compound_id": compound_id, "position": position}
            for one in new
            for position, owner_id in enumerate(one.owner_ids)
        ]
        if rows:
            await self._connection.execute(insert(homes), rows)
        if owned:
            await self._connection.execute(insert(home_owners), owned)

    async def stage_changes(self, compound_id: str, import_id: str, changed: Iterable[tuple[ChangedHome, tuple[str, ...]]]) -> None:
        """(the home as it is to be, ids of its owners now)."""
        key = {"import_id": import_id, "compound_id": compound_id}
        rows, owners = [], []
        for one, before in changed:
            values = {"area_cm2m": one.area_cm2m, "area_source": one.area_source, "designated_owner_id": one.designated_id}
            retired = {"retired_at": one.retired_at, "retired_reason": one.retired_reason}
            rows.append({**key, "home_id": one.id, "developer": one.developer, **values, **retired})
            now, then = dict(enumerate(one.owner_ids)).items(), dict(enumerate(before)).items()
            owners += [{**key, "home_id": one.id, "owner_id": owner, "adds": False, "position": at} for at, owner in then - now]
            owners += [{**key, "home_id": one.id, "owner_id": owner, "adds": True, "position": at} for at, owner in now - then]
        for table, values_of in ((roster_changes, rows), (roster_owner_changes, owners)):
            if values_of:
                await self._connection.execute(insert(table), values_of)

    async def change(self, compound_id: str, home: ChangedHome, owners_now: tuple[str, ...]) -> None:
        """One home, at once."""
        change_id = new_id()
        await self.stage_changes(compound_id, change_id, [(home, owners_now)])
        await self._apply(compound_id, change_id)
        for table in (roster_changes, roster_owner_changes):
            await self._connection.execute(delete(table).where(table.c.import_id == change_id))

    async def make_room(self, compound_id: str, position: int) -> None:
        """Every home from this place on moves one further."""
        behind = (homes.c.compound_id == compound_id, homes.c.position >= position)
        await self._connection.execute(update(homes).where(*behind).values(position=homes.c.position + 1))

    async def delete_home(self, compound_id: str, home_id: str) -> None:
        mine = (homes.c.id == home_id, homes.c.compound_id == compound_id)
        await self._connection.execute(
            delete(home_owners).where(home_owners.c.home_id == home_id, home_owners.c.compound_id == compound_id)
        )
        await self._connection.execute(delete(homes).where(*mine))

    async def stage_gaps(self, compound_id: str, import_id: str, gaps: Sequence[RosterGap], file_name: str) -> None:
        rows = [_gap_row(compound_id, import_id, gap, file_name) for gap in gaps]
        if rows:
            await self._connection.execute(insert(roster_gaps), rows)

    async def mark_gaps(self, compound_id: str, import_id: str, gap_ids: Sequence[str]) -> None:
        """These are closed by the switch."""
        mine = (roster_gaps.c.compound_id == compound_id, roster_gaps.c.id.in_(gap_ids))
        await self._connection.execute(update(roster_gaps).where(*mine).values(closed_by=import_id))

    async def set_positions(self, positions: Mapping[str, int]) -> None:
        rows = [{"the_id": home_id, "place": position} for home_id, position in positions.items()]
        if rows:
            await self._connection.execute(update(homes).where(homes.c.id == bindparam("the_id")).values(position=bindparam("place")), rows)

    async def switch(self, compound_id: str, import_id: str) -> None:
        """All that was staged for this import takes effect."""
        mine = (homes.c.compound_id == compound_id, homes.c.import_id == import_id)
        await self._connection.execute(update(homes).where(*mine).values(retired_at=None))
        await self._apply(compound_id, import_id)
        of_compound = roster_gaps.c.compound_id == compound_id
        closed = update(roster_gaps).where(of_compound, roster_gaps.c.closed_by == import_id)
        await self._connection.execute(closed.values(state="replaced"))
        opened = update(roster_gaps).where(of_compound, roster_gaps.c.import_id == import_id, roster_gaps.c.state == "staged")
        await self._connection.execute(opened.values(state="open"))

    async def undo(self, compound_id: str, import_id: str, undo_id: str, now: datetime) -> None:
        """What the import brought is retired, what it closed is open again, and the changes staged as `undo_id` take effect."""
        mine = (homes.c.compound_id == compound_id, homes.c.import_id == import_id)
        await self._connection.execute(update(homes).where(*mine).values(retired_at=now))
        await self._apply(compound_id, undo_id)
        of_compound = roster_gaps.c.compound_id == compound_id
        brought = update(roster_gaps).where(of_compound, roster_gaps.c.import_id == import_id, roster_gaps.c.state == "open")
        await self._connection.execute(brought.values(state="staged"))
        before = case((roster_gaps.c.settled_at.is_(None), "open"), else_="struck")
        reopened = update(roster_gaps).where(of_compound, roster_gaps.c.closed_by == import_id)
        await self._connection.execute(reopened.values(state=before, closed_by=None))

    async def _apply(self, compound_id: str, import_id: str) -> None:
        fields = ("area_cm2m", "area_source", "designated_owner_id", "developer", "retired_at", "retired_reason")
        staged = (roster_changes.c.import_id == import_id, roster_changes.c.home_id == homes.c.id, homes.c.compound_id == compound_id)
        await self._connection.execute(update(homes).where(*staged).values({name: roster_changes.c[name] for name in fields}))
        changes = roster_owner_changes
        gone = select(changes.c.home_id, changes.c.owner_id).where(changes.c.import_id == import_id, ~changes.c.adds)
        await self._connection.execute(delete(home_owners).where(tuple_(home_owners.c.home_id, home_owners.c.owner_id).in_(gone)))
        names = ["home_id", "owner_id", "compound_id", "position"]
        added = select(*(changes.c[name] for name in names)).where(changes.c.import_id == import_id, changes.c.adds)
        await self._connection.execute(insert(home_owners).from_select(names, added))

    async def forget_owners(self, compound_id: str, owner_ids: Sequence[str]) -> None:
        """Those of these owners whom nothing names any more."""
        mine = (roster_owners.c.compound_id == compound_id, roster_owners.c.id.in_(owner_ids))
        await self._connection.execute(delete(roster_owners).where(*mine, *_unnamed(roster_owners.c.id)))

    async def forget_buildings(self, compound_id: str) -> None:
        """Buildings without a home, that nothing else names either."""
        empty = (places.c.compound_id == compound_id, places.c.kind == "building", *_unnamed(places.c.id))
        await self._connection.execute(delete(places).where(*empty))


def _unnamed(identifier: Column[Any]) -> list[ColumnElement[bool]]:
    """That no row of any table refers to it."""
    keys = [key.parent for table in metadata.sorted_tables for key in table.foreign_keys if key.column is identifier]
    return [identifier.not_in(select(column).where(column.is_not(None))) for column in keys]


def _unfinished(import_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of an import that is not on record, or was undone."""
    standing = select(roster_imports.c.id).where(roster_imports.c.undone_at.is_(None), roster_imports.c.id == import_id)
    return and_(import_id.is_not(None), ~exists(standing))


def _home_row(compound_id: str, building_id: str, import_id: str | None, one: NewHome, retired_at: datetime | None) -> dict[str, Any]:
    home = one.home
    return {
        "id": one.id,
        "compound_id": compound_id,
        "building_id": building_id,
        "building": home.building,
        "entrance": home.entrance,
        "room": home.room,
        "kind": home.kind,
        "area_cm2m": home.area_cm2m,
        "area_source": home.area_source,
        "designated_owner_id": one.designated_id,
        "developer": home.developer,
        "position": one.position,
        "import_id": import_id,
        "retired_at": retired_at,
    }


def _gap_row(compound_id: str, import_id: str, gap: RosterGap, file_name: str) -> dict[str, Any]:
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
        "kind": gap.kind,
        "area_cm2m": gap.area_cm2m,
        "area_source": gap.area_source,
        "designated": gap.designated,
        "developer": gap.developer,
        # Other cells may hold what is nobody's business: a number for a name, a line of somebody's own. An owner's cell, of which
        # its reader has taken the numbers, is what staff have to judge.
        "said": gap.text if gap.problem is RosterProblem.BAD_AREA or gap.is_of_owner else None,
        "state": "staged",
        "import_id": import_id,
    }
