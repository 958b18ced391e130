"""A close waits for what other processes received in time, and for nothing else (R14)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.runtime.lanes import Lanes
from bot.runtime.progress import Progress
from storage.base import Database
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START, FakeClock

pytestmark = pytest.mark.storage
CLOSES = START + timedelta(minutes=5)
PRESS = {"update_id": 7, "callback_query": {"from": {"id": 1}}}


class Beside:
    """A process that takes updates and finishes them when it is told to."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.may_finish = asyncio.Event()
        self.lanes = Lanes(self._handle)
        self.progress = Progress(lambda write: UnitOfWork(database, write=write), self.lanes, clock)

    async def _handle(self, _raw: dict[str, Any], _received_at: datetime) -> None:
        await self.may_finish.wait()


async def waits(leader: Beside) -> bool:
    try:
        await asyncio.wait_for(leader.progress.wait_for_others(CLOSES), 0.3)
    except TimeoutError:
        return True
    return False


@pytest.mark.rule("R14.waits")
async def test_it_waits_for_what_came_in_time_elsewhere(database: Database, clock: FakeClock) -> None:
    leader, beside = Beside(database, clock), Beside(database, clock)
    clock.move_to(CLOSES)
    pressed = beside.lanes.put(PRESS, CLOSES)
    clock.move_to(CLOSES + timedelta(seconds=2))
    await leader.progress.report()
    await beside.progress.report()
    assert await waits(leader)
    beside.may_finish.set()
    await pressed
    assert await waits(leader), "it has not said so yet"
    await beside.progress.report()
    assert not await waits(leader)


async def test_it_does_not_wait_for_what_came_too_late(database: Database, clock: FakeClock) -> None:
    leader, beside = Beside(database, clock), Beside(database, clock)
    clock.move_to(CLOSES + timedelta(seconds=1))
    late = beside.lanes.put(PRESS, clock.now())
    await beside.progress.report()
    assert not await waits(leader)
    beside.may_finish.set()
    await late


async def test_it_waits_for_a_word_from_after_the_close(database: Database, clock: FakeClock) -> None:
    leader, beside = Beside(database, clock), Beside(database, clock)
    clock.move_to(CLOSES)
    await beside.progress.report()
    assert await waits(leader), "something may have come in the same instant"
    clock.move_to(CLOSES + timedelta(milliseconds=1))
    await beside.progress.report()
    assert not await waits(leader)


async def test_a_dead_process_is_not_waited_for(database: Database, clock: FakeClock) -> None:
    leader, beside = Beside(database, clock), Beside(database, clock)
    await beside.progress.report()
    clock.move_to(CLOSES + timedelta(seconds=1))
    assert await waits(leader)
    async with database.writer.begin() as connection:
        await connection.execute(text("UPDATE intakes SET reported_at = reported_at - 60"))
    assert not await waits(leader)


async def test_one_that_stops_says_so(database: Database, clock: FakeClock) -> None:
    leader, beside = Beside(database, clock), Beside(database, clock)
    await beside.progress.report()
    running = asyncio.create_task(beside.progress.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    clock.move_to(CLOSES + timedelta(seconds=1))
    assert not await waits(leader)
