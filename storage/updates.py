"""Updates: which have had their effect, which could not be handled, and when Linli was last seen alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import UtcDateTime, metadata
from storage.prepared import Prepared, prepared_once

# Telegram may deliver an update again within a day; eight days outlast its week of id order (design.md, Numbers).
SEEN_KEPT = timedelta(days=8)
DEAD_KEPT = timedelta(days=30)

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_seen_updates_seen_at", "seen_at"),
)
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("update_id", BigInteger, nullable=False),
    Column("raw", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("died_at", UtcDateTime, nullable=False),
    Column("replayed_at", UtcDateTime),
)
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("beat_at", UtcDateTime, nullable=False),
)
outages = Table(
    "outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
)
# With every update.
_NOTE = prepared_once(seen_updates, ("update_id", "seen_at"))
_SEEN = Prepared(lambda _insert: select(func.count()).where(seen_updates.c.update_id == bindparam("update")))


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: int
    update_id: int
    raw: str
    reason: str
    received_at: datetime
    died_at: datetime
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outage:
    began_at: datetime
    ended_at: datetime


class Updates:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, update_id: int, now: datetime) -> bool:
        """True the first time this update is noted."""
        return await _NOTE.change(self._connection, update_id=update_id, seen_at=now) == 1

    async def seen(self, update_id: int) -> bool:
        return bool((await _SEEN.rows(self._connection, update=update_id))[0][0])

    async def bury(self, update_id: int, raw: str, reason: str, *, received_at: datetime, now: datetime) -> None:
        values = {"update_id": update_id, "raw": raw, "reason": reason, "received_at": received_at, "died_at": now}
        await self._connection.execute(insert(dead_letters).values(values))

    async def dead_letters(self) -> list[DeadLetter]:
        rows = await self._connection.execute(select(dead_letters).order_by(dead_letters.c.id))
        return [DeadLetter(**row) for row in rows.mappings()]

    async def count_dead(self) -> int:
        """Dead letters that nobody has replayed."""
        query = select(func.count()).select_from(dead_letters).where(dead_letters.c.replayed_at.is_(None))
        return await self._connection.scalar(query) or 0

    async def exhume(self, dead_id: int, now: datetime) -> None:
        """Marked as replayed; the update may have its effect once more."""
        row = (await self._connection.execute(select(dead_letters.c.update_id).where(dead_letters.c.id == dead_id))).one()
        await self._connection.execute(delete(seen_updates).where(seen_updates.c.update_id == row.update_id))
        await self._connection.execute(update(dead_letters).where(dead_letters.c.id == dead_id).values(replayed_at=now))

    async def last_heartbeat(self, name: str) -> datetime | None:
        moment: datetime | None = await self._connection.scalar(select(heartbeats.c.beat_at).where(heartbeats.c.name == name))
        return moment

    async def beat(self, name: str, now: datetime) -> None:
        done = await self._connection.execute(update(heartbeats).where(heartbeats.c.name == name).values(beat_at=now))
        if done.rowcount == 0:
            await self._connection.execute(insert(heartbeats).values(name=name, beat_at=now))

    async def record_outage(self, began_at: datetime, ended_at: datetime) -> None:
        await self._connection.execute(insert(outages).values(began_at=began_at, ended_at=ended_at))

    async def outages(self, since: datetime, until: datetime) -> list[Outage]:
        """Outages that touch the span, oldest first."""
        query = select(outages.c.began_at, outages.c.ended_at).where(outages.c.ended_at >= since, outages.c.began_at <= until)
        return [Outage(*row) for row in await self._connection.execute(query.order_by(outages.c.began_at))]

    async def forget_old(self, now: datetime) -> None:
        await self._connection.execute(delete(seen_updates).where(seen_updates.c.seen_at < now - SEEN_KEPT))
        await self._connection.execute(delete(dead_letters).where(dead_letters.c.died_at < now - DEAD_KEPT))
