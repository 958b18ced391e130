"""A press can be sent with any data: whoever forges one is refused in words, sees nothing of others and changes nothing."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import event, select

from handlers import menus
from storage.tables import metadata
from tests.fixtures import Units
from tests.updates.forged_rows import ROWS as OTHER_ROWS
from tests.updates.forged_rows import Says
from tests.updates.forged_rows_asked import ASKED
from tests.updates.forgeries import OWNER, STAFF, STRANGER, Ids, elsewhere, foreign
from tests.wire import Person, Wire

ROWS = (*OTHER_ROWS, *ASKED)
HANDLERS = Path(menus.__file__).parent
PRESSERS = {"stranger": STRANGER, "owner": OWNER, "staff": STAFF}
REFUSED = re.compile(r"（[2-9A-Z]{4}）$")
# What is written of every update, whatever it is.
KEPT_OF_EVERY_UPDATE = {"seen_updates", "last_refusals"}
# What may be written of a press that asks about oneself: one's own account, and the question that waits for one's words.
OF_ONESELF = {"chats": "chat_id", "forms": "telegram_id", "people": "telegram_id", "outbox": "chat_id", "live_messages": "chat_id"}
# A file that was made for oneself, to be taken off the disk later; a practice card in one's own chat.
MADE_FOR_ONESELF = {"due", "vote_drafts", "vote_practices"}
WRITES = re.compile(r"(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) (\w+)")
Rows = dict[str, set[tuple[Any, ...]]]
# SQLAlchemy sorts them anew whenever it is asked.
TABLES = tuple(metadata.sorted_tables)


def prefixes() -> Iterator[str]:
    """Of every kind of button in handlers/."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for one in node.keywords if isinstance(node, ast.ClassDef) else ():
                if one.arg == "prefix":
                    assert isinstance(one.value, ast.Constant)
                    yield str(one.value.value)


def test_every_kind_of_button_is_forged_here() -> None:
    """`mop` is what the openings have in common, `v0` what chooses about a scheme, `m0` what bears a mark; they are sent by nobody."""
    forged = {row.make(Ids.invented()).__prefix__ for row in ROWS}
    assert set(prefixes()) - {menus.Opening.__prefix__, menus.OfScheme.__prefix__, menus.Marked.__prefix__} == forged


class Ledger:
    """All rows there are; after a press only the tables that were written to are read again."""

    def __init__(self, uow: Units) -> None:
        self._uow = uow
        self._touched = {table.name for table in TABLES}
        self._rows: Rows = {}
        engine = uow.database.writer.sync_engine
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        written = WRITES.match(statement)
        if written:
            self._touched.add(written[1])

    async def turn(self) -> dict[str, set[tuple[Any, ...]]]:
        """Rows that came or went since the last time, by table."""
        read = [table for table in TABLES if table.name in self._touched - KEPT_OF_EVERY_UPDATE]
        self._touched = set()
        found = {}
        async with self._uow.read() as unit:
            for table in read:
                rows = {tuple(row) for row in await unit.connection.execute(select(table))}
                found[table.name] = rows ^ self._rows.get(table.name, set())
                self._rows[table.name] = rows
        return {name: moved for name, moved in found.items() if moved}


def changed(moved: Rows, person: Person, says: Says) -> list[str]:
    """Tables that hold something else than before, besides what is the presser's own."""
    found = []
    for name, rows in moved.items():
        own = OF_ONESELF.get(name) if says is not Says.NO else None
        place = list(metadata.tables[name].columns.keys()).index(own) if own else None
        if not (says is Says.OWN and name in MADE_FOR_ONESELF) and [row for row in rows if place is None or row[place] != person.id]:
            found.append(name)
    return found


def kind_of(text: str, url: str | None, said: list[str]) -> Says | None:
    """What it was answered with; None where nothing is seen of it."""
    if REFUSED.search(text) or any(REFUSED.search(one) for one in said):
        return Says.NO
    if url:
        return Says.LINK
    return Says.OWN if text or said else None


async def press(wire: Wire, ledger: Ledger, person: Person, data: CallbackData, expected: Says) -> list[str]:
    """What is wrong with the answer or with what was written."""
    wire.clock.move(timedelta(seconds=2))
    stood = {one.message_id: one.edits for one in wire.session.shown}
    answer = await wire.press(person, data.pack(), message=wire.last(person.id))
    await wire.deliver()
    text, url = (answer.text or "", answer.url) if answer is not None else ("", None)
    said = [one for one in wire.session.shown if stood.get(one.message_id) != one.edits]
    got = kind_of(text, url, [one.text for one in said])
    wrong = []
    if got is not expected and not (got is Says.OWN and expected is Says.PUBLIC):
        wrong.append(f"{expected.name} expected, got {got and got.name}: {text!r} {[one.text for one in said]!r} {url or ''}")
    wrong += [f"shows {one!r}" for one in (text, *(one.text for one in said)) if "秘" in one]
    wrong += [f"wrote to chat {one.chat_id}: {one.text!r}" for one in said if one.chat_id != person.id]
    wrong += [f"changed {table}" for table in changed(await ledger.turn(), person, expected)]
    return [f"{data.pack()}: {one}" for one in wrong]


@pytest.mark.parametrize("who", PRESSERS)
async def test_with_the_ids_of_another_compound(wire: Wire, uow: Units, who: str) -> None:
    ids, person = await foreign(wire, uow), PRESSERS[who]
    await elsewhere(uow)
    await wire.say(person, "/start")
    ledger = Ledger(uow)
    await ledger.turn()
    wrong = [one for row in ROWS for one in await press(wire, ledger, person, row.make(ids), getattr(row, who))]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("who", PRESSERS)
async def test_with_invented_ids(wire: Wire, uow: Units, who: str) -> None:
    person = PRESSERS[who]
    await foreign(wire, uow)
    await elsewhere(uow)
    await wire.say(person, "/start")
    ledger = Ledger(uow)
    await ledger.turn()
    wrong: list[str] = []
    for row in ROWS:
        data = row.make(Ids.invented())
        names_nothing = data == row.make(Ids.invented())
        expected = getattr(row, who) if names_nothing or row.invented is None else row.invented
        wrong += await press(wire, ledger, person, data, expected)
    assert not wrong, "\n" + "\n".join(wrong)
