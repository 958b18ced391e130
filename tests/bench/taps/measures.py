"""Metrics 1 to 5 on one made world."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench.metric import Metric
from tests.bench.taps import crash, path
from tests.bench.taps.world import OpenVote, make


async def _measured(world: Path, vote: OpenVote) -> list[Metric]:
    everywhere = os.sched_getaffinity(0)
    theirs, mine = path.one_core()
    if mine is not None:
        os.sched_setaffinity(0, {mine})
    try:
        paths = await path.measure(world, vote, theirs)
    finally:
        os.sched_setaffinity(0, everywhere)
    return [*paths, *await crash.measure(world, vote)]


def measure() -> list[Metric]:
    with TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        world.mkdir()
        vote = make(world, path.PEOPLE)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_measured(world, vote))
