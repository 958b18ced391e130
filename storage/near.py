"""SQLite's writer, with statements that need no thread between.

aiosqlite hands each call to a thread and waits for it: a batch of taps is some sixty such calls, and they took as long as what
they asked for. Inside a transaction that has begun nobody else holds the file, so a small statement answers in microseconds.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

# Rows fetched at once where a caller does not say; aiosqlite's own default.
_CHUNK = 64


class NearConnection(aiosqlite.Connection):
    """While `near` its calls run in the loop's own thread; never two at once, since whoever calls waits for the answer."""

    near = False

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.near and self._connection is not None:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


def opener(path: str, timeout: float) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """For SQLAlchemy's `async_creator`."""

    async def opened() -> aiosqlite.Connection:
        # Two threads use it in turn.
        connection = NearConnection(lambda: sqlite3.connect(path, timeout=timeout, check_same_thread=False), _CHUNK)
        # As SQLAlchemy does with those that it makes itself: a process that ends without closing it must end.
        connection._thread.daemon = True
        return await connection

    return opened


@asynccontextmanager
async def near(connection: AsyncConnection) -> AsyncIterator[None]:
    """Only for statements of at most some hundred rows: the loop waits for each. On PostgreSQL everything is as before.

    BEGIN, which waits for other processes, comes before it, and COMMIT, which waits for the disk, must come after it.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, NearConnection):
        yield
        return
    if not connection.in_transaction():
        await connection.begin()
    driver.near = True
    try:
        yield
    finally:
        driver.near = False
