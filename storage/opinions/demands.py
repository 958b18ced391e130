"""The demand list of a compound, and which homes support what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.opinions import Category, DemandState, Supporter
from storage.base import new_id
from storage.dialects import insert_once
from storage.opinions.tables import demand_supports, demands


@dataclass(frozen=True, slots=True)
class Demand:
    """`homes` support it."""

    id: str
    compound_id: str
    number: int
    title: str
    category: Category
    state: DemandState
    reason: str
    published_at: datetime | None
    card_place: int | None
    homes: int


_HOMES = (
    select(func.count())
    .select_from(demand_supports)
    .where(demand_supports.c.demand_id == demands.c.id)
    .correlate(demands)
    .scalar_subquery()
)
_STORED = tuple(demands.c[name] for name in Demand.__dataclass_fields__ if name != "homes")
_KINDS = {"category": Category, "state": DemandState}


def _demand(row: Sequence[Any]) -> Demand:
    values = dict(zip(Demand.__dataclass_fields__, row, strict=True))
    return Demand(**values | {name: kind(values[name]) for name, kind in _KINDS.items()})


class Demands:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, compound_id: str, title: str, category: Category, *, by: str, now: datetime) -> str:
        last = await self._connection.scalar(select(func.max(demands.c.number)).where(demands.c.compound_id == compound_id)) or 0
        row = {"id": new_id(), "compound_id": compound_id, "number": last + 1, "title": title, "category": category}
        begun = {"state": DemandState.COLLECTED, "reason": "", "created_by": by, "created_at": now}
        await self._connection.execute(insert(demands).values(**row, **begun))
        return str(row["id"])

    async def demand(self, demand_id: str) -> Demand | None:
        """By its random public id; whoever asks is authorised against the compound that it carries."""
        return await self._one(select(*_STORED, _HOMES).where(demands.c.id == demand_id))

    async def held(self, demand_id: str) -> Demand | None:
        """The same, held until the end of the transaction; its homes are counted once it is held."""
        await self._connection.execute(select(demands.c.id).where(demands.c.id == demand_id).with_for_update())
        return await self.demand(demand_id)

    async def _one(self, query: Any) -> Demand | None:
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _demand(row)

    async def change(self, compound_id: str, demand_id: str, **values: Any) -> None:
        mine = (demands.c.compound_id == compound_id, demands.c.id == demand_id)
        await self._connection.execute(update(demands).where(*mine).values(**values))

    async def drop(self, compound_id: str, demand_id: str) -> None:
        """One that nobody has read."""
        await self._connection.execute(delete(demand_supports).where(demand_supports.c.demand_id == demand_id))
        mine = (demands.c.compound_id == compound_id, demands.c.id == demand_id)
        await self._connection.execute(delete(demands).where(*mine))

    # lists
    @staticmethod
    def _listed(compound_id: str, *, published: bool) -> tuple[ColumnElement[bool], ...]:
        mine = (demands.c.compound_id == compound_id,)
        return (*mine, demands.c.published_at.is_not(None)) if published else mine

    async def count(self, compound_id: str, *, published: bool) -> int:
        query = select(func.count()).select_from(demands).where(*self._listed(compound_id, published=published))
        return await self._connection.scalar(query) or 0

    async def page(self, compound_id: str, *, published: bool, limit: int, offset: int) -> list[Demand]:
        """By their numbers: a list that is read does not move under the thumb."""
        query = select(*_STORED, _HOMES).where(*self._listed(compound_id, published=published)).order_by(demands.c.number)
        return [_demand(row) for row in await self._connection.execute(query.limit(limit).offset(offset))]

    async def most_wanted(self, compound_id: str, limit: int) -> list[Demand]:
        """Published or not; those that more homes support first."""
        query = select(*_STORED, _HOMES.label("homes")).where(demands.c.compound_id == compound_id)
        rows = await self._connection.execute(query.order_by(_HOMES.desc(), demands.c.number).limit(limit))
        return [_demand(row) for row in rows]

    async def to_merge(self, compound_id: str, category: Category, *, limit: int, offset: int) -> list[Demand]:
        """Of this category first, the newest on top."""
        query = select(*_STORED, _HOMES).where(demands.c.compound_id == compound_id)
        rows = await self._connection.execute(
            query.order_by(demands.c.category != category, demands.c.number.desc()).limit(limit).offset(offset)
        )
        return [_demand(row) for row in rows]

    # the card in the groups
    async def on_card(self, compound_id: str) -> list[Demand]:
        """In the places that they have on it."""
        query = select(*_STORED, _HOMES).where(demands.c.compound_id == compound_id, demands.c.card_place.is_not(None))
        return [_demand(row) for row in await self._connection.execute(query.order_by(demands.c.card_place))]

    async def publish(self, compound_id: str, shown: Sequence[str], now: datetime) -> None:
        """All of the list may be read from now on; `shown` stand on the card, in this order."""
        await self._connection.execute(update(demands).where(demands.c.compound_id == compound_id).values(card_place=None))
        unread = (demands.c.compound_id == compound_id, demands.c.published_at.is_(None))
        await self._connection.execute(update(demands).where(*unread).values(published_at=now))
        for place, demand_id in enumerate(shown, start=1):
            await self.change(compound_id, demand_id, card_place=place)

    # support
    async def standing(self, demand_id: str, home_ids: Collection[str]) -> dict[str, Supporter]:
        """Of these homes those that support it, and who spoke for each."""
        mine = (demand_supports.c.demand_id == demand_id, demand_supports.c.home_id.in_(home_ids))
        fields = (demand_supports.c.home_id, *(demand_supports.c[name] for name in Supporter.__dataclass_fields__))
        return {home: Supporter(*row) for home, *row in await self._connection.execute(select(*fields).where(*mine))}

    async def supported_by(self, compound_id: str, home_ids: Collection[str]) -> set[str]:
        """Demands that one of these homes supports."""
        mine = (demand_supports.c.compound_id == compound_id, demand_supports.c.home_id.in_(home_ids))
        return set((await self._connection.execute(select(demand_supports.c.demand_id).where(*mine))).scalars())

    async def support(self, demand: Demand, home_id: str, person_id: str, now: datetime, *, by_opinion: bool = False) -> None:
        row = {"demand_id": demand.id, "home_id": home_id, "compound_id": demand.compound_id, "person_id": person_id}
        await self._connection.execute(insert_once(self._connection, demand_supports, **row, by_opinion=by_opinion, given_at=now))

    async def tap_too(self, demand_id: str, home_id: str, person_id: str, now: datetime) -> None:
        """For a home that counts by an opinion: it counts on when the opinion is taken back."""
        mine = (demand_supports.c.demand_id == demand_id, demand_supports.c.home_id == home_id)
        await self._connection.execute(update(demand_supports).where(*mine).values(person_id=person_id, by_opinion=False, given_at=now))

    async def take_back(self, demand_id: str, home_ids: Collection[str], *, by_opinion: bool | None = None) -> None:
        """`by_opinion`: only what came with an opinion."""
        mine = (demand_supports.c.demand_id == demand_id, demand_supports.c.home_id.in_(home_ids))
        only = () if by_opinion is None else (demand_supports.c.by_opinion == by_opinion,)
        await self._connection.execute(delete(demand_supports).where(*mine, *only))

    async def unlink(self, person_id: str) -> None:
        """Whoever tapped has left; the home still counts, and anybody of it may take it back."""
        await self._connection.execute(update(demand_supports).where(demand_supports.c.person_id == person_id).values(person_id=None))
