"""Calls for help: who asked, about which place, and who has gone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import new_id
from storage.residents.tables import help_calls

# A call that nobody took is no call any more.
CALLS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HelpCall:
    id: str
    telegram_id: int
    place_id: str | None
    asked_at: datetime
    taken_by: str | None


class HelpCalls:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, telegram_id: int, place_id: str | None, now: datetime) -> str:
        call_id = new_id()
        await self._connection.execute(insert(help_calls).values(id=call_id, telegram_id=telegram_id, place_id=place_id, asked_at=now))
        return call_id

    async def call(self, call_id: str) -> HelpCall | None:
        query = select(*(help_calls.c[name] for name in HelpCall.__dataclass_fields__)).where(help_calls.c.id == call_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else HelpCall(*row)

    async def open_among(self, call_ids: Collection[str]) -> list[HelpCall]:
        """Those of them that nobody has taken, oldest first."""
        query = select(*(help_calls.c[name] for name in HelpCall.__dataclass_fields__))
        waiting = query.where(help_calls.c.id.in_(call_ids), help_calls.c.taken_by.is_(None))
        return [HelpCall(*row) for row in await self._connection.execute(waiting.order_by(help_calls.c.asked_at, help_calls.c.id))]

    async def newest_open(self, telegram_id: int, since: datetime) -> HelpCall | None:
        """What this account asked last, unless somebody has taken it; held, so that nobody takes it meanwhile."""
        query = select(*(help_calls.c[name] for name in HelpCall.__dataclass_fields__)).where(help_calls.c.telegram_id == telegram_id)
        newest = query.where(help_calls.c.asked_at > since).order_by(help_calls.c.asked_at.desc(), help_calls.c.id).limit(1)
        row = (await self._connection.execute(newest.with_for_update())).one_or_none()
        return None if row is None or row.taken_by is not None else HelpCall(*row)

    async def of_account(self, telegram_id: int) -> list[HelpCall]:
        """What this account asked, also what somebody took."""
        query = select(*(help_calls.c[name] for name in HelpCall.__dataclass_fields__)).where(help_calls.c.telegram_id == telegram_id)
        return [HelpCall(*row) for row in await self._connection.execute(query.order_by(help_calls.c.asked_at, help_calls.c.id))]

    async def count(self, telegram_id: int, since: datetime) -> int:
        query = select(func.count()).select_from(help_calls)
        return await self._connection.scalar(query.where(help_calls.c.telegram_id == telegram_id, help_calls.c.asked_at > since)) or 0

    async def forget_old(self, now: datetime) -> None:
        await self._connection.execute(delete(help_calls).where(help_calls.c.asked_at <= now - CALLS_KEPT))

    async def take(self, call_id: str, person_id: str, now: datetime) -> bool:
        waits = update(help_calls).where(help_calls.c.id == call_id, help_calls.c.taken_by.is_(None))
        return (await self._connection.execute(waits.values(taken_by=person_id, taken_at=now))).rowcount == 1
