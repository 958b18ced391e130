"""Statements that SQLite and PostgreSQL both know but SQLAlchemy spells by dialect."""

import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Insert


def _insert(connection: AsyncConnection, table: Table) -> Any:
    # Only the dialect in use is imported: the other one brings a driver along.
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def insert_once(connection: AsyncConnection, table: Table, **values: Any) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING; `rowcount` tells whether the row is new."""
    statement: Insert = _insert(connection, table).values(**values).on_conflict_do_nothing()
    return statement


def upsert(connection: AsyncConnection, table: Table, keys: Sequence[str], **values: Any) -> Insert:
    """INSERT … ON CONFLICT (keys) DO UPDATE: the newest values stand."""
    statement = _insert(connection, table).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    result: Insert = statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
    return result


def begins(connection: AsyncConnection, column: Column[str], prefix: str) -> ColumnElement[bool]:
    """The text in `column` begins with `prefix`, capitals told apart.

    On SQLite a range, which an index answers: LIKE with an ESCAPE reads every row there. Elsewhere texts may be sorted by a
    language, which no range fits.
    """
    if connection.dialect.name != "sqlite":
        return column.startswith(prefix, autoescape=True)
    end = first_after(prefix)
    return column >= prefix if end is None else and_(column >= prefix, column < end)


def first_after(prefix: str) -> str | None:
    """The first text, by code points, after all that begin with `prefix`; None when nothing comes after them."""
    kept = prefix.rstrip(chr(sys.maxunicode))
    if not kept:
        return None
    following = ord(kept[-1]) + 1
    # Surrogates are no characters of a text.
    return kept[:-1] + chr(0xE000 if following == 0xD800 else following)


# Rows taken from the database in one go: the event loop turns between them.
PART = 500


async def in_parts(connection: AsyncConnection, query: Select[Any]) -> AsyncIterator[Any]:
    """The rows of a long answer, one after the other, without holding up the event loop."""
    async with connection.stream(query, execution_options={"yield_per": PART}) as result:
        async for part in result.partitions():
            for row in part:
                yield row
