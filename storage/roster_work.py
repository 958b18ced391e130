"""What staff decide about a roster: gaps, names that stand at several homes, homes a new file lacks, undoing an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import HomeRef
from storage.base import decode, new_id
from storage.compounds import HOME_FIELDS, home_owners, homes, roster_gaps, roster_imports, roster_owners, separated_names
from storage.residents.tables import bindings, invites
from storage.votes.tables import votes


@dataclass(frozen=True, slots=True)
class OpenGap:
    id: str
    building: str
    entrance: str
    room: str
    problem: str
    row: int
    owners: str


@dataclass(frozen=True, slots=True)
class SharedOwner:
    """One owner at several homes about whom nobody has said whether it is one person."""

    owner_id: str
    name: str
    homes: tuple[HomeRef, ...]


@dataclass(frozen=True, slots=True)
class LastImport:
    id: str
    imported_at: datetime
    undo: dict[str, Any]


class RosterWork:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_gaps(self, compound_id: str) -> list[OpenGap]:
        fields = tuple(roster_gaps.c[name] for name in OpenGap.__dataclass_fields__)
        query = select(*fields).where(roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "open")
        return [OpenGap(*row) for row in await self._connection.execute(query.order_by(roster_gaps.c.row, roster_gaps.c.id))]

    async def settle_gap(self, compound_id: str, gap_id: str, *, state: str, reason: str | None, by: str | None, now: datetime) -> bool:
        """`filled` or `struck`; False when it was settled meanwhile."""
        mine = (roster_gaps.c.id == gap_id, roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "open")
        values = {"state": state, "reason": reason, "settled_by": by, "settled_at": now}
        return (await self._connection.execute(update(roster_gaps).where(*mine).values(**values))).rowcount == 1

    async def undecided_names(self, compound_id: str) -> list[SharedOwner]:
        """In the order of the homes."""
        counted = select(home_owners.c.owner_id).join(homes, homes.c.id == home_owners.c.home_id)
        standing = (home_owners.c.compound_id == compound_id, homes.c.retired_at.is_(None), homes.c.kind == "home")
        shared = counted.where(*standing).group_by(home_owners.c.owner_id).having(func.count() > 1)
        decided = select(separated_names.c.name).where(separated_names.c.compound_id == compound_id, separated_names.c.home_ref == "")
        query = (
            select(roster_owners.c.id, roster_owners.c.name, *HOME_FIELDS)
            .join(home_owners, home_owners.c.owner_id == roster_owners.c.id)
            .join(homes, homes.c.id == home_owners.c.home_id)
            .where(roster_owners.c.id.in_(shared), roster_owners.c.name.not_in(decided), *standing)
            .order_by(homes.c.position)
        )
        found: dict[tuple[str, str], list[HomeRef]] = {}
        for row in await self._connection.execute(query):
            owner_id, name, *home = row
            found.setdefault((owner_id, name), []).append(HomeRef(*home))
        return [SharedOwner(owner_id, name, tuple(refs)) for (owner_id, name), refs in found.items()]

    async def decide_same(self, compound_id: str, name: str, *, by: str | None, now: datetime) -> None:
        values = {"compound_id": compound_id, "name": name, "home_ref": "", "decided_by": by, "decided_at": now}
        await self._connection.execute(insert(separated_names).values(**values))

    async def separate(self, compound_id: str, owner: SharedOwner, *, by: str | None, now: datetime) -> None:
        """The name is somebody else at every home but the first; bindings of those homes follow."""
        for home in owner.homes[1:]:
            ref = f"{home.building}-{home.entrance}-{home.room}"
            values = {"compound_id": compound_id, "name": owner.name, "home_ref": ref, "decided_by": by, "decided_at": now}
            await self._connection.execute(insert(separated_names).values(**values))
            other = new_id()
            await self._connection.execute(insert(roster_owners).values(id=other, compound_id=compound_id, name=owner.name, apart_at=ref))
            there = (home_owners.c.home_id == home.id, home_owners.c.owner_id == owner.owner_id)
            await self._connection.execute(update(home_owners).where(*there).values(owner_id=other))
            bound = (bindings.c.home_id == home.id, bindings.c.owner_id == owner.owner_id)
            await self._connection.execute(update(bindings).where(*bound).values(owner_id=other))
            offered = (invites.c.home_id == home.id, invites.c.owner_id == owner.owner_id)
            await self._connection.execute(update(invites).where(*offered).values(owner_id=other))
            named = (homes.c.id == home.id, homes.c.designated_owner_id == owner.owner_id)
            await self._connection.execute(update(homes).where(*named).values(designated_owner_id=other))

    async def last_import(self, compound_id: str) -> LastImport | None:
        query = select(roster_imports.c.id, roster_imports.c.imported_at, roster_imports.c.undo)
        of_compound = query.where(roster_imports.c.compound_id == compound_id, roster_imports.c.undone_at.is_(None))
        row = (await self._connection.execute(of_compound.order_by(roster_imports.c.imported_at.desc()).limit(1))).one_or_none()
        return None if row is None else LastImport(row.id, row.imported_at, decode(row.undo))

    async def something_since(self, compound_id: str, since: datetime) -> bool:
        """A binding, a vote, a slip or a decision since then: the import cannot be undone any more."""
        for table, moment in ((bindings, bindings.c.created_at), (votes, votes.c.opened_at)):
            query = select(func.count()).where(table.c.compound_id == compound_id, moment >= since)
            if await self._connection.scalar(query):
                return True
        at_homes = select(homes.c.id).where(homes.c.compound_id == compound_id)
        slips = select(func.count()).where(invites.c.home_id.in_(at_homes), invites.c.created_at >= since)
        settled = select(func.count()).where(roster_gaps.c.compound_id == compound_id, roster_gaps.c.settled_at >= since)
        named = select(func.count()).where(separated_names.c.compound_id == compound_id, separated_names.c.decided_at >= since)
        return any([await self._connection.scalar(query) for query in (slips, settled, named)])

    async def forget_homes(self, compound_id: str, home_ids: Sequence[str]) -> None:
        for start in range(0, len(home_ids), 500):
            part = home_ids[start : start + 500]
            await self._connection.execute(delete(home_owners).where(home_owners.c.home_id.in_(part)))
            await self._connection.execute(delete(homes).where(homes.c.compound_id == compound_id, homes.c.id.in_(part)))

    async def mark_undone(self, import_id: str, now: datetime) -> bool:
        mine = (roster_imports.c.id == import_id, roster_imports.c.undone_at.is_(None))
        return (await self._connection.execute(update(roster_imports).where(*mine).values(undone_at=now))).rowcount == 1

    async def standing(self, compound_id: str, home_ids: Sequence[str]) -> list[HomeRef]:
        """Those of the homes that are not retired."""
        query = select(*HOME_FIELDS).where(homes.c.compound_id == compound_id, homes.c.id.in_(home_ids), homes.c.retired_at.is_(None))
        return [HomeRef(*row) for row in await self._connection.execute(query.order_by(homes.c.position))]

    async def retire(self, compound_id: str, home_id: str, reason: str, now: datetime) -> bool:
        mine = (homes.c.id == home_id, homes.c.compound_id == compound_id, homes.c.retired_at.is_(None))
        return (await self._connection.execute(update(homes).where(*mine).values(retired_at=now, retired_reason=reason))).rowcount == 1

    async def size(self, compound_id: str) -> tuple[int, int]:
        """(homes, area in 0.01 m²) of what is not retired."""
        of_compound = (homes.c.compound_id == compound_id, homes.c.retired_at.is_(None), homes.c.kind == "home")
        row = (
            await self._connection.execute(select(func.count(), func.coalesce(func.sum(homes.c.area_cm2m), 0)).where(*of_compound))
        ).one()
        return row[0], int(row[1])
