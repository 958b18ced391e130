"""The chain of a vote as it is kept: events in order, and what opens their commitments."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.proofs import NOTHING_BEFORE, BallotEntry, Chain, Event, EventType, canonical
from bot.rules.proofs_files import Handed
from storage.base import PublicId, UtcDateTime, metadata
from storage.dialects import in_parts, insert_once
from storage.prepared import Prepared
from storage.residents import people
from storage.votes.tables import ballots, vote_events, votes

# Who was given the audit file, and when: rows are only added. Without a person: by the operator, at the command line.
audit_handings = Table(
    "audit_handings",
    metadata,
    Column("id", Integer, primary_key=True),
    # What asked for it, so that a job that is done again gives it once.
    Column("asked_by", PublicId, nullable=False, unique=True),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    Column("compound_id", PublicId, nullable=False),
    Column("person_id", PublicId),
    Column("sha256", String(64), nullable=False),
    Column("handed_at", UtcDateTime, nullable=False),
    Index("ix_audit_handings_vote_id", "vote_id"),
    sqlite_autoincrement=True,
)
_ADD = Prepared(lambda insert: insert(vote_events), ("vote_id", "height", "compound_id", "type", "payload", "salt", "entry", "happened_at"))
_MOVE = Prepared(
    lambda _insert: (
        update(votes).where(votes.c.id == bindparam("vote")).values(chain_height=bindparam("next"), chain_head=bindparam("newest"))
    )
)


@dataclass(frozen=True, slots=True)
class Added:
    """An event with what opens its commitment: a salt, and the entry where the ledger does not have it."""

    vote_id: str
    event: Event
    salt: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class KeptEvent:
    event: Event
    salt: str | None
    entry: str | None
    happened_at: datetime

    @property
    def opened_entry(self) -> Any:
        return None if self.entry is None else json.loads(self.entry)


class Proofs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, vote_id: str) -> Chain:
        """A vote's chain before its first event."""
        chain = Chain()
        await self._connection.execute(update(votes).where(votes.c.id == vote_id).values(chain_height=chain.height, chain_head=chain.head))
        return chain

    async def chain(self, vote_id: str) -> Chain | None:
        """Where it stands in this transaction; None for a vote from before there were chains. Whoever adds to it holds the vote."""
        row = (await self._connection.execute(select(votes.c.chain_height, votes.c.chain_head).where(votes.c.id == vote_id))).one_or_none()
        return None if row is None or row.chain_height is None else Chain(row.chain_height, row.chain_head)

    async def record(self, added: list[Added], compounds: dict[str, str], now: datetime) -> None:
        """In the order in which they were added; `compounds` names the compound of each vote."""
        if not added:
            return
        rows = [
            {
                "vote_id": one.vote_id,
                "height": one.event.height,
                "compound_id": compounds[one.vote_id],
                "type": one.event.type,
                "payload": canonical(one.event.payload),
                "salt": one.salt,
                "entry": one.entry,
                "happened_at": now,
            }
            for one in added
        ]
        await _ADD.run(self._connection, rows)
        last = {one.vote_id: one.event for one in added}
        heads = [{"vote": vote, "next": event.height + 1, "newest": event.hash} for vote, event in last.items()]
        await _MOVE.run(self._connection, heads)

    async def events(self, compound_id: str, vote_id: str) -> list[KeptEvent]:
        """All of them, with the hash of each found anew from what is kept."""
        mine = (vote_events.c.compound_id == compound_id, vote_events.c.vote_id == vote_id)
        chain = Chain(0, NOTHING_BEFORE)
        kept: list[KeptEvent] = []
        async for row in in_parts(self._connection, select(vote_events).where(*mine).order_by(vote_events.c.height)):
            event = chain.add(EventType(row.type), json.loads(row.payload))
            kept.append(KeptEvent(event, row.salt, row.entry, row.happened_at))
        return kept

    async def speakers(self, compound_id: str, vote_id: str) -> list[Any]:
        """The entries of what was registered of who speaks, in order."""
        mine = (vote_events.c.compound_id == compound_id, vote_events.c.vote_id == vote_id, vote_events.c.type == EventType.SPEAKER)
        rows = await self._connection.execute(select(vote_events.c.entry).where(*mine).order_by(vote_events.c.height))
        return [json.loads(entry) for entry in rows.scalars()]

    async def ledger(self, compound_id: str, vote_id: str) -> dict[int, BallotEntry]:
        """Rows of the ledger by their height. For the audit file after the close, and nobody else (section 6)."""
        fields: list[Any] = [ballots.c[name] for name in BallotEntry.__dataclass_fields__]
        mine = (ballots.c.compound_id == compound_id, ballots.c.vote_id == vote_id, ballots.c.event.is_not(None))
        rows = in_parts(self._connection, select(ballots.c.event, *fields).where(*mine).order_by(ballots.c.event))
        return {row[0]: BallotEntry(*row[1:]) async for row in rows}

    async def hand_audit(self, compound_id: str, vote_id: str, *, asked_by: str, person_id: str | None, sha256: str, now: datetime) -> None:
        """Writes down that somebody is given the audit file; once for whatever asked for it."""
        values = {"asked_by": asked_by, "vote_id": vote_id, "compound_id": compound_id, "person_id": person_id}
        await self._connection.execute(insert_once(self._connection, audit_handings, **values, sha256=sha256, handed_at=now))

    async def audit_handed(self, compound_id: str, vote_id: str, limit: int) -> tuple[tuple[Handed, ...], int]:
        """The newest first, and how many there are."""
        mine = (audit_handings.c.compound_id == compound_id, audit_handings.c.vote_id == vote_id)
        query = select(audit_handings.c.person_id, people.c.name, audit_handings.c.handed_at)
        query = query.outerjoin(people, people.c.id == audit_handings.c.person_id).where(*mine)
        rows = (await self._connection.execute(query.order_by(audit_handings.c.id.desc()).limit(limit))).all()
        times = await self._connection.scalar(select(func.count()).select_from(audit_handings).where(*mine))
        return tuple(Handed("" if row.person_id is None else row.name or "—", row.handed_at) for row in rows), times or 0
