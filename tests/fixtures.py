"""Fixtures every feature uses: a fresh database, units of work, a clock, a fake platform at the wire."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Dialect, create_engine, make_url
from sqlalchemy.util import LRUCache

from bot.runtime.logs import set_up_logs
from storage.base import Database
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests import kept_database as kept_databases
from tests.fake_clock import FakeClock
from tests.kept_database import Kept
from tests.wire import Wire


class Units:
    """`uow()` writes, `uow.read()` reads."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.commits = 0

    def __call__(self, update_id: int | None = None) -> UnitOfWork:
        return UnitOfWork(self.database, write=True, update_id=update_id, now=self.clock.now(), on_commit=self._count)

    def read(self) -> UnitOfWork:
        return UnitOfWork(self.database, write=False, now=self.clock.now())

    def _count(self) -> None:
        self.commits += 1


@pytest.fixture(autouse=True)
def logs() -> None:
    """The product's own: structlog's default draws every local variable of a traceback, for seconds."""
    set_up_logs("INFO")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def kept_database() -> Iterator[Kept | None]:
    """The worker's own, where LINLI_TEST_DATABASE_URL names a PostgreSQL."""
    server = os.environ.get("LINLI_TEST_DATABASE_URL")
    kept = Kept(server) if server else None
    yield kept
    if kept is not None:
        asyncio.run(kept.drop())


@pytest.fixture
async def database_url(tmp_path: Path, kept_database: Kept | None, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A database of its own, without a table: a file, or one on PostgreSQL. Under `database` it may be one that has the tables."""
    if kept_database is None:
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    elif "database" in request.fixturenames:
        async with kept_database.lent() as url:
            yield url
    else:
        name = await kept_databases.make(kept_database.server)
        yield kept_databases.of(kept_database.server, name)
        await kept_databases.drop(kept_database.server, name)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row: copied for each test, since making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        # As any database in use is. A file that is not yet so cannot become so while somebody writes: SQLite waits for nobody there.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    metadata.create_all(engine)
    engine.dispose()
    return path


class Dialects:
    """SQLAlchemy compiles statements and adapts types once per dialect: with one of its own each test spent a fifth of its time on that."""

    def __init__(self) -> None:
        self.kept: Dialect | None = None
        self.compiled = LRUCache(5_000)

    def lend(self, database: Database) -> None:
        """To each engine of `database`; the first keeps its own, which learns from its server what it needs."""
        for engine in (database.writer.sync_engine, database.reader.sync_engine):
            self.kept = self.kept or engine.dialect
            engine.dialect, engine._compiled_cache = self.kept, self.compiled
            engine.pool._dialect = self.kept


@pytest.fixture(scope="session")
def dialects() -> Dialects:
    return Dialects()


@pytest.fixture
async def database(database_url: str, empty_database: Path, dialects: Dialects) -> AsyncIterator[Database]:
    if database_url.startswith("sqlite"):
        shutil.copyfile(empty_database, make_url(database_url).database or "")
    database = Database(database_url)
    dialects.lend(database)
    yield database
    await database.dispose()


@pytest.fixture
def uow(database: Database, clock: FakeClock) -> Units:
    return Units(database, clock)


@pytest.fixture
async def wire(database: Database, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Wire]:
    made = Wire(database, clock, tmp_path)
    await made.open()
    yield made
    await made.close()


UnitFactory = Callable[..., UnitOfWork]
