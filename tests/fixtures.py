"""Fixtures every feature uses: a fresh database, units of work, a clock, a fake platform at the wire."""

import os
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Dialect, create_engine, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

from bot.runtime.logs import set_up_logs
from storage.base import Database
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import FakeClock
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


@pytest.fixture
async def database_url(tmp_path: Path) -> AsyncIterator[str]:
    """A database file of its own, or a schema of its own where LINLI_TEST_DATABASE_URL names a PostgreSQL."""
    server = os.environ.get("LINLI_TEST_DATABASE_URL")
    if not server:
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        return
    name = f"linli_{uuid.uuid4().hex[:12]}"
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield str(make_url(server).set(database=name).render_as_string(hide_password=False))
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await admin.dispose()


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


@pytest.fixture(scope="session")
def dialect() -> tuple[Dialect, LRUCache]:
    """SQLAlchemy compiles statements and adapts types once per dialect: with one of its own each test spent a fifth of its time on that."""
    engine = create_async_engine("sqlite+aiosqlite://").sync_engine
    return engine.dialect, LRUCache(5_000)


@pytest.fixture
async def database(database_url: str, empty_database: Path, dialect: tuple[Dialect, LRUCache]) -> AsyncIterator[Database]:
    if database_url.startswith("sqlite"):
        shutil.copyfile(empty_database, make_url(database_url).database or "")
    else:
        made = create_async_engine(database_url)
        async with made.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await made.dispose()
    database = Database(database_url)
    if database.is_sqlite:
        for engine in (database.writer.sync_engine, database.reader.sync_engine):
            engine.dialect, engine._compiled_cache = dialect
            engine.pool._dialect = dialect[0]
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
