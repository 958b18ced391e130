"""Group commit: many small writes that wait together share one transaction and one sync of the disk."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from bot.rules.violations import RuleViolation
from storage.near import near
from storage.unit_of_work import UnitOfWork

Item = TypeVar("Item")
Result = TypeVar("Result")

# Items in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
LARGEST_BATCH = 256
# Turns of the event loop from an update's bytes to its item: so many without a new one, and nothing more is on its way.
QUIET_TURNS = 3


@dataclass(slots=True)
class _Waiting(Generic[Item, Result]):
    item: Item
    future: "asyncio.Future[Result]"


class GroupCommit(Generic[Item, Result]):
    """One writer per database and kind of item; no timer: what waits when the writer is free is the next batch, together with what is
    on its way into it. A transaction costs as much as a dozen taps: alone, the first answer's next tap would take one for itself.

    `unit` makes a writing unit of work. `apply` judges every item inside the transaction and gives one outcome for each, in their
    order. A refusal is an outcome like any other: it is raised to its own submitter and rolls nothing back. Anything else that
    `apply` raises rolls the batch back, and each item is then tried alone, so that one bad item fails alone.
    """

    def __init__(
        self,
        unit: Callable[[], UnitOfWork],
        apply: Callable[[UnitOfWork, Sequence[Item]], Awaitable[Sequence[Result | RuleViolation]]],
    ) -> None:
        self._unit = unit
        self._apply = apply
        self._waiting: list[_Waiting[Item, Result]] = []
        self._taken: list[_Waiting[Item, Result]] = []
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """The item's own result, once its transaction is durable; its own RuleViolation when it was refused."""
        waiting: _Waiting[Item, Result] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="group-commit")
        return await waiting.future

    async def stop(self) -> None:
        """What was submitted is finished first."""
        if self._worker is not None:
            await self._worker

    async def abort(self) -> None:
        """As a crash would: an unfinished transaction is rolled back, whoever waits is told nothing."""
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
        for waiting in (*self._taken, *self._waiting):
            waiting.future.cancel()
        self._taken, self._waiting = [], []

    async def _work(self) -> None:
        while self._waiting:
            await self._others_come()
            try:
                await self._commit(self._take)
            except Exception as error:
                await self._one_by_one(self._taken or self._take(), error)
            self._taken = []

    async def _others_come(self) -> None:
        """As long as the turns of the loop bring more."""
        quiet = 0
        while quiet < QUIET_TURNS and (known := len(self._waiting)) < LARGEST_BATCH:
            await asyncio.sleep(0)
            quiet = 0 if len(self._waiting) > known else quiet + 1

    def _take(self) -> list[_Waiting[Item, Result]]:
        self._taken, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
        return self._taken

    async def _commit(self, take: Callable[[], Sequence[_Waiting[Item, Result]]]) -> None:
        """`take` is asked once the writer is held: others may have had it for a while."""
        async with self._unit() as unit:
            async with near(unit.connection):
                batch = take()
                outcomes = await self._apply(unit, [waiting.item for waiting in batch])
            await unit.commit()
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if waiting.future.done():
                continue
            if isinstance(outcome, RuleViolation):
                waiting.future.set_exception(outcome)
            else:
                waiting.future.set_result(outcome)

    async def _one_by_one(self, batch: Sequence[_Waiting[Item, Result]], error: Exception) -> None:
        if len(batch) == 1:
            if not batch[0].future.done():
                batch[0].future.set_exception(error)
            return
        for waiting in batch:
            try:
                await self._commit(partial(_alone, waiting))
            except Exception as own:
                if not waiting.future.done():
                    waiting.future.set_exception(own)


def _alone(waiting: _Waiting[Item, Result]) -> list[_Waiting[Item, Result]]:
    return [waiting]
