"""A process that is killed at a chosen moment, and the one that is started after it: same database, same platform, same people.

A moment lies before and after every commit and before and after every request to the platform: between two of them nothing
is done that outlives the process. What had not been acknowledged the platform brings once more, as Telegram does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from storage.base import Database
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import FakeClock
from tests.wire import FakeSession, Wire

Result = TypeVar("Result")


class Death:
    """Counts moments; at the `at`-th everything stands still for ever, as in a process that is gone."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.moments: list[str] = []
        self.came = asyncio.Event()

    async def moment(self, name: str) -> None:
        self.moments.append(name)
        if len(self.moments) == self.at:
            self.came.set()
        if self.came.is_set():
            await asyncio.Event().wait()


class MortalWire(Wire):
    """Like any other to a story; what was cut off by death is brought or run once more by the next process."""

    def __init__(self, url: str, clock: FakeClock, folder: Path, death: Death, lend: Callable[[Database], None]) -> None:
        self._url, self._folder, self._death, self._lend = url, folder, death, lend
        self._inside = False
        self._others = asyncio.all_tasks()
        super().__init__(self._database(), clock, folder)

    def _database(self) -> Database:
        database = Database(self._url)
        self._lend(database)
        return database

    async def _until_done(self, act: Callable[[], Awaitable[Result]]) -> Result:
        if self._inside:
            return await act()
        while True:
            task, dying = asyncio.ensure_future(act()), asyncio.create_task(self._death.came.wait())
            self._inside = True
            try:
                await asyncio.wait({task, dying}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._inside = False
            if not self._death.came.is_set():
                dying.cancel()
                return task.result()
            await self._end(task)
            await self._next_process()

    async def _end(self, *begun: "asyncio.Future[Any]") -> None:
        """All that the process was about; what it begins while it ends stands still with the rest."""
        mine = asyncio.current_task()
        while left := [one for one in asyncio.all_tasks() if one is not mine and one not in self._others]:
            for one in left:
                one.cancel()
            await asyncio.wait(left, timeout=1)
        await asyncio.gather(*begun, return_exceptions=True)

    async def _next_process(self) -> None:
        await self.app.delivery.abandon()
        for service in self.app.services.values():
            await service.abort()
        self.app.workers.close()
        await self.app.database.dispose()
        self._death.came, self._death.at = asyncio.Event(), 0
        session, updates, messages = self.session, self._updates, self._messages
        Wire.__init__(self, self._database(), self.clock, self._folder)
        self._updates, self._messages = updates, messages
        self.session = self.bot.session = session
        await self.open()
        await self.app.delivery.recover()
        await self.app.workers._release()

    async def close(self) -> None:
        await super().close()
        await self.app.database.dispose()

    async def feed(self, update: dict[str, Any], update_id: int | None = None) -> Any:
        number = update_id or next(self._updates)
        return await self._until_done(lambda: super(MortalWire, self).feed(update, number))

    async def deliver(self) -> None:
        await self._until_done(super().deliver)

    async def due(self) -> int:
        return await self._until_done(super().due)

    async def work(self) -> None:
        await self._until_done(super().work)


@contextmanager
def mortal(death: Death, is_mine: Callable[[UnitOfWork], bool]) -> Iterator[None]:
    commit, request = UnitOfWork.commit, FakeSession.make_request

    async def committing(unit: UnitOfWork) -> None:
        if not is_mine(unit):
            return await commit(unit)
        await death.moment("before a commit")
        await commit(unit)
        await death.moment("after a commit")

    async def asking(self: FakeSession, bot: Any, method: Any, timeout: Any = None) -> Any:
        await death.moment(f"before {method.__api_method__}")
        answer = await request(self, bot, method, timeout)
        await death.moment(f"after {method.__api_method__}")
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UnitOfWork, "commit", committing)
        patch.setattr(FakeSession, "make_request", asking)
        yield
