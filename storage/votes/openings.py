"""A vote while it opens: written beside, in small transactions that no reader sees, then switched in by a short one."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.votes.ballots import Choice
from bot.rules.votes.electorates import Elector, Electorate, RosterHome
from bot.rules.votes.facts import VoteState
from bot.rules.votes.heads import Kind
from storage.rosters import CHUNK
from storage.votes.tables import vote_counts, vote_heads, vote_homes, vote_owners, vote_participation, votes


class Openings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, vote_id: str, compound_id: str, electorate: Electorate, **values: Any) -> None:
        """The vote as nobody sees it yet, with its counters and its lines of participation at nought."""
        key = {"vote_id": vote_id, "compound_id": compound_id}
        unseen = insert(votes).values(id=vote_id, compound_id=compound_id, state=VoteState.OPENING, receipts=0, **values)
        await self._connection.execute(unseen)
        await self._connection.execute(insert(vote_counts), [{**key, "choice": choice, "heads": 0, "area_cm2m": 0} for choice in Choice])
        await self._connection.execute(insert(vote_participation), [{**key, **row} for row in _places(electorate)])

    async def freeze(self, vote_id: str, compound_id: str, electors: Sequence[Elector]) -> None:
        """Some heads of the electorate, each once; every denominator comes from them (R1)."""
        key = {"vote_id": vote_id, "compound_id": compound_id}
        heads, frozen, owners = [], [], []
        for elector in electors:
            values = {"area_cm2m": elector.head.weight.area_cm2m, "homes": len(elector.dwellings), "developer": elector.head.developer}
            heads.append({**key, "head": elector.number, **values, "designated_owner_id": elector.head.designated, "counted": None})
            named = enumerate(elector.head.owners)
            owners += [{"vote_id": vote_id, "owner_id": owner, "head": elector.number, "position": place} for place, owner in named]
            frozen += [{**key, "head": elector.number, **_frozen(home)} for home in elector.homes]
        for table, rows in ((vote_heads, heads), (vote_homes, frozen), (vote_owners, owners)):
            if rows:
                await self._connection.execute(insert(table), rows)

    async def switch(self, vote_id: str) -> bool:
        """From the commit on it is open; False when it was cleared away meanwhile."""
        unseen = and_(votes.c.id == vote_id, votes.c.state == VoteState.OPENING)
        return (await self._connection.execute(update(votes).where(unseen).values(state=VoteState.OPEN))).rowcount == 1

    async def clear(self, vote_id: str) -> bool:
        """Deletes some of what an opening left that did not come to its end; False when nothing is left."""
        unseen = select(votes.c.id).where(votes.c.id == vote_id, votes.c.state == VoteState.OPENING)
        if await self._connection.scalar(unseen.with_for_update()) is None:
            return False
        for table, column in ((vote_owners, "owner_id"), (vote_homes, "home_id"), (vote_heads, "head")):
            if await self._clear(table, column, vote_id):
                return True
        for small in (vote_participation, vote_counts):
            await self._connection.execute(delete(small).where(small.c.vote_id == vote_id))
        await self._connection.execute(delete(votes).where(votes.c.id == vote_id))
        return False

    async def _clear(self, table: Table, column: str, vote_id: str) -> bool:
        query = select(table.c[column]).where(table.c.vote_id == vote_id).limit(CHUNK)
        some = list((await self._connection.execute(query)).scalars())
        if some:
            await self._connection.execute(delete(table).where(table.c.vote_id == vote_id, table.c[column].in_(some)))
        return bool(some)


def _frozen(home: RosterHome) -> dict[str, Any]:
    return {
        "home_id": home.id,
        "building": home.row.building,
        "entrance": home.row.entrance,
        "room": home.row.room,
        "kind": home.row.kind,
        "area_cm2m": home.row.area_cm2m,
        "area_source": home.area_source,
        "position": home.position,
    }


def _places(electorate: Electorate) -> Iterable[dict[str, Any]]:
    """The lines of participation: one per entrance, in the roster's order."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    every = sorted((home for elector in electorate.electors for home in elector.homes), key=lambda home: home.position)
    for home in every:
        key = (home.row.building, home.row.entrance)
        line = lines.setdefault(key, {"position": len(lines), "homes": 0, "area_cm2m": 0, "homes_in": 0, "area_in_cm2m": 0})
        line["homes"] += home.row.kind is Kind.HOME
        line["area_cm2m"] += home.row.area_cm2m
    return [{"building": building, "entrance": entrance, **line} for (building, entrance), line in lines.items()]
