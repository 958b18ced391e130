"""Update ids may begin anew: after a quiet week the platform chooses the next one, and it may be lower."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.runtime.intake import GetRawUpdates, Poller
from bot.runtime.lanes import Lanes
from tests.fake_clock import FakeClock


class Platform:
    """Answers each poll with the next batch, and then no more."""

    def __init__(self, *batches: list[int]) -> None:
        self.batches = list(batches)
        self.offsets: list[int | None] = []
        self.emptied = asyncio.Event()

    async def __call__(self, request: GetRawUpdates, request_timeout: float) -> list[dict[str, Any]]:
        self.offsets.append(request.offset)
        if not self.batches:
            self.emptied.set()
            await asyncio.Event().wait()
        return [{"update_id": one, "message": {"chat": {"id": 1}}} for one in self.batches.pop(0)]


async def test_ids_that_fall_are_handled_and_acknowledged(clock: FakeClock) -> None:
    handled: list[int] = []

    async def handle(update: dict[str, Any], _received_at: datetime) -> None:
        handled.append(update["update_id"])

    platform = Platform([899, 900], [5], [6, 7])
    poller = Poller(platform, Lanes(handle), clock, lambda: None, lambda: None)  # type: ignore[arg-type]
    running = asyncio.create_task(poller.run())
    async with asyncio.timeout(10):
        await platform.emptied.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert handled == [899, 900, 5, 6, 7]
    assert platform.offsets == [None, 901, 6, 8]


async def test_asked_for_again_an_update_has_the_time_of_its_first_arrival(clock: FakeClock) -> None:
    """R14: neither handled nor buried, because the database was away, it comes with a later poll."""
    arrived: list[datetime] = []

    async def handle(_update: dict[str, Any], received_at: datetime) -> None:
        arrived.append(received_at)
        clock.move(timedelta(seconds=6))
        if len(arrived) == 1:
            raise OSError("the database is away")

    began = clock.now()
    platform = Platform([5], [5])
    poller = Poller(platform, Lanes(handle), clock, lambda: None, lambda: None)  # type: ignore[arg-type]
    running = asyncio.create_task(poller.run())
    async with asyncio.timeout(10):
        await platform.emptied.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert arrived == [began, began]
    assert platform.offsets == [None, None, 6]
