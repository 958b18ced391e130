"""Concerns: what was raised about a vote, who has it, what was answered, how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, String, Table, Text, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.concerns import OPEN, ConcernKind, ConcernState, FloorBand, Identity
from bot.rules.residents import Place, PlaceKind
from bot.rules.residents.deciding import Level
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.compounds import places
from storage.residents.doors import FLAT
from storage.votes.tables import vote_homes

concerns = Table(
    "concerns",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    # Who raised it, and at which home; null once they have left.
    Column("person_id", PublicId, ForeignKey("people.id"), index=True),
    Column("home_id", PublicId, ForeignKey("homes.id")),
    Column("kind", String(8), nullable=False),
    # Empty once its writer has left, unless a group has read it.
    Column("words", Text, nullable=False),
    # As it may be shown: unsaid where it would say who it is.
    Column("band", String(8), nullable=False),
    Column("state", String(12), nullable=False),
    # Who has it: compound_chief or staff.
    Column("level", String(16), nullable=False),
    # Whether those who have it may know who raised it: unasked, asked, agreed, refused.
    Column("identity", String(8), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("answer_by", UtcDateTime, nullable=False),
    Column("escalated_at", UtcDateTime),
    Column("answer", Text, nullable=False),
    Column("answered_by", PublicId),
    Column("answered_at", UtcDateTime),
    Column("posted_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    Index("ix_concerns_compound_id", "compound_id", "state", "answer_by"),
)


@dataclass(frozen=True, slots=True)
class NewConcern:
    compound_id: str
    vote_id: str
    person_id: str
    home_id: str
    kind: ConcernKind
    words: str
    band: FloorBand
    level: Level
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Concern:
    id: str
    compound_id: str
    vote_id: str
    person_id: str | None
    home_id: str | None
    kind: ConcernKind
    words: str
    band: FloorBand
    state: ConcernState
    level: Level
    identity: Identity
    raised_at: datetime
    answer_by: datetime
    escalated_at: datetime | None
    answer: str
    posted_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Charge:
    """Whose list it is: the compounds of which they are the chief, and those of which they are staff."""

    person_id: str
    chief_of: tuple[str, ...]
    staff_of: tuple[str, ...]


_FIELDS = tuple(concerns.c[name] for name in Concern.__dataclass_fields__)
_KINDS = {"kind": ConcernKind, "band": FloorBand, "state": ConcernState, "level": Level, "identity": Identity}
_IS_OPEN = concerns.c.state.in_(OPEN)


def _concern(row: Sequence[Any]) -> Concern:
    values = dict(zip(Concern.__dataclass_fields__, row, strict=True))
    return Concern(**values | {name: kind(values[name]) for name, kind in _KINDS.items()})


class Concerns:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewConcern, now: datetime) -> str:
        fields = {name: getattr(new, name) for name in NewConcern.__dataclass_fields__}
        begun = {"state": ConcernState.RAISED, "identity": Identity.UNASKED, "raised_at": now, "answer": "", "reason": ""}
        concern_id = new_id()
        await self._connection.execute(insert(concerns).values(id=concern_id, **fields, **begun))
        return concern_id

    async def concern(self, concern_id: str) -> Concern | None:
        """By its random public id; whoever asks is authorised against the compound and the person it carries."""
        return await self._one(concerns.c.id == concern_id)

    async def held(self, concern_id: str) -> Concern | None:
        """The same, held until the end of the transaction: of two people who press at once one finds it changed."""
        row = (await self._connection.execute(select(*_FIELDS).where(concerns.c.id == concern_id).with_for_update())).one_or_none()
        return None if row is None else _concern(row)

    async def change(self, compound_id: str, concern_id: str, **values: Any) -> None:
        mine = (concerns.c.compound_id == compound_id, concerns.c.id == concern_id)
        await self._connection.execute(update(concerns).where(*mine).values(**values))

    async def _one(self, *conditions: ColumnElement[bool]) -> Concern | None:
        row = (await self._connection.execute(select(*_FIELDS).where(*conditions))).one_or_none()
        return None if row is None else _concern(row)

    async def _some(
        self, *conditions: ColumnElement[bool], order: Sequence[Any], limit: int | None = None, offset: int = 0
    ) -> list[Concern]:
        query = select(*_FIELDS).where(*conditions).order_by(*order, concerns.c.id).limit(limit).offset(offset)
        return [_concern(row) for row in await self._connection.execute(query)]

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return await self._connection.scalar(select(func.count()).select_from(concerns).where(*conditions)) or 0

    async def any_about(self, vote_id: str) -> bool:
        """Also one that was taken back: those who would have answered it have its card."""
        return (await self._connection.execute(select(concerns.c.id).where(concerns.c.vote_id == vote_id).limit(1))).first() is not None

    async def count_about(self, vote_id: str) -> int:
        return await self._count(concerns.c.vote_id == vote_id)

    async def posted_about(self, vote_id: str) -> list[Concern]:
        """Those whose answer went, or is to go, to the vote's groups."""
        return await self._some(concerns.c.vote_id == vote_id, concerns.c.posted_at.is_not(None), order=[concerns.c.posted_at])

    # of whoever raised it
    async def of_person(self, person_id: str) -> list[Concern]:
        """Newest first."""
        return await self._some(concerns.c.person_id == person_id, order=[concerns.c.raised_at.desc()])

    async def open_of_person(self, person_id: str, compound_id: str) -> int:
        return await self._count(concerns.c.person_id == person_id, concerns.c.compound_id == compound_id, _IS_OPEN)

    async def unlink(self, person_id: str) -> None:
        """Nothing leads from a concern to whoever raised it any more."""
        mine = update(concerns).where(concerns.c.person_id == person_id)
        await self._connection.execute(mine.values(person_id=None, home_id=None, identity=Identity.UNASKED))

    # of whoever answers
    @staticmethod
    def _theirs(charge: Charge) -> ColumnElement[bool]:
        """Open ones; staff have what came to them, and nobody what they raised themselves."""
        came_up = and_(concerns.c.compound_id.in_(charge.staff_of), concerns.c.level == Level.STAFF)
        of_others = or_(concerns.c.person_id.is_(None), concerns.c.person_id != charge.person_id)
        return and_(_IS_OPEN, of_others, or_(concerns.c.compound_id.in_(charge.chief_of), came_up))

    async def count_for(self, charge: Charge, states: Collection[ConcernState] = OPEN) -> int:
        return await self._count(self._theirs(charge), concerns.c.state.in_(states))

    async def page_for(self, charge: Charge, *, limit: int, offset: int) -> list[Concern]:
        """Those that wait for an answer first, the next to be due on top."""
        order = [concerns.c.state != ConcernState.RAISED, concerns.c.answer_by]
        return await self._some(self._theirs(charge), order=order, limit=limit, offset=offset)

    async def under(self, place: Place, level: Level, after: str, limit: int) -> list[Concern]:
        """Open ones at this level in the compounds of a place, by their ids from `after` on."""
        inside = select(places.c.id).where(places.c.kind == PlaceKind.COMPOUND, places.c.path.startswith("/".join(place.path)))
        at = (concerns.c.compound_id.in_(inside), concerns.c.level == level, _IS_OPEN, concerns.c.id > after)
        return await self._some(*at, order=[], limit=limit)

    # homes of the vote it is about
    async def asked_homes(self, vote_id: str, home_ids: Collection[str]) -> list[str]:
        """Those of the homes that the vote asks, in its order."""
        query = select(vote_homes.c.home_id).where(vote_homes.c.vote_id == vote_id, vote_homes.c.home_id.in_(home_ids))
        return list((await self._connection.execute(query.order_by(vote_homes.c.position))).scalars())

    async def rooms_beside(self, vote_id: str, home_id: str) -> list[str]:
        """Rooms of the flats that the vote asks in the building of this home, its own among them."""
        building = select(vote_homes.c.building).where(vote_homes.c.vote_id == vote_id, vote_homes.c.home_id == home_id).scalar_subquery()
        there = (vote_homes.c.vote_id == vote_id, vote_homes.c.building == building, vote_homes.c.kind == FLAT)
        return list((await self._connection.execute(select(vote_homes.c.room).where(*there))).scalars())
