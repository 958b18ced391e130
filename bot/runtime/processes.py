"""A worker process for pure work (bot.files), so that the event loop never stalls."""

import asyncio
import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# Things unpacked in one go, between two turns of the event loop: a few milliseconds.
SLICE = 100


@dataclass(frozen=True, slots=True)
class Packed:
    """A result on its way: a dataclass without its long tuples, and these in slices."""

    shell: bytes
    slices: dict[str, list[bytes]]


def _end_with_parent() -> None:
    """In the worker process: a parent that was killed leaves nobody behind, with two hundred megabytes each."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _packed(function: Callable[[], Any]) -> Packed:
    """In the worker process."""
    result = function()
    slices: dict[str, list[bytes]] = {}
    if is_dataclass(result) and not isinstance(result, type):
        for name in (field.name for field in fields(result) if field.init):
            value = getattr(result, name)
            if isinstance(value, tuple) and len(value) > SLICE:
                slices[name] = [pickle.dumps(value[start : start + SLICE]) for start in range(0, len(value), SLICE)]
        result = replace(result, **dict.fromkeys(slices, ()))
    return Packed(pickle.dumps(result), slices)


async def _unpacked(packed: Packed) -> Any:
    """What comes is from our own process; the loop turns between the slices."""
    result: Any = pickle.loads(packed.shell)  # noqa: S301
    whole: dict[str, tuple[Any, ...]] = {}
    for name, slices in packed.slices.items():
        gathered: list[Any] = []
        for one in slices:
            gathered += pickle.loads(one)  # noqa: S301
            await asyncio.sleep(0)
        whole[name] = tuple(gathered)
    return replace(result, **whole) if whole else result


class WorkerProcess:
    """One process, started when it is first needed: the machine's other core answers taps."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises; BrokenProcessPool when the process died (its next call has a new one)."""
        if self._pool is None:
            # `spawn`: a fork would copy the loop and its locks.
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_end_with_parent)
        try:
            work = partial(_packed, partial(function, *args, **kwargs))
            packed = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except BrokenProcessPool:
            self._pool = None
            raise
        result: T = await _unpacked(packed)
        return result

    def close(self) -> None:
        """A stop does not wait for what is worked on: its job is taken up again at the next start.

        Left alone, the worker would be waited for when the interpreter ends, however long it takes.
        """
        if self._pool is not None:
            workers = list((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.terminate()
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
