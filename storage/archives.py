"""Every row of the database as lines of JSON and back: readable by any later version, on either database."""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

import msgspec
from alembic import command
from sqlalchemy import Connection, DateTime, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import Database
from storage.migrating import alembic_config
from storage.tables import metadata

# Rows written at once when an archive is read back.
BATCH = 500
# Tables that speak of running processes, not of the neighbourhood.
NOT_KEPT = frozenset({"intakes", "leases"})


class DamagedRows(Exception):
    """What is in the archive is not what was put there; `where` names the table or the line."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


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


async def rebuild(connection: AsyncConnection, revision: str, rows: Iterable[tuple[str, bytes]]) -> int:
    """Makes the schema of `revision` in an empty database, fills it, and upgrades it to this program's; how many rows there were.

    DamagedRows when they do not fit. Whoever opened the connection sees to it that half of this is never seen.
    """
    await connection.run_sync(_upgrade, revision)
    tables = await connection.run_sync(_reflect)
    count = 0
    for name, lines in groupby(rows, key=itemgetter(0)):
        if name not in tables:
            raise DamagedRows(name)
        table = tables[name]
        values = (_row(table, line) for _, line in lines)
        for batch in _batches(_parents_first(table, values)):
            await _write(connection, table, batch)
            count += len(batch)
    if connection.dialect.name == "postgresql":
        await _set_sequences(connection, tables)
    elif lost := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
        raise DamagedRows(str(lost[0]))
    await connection.run_sync(_upgrade, "head")
    return count


def _batches(values: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(values)
    while batch := list(islice(left, BATCH)):
        yield batch


async def _write(connection: AsyncConnection, table: Table, batch: list[dict[str, Any]]) -> None:
    try:
        await connection.execute(insert(table), batch)
    except OverflowError as error:
        raise DamagedRows(table.name) from error
    except StatementError as error:
        # The server's own trouble is none of the archive's.
        if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise
        raise DamagedRows(table.name) from error


def _upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _reflect(connection: Connection) -> dict[str, Table]:
    """The tables as that revision has them, which may not be as the program's metadata has them."""
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def _parents_first(table: Table, values: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """A tree of places from its roots: PostgreSQL gives rows by their last change, and takes no child without its parent."""
    links = [key for key in table.foreign_keys if key.column.table is table]
    if not links:
        return values
    child, parent = links[0].parent.name, links[0].column.name
    rows = list(values)
    known = {str(row.get(parent)) for row in rows}
    below: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        above = str(row.get(child))
        below.setdefault(above if above in known else None, []).append(row)
    ordered = below.pop(None, [])
    for row in ordered:
        ordered.extend(below.pop(str(row.get(parent)), []))
    return [*ordered, *chain.from_iterable(below.values())]


def _row(table: Table, line: bytes) -> dict[str, Any]:
    """Times come back naive, as the columns of either database keep them."""
    try:
        values = msgspec.json.decode(line, type=dict[str, Any])
        return {
            name: datetime.fromisoformat(value).replace(tzinfo=None)
            if isinstance(table.c[name].type, DateTime) and value is not None
            else value
            for name, value in values.items()
        }
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise DamagedRows(table.name) from error


async def _set_sequences(connection: AsyncConnection, tables: dict[str, Table]) -> None:
    for table in tables.values():
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not isinstance(keys[0].type, Integer):
            continue
        highest = await connection.scalar(select(func.max(keys[0])))
        statement = text("SELECT setval(s, :highest) FROM (SELECT pg_get_serial_sequence(:table, :column) AS s) AS q WHERE s IS NOT NULL")
        if highest:
            await connection.execute(statement, {"highest": highest, "table": table.name, "column": keys[0].name})
