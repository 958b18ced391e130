"""Every row of the database as lines of JSON and back: readable by any later version, on either database."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

import msgspec
from alembic import command
from sqlalchemy import Connection, DateTime, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import Database
from storage.migrating import alembic_config
from storage.tables import metadata

# Rows written at once when an archive is read back.
BATCH = 500
# Tables that speak of running processes, not of the neighbourhood.
NOT_KEPT = frozenset({"intakes", "leases"})


async def snapshot(database: Database) -> AsyncIterator[tuple[str, bytes]]:
    """(table, one row as JSON) of one moment, parents before children."""
    async with database.reader.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        for table in metadata.sorted_tables:
            if table.name in NOT_KEPT:
                continue
            async for row in (await connection.stream(select(table))).mappings():
                yield table.name, msgspec.json.encode(dict(row))


async def rebuild(connection: AsyncConnection, revision: str, rows: Iterable[tuple[str, bytes]]) -> None:
    """Makes the schema of `revision` in an empty database, fills it, and upgrades it to this program's."""
    await connection.run_sync(_upgrade, revision)
    tables = await connection.run_sync(_reflect)
    batch: list[dict[str, Any]] = []
    current: str | None = None
    for name, line in rows:
        if name != current or len(batch) >= BATCH:
            await _write(connection, tables, current, batch)
            current, batch = name, []
        batch.append(_row(tables[name], msgspec.json.decode(line)))
    await _write(connection, tables, current, batch)
    if connection.dialect.name == "postgresql":
        await _set_sequences(connection, tables)
    await connection.run_sync(_upgrade, "head")


async def _write(connection: AsyncConnection, tables: dict[str, Table], name: str | None, batch: list[dict[str, Any]]) -> None:
    if name is not None and batch:
        await connection.execute(insert(tables[name]), batch)


def _upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _reflect(connection: Connection) -> dict[str, Table]:
    """The tables as that revision has them, which may not be as the program's metadata has them."""
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Times come back naive, as the columns of either database keep them."""
    return {
        name: datetime.fromisoformat(value).replace(tzinfo=None)
        if value is not None and isinstance(table.c[name].type, DateTime)
        else value
        for name, value in values.items()
    }


async def _set_sequences(connection: AsyncConnection, tables: dict[str, Table]) -> None:
    for table in tables.values():
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        highest = await connection.scalar(select(func.max(keys[0])))
        statement = text("SELECT setval(s, :highest) FROM (SELECT pg_get_serial_sequence(:table, :column) AS s) AS q WHERE s IS NOT NULL")
        if highest:
            await connection.execute(statement, {"highest": highest, "table": table.name, "column": keys[0].name})
