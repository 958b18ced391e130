"""How far each process has got with the updates it took: a close waits until none that came in time is unfinished (R14)."""

from datetime import datetime

from sqlalchemy import Column, Integer, Table, delete, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import PublicId, UtcDateTime, metadata
from storage.dialects import upsert
from storage.leases import NOW

# A process that has said nothing for so long is taken for dead: what it left unfinished the platform sends again (seconds).
SILENCE = 5

intakes = Table(
    "intakes",
    metadata,
    Column("process", PublicId, primary_key=True),
    # Every update that this process received up to then is finished.
    Column("finished_until", UtcDateTime, nullable=False),
    # Seconds since 1970 by the database's clock, as in `leases`.
    Column("reported_at", Integer, nullable=False),
)


class Intakes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._now = literal_column(NOW[connection.dialect.name], Integer)

    async def report(self, process: str, finished_until: datetime) -> None:
        row = {"process": process, "finished_until": finished_until, "reported_at": self._now}
        await self._connection.execute(upsert(self._connection, intakes, ("process",), **row))

    async def forget(self, process: str) -> None:
        await self._connection.execute(delete(intakes).where(intakes.c.process == process))

    async def behind(self, moment: datetime) -> list[str]:
        """Living processes that may hold an unfinished update received up to `moment`."""
        alive = intakes.c.reported_at > self._now - SILENCE
        return list((await self._connection.execute(select(intakes.c.process).where(alive, intakes.c.finished_until <= moment))).scalars())
