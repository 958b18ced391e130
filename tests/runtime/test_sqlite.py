"""SQLite's connections, asked themselves: what is committed survives the loss of power, and readers cannot write."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable

import aiosqlite
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Database
from storage.near import NearConnection, near
from storage.unit_of_work import UnitOfWork

FULL = 2


async def pragma(engine: AsyncEngine, name: str) -> object:
    async with engine.connect() as connection:
        return (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()


@pytest.fixture
def sqlite(database: Database) -> Database:
    if not database.is_sqlite:
        pytest.skip("SQLite's own")
    return database


async def test_what_is_committed_is_on_the_disk(sqlite: Database) -> None:
    """Whoever was told 「已收到」 before the power failed is counted after it."""
    assert await pragma(sqlite.writer, "synchronous") == FULL
    assert await pragma(sqlite.writer, "journal_mode") == "wal"
    assert await pragma(sqlite.writer, "foreign_keys") == 1


async def test_a_reader_cannot_write(sqlite: Database) -> None:
    assert await pragma(sqlite.reader, "query_only") == 1
    assert await pragma(sqlite.writer, "query_only") == 0
    with pytest.raises(OperationalError, match="readonly"):
        async with sqlite.reader.begin() as connection:
            await connection.execute(text("INSERT INTO heartbeats VALUES ('x', '2026-02-27 02:32:00')"))


async def test_near_statements_run_in_the_threads_that_wait_for_nothing(sqlite: Database) -> None:
    """BEGIN and COMMIT, which may wait, run beside; what is asked in between does not."""
    threads: dict[str, int] = {}

    def noted(statement: str) -> None:
        threads.setdefault(statement.split(maxsplit=1)[0], threading.get_ident())

    async with UnitOfWork(sqlite, write=True) as unit:
        driver = (await unit.connection.get_raw_connection()).driver_connection
        assert isinstance(driver, NearConnection)
        assert driver._thread.daemon, "a process that does not close it ends all the same"
        driver._conn.set_trace_callback(noted)
        async with near(unit.connection):
            await unit.connection.execute(text("CREATE TABLE marks (name TEXT)"))
            await unit.connection.execute(text("INSERT INTO marks VALUES ('a')"))
        await unit.connection.execute(text("SELECT * FROM marks"))
        await unit.commit()
        driver._conn.set_trace_callback(None)
    here = threading.get_ident()
    assert {name: one == here for name, one in threads.items()} == {
        "BEGIN": False,
        "CREATE": True,
        "INSERT": True,
        "SELECT": False,
        "COMMIT": False,
    }


async def test_while_another_process_writes_the_loop_goes_on(sqlite: Database) -> None:
    """A near unit waits for its turn like any other: beside the loop."""
    other = sqlite3.connect(make_url(sqlite.url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def writes() -> None:
        async with UnitOfWork(sqlite, write=True) as unit, near(unit.connection):
            pass

    writing = asyncio.create_task(writes())
    # Long enough for the connection to be opened while the other one writes; the loop is free meanwhile.
    done, _ = await asyncio.wait([writing], timeout=0.1)
    assert not done
    other.execute("ROLLBACK")
    other.close()
    await writing


async def test_a_statement_goes_to_its_thread_once(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cursor, its first rows and a reader's BEGIN wait for nobody."""
    asked: list[str] = []
    hand_over = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, ask: Callable[..., object], *args: object) -> object:
        asked.append(ask.__name__)
        return await hand_over(self, ask, *args)

    async with sqlite.reader.connect() as connection:
        monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
        assert (await connection.execute(text("SELECT 2"))).scalar_one() == 2
    assert asked == ["_ask", "_ask"]


@pytest.mark.parametrize("rows", [0, 1, 511, 512, 513, 1_300])
async def test_every_row_comes_once_and_in_order(sqlite: Database, rows: int) -> None:
    numbers = text(f"WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT {rows}")
    wanted = list(range(1, rows + 1))
    async with sqlite.reader.connect() as connection:
        assert list((await connection.execute(numbers)).scalars()) == wanted
        for size in (1, 500, 600):
            async with connection.stream(numbers, execution_options={"yield_per": size}) as result:
                assert [row[0] async for part in result.partitions() for row in part] == wanted


async def test_who_stops_waiting_holds_nobody_up(sqlite: Database) -> None:
    """The thread may still be at it: what comes after waits behind it, beside the loop."""
    async with sqlite.reader.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        cursor = await driver.cursor()
        asking = asyncio.create_task(cursor.execute("WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i FROM n) SELECT max(i) FROM n"))
        await asyncio.wait([asking], timeout=0.05)
        asking.cancel()
        closing = asyncio.create_task(cursor.close())
        done, _ = await asyncio.wait([closing], timeout=0.05)
        assert not done
        driver._conn.interrupt()
        await closing
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
