"""Straw polls: what was asked, who answered, what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.polls import OptionCount, Per, PollKind, PollState, PollText
from storage.base import PublicId, UtcDateTime, decode, encode, metadata, new_id
from storage.compounds import places
from storage.dialects import upsert

polls = Table(
    "polls",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("question", Text, nullable=False),
    # A list of texts.
    Column("options", Text, nullable=False),
    # single, multiple, ranked; this and the next three are null while a draft does not say them
    Column("kind", String(8)),
    # home, person
    Column("per", String(6)),
    Column("named", Boolean),
    Column("closes_at", UtcDateTime),
    # draft, open, closed, cancelled
    Column("state", String(9), nullable=False),
    Column("created_by", PublicId, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    Column("answered", Integer, nullable=False),
    # As it was counted at the close; empty before.
    Column("result", Text, nullable=False),
    Index("ix_polls_compound_id", "compound_id", "state", "created_at"),
)
# The answer of a home, or of a person: the last one stands.
poll_answers = Table(
    "poll_answers",
    metadata,
    Column("poll_id", PublicId, ForeignKey("polls.id"), primary_key=True),
    # The home or the person; of an anonymous poll that is closed, and of somebody who left, any id.
    Column("voice", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    # Null where it must not lead to anybody any more.
    Column("home_id", PublicId),
    Column("person_id", PublicId, index=True),
    # Options counted from 0, in their order: a list of numbers.
    Column("chosen", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Poll:
    text: PollText
    state: PollState
    created_by: str
    answered: int
    rows: tuple[OptionCount, ...]

    @property
    def id(self) -> str:
        return self.text.poll_id

    @property
    def compound_id(self) -> str:
        return self.text.compound_id


@dataclass(frozen=True, slots=True)
class Answer:
    voice: str
    home_id: str | None
    person_id: str | None
    chosen: tuple[int, ...]


_TEXT = ("id", "compound_id", "question", "options", "kind", "per", "named", "closes_at")
_FIELDS = (*(polls.c[name] for name in (*_TEXT, "state", "created_by", "answered", "result")), places.c.name)
_FROM = polls.join(places, places.c.id == polls.c.compound_id)


def _poll(row: Sequence[Any]) -> Poll:
    poll_id, compound_id, question, options, kind, per, named, closes_at, state, created_by, answered, result, compound = row
    text = PollText(
        poll_id=poll_id,
        compound_id=compound_id,
        compound=compound,
        question=question,
        options=tuple(decode(options, list[str])),
        kind=None if kind is None else PollKind(kind),
        per=None if per is None else Per(per),
        named=named,
        closes_at=closes_at,
    )
    rows = tuple(decode(result, list[OptionCount])) if result else ()
    return Poll(text, PollState(state), created_by, answered, rows)


class Polls:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, compound_id: str, *, by: str, now: datetime) -> str:
        """As a draft that says nothing yet."""
        poll_id = new_id()
        empty = {"question": "", "options": "[]", "answered": 0, "result": ""}
        row = {"id": poll_id, "compound_id": compound_id, "state": PollState.DRAFT, "created_by": by, "created_at": now}
        await self._connection.execute(insert(polls).values(**row, **empty))
        return poll_id

    async def poll(self, poll_id: str) -> Poll | None:
        """By its random public id; whoever asks is authorised against the compound that it carries."""
        row = (await self._connection.execute(select(*_FIELDS).select_from(_FROM).where(polls.c.id == poll_id))).one_or_none()
        return None if row is None else _poll(row)

    async def held(self, poll_id: str) -> Poll | None:
        """The same, held until the end of the transaction: an answer comes before a close, or after it."""
        await self._connection.execute(select(polls.c.id).where(polls.c.id == poll_id).with_for_update())
        return await self.poll(poll_id)

    async def change(self, compound_id: str, poll_id: str, **values: Any) -> None:
        mine = (polls.c.compound_id == compound_id, polls.c.id == poll_id)
        await self._connection.execute(update(polls).where(*mine).values(**values))

    async def write(self, text: PollText) -> None:
        """What is asked, as far as it is said."""
        said = {"question": text.question, "options": encode(list(text.options)), "kind": text.kind, "per": text.per}
        await self.change(text.compound_id, text.poll_id, **said, named=text.named, closes_at=text.closes_at)

    async def drop(self, compound_id: str, poll_id: str) -> None:
        """A draft that was never sent."""
        mine = (polls.c.compound_id == compound_id, polls.c.id == poll_id, polls.c.state == PollState.DRAFT)
        await self._connection.execute(delete(polls).where(*mine))

    async def newest(self, compound_ids: Collection[str], limit: int) -> list[Poll]:
        """Sent ones, those that run first, of these the newest first."""
        mine = (polls.c.compound_id.in_(compound_ids), polls.c.state.in_((PollState.OPEN, PollState.CLOSED)))
        query = select(*_FIELDS).select_from(_FROM).where(*mine)
        rows = await self._connection.execute(
            query.order_by(polls.c.state != PollState.OPEN, polls.c.created_at.desc(), polls.c.id).limit(limit)
        )
        return [_poll(row) for row in rows]

    # answers
    async def chosen(self, poll_id: str, voices: Collection[str]) -> dict[str, Answer]:
        mine = (poll_answers.c.poll_id == poll_id, poll_answers.c.voice.in_(voices))
        return {one.voice: one for one in await self._answers(*mine)}

    async def _answers(self, *conditions: ColumnElement[bool]) -> list[Answer]:
        fields = (poll_answers.c.voice, poll_answers.c.home_id, poll_answers.c.person_id, poll_answers.c.chosen)
        rows = await self._connection.execute(select(*fields).where(*conditions).order_by(poll_answers.c.answered_at, poll_answers.c.voice))
        return [Answer(voice, home, person, tuple(decode(chosen, list[int]))) for voice, home, person, chosen in rows]

    async def answers(self, poll_id: str) -> list[Answer]:
        """All of them, for counting at the close, and for those in charge of a named poll that is closed."""
        return await self._answers(poll_answers.c.poll_id == poll_id)

    async def answer(self, poll: Poll, voice: str, *, home_id: str, person_id: str, chosen: Sequence[int], now: datetime) -> None:
        """The last one stands; an empty one is none."""
        if not chosen:
            mine = (poll_answers.c.poll_id == poll.id, poll_answers.c.voice == voice)
            await self._connection.execute(delete(poll_answers).where(*mine))
            return
        row = {"poll_id": poll.id, "voice": voice, "compound_id": poll.compound_id, "home_id": home_id, "person_id": person_id}
        values = {**row, "chosen": encode(list(chosen)), "answered_at": now}
        await self._connection.execute(upsert(self._connection, poll_answers, ["poll_id", "voice"], **values))

    async def count_answers(self, poll_id: str) -> int:
        return await self._connection.scalar(select(func.count()).select_from(poll_answers).where(poll_answers.c.poll_id == poll_id)) or 0

    async def close(self, poll: Poll, rows: Sequence[OptionCount], answered: int, *, by: str | None, now: datetime) -> None:
        counted = {"answered": answered, "result": encode(list(rows))}
        await self.change(poll.compound_id, poll.id, state=PollState.CLOSED, ended_by=by, ended_at=now, **counted)

    async def cancel(self, poll: Poll, *, by: str, now: datetime) -> None:
        """Nothing of the answers is kept."""
        await self._connection.execute(delete(poll_answers).where(poll_answers.c.poll_id == poll.id))
        await self.change(poll.compound_id, poll.id, state=PollState.CANCELLED, ended_by=by, ended_at=now, answered=0)

    async def make_anonymous(self, poll_id: str) -> None:
        """Nothing leads from an answer to a home or a person any more."""
        await self._unlink(poll_answers.c.poll_id == poll_id)

    async def unlink(self, person_id: str) -> None:
        """Somebody leaves: what they answered still counts, and is nobody's. A home's answer stays the home's."""
        mine = (poll_answers.c.person_id == person_id, poll_answers.c.voice == person_id)
        await self._unlink(*mine)
        await self._connection.execute(update(poll_answers).where(poll_answers.c.person_id == person_id).values(person_id=None))

    async def _unlink(self, *conditions: ColumnElement[bool]) -> None:
        """Under other names, and in no order of time."""
        fields = (poll_answers.c.poll_id, poll_answers.c.voice)
        keys = [(row.poll_id, row.voice) for row in await self._connection.execute(select(*fields).where(*conditions))]
        if not keys:
            return
        one = (poll_answers.c.poll_id == bindparam("of"), poll_answers.c.voice == bindparam("was"))
        change = update(poll_answers).where(*one).values(voice=bindparam("becomes"), home_id=None, person_id=None)
        await self._connection.execute(change, [{"of": poll_id, "was": voice, "becomes": new_id()} for poll_id, voice in keys])
