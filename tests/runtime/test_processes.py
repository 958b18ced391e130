"""A worker's result comes whole, and piece by piece where it is long, so that the event loop turns meanwhile."""

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.runtime.processes import SLICE, WorkerProcess
from bot.runtime.work.reading import FIGURES, read_and_report
from tests.e2e.processes import ROOT, until

# Told to stop, it has gone within this (issue: "graceful stop within 5 s").
STOP_SECONDS = 5
ROSTER = "楼栋,单元,房号,面积,业主\n1栋,1单元,0101,89.35,王桂芳\n"


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    numbers: tuple[int, ...]
    words: tuple[str, ...] = ()


def made(count: int) -> Result:
    return Result("r", tuple(range(count)), tuple(map(str, range(3))))


def refused(_reason: str) -> None:
    raise ValueError(_reason)


async def test_results_come_whole_and_errors_are_raised() -> None:
    with WorkerProcess() as run:
        assert await run(made, 0) == made(0)
        assert await run(made, SLICE) == made(SLICE)
        assert await run(made, 10 * SLICE + 1) == made(10 * SLICE + 1)
        assert await run(len, b"four") == 4
        with pytest.raises(ValueError, match="too long"):
            await run(refused, "too long")


async def test_the_loop_turns_between_the_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    loads, seen = 0, []
    from bot.runtime import processes

    real = processes.pickle.loads

    def counted(data: bytes) -> object:
        nonlocal loads
        loads += 1
        return real(data)

    async def watch() -> None:
        while True:
            seen.append(loads)
            await asyncio.sleep(0)

    with WorkerProcess() as run:
        await run(len, b"")
        monkeypatch.setattr(processes.pickle, "loads", counted)
        watcher = asyncio.create_task(watch())
        await run(made, 5 * SLICE)
        watcher.cancel()
    assert len({count for count in seen if count}) >= 5


def loaded() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


async def test_it_loads_nothing_that_talks_to_the_platform_or_the_database(tmp_path: Path) -> None:
    """They would cost each roster seconds and 150 MB before its first row."""
    progress = tmp_path / "progress"
    progress.touch()
    with WorkerProcess() as run:
        reading = await run(read_and_report, ROSTER.encode(), "名册.csv", str(progress))
        heavy = await run(loaded) & {"aiogram", "aiohttp", "sqlalchemy"}
    assert len(reading.homes) == 1
    assert progress.stat().st_size == FIGURES.size
    assert not heavy


PARENT = """
import asyncio, os
from bot.runtime.processes import WorkerProcess

async def main():
    run = WorkerProcess()  # let go of, its worker would end by itself
    print(await run(os.getpid), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_parent_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        try:
            worker = int(parent.stdout.readline())
            assert alive(worker)
        finally:
            parent.kill()
    until(lambda: not alive(worker), "the worker to end")


def alive(pid: int) -> bool:
    """One that has ended and that nobody has asked about is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


UNDER_WAY = """
import asyncio, sys, time
from bot.runtime.processes import WorkerProcess

async def main():
    run = WorkerProcess()
    await run(len, b"")
    work = asyncio.create_task(run(time.sleep, 60))
    await asyncio.sleep(0.5)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    run.close()
    print(time.time(), flush=True)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_process_ends_without_waiting_for_what_is_under_way(tmp_path: Path) -> None:
    """The interpreter waited for the worker at its end: a stop took as long as the roster that was being read."""
    script = tmp_path / "under_way.py"
    script.write_text(UNDER_WAY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    assert time.time() - float(done.stdout) < STOP_SECONDS
    assert not done.stderr
