"""Migrations up, down, up; they and the tables say the same; a newer database stops the start; copies are kept."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrating import BACKUPS_KEPT, NewerDatabase, alembic_config, copy_sqlite, migrate
from storage.tables import metadata

pytestmark = pytest.mark.storage


def walk(connection: Connection) -> list[object]:
    """Up, down to nothing, up again; what then differs from the tables."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    command.upgrade(config, "head")
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


async def test_up_down_up_and_nothing_differs(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        assert await connection.run_sync(walk) == []
    await engine.dispose()


async def test_migrating_twice_changes_nothing(database_url: str, tmp_path: Path) -> None:
    said: list[str] = []
    await migrate(database_url, backups=tmp_path, step=said.append)
    await migrate(database_url, backups=tmp_path, step=said.append)
    assert said == []


async def test_a_newer_database_stops_the_start(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url, backups=tmp_path)
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await engine.dispose()
    with pytest.raises(NewerDatabase, match="数据库比程序新"):
        await migrate(database_url, backups=tmp_path)


def test_only_the_last_copies_are_kept(tmp_path: Path) -> None:
    source = tmp_path / "linli.db"
    with sqlite3.connect(source) as connection:
        connection.execute("CREATE TABLE t (x)")
    copies = [copy_sqlite(source, tmp_path / "backups") for _ in range(BACKUPS_KEPT + 3)]
    assert sorted((tmp_path / "backups").iterdir()) == copies[-BACKUPS_KEPT:]
    assert inspect(create_engine(f"sqlite:///{copies[-1]}")).get_table_names() == ["t"]
