"""A PostgreSQL database with every table, kept from test to test: to make one and drop it takes longer than most tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.tables import metadata

# What a test may leave behind besides rows: one that makes a table, a column or a trigger takes its database with it.
SHAPE = """
SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
  SELECT concat('r', c.oid, c.relkind, a.attnum, a.attname, a.atttypid, a.attnotnull) AS line
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat('t', tgrelid, tgname) FROM pg_trigger
  UNION ALL SELECT concat('c', conrelid, conname) FROM pg_constraint
  UNION ALL SELECT concat('p', proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat('n', nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_temp%' AND nspname NOT LIKE 'pg\\_toast\\_temp%'
) AS shape
"""
# Rows go in any order, since foreign keys are not looked at meanwhile; what counts upwards begins at one again.
EMPTY = """
SET session_replication_role = replica;
SET lock_timeout = '5s';
DO $$
DECLARE it text;
BEGIN
  FOR it IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('DELETE FROM %s', it);
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass(slots=True)
class Kept:
    """One worker's database on `server` (an SQLAlchemy URL); None until a test asks, and after one that changed its shape."""

    server: str
    name: str | None = None
    shape: str = field(default="", init=False)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """The URL of a database with every table and no row; emptied afterwards."""
        if self.name is None:
            await self._make()
        yield of(self.server, self.name)
        await self._take_back()

    async def drop(self) -> None:
        """At the end of the worker."""
        if self.name is not None:
            await drop(self.server, self.name)
            self.name = None

    async def _make(self) -> None:
        self.name = await make(self.server)
        engine = create_async_engine(of(self.server, self.name))
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()
        async with connected(of(self.server, self.name)) as connection:
            # A test's database need not outlive a crash of the server.
            await connection.execute(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
            self.shape = await connection.fetchval(SHAPE)

    async def _take_back(self) -> None:
        async with connected(of(self.server, self.name)) as connection:
            await connection.execute(OTHERS)
            try:
                await connection.execute(EMPTY)
                is_as_made = await connection.fetchval(SHAPE) == self.shape
            except asyncpg.LockNotAvailableError:
                is_as_made = False  # somebody came back and holds rows: the database goes, and they with it
        if not is_as_made:
            await self.drop()


async def make(server: str) -> str:
    """A new, empty database on `server`: its name."""
    name = f"linli_{uuid4().hex[:12]}"
    async with connected(server) as connection:
        await connection.execute(f"CREATE DATABASE {name}")
    return name


async def drop(server: str, name: str) -> None:
    """Also while somebody is connected."""
    async with connected(server) as connection:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def of(server: str, name: str | None) -> str:
    """The URL of database `name` on `server`."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()
