"""Metrics 1, 2, 4 and 5: the whole path of a vote beside the bare no-op, in turn, on the same core."""

import os
import shutil
import sqlite3
import statistics
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.metric import Metric
from tests.bench.taps import servers
from tests.bench.taps.load import Platform
from tests.bench.taps.updates import Tap, taps
from tests.bench.taps.world import OpenVote

ROUNDS = 3
CONNECTIONS = 40
TAPS, WARM = 4_000, 200
PEOPLE = TAPS + WARM
# What a real disk adds to each sync (performance.md, metric 4).
SLOW_SYNC_US = 2_000


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


def check_ledger(data: Path, posted: Sequence[Tap]) -> None:
    """Every tap is a ballot of its person, once."""
    query = "SELECT telegram_id, choice, update_id FROM ballots JOIN people ON people.id = ballots.person_id"
    with closing(sqlite3.connect(data / "linli.db")) as connection:
        kept = connection.execute(query).fetchall()
    assert sorted(kept) == sorted((tap.person, tap.choice.value, tap.update_id) for tap in posted)


async def measured(server: servers.Server, posting: list[Tap]) -> Round:
    await server.post(posting[:WARM], CONNECTIONS)
    before = server.cpu()
    posted = await server.post(posting[WARM:], CONNECTIONS)
    assert posted.statuses == {200: TAPS}, posted.statuses
    spread = posted.percentile(0.99) / posted.percentile(0.5)
    return Round(posted.rate, (server.cpu() - before) / TAPS, spread)


async def ours(world: Path, posting: list[Tap], core: int | None, **environment: str) -> Round:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(world, data)
        async with servers.linli(data, Platform(), core, **environment) as server:
            made = await measured(server, posting)
        check_ledger(data, posting)
    return made


def slow_sync(folder: Path) -> dict[str, str] | None:
    """What makes a process's disk slow; None where no C compiler is."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    made = folder / "slow_sync.so"
    source = Path(__file__).with_name("slow_sync.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True)
    return {"LD_PRELOAD": str(made), "SLOW_SYNC_US": str(SLOW_SYNC_US)}


async def measure(world: Path, vote: OpenVote, core: int | None) -> list[Metric]:
    slow = slow_sync(world.parent)
    rates, processors, spreads, slowed = [], [], [], []
    for number in range(ROUNDS):
        posting = taps(vote, PEOPLE, PEOPLE, seed=number)
        async with servers.bare(core) as server:
            plain = await measured(server, posting)
        mine = await ours(world, posting, core)
        rates.append(mine.rate / plain.rate)
        processors.append(mine.cpu / plain.cpu)
        spreads.append(mine.spread)
        if slow is not None:
            slowed.append((await ours(world, posting, core, **slow)).rate / plain.rate)
    rate, cpu, spread = (round(statistics.median(figures), 2) for figures in (rates, processors, spreads))
    disk = [round(statistics.median(slowed), 2)] if slowed else []
    return [
        Metric(1, f"vote path at {CONNECTIONS} connections, everything on / bare no-op webhook", f"{rate}", "≥ 1.0", "≥ 4", [rate]),
        Metric(2, "CPU per vote / CPU per bare no-op update", f"{cpu}", "≤ 1.0", "≤ 0.25", [cpu]),
        Metric(4, "with +2 ms fsync: vote path / bare no-op", f"{disk[0]}" if disk else "no C compiler", "≥ 0.7", "≥ 1.4", disk),
        Metric(5, f"p99 / p50 at {CONNECTIONS} connections", f"{spread}", "≤ 2", "≤ 1.5", [spread]),
    ]
