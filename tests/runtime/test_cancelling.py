"""A loop that is woken and told to end in the same turn ends: `asyncio.wait_for` of Python 3.11 would forget the latter."""

import asyncio
import contextlib

import pytest
from structlog.testing import capture_logs

from bot.runtime.app import end_surely
from tests.wire import Wire

# Turns of the event loop between the waking and the end: in one of them the wait is over and its loop not yet on.
TURNS = range(6)


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("part", ["workers", "delivery"])
async def test_woken_and_cut_off_at_once_it_ends(wire: Wire, part: str, turns: int) -> None:
    loop = getattr(wire.app, part)
    running = asyncio.create_task(loop.run())
    while not waits(running):
        await asyncio.sleep(0.01)
    loop.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait({running}, timeout=3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert done, "it went on"


def waits(task: "asyncio.Task[None]") -> bool:
    """It has nothing to do and waits to be woken."""
    waited = task.get_coro()
    while (inner := getattr(waited, "cr_await", None)) is not None:
        if getattr(waited, "__qualname__", "").endswith((".wait", "wait_for")):
            return True
        waited = inner
    return False


async def test_a_part_that_swallows_a_cancellation_is_cancelled_again() -> None:
    async def hard_of_hearing() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    async def fails() -> None:
        raise ValueError

    parts = {asyncio.create_task(hard_of_hearing(), name="poller"), asyncio.create_task(fails(), name="workers")}
    await asyncio.sleep(0)
    with capture_logs() as said:
        async with asyncio.timeout(5):
            await end_surely(parts)
    assert all(part.done() for part in parts)
    [told] = said
    assert (told["event"], told["part"]) == ("part_did_not_end", "poller")
    assert told["at"][-1].startswith(__file__)
