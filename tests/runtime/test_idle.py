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
