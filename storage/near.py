"""SQLite's writer, with statements that need no thread between.

aiosqlite hands each call to a thread and waits for it: a batch of taps is some sixty such calls, and they took as long as what
they asked for. Inside a transaction that has begun nobody else holds the file, so a small statement answers in microseconds.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_NEAR = "near"
# Rows fetched at once where a caller does not say; aiosqlite's own default.
_CHUNK = 64


class NearConnection(aiosqlite.Connection):
    """While `near` its calls run in the loop's own thread; never two at once, since whoever calls waits for the answer."""

    near = False
    is_reader = False
    """Its BEGIN and ROLLBACK wait for nobody: they need no thread either."""
    _is_left = False
    """Somebody stopped waiting for a call, and nobody knows what came of it."""

    async def rollback(self) -> None:
        """SQLAlchemy asks for one whenever it takes a connection back; after a COMMIT there is nothing to wait for."""
        if self._is_left or self._connection is None or (self._connection.in_transaction and not self.is_reader):
            await super().rollback()
        elif self._connection.in_transaction:
            self._connection.rollback()

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.near and self._connection is not None:
            return fn(*args, **kwargs)
        try:
            result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            self._is_left = True
            raise
        # The thread does one after the other.
        self._is_left = False
        return result


def opener(path: str, timeout: float, *, is_reader: bool = False) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """For SQLAlchemy's `async_creator`."""

    async def opened() -> aiosqlite.Connection:
        # Two threads use it in turn.
        connection = NearConnection(lambda: sqlite3.connect(path, timeout=timeout, check_same_thread=False), _CHUNK)
        # As SQLAlchemy does with those that it makes itself: a process that ends without closing it must end.
        connection._thread.daemon = True
        connection.is_reader = is_reader
        return await connection

    return opened


@asynccontextmanager
async def near(connection: AsyncConnection) -> AsyncIterator[None]:
    """Only for statements of at most some hundred rows: the loop waits for each. On PostgreSQL everything is as before.

    A writer's BEGIN, which waits for other processes, comes before it, and COMMIT, which waits for the disk, must come after it.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, NearConnection):
        yield
        return
    info = connection.info
    try:
        if not connection.in_transaction():
            driver.near = driver.is_reader
            await connection.begin()
        driver.near, info[_NEAR] = True, driver._conn
        yield
    finally:
        driver.near = False
        info.pop(_NEAR, None)


def near_driver(connection: AsyncConnection) -> sqlite3.Connection | None:
    """What to ask at once, while the connection is near."""
    driver: sqlite3.Connection | None = connection.info.get(_NEAR)
    return driver
