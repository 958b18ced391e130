"""SQLite's connections, with as few ways to their threads and back as can be.

aiosqlite hands each call to a thread and waits for it, four times for a statement: a cursor, the statement, its rows, the cursor's end.
Each way took as long as a small statement itself. Here a statement is one way, its first rows come with it, and what waits for nobody
has none at all. A batch of taps needs none: inside a transaction that has begun nobody else holds the file, so a small statement
answers in microseconds.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Self

import aiosqlite
from aiosqlite.context import Result, contextmanager
from sqlalchemy.ext.asyncio import AsyncConnection

_NEAR = "near"
# Rows fetched at once where a caller does not say; aiosqlite's own default.
_CHUNK = 64
# Rows that come with the statement's own answer; of a larger answer the rest is fetched as it is asked for.
_AT_ONCE = 512
# Of a reader: it only says where a transaction would start.
_BEGIN_READING = "BEGIN"


class NearCursor(aiosqlite.Cursor):
    """Brings the first rows along with the statement."""

    _conn: "NearConnection"
    _found: list[Any]
    """Rows that have been brought and nobody has taken."""
    _has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        if sql == _BEGIN_READING:
            await self._conn.at_once(self._ask, sql, ())
        else:
            await self._conn._execute(self._ask, sql, parameters or ())
        return self

    def _ask(self, sql: str, parameters: Any) -> None:
        self._found, self._has_more = [], False
        self._cursor.execute(sql, parameters)
        if self._cursor.description is not None:
            self._found = self._cursor.fetchmany(_AT_ONCE)
            self._has_more = len(self._found) == _AT_ONCE

    async def fetchone(self) -> Any:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        rows, self._found = self._found[:wanted], self._found[wanted:]
        if len(rows) < wanted and self._has_more:
            more = await self._conn._execute(self._cursor.fetchmany, wanted - len(rows))
            self._has_more = len(more) == wanted - len(rows)
            rows += more
        return rows

    async def fetchall(self) -> list[Any]:
        rows, self._found = self._found, []
        if self._has_more:
            rows += await self._conn._execute(self._cursor.fetchall)
            self._has_more = False
        return rows

    async def close(self) -> None:
        await self._conn.at_once(self._cursor.close)


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

    def cursor(self) -> Result[aiosqlite.Cursor]:
        return self._new_cursor()

    @contextmanager
    async def _new_cursor(self) -> aiosqlite.Cursor:
        return NearCursor(self, await self.at_once(self._conn.cursor))

    async def at_once(self, ask: Callable[..., Any], *args: Any) -> Any:
        """What waits for nobody; but behind what the thread may still be at."""
        if self._is_left:
            return await self._execute(ask, *args)
        return ask(*args)

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
