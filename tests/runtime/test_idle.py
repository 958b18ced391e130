"""A process with nothing to do does nothing: no part of it wakes another for ever."""

import asyncio

from tests.wire import Wire


async def test_workers_and_delivery_fall_asleep(wire: Wire) -> None:
    commits = 0
    real = wire.app._committed

    def counted() -> None:
        nonlocal commits
        commits += 1
        real()

    wire.app._committed = counted
    tasks = [asyncio.create_task(wire.app.workers.run()), asyncio.create_task(wire.app.delivery.run())]
    async with wire.app.unit(True) as unit:
        await unit.commit()
    await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert commits <= 2


async def test_a_job_wakes_the_workers_and_a_commit_without_one_does_not(wire: Wire) -> None:
    """A rush of letters is a hundred commits a second."""
    wake = asyncio.Event()
    wire.app.workers.wake = wake.set
    async with wire.app.unit(True) as unit:
        await unit.commit()
    assert not wake.is_set()
    async with wire.app.unit(True) as unit:
        async with unit.lent() as lent:
            await lent.jobs.queue("votes.unpin_card", {}, wire.clock.now())
        assert not wake.is_set()
        await unit.commit()
    assert wake.is_set()
