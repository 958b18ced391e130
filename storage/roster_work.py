"""What staff decide about a roster: gaps, names that stand at several homes, homes a new file lacks; what depends on an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import HomeRef, Place, PlaceKind
from bot.rules.rosters import HomeName
from bot.rules.votes.roster_notes import StruckRow
from storage.base import new_id
from storage.compounds import HOME_FIELDS, home_owners, homes, roster_gaps, roster_imports, roster_owners, separated_names
from storage.residents.accounts import LIVING
from storage.residents.tables import bindings, invites
from storage.votes.tables import vote_homes, vote_owners, votes


@dataclass(frozen=True, slots=True)
class SharedOwner:
    """One owner at several homes, and which of these homes nobody was asked about yet."""

    owner_id: str
    name: str
    homes: tuple[HomeRef, ...]
    undecided: tuple[HomeRef, ...]


@dataclass(frozen=True, slots=True)
class LastImport:
    """`undo` is the JSON of what it takes to undo it."""

    id: str
    imported_at: datetime
    file_name: str
    undo: str


def key_of(home: HomeRef) -> str:
    """As separated_names and roster_owners name a home: however many zeros the next file writes."""
    return HomeName(home.building, home.entrance, home.room).key


class RosterWork:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def settle_gap(
        self,
        compound_id: str,
        gap_id: str,
        *,
        state: str,
        now: datetime,
        by: str | None,
        reason: str | None = None,
        home_id: str | None = None,
    ) -> bool:
        """`filled` (as which home) or `struck` (why); False when it was settled meanwhile."""
        mine = (roster_gaps.c.id == gap_id, roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "open")
        values = {"state": state, "reason": reason, "home_id": home_id, "settled_by": by, "settled_at": now}
        return (await self._connection.execute(update(roster_gaps).where(*mine).values(**values))).rowcount == 1

    async def struck_rows(self, compound_id: str, place: Place, entrance: str | None, *, until: datetime) -> list[StruckRow]:
        """Rows left out up to then, in the scope or without a place of their own, as the file had them."""
        parts = [roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "struck", roster_gaps.c.settled_at <= until]
        if place.kind is PlaceKind.BUILDING:
            parts.append(roster_gaps.c.building.in_(["", place.name]))
        if entrance is not None:
            parts.append(roster_gaps.c.entrance.in_(["", entrance]))
        fields = (roster_gaps.c[name] for name in StruckRow.__dataclass_fields__)
        rows = await self._connection.execute(select(*fields).where(*parts).order_by(roster_gaps.c.row, roster_gaps.c.id))
        return [StruckRow(*row) for row in rows]

    async def reopen_gap(self, compound_id: str, gap_id: str) -> None:
        mine = (roster_gaps.c.id == gap_id, roster_gaps.c.compound_id == compound_id)
        values = {"state": "open", "reason": None, "home_id": None, "settled_by": None, "settled_at": None}
        await self._connection.execute(update(roster_gaps).where(*mine).values(**values))

    async def shared_names(self, compound_id: str) -> list[SharedOwner]:
        """Owners at more than one home, in the order of the homes."""
        counted = select(home_owners.c.owner_id).join(homes, homes.c.id == home_owners.c.home_id)
        standing = (home_owners.c.compound_id == compound_id, homes.c.retired_at.is_(None), homes.c.kind == "home")
        shared = counted.where(*standing).group_by(home_owners.c.owner_id).having(func.count() > 1)
        query = (
            select(roster_owners.c.id, roster_owners.c.name, *HOME_FIELDS)
            .join(home_owners, home_owners.c.owner_id == roster_owners.c.id)
            .join(homes, homes.c.id == home_owners.c.home_id)
            .where(roster_owners.c.id.in_(shared), *standing)
            .order_by(homes.c.position)
        )
        found: dict[tuple[str, str], list[HomeRef]] = {}
        for row in await self._connection.execute(query):
            owner_id, name, *home = row
            found.setdefault((owner_id, name), []).append(HomeRef(*home))
        decided = await self._decided(compound_id)
        return [
            SharedOwner(owner_id, name, tuple(refs), tuple(home for home in refs if (name, key_of(home)) not in decided))
            for (owner_id, name), refs in found.items()
        ]

    async def undecided_names(self, compound_id: str) -> list[SharedOwner]:
        return [one for one in await self.shared_names(compound_id) if one.undecided]

    async def _decided(self, compound_id: str) -> set[tuple[str, str]]:
        fields = (separated_names.c.name, separated_names.c.home_ref)
        rows = await self._connection.execute(select(*fields).where(separated_names.c.compound_id == compound_id))
        return {(row.name, row.home_ref) for row in rows}

    async def decide(self, compound_id: str, owner: SharedOwner, apart: Sequence[HomeRef], *, by: str | None, now: datetime) -> None:
        """At the homes `apart` the name is somebody else each time, and their bindings follow; at the others it is one person."""
        for home in owner.undecided:
            values = {"compound_id": compound_id, "name": owner.name, "home_ref": key_of(home), "decided_by": by, "decided_at": now}
            await self._connection.execute(insert(separated_names).values(**values, apart=home in apart))
        for home in apart:
            await self._move(home.id, owner.owner_id, await self._owner_apart(compound_id, owner.name, key_of(home)))

    async def said_last(self, compound_id: str, name: str) -> bool | None:
        """Of a name that was asked about: whether the last answer was that it is the same person. None where nobody was asked."""
        mine = (separated_names.c.compound_id == compound_id, separated_names.c.name == name)
        latest = select(func.max(separated_names.c.decided_at)).where(*mine).scalar_subquery()
        rows = await self._connection.execute(select(separated_names.c.apart).where(*mine, separated_names.c.decided_at == latest))
        apart = list(rows.scalars())
        return not any(apart) if apart else None

    async def _owner_apart(self, compound_id: str, name: str, at: str) -> str:
        mine = (roster_owners.c.compound_id == compound_id, roster_owners.c.name == name, roster_owners.c.apart_at == at)
        known = await self._connection.scalar(select(roster_owners.c.id).where(*mine))
        if known is not None:
            return str(known)
        made = new_id()
        await self._connection.execute(insert(roster_owners).values(id=made, compound_id=compound_id, name=name, apart_at=at))
        return made

    async def _move(self, home_id: str, old: str, new: str) -> None:
        for table in (home_owners, bindings, invites):
            mine = (table.c.home_id == home_id, table.c.owner_id == old)
            await self._connection.execute(update(table).where(*mine).values(owner_id=new))
        named = (homes.c.id == home_id, homes.c.designated_owner_id == old)
        await self._connection.execute(update(homes).where(*named).values(designated_owner_id=new))

    async def forget_decision(self, compound_id: str, name: str) -> None:
        """Everybody of this name is one owner again at every home, and asked about anew."""
        everybody = select(roster_owners.c.id, roster_owners.c.apart_at).where(
            roster_owners.c.compound_id == compound_id, roster_owners.c.name == name
        )
        owners = {row.apart_at: row.id for row in await self._connection.execute(everybody)}
        base = owners.pop("")
        for other in owners.values():
            there = select(home_owners.c.home_id).where(home_owners.c.owner_id == other)
            for at in list((await self._connection.execute(there)).scalars()):
                await self._move(at, other, base)
        mine = (separated_names.c.compound_id == compound_id, separated_names.c.name == name)
        await self._connection.execute(delete(separated_names).where(*mine))

    async def in_open_vote(self, compound_id: str, name: str) -> bool:
        """Whether an owner of this name is asked by a vote that is not closed: who its heads are is frozen (R1)."""
        owners = select(roster_owners.c.id).where(roster_owners.c.compound_id == compound_id, roster_owners.c.name == name)
        query = select(vote_owners.c.vote_id).join(votes, votes.c.id == vote_owners.c.vote_id)
        mine = (votes.c.state.in_(["open", "undecided"]), vote_owners.c.owner_id.in_(owners))
        return (await self._connection.execute(query.where(*mine).limit(1))).first() is not None

    async def last_import(self, compound_id: str) -> LastImport | None:
        fields = (roster_imports.c.id, roster_imports.c.imported_at, roster_imports.c.file_name, roster_imports.c.undo)
        of_compound = select(*fields).where(roster_imports.c.compound_id == compound_id, roster_imports.c.undone_at.is_(None))
        latest = of_compound.order_by(roster_imports.c.imported_at.desc(), roster_imports.c.id).limit(1)
        row = (await self._connection.execute(latest)).one_or_none()
        return None if row is None else LastImport(*row)

    async def dropped_owners(self, compound_id: str) -> dict[str, HomeName]:
        """Living registrations as an owner whom the roster does not name at that home any more: id → home, in the roster's order."""
        named = and_(home_owners.c.home_id == bindings.c.home_id, home_owners.c.owner_id == bindings.c.owner_id)
        query = select(bindings.c.id, homes.c.building, homes.c.entrance, homes.c.room).join(homes, homes.c.id == bindings.c.home_id)
        living = (bindings.c.state.in_(LIVING), bindings.c.owner_id.is_not(None), homes.c.retired_at.is_(None))
        gone = query.outerjoin(home_owners, named).where(bindings.c.compound_id == compound_id, *living, home_owners.c.owner_id.is_(None))
        rows = await self._connection.execute(gone.order_by(homes.c.position, bindings.c.id))
        return {row.id: HomeName(row.building, row.entrance, row.room) for row in rows}

    async def something_since(self, compound_id: str, since: datetime) -> bool:
        """A binding, a vote, a slip or a decision since then: the import cannot be undone any more."""
        at_homes = select(homes.c.id).where(homes.c.compound_id == compound_id)
        witnesses: tuple[tuple[Any, ColumnElement[bool], ColumnElement[datetime]], ...] = (
            (bindings, bindings.c.compound_id == compound_id, bindings.c.created_at),
            (votes, votes.c.compound_id == compound_id, votes.c.opened_at),
            (invites, invites.c.home_id.in_(at_homes), invites.c.created_at),
            (roster_gaps, roster_gaps.c.compound_id == compound_id, roster_gaps.c.settled_at),
            (separated_names, separated_names.c.compound_id == compound_id, separated_names.c.decided_at),
            (homes, (homes.c.compound_id == compound_id) & homes.c.retired_reason.is_not(None), homes.c.retired_at),
        )
        for table, of_compound, moment in witnesses:
            if await self._connection.scalar(select(func.count()).select_from(table).where(of_compound, moment >= since)):
                return True
        return False

    async def depends_on_home(self, compound_id: str, home_id: str) -> bool:
        """A binding, a code or a vote names this home."""
        of_compound = select(vote_homes.c.home_id).join(votes, votes.c.id == vote_homes.c.vote_id).where(votes.c.compound_id == compound_id)
        for query, named in ((select(bindings.c.id), bindings), (select(invites.c.id), invites), (of_compound, vote_homes)):
            if (await self._connection.execute(query.where(named.c.home_id == home_id).limit(1))).first():
                return True
        return False

    async def mark_undone(self, import_id: str, now: datetime) -> bool:
        mine = (roster_imports.c.id == import_id, roster_imports.c.undone_at.is_(None))
        return (await self._connection.execute(update(roster_imports).where(*mine).values(undone_at=now))).rowcount == 1

    async def is_undone(self, compound_id: str, import_id: str) -> bool:
        mine = (roster_imports.c.id == import_id, roster_imports.c.compound_id == compound_id)
        query = select(roster_imports.c.id).where(*mine, roster_imports.c.undone_at.is_not(None))
        return (await self._connection.execute(query)).first() is not None

    async def standing(self, compound_id: str, home_ids: Sequence[str]) -> list[HomeRef]:
        """Those of the homes that are not retired."""
        query = select(*HOME_FIELDS).where(homes.c.compound_id == compound_id, homes.c.id.in_(home_ids), homes.c.retired_at.is_(None))
        return [HomeRef(*row) for row in await self._connection.execute(query.order_by(homes.c.position))]

    async def retire(self, compound_id: str, home_id: str, reason: str, now: datetime) -> bool:
        mine = (homes.c.id == home_id, homes.c.compound_id == compound_id, homes.c.retired_at.is_(None))
        return (await self._connection.execute(update(homes).where(*mine).values(retired_at=now, retired_reason=reason))).rowcount == 1

    async def bring_back(self, compound_id: str, home_id: str) -> bool:
        mine = (homes.c.id == home_id, homes.c.compound_id == compound_id, homes.c.retired_reason.is_not(None))
        return (await self._connection.execute(update(homes).where(*mine).values(retired_at=None, retired_reason=None))).rowcount == 1
