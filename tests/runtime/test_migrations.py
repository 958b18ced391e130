"""Migrations up, down, up; they make what the tables say; a newer database stops the start; copies are kept."""

import asyncio
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.rules.residents.mornings import next_morning
from storage import migrating
from storage.compounds import places
from storage.migrating import COPYING_AT_MOST, NewerDatabase, UnversionedDatabase, alembic_config, copy_sqlite, migrate
from storage.residents import appointments, people
from storage.schedule import due
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


def described(connection: Connection) -> dict[str, Any]:
    """All that a database knows of its tables, table by table, so that a drift is named."""
    found = inspect(connection)
    return {
        table: {
            "columns": [
                (column["name"], column["type"].compile(connection.dialect), column["nullable"], str(column.get("default")))
                for column in found.get_columns(table)
            ],
            "primary key": found.get_pk_constraint(table),
            "foreign keys": by_name(found.get_foreign_keys(table)),
            "uniques": by_name(found.get_unique_constraints(table)),
            "checks": by_name(found.get_check_constraints(table)),
            "indexes": by_name(found.get_indexes(table)),
            "words": words(connection, table),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def by_name(found: list[Any]) -> dict[str, str]:
    return {one["name"]: str({**one, "dialect_options": "in words"}) for one in found}


def words(connection: Connection, table: str) -> list[str]:
    """What the inspector leaves out: the conditions of partial indexes, and AUTOINCREMENT."""
    if connection.dialect.name == "sqlite":
        known = connection.exec_driver_sql(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY name", (table,)
        )
        return [sql if kind == "index" else "AUTOINCREMENT" for kind, sql in known if kind == "index" or "AUTOINCREMENT" in sql]
    known = connection.execute(text("SELECT indexdef FROM pg_indexes WHERE tablename = :table ORDER BY indexname"), {"table": table})
    return [definition for (definition,) in known]


def tables_and_migrations(connection: Connection) -> tuple[dict[str, Any], dict[str, Any]]:
    metadata.create_all(connection)
    tables = described(connection)
    metadata.drop_all(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return tables, described(connection)


async def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    """A table changed without a migration fails here: write one, `0001` is what the first databases have."""
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        tables, migrated = await connection.run_sync(tables_and_migrations)
    await engine.dispose()
    assert set(tables) == set(metadata.tables) == set(migrated)
    for table, description in tables.items():
        assert migrated[table] == description, table
    conditions = " ".join(one for table in migrated.values() for one in table["words"])
    assert conditions.count(" WHERE ") == sum(1 for table in metadata.tables.values() for index in table.indexes if index.dialect_kwargs)


@pytest.mark.parametrize(
    "change",
    [
        "DROP INDEX uq_bindings_living",
        "ALTER TABLE people ADD COLUMN nickname VARCHAR(8)",
        "CREATE UNIQUE INDEX uq_extra ON homes (room)",
    ],
)
async def test_a_drift_is_seen(database_url: str, change: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        tables, migrated = await connection.run_sync(tables_and_migrations)
        await connection.exec_driver_sql(change)
        assert await connection.run_sync(described) != tables == migrated
    await engine.dispose()


# What migrations have added since the first 0001, which they must find missing.
SINCE_0005 = (
    "ALTER TABLE vote_heads DROP COLUMN designated_at",
    "DROP TABLE vote_events",
    "ALTER TABLE ballots DROP COLUMN event",
    "ALTER TABLE votes DROP COLUMN chain_height",
    "ALTER TABLE votes DROP COLUMN chain_head",
    "DROP TABLE vote_pictures",
    "DROP TABLE door_knocks",
    "DROP TABLE concern_photos",
    "DROP TABLE concerns",
    "ALTER TABLE votes DROP COLUMN terms",
    "DROP INDEX ix_ballots_ledger",
    "DROP INDEX ix_ballots_refused",
    "ALTER TABLE ballots DROP COLUMN entered_by",
    "ALTER TABLE ballots DROP COLUMN confirmed_by",
    "ALTER TABLE ballots DROP COLUMN photo_sha256",
    "ALTER TABLE standing_choices DROP COLUMN set_aside",
    "DROP TABLE settlements",
    "DROP TABLE entries",
    "DROP TABLE powers",
    "DROP INDEX ix_ballots_agent",
    "ALTER TABLE ballots DROP COLUMN agent",
    "DROP TABLE deliveries",
    "ALTER TABLE votes DROP COLUMN follow_clause",
    "DROP TABLE undone_taps",
    "DROP TABLE opinion_photos",
    "DROP TABLE demand_supports",
    "DROP TABLE opinions",
    "DROP TABLE demands",
    "DROP TABLE poll_answers",
    "DROP TABLE polls",
    "DROP TABLE asks",
    "DROP TABLE renovations",
    "DROP TABLE audit_handings",
    "DROP TABLE statement_answers",
    "DROP TABLE statements",
    "DROP TABLE topics",
    "DROP INDEX ix_votes_pair_id",
    "ALTER TABLE votes DROP COLUMN pair_id",
    "ALTER TABLE votes DROP COLUMN part",
    "ALTER TABLE votes DROP COLUMN land_building",
    "ALTER TABLE votes DROP COLUMN land_entrance",
    "ALTER TABLE votes DROP COLUMN scheme_version",
    "ALTER TABLE votes DROP COLUMN scheme_changed_at",
    "ALTER TABLE votes DROP COLUMN scheme_reason",
    "ALTER TABLE ballots DROP COLUMN scheme",
    "DROP TABLE vote_schemes",
    "DROP TABLE wish_picks",
    "DROP TABLE wish_menus",
)
SINCE = (
    "ALTER TABLE chats DROP COLUMN thread_id",
    "ALTER TABLE roster_gaps DROP COLUMN said",
    "DROP TABLE last_refusals",
    *SINCE_0005,
)


async def test_a_database_of_the_first_0001_gets_what_came_since(database_url: str, tmp_path: Path) -> None:
    """It was made from the tables themselves, under the same number, with the index of 0002."""
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        tables = await connection.run_sync(described)
        for change in SINCE:
            await connection.exec_driver_sql(change)
    await migrate(database_url, backups=tmp_path)
    async with engine.begin() as connection:
        assert await connection.run_sync(described) == tables
    await engine.dispose()


async def test_roles_that_exist_get_their_mornings(database_url: str, tmp_path: Path) -> None:
    """Since 0006; nobody takes them again, and nobody is told twice."""
    engine = create_async_engine(database_url)
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0005')")
        for change in SINCE_0005:
            await connection.exec_driver_sql(change)
        place = {"id": "p", "kind": "community", "name": "北街社区", "path": "p", "position": 0}
        await connection.execute(places.insert().values(place))
        for number, state in enumerate(("active", "ended", "active")):
            person = {"id": f"person{number}", "telegram_id": 7 + number, "created_at": now}
            await connection.execute(people.insert().values(person))
            role = {"person_id": person["id"], "place_id": "p", "role": "community_staff", "state": state, "granted_at": now}
            await connection.execute(appointments.insert().values(id=f"role{number}", **role))
        # A program between the two planned one for whoever was appointed then.
        await connection.execute(due.insert().values(kind="residents.morning", target="9", due_at=next_morning(now)))
    await migrate(database_url, backups=tmp_path)
    async with engine.begin() as connection:
        planned = list(await connection.execute(select(due.c.kind, due.c.target, due.c.due_at).order_by(due.c.target)))
    await engine.dispose()
    assert [(kind, target) for kind, target, _ in planned] == [("residents.morning", "7"), ("residents.morning", "9")]
    assert all(at.hour == 0 and timedelta() < at - now <= timedelta(days=1) for _, _, at in planned)


async def test_migrating_twice_changes_nothing(database_url: str, tmp_path: Path) -> None:
    said: list[str] = []
    await migrate(database_url, backups=tmp_path, step=said.append)
    await migrate(database_url, backups=tmp_path, step=said.append)
    assert said == []


async def test_before_a_migration_the_database_is_copied_as_it_was(database_url: str, tmp_path: Path) -> None:
    """Whoever has to go back to the program of yesterday has nothing but this copy."""
    if not database_url.startswith("sqlite"):
        pytest.skip("a server's database is copied by whoever keeps the server")
    file, backups = tmp_path / "test.db", tmp_path / "backups"
    config = alembic_config()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO heartbeats VALUES ('runtime', '2026-02-27 02:32:00')")
    engine.dispose()
    said: list[str] = []
    await migrate(database_url, backups=backups, step=said.append)
    [copy] = backups.iterdir()
    assert str(copy) in said[0], "and said first, before anything is changed"
    assert contents(copy) == [("0001", "runtime")]
    assert contents(file) == [(migrating.head_revision(), "runtime")]
    await migrate(database_url, backups=backups)
    assert list(backups.iterdir()) == [copy], "where nothing is to be done nothing is copied"


def contents(file: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT version_num, name FROM alembic_version, heartbeats").fetchall()
    finally:
        connection.close()


async def test_processes_that_start_at_once_migrate_one_after_the_other(database_url: str, tmp_path: Path) -> None:
    """All begin on an empty database; the others wait for the first, and find nothing to do."""
    if database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL's own: an advisory lock; SQLite has one writer")
    async with asyncio.timeout(60):
        ends = await asyncio.gather(*(migrate(database_url, backups=tmp_path) for _ in range(3)), return_exceptions=True)
    assert ends == [None] * 3
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        revisions = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        here = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = "
        held = (await connection.execute(text(here + "current_database()"))).scalar_one()
    await engine.dispose()
    assert revisions == [migrating.head_revision()]
    assert tables >= set(metadata.tables)
    assert held == 0, "the lock is given back"


async def test_cut_off_in_the_middle_it_leaves_no_table(database_url: str, tmp_path: Path) -> None:
    """SQLite's driver opens no transaction for a table that is made: half of them would keep the next start from making any."""
    made: list[str] = []

    def cut_off(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split()[:2] == ["CREATE", "TABLE"]:
            made.append(statement)
        if len(made) == 10:
            raise ConnectionAbortedError

    event.listen(Engine, "before_cursor_execute", cut_off)
    try:
        with pytest.raises(ConnectionAbortedError):
            await migrate(database_url, backups=tmp_path)
    finally:
        event.remove(Engine, "before_cursor_execute", cut_off)
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
    await engine.dispose()
    await migrate(database_url, backups=tmp_path)


async def test_tables_without_a_version_are_not_taken_for_an_empty_database(database_url: str, tmp_path: Path) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE chats (chat_id BIGINT)")
    await engine.dispose()
    with pytest.raises(UnversionedDatabase):
        await migrate(database_url, backups=tmp_path)


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
    copies = [copy_sqlite(source, tmp_path / "backups") for _ in range(10)]
    assert sorted((tmp_path / "backups").iterdir()) == copies[-7:]
    assert inspect(create_engine(f"sqlite:///{copies[-1]}")).get_table_names() == ["t"]


def test_half_a_copy_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails in the middle, or the process dies there: nothing bears the name of a copy, and what is left goes later."""
    source, backups = tmp_path / "linli.db", tmp_path / "backups"
    with sqlite3.connect(source) as connection:
        connection.execute("CREATE TABLE t (x)")
    backups.mkdir()
    left = [backups / f".linli-2026010{day}-000000-000000.db.copying" for day in (1, 2)]
    for path in left:
        path.write_bytes(b"half")
    long_ago = datetime.now(UTC).timestamp() - COPYING_AT_MOST - 1
    os.utime(left[0], (long_ago, long_ago))

    class Failing:
        def execute(self, _statement: str, parameters: tuple[str]) -> None:
            Path(parameters[0]).write_bytes(b"half")
            raise sqlite3.OperationalError("disk I/O error")

        def close(self) -> None:
            pass

    with monkeypatch.context() as patched:
        patched.setattr(migrating.sqlite3, "connect", lambda _path: Failing())
        with pytest.raises(sqlite3.OperationalError):
            copy_sqlite(source, backups)
    assert list(backups.iterdir()) == [left[1]], "somebody else may be writing the younger one"
    assert copy_sqlite(source, backups).is_file()
