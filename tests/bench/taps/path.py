"""Metrics 1, 2 and 5: the whole path of a vote beside the bare no-op, in turn, on the same core."""

import asyncio
import os
import shutil
import sqlite3
import statistics
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench.metric import Metric
from tests.bench.taps import servers
from tests.bench.taps.load import Platform, Posted
from tests.bench.taps.updates import Tap, taps
from tests.bench.taps.world import OpenVote, make

ROUNDS = 3
CONNECTIONS = 40
TAPS, WARM = 4_000, 200
PEOPLE = TAPS + WARM


@dataclass(frozen=True)
class Round:
    """One server's answers to the same taps."""

    rate: float
    cpu: float
    """Seconds for a tap."""
    spread: float
    """p99 / p50."""


def one_core() -> tuple[int | None, int | None]:
    """(for the server, for us); with a single core both share it."""
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else (None, None)


def check_ledger(data: Path, posted: list[Tap]) -> None:
    """Every acknowledged tap is the standing choice of its person, once."""
    query = "SELECT telegram_id, choice, update_id FROM ballots JOIN people ON people.id = ballots.person_id"
    with closing(sqlite3.connect(data / "linli.db")) as connection:
        kept = connection.execute(query).fetchall()
    assert sorted(kept) == sorted((tap.person, tap.choice.value, tap.update_id) for tap in posted)


async def measured(server: servers.Server, posting: list[Tap]) -> tuple[Round, Posted]:
    await server.post(posting[:WARM], CONNECTIONS)
    before = server.cpu()
    posted = await server.post(posting[WARM:], CONNECTIONS)
    assert posted.statuses == {200: TAPS}, posted.statuses
    spread = posted.percentile(0.99) / posted.percentile(0.5)
    return Round(posted.rate, (server.cpu() - before) / TAPS, spread), posted


async def _rounds(world: Path, vote: OpenVote, core: int | None) -> list[tuple[Round, Round]]:
    made = []
    for number in range(ROUNDS):
        posting = taps(vote, PEOPLE, PEOPLE, seed=number)
        async with servers.bare(core) as server:
            plain, _ = await measured(server, posting)
        with TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            shutil.copytree(world, data)
            async with servers.linli(data, Platform(), core) as server:
                ours, _ = await measured(server, posting)
            check_ledger(data, posting)
        made.append((plain, ours))
    return made


def measure() -> list[Metric]:
    theirs, mine = one_core()
    if mine is not None:
        os.sched_setaffinity(0, {mine})
    with TemporaryDirectory() as folder:
        vote = make(Path(folder), PEOPLE)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            rounds = runner.run(_rounds(Path(folder), vote, theirs))
    print([(round(a.rate), round(b.rate), a.cpu * 1e6, b.cpu * 1e6, a.spread, b.spread) for a, b in rounds])
    rate = round(statistics.median(ours.rate / plain.rate for plain, ours in rounds), 2)
    cpu = round(statistics.median(ours.cpu / plain.cpu for plain, ours in rounds), 2)
    spread = round(statistics.median(ours.spread for _, ours in rounds), 2)
    return [
        Metric(1, f"vote path at {CONNECTIONS} connections, everything on / bare no-op webhook", f"{rate}", "≥ 1.0", "≥ 4", [rate]),
        Metric(2, "CPU per vote / CPU per bare no-op update", f"{cpu}", "≤ 1.0", "≤ 0.25", [cpu]),
        Metric(5, f"p99 / p50 at {CONNECTIONS} connections", f"{spread}", "≤ 2", "≤ 1.5", [spread]),
    ]


if __name__ == "__main__":
    print(measure())
