"""Killed anywhere in a matter, from its first tap to its end, the next process goes on: nothing is lost, nothing is done twice.

Also between the platform's taking a message and our writing that down: then, and only then, one group reads one message twice.
"""

import asyncio
import os
import re
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from storage.base import Database
from storage.chats import SHOWN
from storage.outbox_table import outbox
from storage.tables import metadata
from tests.fake_clock import FakeClock
from tests.fixtures import Dialects, Units
from tests.runtime.mortal import Death, MortalWire, mortal
from tests.runtime.stories import STORIES
from tests.wire import Wire

# LINLI_LONG (CI) kills at every moment; otherwise at every so-manieth, each story at others.
EVERY = 1 if os.environ.get("LINLI_LONG") else 29
# What the process keeps of its own work, not of a matter; a draft that was begun twice.
OF_THE_PROCESS = {"seen_updates", "outbox", "live_messages", "jobs", "due", "forms", "last_refusals", "vote_drafts"}
# The platform's numbers: another update, another copy of the same photo.
NUMBERS = {"update_id", "photo_file_id"}
# Receipts, and the number by which a result is compared.
CODES = re.compile(r"\b[0-9A-Z]{4,}\b")
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Told:
    moments: list[str]
    rows: Rows
    letters: set[tuple[str, int]]
    """(card, chat) of those that arrived."""
    groups: Counter[str]


def plain(text: str) -> str:
    return CODES.sub("#", text.replace("\u2060", "").replace("-", ""))


async def tell(story: Callable[[Wire, Units], Awaitable[None]], folder: Path, empty: Path, dialects: Dialects, at: int = 0) -> Told:
    folder.mkdir()
    shutil.copyfile(empty, folder / "test.db")
    url, clock, death = f"sqlite+aiosqlite:///{folder / 'test.db'}", FakeClock(), Death(at)
    database = Database(url)
    dialects.lend(database)
    uow = Units(database, clock)
    wire = MortalWire(url, clock, folder, death, dialects.lend)
    with mortal(death, lambda unit: unit.database is wire.app.database):
        await wire.open()
        async with asyncio.timeout(120):
            await story(wire, uow)
        await wire.close()
    async with uow.read() as unit:
        rows = {table.name: [tuple(row) for row in await unit.connection.execute(select(table))] for table in metadata.sorted_tables}
        # What brings a screen up to date has none to go to where that screen was lost.
        of_a_matter = outbox.c.live_key.is_(None) | outbox.c.live_key.not_like(f"{SHOWN}%")
        arrived = select(outbox.c.card, outbox.c.chat_id).where(outbox.c.state == "sent", outbox.c.card != "runtime.screen", of_a_matter)
        letters = {(card, chat) for card, chat in await unit.connection.execute(arrived)}
    await database.dispose()
    return Told(death.moments, rows, letters, Counter(plain(one.text) for one in wire.sent if one.chat_id < 0))


def steady(table: Table, first: Rows, second: Rows) -> list[int]:
    """Columns that say the same each time the story is told: no ids, no codes, no sums of these; no moments."""
    columns = []
    for place, column in enumerate(table.columns):
        once, again = (Counter(row[place] for row in rows[table.name]) for rows in (first, second))
        if once == again and column.name not in NUMBERS and not any(isinstance(value, datetime) for value in once):
            columns.append(place)
    return columns


def matter(rows: Rows, columns: dict[str, list[int]]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (name, *(row[place] for place in columns[name]))
        for name, some in rows.items()
        if name not in OF_THE_PROCESS
        for row in some
        if not (name == "entries" and "dropped" in row)
    )


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_killed_anywhere(story: Any, tmp_path: Path, empty_database: Path, dialects: Dialects) -> None:
    whole = await tell(story, tmp_path / "whole", empty_database, dialects)
    again = await tell(story, tmp_path / "again", empty_database, dialects)
    columns = {table.name: steady(table, whole.rows, again.rows) for table in metadata.sorted_tables}
    assert len(whole.moments) > 40
    wrong = []
    first = 1 + STORIES.index(story) % EVERY
    for at in range(first, len(whole.moments) + 1, EVERY):
        folder = tmp_path / str(at)
        told = await tell(story, folder, empty_database, dialects, at)
        shutil.rmtree(folder)
        told_rows, rows = matter(told.rows, columns), matter(whole.rows, columns)
        lost, twice = whole.groups - told.groups, told.groups - whole.groups
        if rows != told_rows or whole.letters - told.letters or lost or twice.total() > 1:
            where = f"killed at {at} of {len(whole.moments)}, {whole.moments[at - 1]}"
            wrong.append(f"{where}: {rows - told_rows} {told_rows - rows} {whole.letters - told.letters} {lost} {twice}")
    assert not wrong, "\n".join(wrong)


async def test_the_dead_do_nothing_more(tmp_path: Path, empty_database: Path, dialects: Dialects) -> None:
    """Else the test above would show nothing: who was cut off before its commit has committed nothing, and the next one has."""
    died_at = []

    async def story(wire: Wire, uow: Units) -> None:
        await STORIES[0](wire, uow)
        died_at.append(wire.app)

    one = await tell(story, tmp_path / "one", empty_database, dialects)
    other = await tell(story, tmp_path / "other", empty_database, dialects, at=1)
    assert one.moments[:2] == ["before a commit", "after a commit"]
    assert other.moments[:3] == ["before a commit", "before a commit", "after a commit"], "the first came to nothing and was done again"
    assert len(died_at) == 2
