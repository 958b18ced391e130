"""Renovations that are asked at three stages, and the vote of each ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.asks import Ask, Stage
from bot.rules.votes.decision import Outcome
from bot.rules.votes.facts import VoteState
from bot.rules.votes.tally import Tally
from storage.base import PublicId, UtcDateTime, decode, metadata, new_id
from storage.compounds import places
from storage.votes.tables import votes

renovations = Table(
    "renovations",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("title", String(40), nullable=False),
    Column("created_by", PublicId, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_renovations_compound_id", "compound_id", "created_at"),
)
asks = Table(
    "asks",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("renovation_id", PublicId, ForeignKey("renovations.id"), nullable=False, index=True),
    Column("compound_id", PublicId, nullable=False),
    # design, publicity, entry
    Column("stage", String(9), nullable=False),
    # How often this stage has been asked, from 1: one that did not pass is asked again.
    Column("round", Integer, nullable=False),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False, index=True),
    Column("asked_by", PublicId, nullable=False),
    # What changed because of it; null until that is said.
    Column("changes", Text),
    Column("told_by", PublicId),
    Column("told_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Renovation:
    id: str
    compound_id: str
    title: str
    created_by: str
    compound: str


_FIELDS = (*(renovations.c[name] for name in ("id", "compound_id", "title", "created_by")), places.c.name)
_FROM = renovations.join(places, places.c.id == renovations.c.compound_id)
_OF_VOTE = ("state", "outcome", "scheme_name", "scheme_sha256", "scheme_version", "closes_at", "tally")


def _ask(row: Any) -> Ask:
    tally = decode(row.tally, Tally) if row.tally else None
    return Ask(
        id=row.id,
        stage=Stage(row.stage),
        round=row.round,
        vote_id=row.vote_id,
        state=VoteState(row.state),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        scheme_name=row.scheme_name or "",
        scheme_sha256=row.scheme_sha256 or "",
        scheme_version=row.scheme_version,
        closes_at=row.closes_at,
        changes=row.changes or "",
        told_at=row.told_at,
        agree=tally.counts.agree if tally else None,
        total=tally.total if tally else None,
        participating=tally.counts.participating if tally else None,
    )


class Asks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, compound_id: str, title: str, *, by: str, now: datetime) -> str:
        identifier = new_id()
        row = {"id": identifier, "compound_id": compound_id, "title": title, "created_by": by, "created_at": now}
        await self._connection.execute(insert(renovations).values(**row))
        return identifier

    async def renovation(self, renovation_id: str, *, held: bool = False) -> Renovation | None:
        """By its random public id; whoever asks is authorised against the compound it carries. `held` until the end of the transaction."""
        query = select(*_FIELDS).select_from(_FROM).where(renovations.c.id == renovation_id)
        row = (await self._connection.execute(query.with_for_update(of=renovations) if held else query)).one_or_none()
        return None if row is None else Renovation(*row)

    async def drop(self, compound_id: str, renovation_id: str) -> None:
        """One that was never asked, or whose asks were all taken back."""
        theirs = (asks.c.compound_id == compound_id, asks.c.renovation_id == renovation_id)
        await self._connection.execute(delete(asks).where(*theirs))
        mine = (renovations.c.compound_id == compound_id, renovations.c.id == renovation_id)
        await self._connection.execute(delete(renovations).where(*mine))

    async def of_compounds(self, compound_ids: Collection[str], limit: int) -> list[Renovation]:
        """The newest first."""
        query = select(*_FIELDS).select_from(_FROM).where(renovations.c.compound_id.in_(compound_ids))
        newest = query.order_by(renovations.c.created_at.desc(), renovations.c.id).limit(limit)
        return [Renovation(*row) for row in await self._connection.execute(newest)]

    async def add(self, renovation: Renovation, stage: Stage, number: int, vote_id: str, *, by: str) -> None:
        row = {"renovation_id": renovation.id, "compound_id": renovation.compound_id, "stage": stage, "round": number}
        await self._connection.execute(insert(asks).values(id=new_id(), **row, vote_id=vote_id, asked_by=by))

    async def asks(self, compound_id: str, renovation_id: str) -> list[Ask]:
        """All that was asked of it, with what became of each."""
        fields = (asks.c[name] for name in ("id", "stage", "round", "vote_id", "changes", "told_at"))
        query = select(*fields, *(votes.c[name] for name in _OF_VOTE)).join(votes, votes.c.id == asks.c.vote_id)
        mine = query.where(asks.c.compound_id == compound_id, asks.c.renovation_id == renovation_id)
        return [_ask(row) for row in await self._connection.execute(mine.order_by(asks.c.round, asks.c.id))]

    async def of_vote(self, vote_id: str) -> tuple[str, str, Stage] | None:
        """(renovation, ask, stage) of a vote that is one."""
        query = select(asks.c.renovation_id, asks.c.id, asks.c.stage).where(asks.c.vote_id == vote_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row[0], row[1], Stage(row[2]))

    async def tell(self, compound_id: str, ask_id: str, changes: str, *, by: str, now: datetime) -> None:
        mine = (asks.c.compound_id == compound_id, asks.c.id == ask_id)
        await self._connection.execute(update(asks).where(*mine).values(changes=changes, told_by=by, told_at=now))
