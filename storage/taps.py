"""Taps that took back what was given: for as long as the second half of a double tap could come."""

from sqlalchemy import Column, Integer, Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.taps import DOUBLE_TAP, Undone
from storage.base import PublicId, UtcDateTime, metadata
from storage.dialects import upsert

undone_taps = Table(
    "undone_taps",
    metadata,
    Column("person_id", PublicId, primary_key=True),
    # A poll, a renovation menu, a demand.
    Column("target_id", PublicId, primary_key=True),
    # Which of its options, from 0.
    Column("number", Integer, nullable=False),
    Column("undone_at", UtcDateTime, nullable=False, index=True),
)


class UndoneTaps:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, person_id: str, target_id: str, undone: Undone) -> None:
        """What is older says nothing any more, and goes, whoever's it is."""
        await self._connection.execute(delete(undone_taps).where(undone_taps.c.undone_at < undone.at - DOUBLE_TAP))
        row = {"person_id": person_id, "target_id": target_id, "number": undone.number, "undone_at": undone.at}
        await self._connection.execute(upsert(self._connection, undone_taps, ["person_id", "target_id"], **row))

    async def last(self, person_id: str, target_id: str) -> Undone | None:
        mine = (undone_taps.c.person_id == person_id, undone_taps.c.target_id == target_id)
        row = (await self._connection.execute(select(undone_taps.c.number, undone_taps.c.undone_at).where(*mine))).one_or_none()
        return None if row is None else Undone(row[0], row[1])

    async def forget(self, whose: str) -> None:
        """Of a poll or a menu that is over, and of somebody who leaves: nothing says who changed their mind."""
        mine = or_(undone_taps.c.person_id == whose, undone_taps.c.target_id == whose)
        await self._connection.execute(delete(undone_taps).where(mine))
