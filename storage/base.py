"""The database: one metadata, types that lose nothing, and the two engines behind every unit of work."""

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.near import opener

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

# Readers of SQLite: as many as lanes (design.md, How an update flows).
READERS = 64
# What a rush of taps reads and writes again and again stays with the writer; SQLite's own two megabytes hold some thousand homes.
WRITER_CACHE_KIB = 32 * 1024
# A writer waits this long for another process before "database is locked" (seconds).
BUSY_TIMEOUT = 15

# 10 characters of 32: 50 random bits, short enough for three in one button (64 bytes).
ID_LENGTH = 10
_ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"
# A byte's low five bits choose, each letter for eight of the 256: none is likelier than another.
_LETTERS = _ALPHABET * 8


def new_id() -> str:
    """A random public id, safe in callback data and in links."""
    return secrets.token_bytes(ID_LENGTH).translate(_LETTERS).decode()


PublicId = String(ID_LENGTH)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out: SQLite drops time zones, so naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone may not be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def encode(facts: Any) -> str:
    """Frozen dataclasses to JSON text."""
    return msgspec.json.encode(facts).decode()


def decode(text: str, kind: Any = Any) -> Any:
    """JSON text to the dataclass `kind`; msgspec.ValidationError when it does not fit."""
    return msgspec.json.decode(text, type=kind)


class Database:
    """Writer and readers of one database. On SQLite there is one writer connection with a fair queue in the process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.write_queue = asyncio.Lock()
        if self.is_sqlite:
            path = make_url(url).database or ":memory:"
            self.writer = create_async_engine(url, pool_size=1, max_overflow=0, async_creator=opener(path, BUSY_TIMEOUT))
            reading = opener(path, BUSY_TIMEOUT, is_reader=True)
            self.reader = create_async_engine(url, pool_size=READERS, max_overflow=0, async_creator=reading)
            _prepare_sqlite(self.writer, read_only=False)
            _prepare_sqlite(self.reader, read_only=True)
        else:
            self.writer = create_async_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)
            self.reader = self.writer

    async def dispose(self) -> None:
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, read_only: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver must not open transactions by itself: BEGIN IMMEDIATE below does (platform-and-faults, fact 3).
        connection.isolation_level = None
        cursor = connection.cursor()
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
