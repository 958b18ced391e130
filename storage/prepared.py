"""Statements that are made once: Core spells them, and SQLite's near writer is given the text and tuples.

Core makes a statement, looks for its text, wraps its parameters and its rows each time it is run: for a batch of taps that took four
times what SQLite itself needs. Elsewhere, and on PostgreSQL, the same statement runs through Core.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Executable, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.base import UtcDateTime
from storage.near import near_driver

Row = Sequence[Any]
Convert = Callable[[Any], Any]
# Rows of one batch have few moments between them.
MOMENTS = 512


class Prepared:
    """`make` is handed the dialect's `insert`; `columns` are those that an INSERT is given.

    A list of values is a `bindparam` with `expanding=True`.
    """

    def __init__(self, make: Callable[[Any], Executable], columns: Sequence[str] = ()) -> None:
        self._make = make
        self._columns = list(columns) or None
        self._statements: dict[str, Executable] = {}
        self._plain: _Plain | None = None

    async def rows(self, connection: AsyncConnection, **values: Any) -> Sequence[Row]:
        driver = near_driver(connection)
        if driver is None:
            return (await connection.execute(self._statement(connection), values)).all()
        return self._compiled(connection).rows(driver, values)

    async def run(self, connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once with each of these; without any not at all."""
        if not rows:
            return
        driver = near_driver(connection)
        if driver is None:
            await connection.execute(self._statement(connection), list(rows))
        else:
            self._compiled(connection).run(driver, rows)

    async def change(self, connection: AsyncConnection, **values: Any) -> int:
        """How many rows it changed."""
        driver = near_driver(connection)
        if driver is None:
            return (await connection.execute(self._statement(connection), values)).rowcount
        return self._compiled(connection).change(driver, values)

    def _statement(self, connection: AsyncConnection) -> Executable:
        name = connection.dialect.name
        if (known := self._statements.get(name)) is None:
            known = self._statements[name] = self._make((sqlite if name == "sqlite" else postgresql).insert)
        return known

    def _compiled(self, connection: AsyncConnection) -> "_Plain":
        if self._plain is None:
            self._plain = _Plain(self._statement(connection), connection.dialect, self._columns)
        return self._plain


def prepared_once(table: Table, columns: Sequence[str]) -> Prepared:
    """INSERT … ON CONFLICT DO NOTHING."""
    return Prepared(lambda insert: insert(table).on_conflict_do_nothing(), columns)


def prepared_upsert(table: Table, keys: Sequence[str], changed: Sequence[str], other: Sequence[str] = ()) -> Prepared:
    """INSERT … ON CONFLICT (keys) DO UPDATE of the `changed` columns; `other`: columns that stay as they were first written."""

    def make(insert: Any) -> Executable:
        statement = insert(table)
        made: Executable = statement.on_conflict_do_update(
            index_elements=list(keys), set_={name: statement.excluded[name] for name in changed}
        )
        return made

    return Prepared(make, (*keys, *changed, *other))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place for a value, or for a list of them, in the order of the text."""

    name: str
    is_list: bool
    is_given: bool
    fixed: Any
    """What the statement itself says there."""
    convert: Convert | None


class _Plain:
    """What SQLite's own driver is given for one statement, and what is made of its answer."""

    def __init__(self, statement: Any, dialect: Dialect, columns: list[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)
        self._compiled, self._dialect = compiled, dialect
        self._slots = tuple(_slot(compiled, name, dialect) for name in compiled.positiontup or ())
        self._lists = tuple(slot.name for slot in self._slots if slot.is_list and slot.is_given)
        self._has_lists = any(slot.is_list for slot in self._slots)
        self._texts: dict[tuple[int, ...], str] = {}
        readers = (_reader(column.type, dialect) for column in getattr(statement, "exported_columns", ()))
        self._readers = tuple((place, read) for place, read in enumerate(readers) if read is not None)

    def rows(self, driver: sqlite3.Connection, values: dict[str, Any]) -> Sequence[Row]:
        for name in self._lists:
            values[name] = _padded(values[name])
        found: Sequence[Row] = self._asked(lambda: driver.execute(self._text(values), self._parameters(values)).fetchall())
        return [self._read(row) for row in found] if self._readers else found

    def _read(self, row: Row) -> Row:
        """Of its columns most are given as they are."""
        values = list(row)
        for place, read in self._readers:
            values[place] = read(values[place])
        return tuple(values)

    def change(self, driver: sqlite3.Connection, values: Mapping[str, Any]) -> int:
        changed: int = self._asked(lambda: driver.execute(self._text(values), self._parameters(values)).rowcount)
        return changed

    def run(self, driver: sqlite3.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        assert not self._lists, "lists of values go with one row only"
        text = self._text({})
        if all(slot.is_given for slot in self._slots):
            given: Iterable[Sequence[Any]] = zip(*(_column(slot, [row[slot.name] for row in rows]) for slot in self._slots), strict=True)
        else:
            given = [self._parameters(row) for row in rows]
        self._asked(lambda: driver.executemany(text, given))

    def _parameters(self, values: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = []
        for slot in self._slots:
            value = values[slot.name] if slot.is_given else slot.fixed
            some = value if slot.is_list else (value,)
            found += some if slot.convert is None else map(slot.convert, some)
        return found

    def _text(self, values: Mapping[str, Any]) -> str:
        lengths = tuple(len(values[name]) for name in self._lists)
        if (known := self._texts.get(lengths)) is None:
            made = self._compiled.construct_expanded_state(dict(values)).statement if self._has_lists else self._compiled.string
            known = self._texts[lengths] = made
        return known

    def _asked(self, ask: Callable[[], Any]) -> Any:
        """What goes wrong is told as Core tells it, without the values: these are of people."""
        try:
            return ask()
        except sqlite3.Error as error:
            text = self._compiled.string
            raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True, dialect=self._dialect) from error


def _padded(values: Iterable[Any]) -> list[Any]:
    """As many as the next power of two, the last one again and again: one text, and one plan of SQLite's, does for many lengths."""
    found = list(values)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found)) if found else found


def _column(slot: _Slot, values: list[Any]) -> list[Any]:
    """One slot's values of many rows: whether any of them has to be converted is asked of all of them at once."""
    if slot.convert is None or (slot.convert is _text_of and set(map(type, values)) <= _AS_IT_IS):
        return values
    return list(map(slot.convert, values))


def _slot(compiled: SQLCompiler, name: str, dialect: Dialect) -> _Slot:
    bind = compiled.binds[name]
    return _Slot(name, bind.expanding, bind.required, bind.effective_value, _binder(bind.type, dialect))


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(kind, String):
        return _text_of
    return lru_cache(MOMENTS)(convert) if convert is not None and isinstance(kind, (UtcDateTime, DateTime)) else convert


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


# What of a text's column goes to the driver as it is.
_AS_IT_IS = {str, type(None)}


def _text_of(value: Any) -> Any:
    """A member of a StrEnum by its value: the driver looks long for how to adapt anything else than plain text."""
    return str(value) if type(value) is not str and isinstance(value, Enum) else value
