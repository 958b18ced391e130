"""SQLite's connections, asked themselves: what is committed survives the loss of power, and readers cannot write."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.base import Database

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
