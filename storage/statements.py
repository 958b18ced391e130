"""Statements that SQLite and PostgreSQL both know but SQLAlchemy spells by dialect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import Insert


def _insert(connection: AsyncConnection, table: Table) -> Any:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


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
