"""Metric 3: killed in the middle of a rush, again and again, and every update twice."""

import asyncio
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.metric import Metric
from tests.bench.taps import servers
from tests.bench.taps.load import Platform
from tests.bench.taps.path import CONNECTIONS, PEOPLE
from tests.bench.taps.updates import Tap, taps
from tests.bench.taps.world import OpenVote

KILLS = 20
# Taps that are answered before the kill: it falls into a rush that has begun, and that has not ended.
ANSWERED = 300


def kept(data: Path) -> Counter[int]:
    """Update id → its ballots."""
    with closing(sqlite3.connect(data / "linli.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return Counter(update_id for (update_id,) in connection.execute("SELECT update_id FROM ballots"))


async def _killed(world: Path, posting: list[Tap]) -> tuple[int, int]:
    """(acknowledged, of those not in the database)."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(world, data)
        async with servers.linli(data, Platform(), None) as server:
            rush = asyncio.create_task(server.post(posting, CONNECTIONS))
            while server.answered < ANSWERED:
                await asyncio.sleep(0.001)
            server.kill()
            posted = await rush
        ballots = kept(data)
    assert len(posted.acknowledged) < len(posting), "it was killed when all was over"
    return len(posted.acknowledged), sum(tap.update_id not in ballots for tap in posted.acknowledged)


async def _twice(world: Path, posting: list[Tap]) -> int:
    """Ballots too many."""
    doubled = [*posting, *posting]
    random.Random(4).shuffle(doubled)
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(world, data)
        async with servers.linli(data, Platform(), None) as server:
            posted = await server.post(doubled, CONNECTIONS)
        assert posted.statuses == {200: len(doubled)}, posted.statuses
        ballots = kept(data)
    assert ballots.keys() == {tap.update_id for tap in posting}
    return ballots.total() - len(ballots)


async def measure(world: Path, vote: OpenVote) -> list[Metric]:
    acknowledged = lost = 0
    for number in range(KILLS):
        answered, missing = await _killed(world, taps(vote, PEOPLE, PEOPLE, seed=100 + number))
        acknowledged, lost = acknowledged + answered, lost + missing
    twice = await _twice(world, taps(vote, PEOPLE, 1_000, seed=99))
    name = f"acknowledged votes lost over {KILLS} kill -9 (of {acknowledged:,}); votes counted twice when every update comes twice"
    return [Metric(3, name, f"{lost}; {twice}", "0; 0", "same", [lost, twice])]
