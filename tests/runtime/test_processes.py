"""A worker's result comes whole, and piece by piece where it is long, so that the event loop turns meanwhile."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.runtime.processes import SLICE, WorkerProcess


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
