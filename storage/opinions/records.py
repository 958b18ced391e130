"""Opinions: what was said, what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.opinions import HANDED_IN, Category, OpinionState
from storage.base import new_id
from storage.entries import entries
from storage.entries_powers import powers
from storage.opinions.tables import opinions
from storage.photos import concern_photos, opinion_photos
from storage.votes.tables import ballots, vote_schemes, votes


@dataclass(frozen=True, slots=True)
class NewOpinion:
    compound_id: str
    person_id: str
    home_id: str
    category: Category
    words: str
    album: str


@dataclass(frozen=True, slots=True)
class Opinion:
    id: str
    compound_id: str
    person_id: str | None
    home_id: str | None
    category: Category
    words: str
    album: str | None
    shown_in: int | None
    state: OpinionState
    demand_id: str | None
    reason: str
    given_at: datetime


_FIELDS = tuple(opinions.c[name] for name in Opinion.__dataclass_fields__)
_KINDS = {"category": Category, "state": OpinionState}


def _opinion(row: Sequence[Any]) -> Opinion:
    values = dict(zip(Opinion.__dataclass_fields__, row, strict=True))
    return Opinion(**values | {name: kind(values[name]) for name, kind in _KINDS.items()})


class Opinions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewOpinion, now: datetime) -> str:
        """As a draft."""
        fields = {name: getattr(new, name) for name in NewOpinion.__dataclass_fields__}
        opinion_id = new_id()
        begun = {"state": OpinionState.DRAFT, "reason": "", "given_at": now}
        await self._connection.execute(insert(opinions).values(id=opinion_id, **fields, **begun))
        return opinion_id

    async def opinion(self, opinion_id: str) -> Opinion | None:
        """By its random public id; whoever asks is authorised against the compound and the person it carries."""
        row = (await self._connection.execute(select(*_FIELDS).where(opinions.c.id == opinion_id))).one_or_none()
        return None if row is None else _opinion(row)

    async def held(self, opinion_id: str) -> Opinion | None:
        """The same, held until the end of the transaction: of two people who press at once one finds it changed."""
        row = (await self._connection.execute(select(*_FIELDS).where(opinions.c.id == opinion_id).with_for_update())).one_or_none()
        return None if row is None else _opinion(row)

    async def change(self, compound_id: str, opinion_id: str, **values: Any) -> None:
        mine = (opinions.c.compound_id == compound_id, opinions.c.id == opinion_id)
        await self._connection.execute(update(opinions).where(*mine).values(**values))

    async def _some(
        self, *conditions: ColumnElement[bool], order: Sequence[Any], limit: int | None = None, offset: int = 0
    ) -> list[Opinion]:
        query = select(*_FIELDS).where(*conditions).order_by(*order, opinions.c.id).limit(limit).offset(offset)
        return [_opinion(row) for row in await self._connection.execute(query)]

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return await self._connection.scalar(select(func.count()).select_from(opinions).where(*conditions)) or 0

    # of their author
    async def of_person(self, person_id: str, states: Collection[OpinionState] = HANDED_IN) -> list[Opinion]:
        """Newest first."""
        return await self._some(opinions.c.person_id == person_id, opinions.c.state.in_(states), order=[opinions.c.given_at.desc()])

    async def draft_of_album(self, person_id: str, album: str) -> Opinion | None:
        """What was begun with the first picture of it."""
        mine = (opinions.c.person_id == person_id, opinions.c.album == album, opinions.c.state == OpinionState.DRAFT)
        found = await self._some(*mine, order=[opinions.c.given_at.desc()], limit=1)
        return found[0] if found else None

    async def waiting_of(self, person_id: str, compound_id: str) -> int:
        mine = (opinions.c.person_id == person_id, opinions.c.compound_id == compound_id)
        return await self._count(*mine, opinions.c.state == OpinionState.NEW)

    async def unlink(self, person_id: str) -> None:
        """Nothing leads from what was said to whoever said it any more."""
        mine = update(opinions).where(opinions.c.person_id == person_id)
        await self._connection.execute(mine.values(person_id=None, home_id=None, words=""))

    # of those who sort
    @staticmethod
    def _new_in(compound_ids: Collection[str], besides: str) -> tuple[ColumnElement[bool], ...]:
        """Nobody sorts their own."""
        others = opinions.c.person_id.is_(None) | (opinions.c.person_id != besides)
        return (opinions.c.compound_id.in_(compound_ids), opinions.c.state == OpinionState.NEW, others)

    async def count_new(self, compound_ids: Collection[str], besides: str) -> int:
        return await self._count(*self._new_in(compound_ids, besides))

    async def page_new(self, compound_ids: Collection[str], besides: str, *, limit: int, offset: int) -> list[Opinion]:
        """The oldest first."""
        return await self._some(*self._new_in(compound_ids, besides), order=[opinions.c.given_at], limit=limit, offset=offset)

    async def of_demand(self, compound_id: str, demand_id: str) -> list[Opinion]:
        mine = (opinions.c.compound_id == compound_id, opinions.c.demand_id == demand_id, opinions.c.state == OpinionState.MERGED)
        return await self._some(*mine, order=[opinions.c.given_at])

    async def authors(self, demand_id: str, home_ids: Collection[str]) -> dict[str, str]:
        """Of these homes those of which an opinion is part of the demand, and whose it is."""
        mine = (opinions.c.demand_id == demand_id, opinions.c.state == OpinionState.MERGED, opinions.c.home_id.in_(home_ids))
        rows = await self._connection.execute(select(opinions.c.home_id, opinions.c.person_id).where(*mine).order_by(opinions.c.given_at))
        return {row.home_id: row.person_id for row in rows if row.person_id is not None}

    async def is_photo_used(self, sha256: str, *, besides: str) -> bool:
        """The same file with another opinion or concern, on a ballot or a written power, or as the scheme of a vote that was forwarded."""
        with_words = [select(one.c.id).where(one.c.sha256 == sha256, one.c.id != besides) for one in (opinion_photos, concern_photos)]
        elsewhere = (
            entries.c.photo_sha256,
            powers.c.photo_sha256,
            ballots.c.photo_sha256,
            votes.c.scheme_sha256,
            vote_schemes.c.former_sha256,
        )
        queries = (*with_words, *(select(column).where(column == sha256) for column in elsewhere))
        found = [await self._connection.scalar(query.limit(1)) for query in queries]
        return any(one is not None for one in found)
