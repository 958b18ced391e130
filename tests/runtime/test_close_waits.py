"""Before a vote is closed what the process itself received in time is finished, for at most ten seconds (R14)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.actions.unit import DueItem, UnitOfWork
from bot.runtime.lanes import Lanes
from tests.fake_clock import START
from tests.fixtures import Units
from tests.wire import Wire

CLOSES = START + timedelta(minutes=5)
INSTANT = timedelta(milliseconds=1)
PRESS = {"update_id": 7, "callback_query": {"from": {"id": 1}}}


class Closing:
    """The process, with one handler that ends when it is told to, and a close that says when it is done."""

    def __init__(self, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
        self.order: list[str] = []
        self.may_finish = asyncio.Event()
        self.wire = wire
        self.lanes = wire.app.lanes = Lanes(self._handle)
        monkeypatch.setitem(wire.app.ticker._due, "votes.close", self._close)

    async def _handle(self, _raw: dict[str, Any], _received_at: datetime) -> None:
        await self.may_finish.wait()
        self.order.append("update")

    async def _close(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        async with unit:
            await unit.schedule.finish(item.id, now)
            await unit.commit()
        self.order.append("close")

    async def due(self, *, received_at: datetime, now: datetime) -> bool:
        """Whether the close is done although the update, received then, is not finished."""
        self.lanes.put(PRESS, received_at)
        self.wire.clock.move_to(now)
        self.running = asyncio.create_task(self.wire.due())
        await asyncio.wait({self.running}, timeout=0.3 if now == CLOSES else 5.0)
        return self.order == ["close"]


@pytest.fixture
async def closing(uow: Units, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Closing]:
    async with uow() as unit:
        await unit.schedule.plan("votes.close", "v", CLOSES)
        await unit.commit()
    made = Closing(wire, monkeypatch)
    yield made
    made.may_finish.set()
    await made.lanes.wait_empty()
    await made.running


@pytest.mark.rule("R14.waits", "R14.at")
async def test_a_press_received_at_the_closing_time_is_finished_first(closing: Closing) -> None:
    assert not await closing.due(received_at=CLOSES, now=CLOSES)
    assert closing.order == []
    closing.may_finish.set()
    await closing.running
    assert closing.order == ["update", "close"]


async def test_a_press_received_after_it_is_not_waited_for(closing: Closing) -> None:
    assert await closing.due(received_at=CLOSES + INSTANT, now=CLOSES + timedelta(seconds=1))


@pytest.mark.rule("R14.ten")
async def test_ten_seconds_after_the_closing_time_it_waits_no_more(closing: Closing) -> None:
    """9.9 s of them have passed; what hangs then cannot hold the result back."""
    assert await closing.due(received_at=CLOSES, now=CLOSES + timedelta(seconds=9.9))


async def test_ten_seconds_are_ten_seconds(wire: Wire, monkeypatch: pytest.MonkeyPatch, closing: Closing) -> None:
    left: list[float] = []

    async def wait(_until: datetime, patience: float) -> None:
        left.append(patience)

    monkeypatch.setattr(wire.app.ticker, "_wait_for_updates", wait)
    await closing.due(received_at=CLOSES, now=CLOSES + timedelta(seconds=4))
    assert left == [6.0]
