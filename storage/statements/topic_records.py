"""Topics: what was asked, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.statements import Division, StatementState, TopicState, TopicText
from bot.rules.statements.reports import Row
from storage.base import decode, encode, new_id
from storage.compounds import homes, places
from storage.statements.tables import statement_answers, statements, topics


@dataclass(frozen=True, slots=True)
class Topic:
    text: TopicText
    state: TopicState
    created_by: str
    created_at: datetime
    homes: int
    people: int
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        return self.text.topic_id

    @property
    def compound_id(self) -> str:
        return self.text.compound_id


_NAMES = ("id", "compound_id", "title", "words", "division", "closes_at", "state", "created_by", "created_at", "homes", "people", "result")
_FIELDS = (*(topics.c[name] for name in _NAMES), places.c.name)
_FROM = topics.join(places, places.c.id == topics.c.compound_id)


def _topic(row: Sequence[Any]) -> Topic:
    topic_id, compound_id, title, words, division, closes_at, state, created_by, created_at, homes_in, people, result, compound = row
    text = TopicText(
        topic_id=topic_id,
        compound_id=compound_id,
        compound=compound,
        title=title,
        words=words,
        division=None if division is None else Division(division),
        closes_at=closes_at,
    )
    rows = tuple(decode(result, list[Row])) if result else ()
    return Topic(text, TopicState(state), created_by, created_at, homes_in, people, rows)


class Topics:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, compound_id: str, division: Division | None, *, by: str, now: datetime) -> str:
        """As a draft that says nothing yet; `division` where there is nothing to choose."""
        topic_id = new_id()
        empty = {"title": "", "division": division, "homes": 0, "people": 0, "result": ""}
        row = {"id": topic_id, "compound_id": compound_id, "state": TopicState.DRAFT, "created_by": by, "created_at": now}
        await self._connection.execute(insert(topics).values(**row, **empty))
        return topic_id

    async def topic(self, topic_id: str) -> Topic | None:
        """By its random public id; whoever asks is authorised against the compound that it carries."""
        row = (await self._connection.execute(select(*_FIELDS).select_from(_FROM).where(topics.c.id == topic_id))).one_or_none()
        return None if row is None else _topic(row)

    async def held(self, topic_id: str) -> Topic | None:
        """The same, held until the end of the transaction: an answer comes before a close, or after it."""
        await self._connection.execute(select(topics.c.id).where(topics.c.id == topic_id).with_for_update())
        return await self.topic(topic_id)

    async def change(self, compound_id: str, topic_id: str, **values: Any) -> None:
        mine = (topics.c.compound_id == compound_id, topics.c.id == topic_id)
        await self._connection.execute(update(topics).where(*mine).values(**values))

    async def write(self, text: TopicText) -> None:
        """What is asked, as far as it is said."""
        said = {"title": text.title, "words": text.words, "division": text.division, "closes_at": text.closes_at}
        await self.change(text.compound_id, text.topic_id, **said)

    async def drop(self, compound_id: str, topic_id: str) -> None:
        """A draft that was never sent."""
        mine = (topics.c.compound_id == compound_id, topics.c.id == topic_id, topics.c.state == TopicState.DRAFT)
        await self._connection.execute(delete(topics).where(*mine))

    async def newest(self, compound_ids: Collection[str], limit: int) -> list[Topic]:
        """Sent ones, those that run first, of these the newest first."""
        mine = (topics.c.compound_id.in_(compound_ids), topics.c.state.in_((TopicState.OPEN, TopicState.CLOSED)))
        query = select(*_FIELDS).select_from(_FROM).where(*mine)
        rows = await self._connection.execute(
            query.order_by(topics.c.state != TopicState.OPEN, topics.c.created_at.desc(), topics.c.id).limit(limit)
        )
        return [_topic(row) for row in rows]

    async def close(self, topic: Topic, rows: Sequence[Row], *, homes_in: int, people: int, by: str | None, now: datetime) -> None:
        counted = {"homes": homes_in, "people": people, "result": encode(list(rows))}
        await self.change(topic.compound_id, topic.id, state=TopicState.CLOSED, ended_by=by, ended_at=now, **counted)

    async def cancel(self, topic: Topic, *, by: str, now: datetime) -> None:
        """Nothing of what was said and answered is kept."""
        for table in (statement_answers, statements):
            await self._connection.execute(delete(table).where(table.c.topic_id == topic.id, table.c.compound_id == topic.compound_id))
        await self.change(topic.compound_id, topic.id, state=TopicState.CANCELLED, ended_by=by, ended_at=now)

    async def count_waiting(self, compound_ids: Collection[str], besides: str) -> dict[str, int]:
        """By topic, of those that run: statements that nobody has looked at; nobody decides on their own."""
        others = statements.c.person_id.is_(None) | (statements.c.person_id != besides)
        waiting = (topics.c.compound_id.in_(compound_ids), topics.c.state == TopicState.OPEN, statements.c.state == StatementState.WAITING)
        query = select(topics.c.id, func.count()).join(statements, statements.c.topic_id == topics.c.id).where(*waiting, others)
        return {row[0]: row[1] for row in await self._connection.execute(query.group_by(topics.c.id))}

    # the compound
    async def buildings(self, compound_id: str) -> int:
        """How many the homes of the roster stand in."""
        standing = (homes.c.compound_id == compound_id, homes.c.retired_at.is_(None))
        return await self._connection.scalar(select(func.count(homes.c.building.distinct())).where(*standing)) or 0

    async def rooms_in(self, compound_id: str, building: str) -> list[str]:
        standing = (homes.c.compound_id == compound_id, homes.c.building == building, homes.c.retired_at.is_(None))
        return list((await self._connection.execute(select(homes.c.room).where(*standing))).scalars())
