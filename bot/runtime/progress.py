"""What this process has finished, told to the database, where several processes take updates by webhook (R14)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.actions.unit import UnitOfWork
from bot.rules.ports import Clock
from bot.runtime.lanes import Lanes
from storage.base import new_id

log = structlog.get_logger()
# A close comes so much later than it could at the most (seconds); the result has 15 s (R14).
REPORT_EVERY = 0.5
ASK_EVERY = 0.1


class Progress:
    def __init__(self, unit: Callable[[bool], UnitOfWork], lanes: Lanes, clock: Clock) -> None:
        self._unit = unit
        self._lanes = lanes
        self._clock = clock
        self._process = new_id()

    async def run(self) -> None:
        """Until cancelled; then this process is forgotten: it takes no more updates."""
        try:
            while True:
                await asyncio.sleep(REPORT_EVERY)
                try:
                    await self.report()
                except (SQLAlchemyError, OSError) as error:
                    # Silent, this process is soon taken for dead; so it is: without the database it finishes nothing.
                    log.warning("progress_not_told", error=type(error).__name__)
        finally:
            await self._forget()

    async def report(self) -> None:
        now, oldest = self._clock.now(), self._lanes.oldest_unfinished()
        finished_until = now if oldest is None else oldest - timedelta(microseconds=1)
        async with self._unit(True) as unit:
            await unit.intakes.report(self._process, finished_until)
            await unit.commit()

    async def _forget(self) -> None:
        try:
            async with self._unit(True) as unit:
                await unit.intakes.forget(self._process)
                await unit.commit()
        except (SQLAlchemyError, OSError) as error:
            log.warning("progress_not_told", error=type(error).__name__)

    async def wait_for_others(self, received_until: datetime) -> None:
        """Until no other living process may hold an unfinished update received up to then."""
        while await self._others_behind(received_until):
            await asyncio.sleep(ASK_EVERY)

    async def _others_behind(self, moment: datetime) -> bool:
        async with self._unit(False) as unit:
            return any(process != self._process for process in await unit.intakes.behind(moment))
