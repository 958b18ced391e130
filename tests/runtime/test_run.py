"""`App.run` leaves nothing behind, however it ends: asyncio complains of each task that is forgotten while it waits."""

import asyncio

import pytest

from tests.wire import Wire


async def others() -> set[str]:
    """What still runs, after whatever was cancelled has had its turn."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return {task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}}


async def test_told_to_stop_it_leaves_no_task(wire: Wire) -> None:
    before = await others()
    told = asyncio.Event()
    running = asyncio.create_task(wire.app.run(told.wait()))
    await asyncio.sleep(0)
    told.set()
    await running
    assert await others() == before


async def test_cut_off_it_leaves_no_task(wire: Wire) -> None:
    """As the sandbox does when its bot crashes or its world begins anew."""
    before = await others()
    running = asyncio.create_task(wire.app.run(asyncio.Event().wait()))
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await others() == before


async def test_a_part_that_ends_by_an_error_ends_it_and_leaves_no_task(wire: Wire) -> None:
    async def breaks() -> None:
        raise ConnectionError

    before = await others()
    wire.app._spawn(breaks(), "part")
    with pytest.raises(ConnectionError):
        await wire.app.run(asyncio.Event().wait())
    assert await others() == before
