"""Migrations at start: a copy first on SQLite, an advisory lock on PostgreSQL, one sentence when the database is newer."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.base import BUSY_TIMEOUT
from storage.tables import metadata

# Copies kept in DATA_DIR/backups (issue: "the last 7 are kept").
BACKUPS_KEPT = 7
# Nothing is written to a copy for so long unless its process has died (seconds).
COPYING_AT_MOST = 3600
# Any constant will do as long as every process takes the same.
ADVISORY_LOCK = 7_246_109_951
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was made by a newer program."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"数据库比程序新（{revision}）。请先更新邻里。 / The database is newer than this program ({revision}): update Linli first."
        )
        self.revision = revision


class UnversionedDatabase(Exception):
    """Some of our tables are there, and nothing says of which schema: half made, or not ours."""


def head_revision() -> str:
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def known_revisions() -> set[str]:
    """Every schema from which this program can upgrade, and its own."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def sqlite_file(url: str) -> Path | None:
    """None for a server's database."""
    return Path(make_url(url).database or "") if url.startswith("sqlite") else None


async def revision_of(url: str) -> str | None:
    """The schema a database has; None without tables, UnversionedDatabase. Nothing is written: SQLite is opened read-only."""
    path = sqlite_file(url)
    engine = create_async_engine(url if path is None else f"sqlite+aiosqlite:///file:{path}?mode=ro&uri=true", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_revision)
    finally:
        await engine.dispose()


async def migrate(url: str, *, backups: Path, step: Callable[[str], None] = lambda _sentence: None) -> None:
    """Brings the database to this program's schema; does nothing when it is there already."""
    if url.startswith("sqlite"):
        await asyncio.to_thread(_migrate_sqlite, url, backups, step)
        return
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
            await connection.commit()
            try:
                await connection.run_sync(_upgrade, step)
                await connection.commit()
            finally:
                await connection.rollback()
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
                await connection.commit()
    finally:
        await engine.dispose()


def _migrate_sqlite(url: str, backups: Path, step: Callable[[str], None]) -> None:
    path = Path(make_url(url).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _sqlite(path, "BEGIN") as looking:
        current = _revision(looking)
    if current == head_revision():
        return
    if current is not None:
        _refuse_newer(current)
        step(f"先备份数据库到 {copy_sqlite(path, backups)} / the database was copied first")
    with _sqlite(path, "BEGIN IMMEDIATE") as connection:
        _upgrade(connection, step)
        connection.commit()


@contextmanager
def _sqlite(path: Path, begin: str) -> Iterator[Connection]:
    """Tables are made inside the transaction too: left to itself the driver begins none for them, and a kill would leave half."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine, "connect")
    def leave_begin_to_us(connection: Any, _entry: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin_it(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def copy_sqlite(path: Path, backups: Path) -> Path:
    """A consistent copy of a live database (`VACUUM INTO`); the oldest copies beyond seven go.

    It takes its name once it is whole: half a copy, left by a kill, would be counted among the seven.
    """
    backups.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    target = backups / f"linli-{now:%Y%m%d-%H%M%S-%f}.db"
    for left in backups.glob(".linli-*.db.copying"):
        if now.timestamp() - left.stat().st_mtime > COPYING_AT_MOST:
            left.unlink(missing_ok=True)
    aside = backups / f".{target.name}.copying"
    source = sqlite3.connect(path)
    try:
        source.execute("VACUUM INTO ?", (str(aside),))
        aside.replace(target)
    finally:
        source.close()
        aside.unlink(missing_ok=True)
    for old in sorted(backups.glob("linli-*.db"))[:-BACKUPS_KEPT]:
        old.unlink()
    return target


def _revision(connection: Connection) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None and set(inspect(connection).get_table_names()) & set(metadata.tables):
        raise UnversionedDatabase
    return current


def _refuse_newer(revision: str) -> None:
    if revision not in known_revisions():
        raise NewerDatabase(revision)


def _upgrade(connection: Connection, step: Callable[[str], None]) -> None:
    current = _revision(connection)
    if current is not None:
        _refuse_newer(current)
    if current == head_revision():
        return
    if current is not None:
        step(f"升级数据库 {current} → {head_revision()} / upgrading the database")
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
