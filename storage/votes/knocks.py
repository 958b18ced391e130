"""Doors that a building's head knocked at, and the homes that are still on the list: those without a ballot."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import BindingState
from bot.rules.votes.facts import HomeName
from bot.rules.votes.heads import Kind
from bot.rules.votes.knocking import KnockHome
from storage.dialects import upsert
from storage.residents import bindings
from storage.votes.tables import door_knocks, vote_heads, vote_homes


class Knocks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def left(
        self, vote_id: str, buildings: Collection[str], reached: Collection[int] = (), delivered: Collection[int] = ()
    ) -> list[KnockHome]:
        """Homes of these buildings without a ballot, in the roster's order; `reached` are heads that are reminded without a knock,
        `delivered` those that have the vote."""
        rows = await self._connection.execute(_left(vote_id, buildings).order_by(vote_homes.c.position, vote_homes.c.home_id))
        return [
            KnockHome(
                row.home_id,
                HomeName(row.building, row.entrance, row.room),
                row.registered,
                row.knocked_at,
                row.head in reached,
                row.head in delivered,
            )
            for row in rows
        ]

    async def name(self, vote_id: str, buildings: Collection[str], home_id: str) -> HomeName | None:
        """Of a home in these buildings, whether it has answered or not."""
        mine = (vote_homes.c.vote_id == vote_id, vote_homes.c.home_id == home_id, vote_homes.c.building.in_(buildings))
        query = select(vote_homes.c.building, vote_homes.c.entrance, vote_homes.c.room).where(*mine, vote_homes.c.kind == Kind.HOME)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else HomeName(*row)

    async def is_left(self, vote_id: str, buildings: Collection[str], home_id: str) -> bool:
        row = (await self._connection.execute(_left(vote_id, buildings).where(vote_homes.c.home_id == home_id))).first()
        return row is not None

    async def tick(self, vote_id: str, home_id: str, compound_id: str, person_id: str | None, now: datetime) -> None:
        """Ticked twice it is one knock, the newest."""
        values = {"compound_id": compound_id, "person_id": person_id, "knocked_at": now}
        keys = {"vote_id": vote_id, "home_id": home_id}
        await self._connection.execute(upsert(self._connection, door_knocks, ("vote_id", "home_id"), **keys, **values))

    async def untick(self, vote_id: str, home_id: str) -> None:
        await self._connection.execute(delete(door_knocks).where(door_knocks.c.vote_id == vote_id, door_knocks.c.home_id == home_id))


def _left(vote_id: str, buildings: Collection[str]) -> Select[Any]:
    head = and_(vote_heads.c.vote_id == vote_homes.c.vote_id, vote_heads.c.head == vote_homes.c.head)
    knock = and_(door_knocks.c.vote_id == vote_homes.c.vote_id, door_knocks.c.home_id == vote_homes.c.home_id)
    bound = exists().where(bindings.c.home_id == vote_homes.c.home_id, bindings.c.state == BindingState.ACTIVE)
    fields = (vote_homes.c.home_id, vote_homes.c.head, vote_homes.c.building, vote_homes.c.entrance, vote_homes.c.room)
    query = select(*fields, bound.label("registered"), door_knocks.c.knocked_at).join(vote_heads, head).outerjoin(door_knocks, knock)
    theirs = (vote_homes.c.vote_id == vote_id, vote_homes.c.building.in_(buildings), vote_homes.c.kind == Kind.HOME)
    return query.where(*theirs, vote_heads.c.counted.is_(None))
