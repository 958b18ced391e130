"""Statements: what was said, what became of it, and how each person answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.statements import Reason, Stance, StatementState
from bot.rules.statements.reports import Voice
from storage.base import new_id
from storage.dialects import upsert
from storage.statements.tables import statement_answers, statements
from storage.statements.topic_records import Topic


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    topic_id: str
    compound_id: str
    person_id: str | None
    words: str
    state: StatementState
    reason_kind: Reason | None
    reason: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one person."""

    statement_id: str
    part: str
    home_id: str | None
    stance: Stance
    place: int


_FIELDS = tuple(statements.c[name] for name in Statement.__dataclass_fields__)


def _statement(row: Sequence[Any]) -> Statement:
    values = dict(zip(Statement.__dataclass_fields__, row, strict=True))
    kind = values["reason_kind"]
    return Statement(**values | {"state": StatementState(values["state"]), "reason_kind": None if kind is None else Reason(kind)})


class Statements:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, topic: Topic, words: str, *, by: str, now: datetime) -> str:
        """It waits for somebody in charge."""
        statement_id = new_id()
        row = {"id": statement_id, "topic_id": topic.id, "compound_id": topic.compound_id, "person_id": by, "words": words, "reason": ""}
        await self._connection.execute(insert(statements).values(**row, state=StatementState.WAITING, given_at=now))
        return statement_id

    async def statement(self, statement_id: str) -> Statement | None:
        """By its random public id; whoever asks is authorised against the compound that it carries."""
        row = (await self._connection.execute(select(*_FIELDS).where(statements.c.id == statement_id))).one_or_none()
        return None if row is None else _statement(row)

    async def held(self, statement_id: str) -> Statement | None:
        """The same, held until the end of the transaction: of two people who decide at once one finds it decided."""
        row = (await self._connection.execute(select(*_FIELDS).where(statements.c.id == statement_id).with_for_update())).one_or_none()
        return None if row is None else _statement(row)

    async def change(self, compound_id: str, statement_id: str, **values: Any) -> None:
        mine = (statements.c.compound_id == compound_id, statements.c.id == statement_id)
        await self._connection.execute(update(statements).where(*mine).values(**values))

    async def of_topic(self, topic: Topic, states: Collection[StatementState]) -> list[Statement]:
        """The oldest first."""
        mine = (statements.c.topic_id == topic.id, statements.c.compound_id == topic.compound_id, statements.c.state.in_(states))
        rows = await self._connection.execute(select(*_FIELDS).where(*mine).order_by(statements.c.given_at, statements.c.id))
        return [_statement(row) for row in rows]

    async def of_person(self, person_id: str, topic_id: str | None = None) -> list[Statement]:
        """The newest first; of one topic, or of all."""
        mine = [statements.c.person_id == person_id]
        if topic_id is not None:
            mine.append(statements.c.topic_id == topic_id)
        rows = await self._connection.execute(select(*_FIELDS).where(*mine).order_by(statements.c.given_at.desc(), statements.c.id))
        return [_statement(row) for row in rows]

    async def unlink_author(self, person_id: str) -> None:
        """Nothing leads from what was said to whoever said it any more."""
        await self._connection.execute(update(statements).where(statements.c.person_id == person_id).values(person_id=None))

    # answers
    @staticmethod
    def _standing(topic: Topic) -> tuple[ColumnElement[bool], ...]:
        """Answers to what is still out; each of the topic's own compound."""
        mine = (statement_answers.c.topic_id == topic.id, statement_answers.c.compound_id == topic.compound_id)
        return (*mine, statements.c.id == statement_answers.c.statement_id, statements.c.state == StatementState.SHOWN)

    async def counts(self, topic: Topic) -> dict[str, int]:
        """How many have answered each statement, never how."""
        mine = (statement_answers.c.topic_id == topic.id, statement_answers.c.compound_id == topic.compound_id)
        query = select(statement_answers.c.statement_id, func.count()).where(*mine).group_by(statement_answers.c.statement_id)
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def taking_part(self, topic: Topic) -> tuple[int, int]:
        """(homes, people) that have answered something that is still out."""
        homes, people = func.count(statement_answers.c.home_id.distinct()), func.count(statement_answers.c.voice.distinct())
        row = (await self._connection.execute(select(homes, people).where(*self._standing(topic)))).one()
        return row[0], row[1]

    async def answers_of(self, topic: Topic, person_id: str) -> list[Answer]:
        """In the order in which they were given first."""
        names = tuple(Answer.__dataclass_fields__)
        mine = (statement_answers.c.topic_id == topic.id, statement_answers.c.voice == person_id)
        query = select(*(statement_answers.c[name] for name in names)).where(*mine)
        rows = await self._connection.execute(query.order_by(statement_answers.c.place, statement_answers.c.statement_id))
        return [Answer(statement, part, home, Stance(stance), place) for statement, part, home, stance, place in rows]

    async def answer(self, statement: Statement, new: Answer, *, person_id: str) -> None:
        """The last one stands, at the place of the first."""
        row = {"topic_id": statement.topic_id, "compound_id": statement.compound_id, "part": new.part, "home_id": new.home_id}
        values = {"statement_id": statement.id, "voice": person_id, "person_id": person_id, "stance": new.stance, **row}
        await self._connection.execute(upsert(self._connection, statement_answers, ["statement_id", "voice"], **values, place=new.place))

    async def voices(self, topic: Topic) -> list[Voice]:
        """All of them, for counting at the close."""
        fields = (statement_answers.c[name] for name in ("statement_id", "part", "home_id", "stance"))
        rows = await self._connection.execute(select(*fields).where(*self._standing(topic)))
        return [Voice(statement, part, home, Stance(stance)) for statement, part, home, stance in rows]

    async def forget_answers(self, statement: Statement) -> None:
        """What was said is taken back by its author: so is how it was answered."""
        mine = (statement_answers.c.statement_id == statement.id, statement_answers.c.compound_id == statement.compound_id)
        await self._connection.execute(delete(statement_answers).where(*mine))

    async def make_anonymous(self, topic: Topic) -> None:
        """Nothing leads from an answer to a home, a person, or another answer of theirs any more."""
        keys = (statement_answers.c.statement_id, statement_answers.c.voice)
        found = await self._connection.execute(select(*keys).where(statement_answers.c.topic_id == topic.id))
        rows = [{"of": statement, "was": voice, "becomes": new_id()} for statement, voice in found]
        if not rows:
            return
        one = (keys[0] == bindparam("of"), keys[1] == bindparam("was"))
        nameless: dict[str, Any] = {"voice": bindparam("becomes"), "home_id": None, "person_id": None, "place": 0}
        await self._connection.execute(update(statement_answers).where(*one).values(**nameless), rows)

    async def unlink_voice(self, person_id: str) -> None:
        """Somebody leaves: what they answered still counts, and is nobody's. In each topic it stays one person's."""
        mine = statement_answers.c.person_id == person_id
        found = await self._connection.execute(select(statement_answers.c.topic_id).where(mine).distinct())
        for topic_id in list(found.scalars()):
            nameless = {"voice": new_id(), "home_id": None, "person_id": None}
            await self._connection.execute(
                update(statement_answers).where(mine, statement_answers.c.topic_id == topic_id).values(**nameless)
            )
