"""Letters are found by how their keys begin: exactly those, whatever characters are in them, and without reading all letters."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import Letter
from storage.dialects import first_after
from tests.fixtures import Units

pytestmark = pytest.mark.storage

# Around the bounds of ranges: the sign before and after a colon, marks that LIKE takes for something, capitals, longer signs.
KEYS = (
    *("ask", "ask:", "ask:1", "ask:1:2", "ask:12", "ask:a", "ask:A", "Ask:1", "ask9", "ask;", "ask;1", "ask/1", "as", "asl", "bask:1"),
    *("100%", "100%:1", "100x:1", "100:1", "a_b", "a_b:1", "axb:1", "a/b", "a/b:1", "a//b", "a\\b:1", "a b:1", "a-b:1", "ab:1"),
    *("问", "问:1", "问;1", "门:1", "é:1", "e:1", "z\ud7ff1", "z\ud7ff", "z\ue0001", "z\U0010ffff1", "z\U0010ffff", "{", "~", "~1", "\x7f"),
)
PREFIXES = (
    *(
        "ask:",
        "ask",
        "ask:1",
        "ask:1:",
        "Ask",
        "as",
        "ask;",
        "none:",
        "100%",
        "100%:",
        "a_",
        "a_b:",
        "a/",
        "a/b",
        "a//",
        "a\\b",
        "a b",
        "a-",
    ),
    *("问", "问:", "é", "e", "z\ud7ff", "z\U0010ffff", "z", "~", "\U0010ffff", ""),
)


@pytest.fixture
async def written(uow: Units) -> dict[int, str]:
    """By the chat that each key was written to."""
    async with uow() as unit:
        for chat_id, key in enumerate(KEYS, start=1):
            await unit.outbox.put(Letter(key, chat_id, "residents.code", {}), uow.clock.now())
        await unit.commit()
    return dict(enumerate(KEYS, start=1))


async def test_told_are_those_whose_letters_begin_so(uow: Units, written: dict[int, str]) -> None:
    async with uow.read() as unit:
        found = {prefix: sorted(await unit.residents.told(prefix)) for prefix in PREFIXES}
    assert found == {prefix: [chat for chat, key in written.items() if key.startswith(prefix)] for prefix in PREFIXES}


@pytest.mark.parametrize("limit", [None, 1, 500])
async def test_taken_back_are_those_that_begin_so(uow: Units, written: dict[int, str], limit: int | None) -> None:
    for prefix in PREFIXES:
        theirs = [chat for chat, key in written.items() if key.startswith(prefix)][:limit]
        async with uow() as unit:  # never committed: the next one finds all of them again
            assert await unit.outbox.cancel(prefix, limit) == len(theirs), ascii(prefix)
            left = [letter.chat_id for letter in await unit.outbox.ready(uow.clock.now(), len(KEYS))]
            assert sorted(await unit.residents.told("")) == sorted(left) == sorted(written.keys() - set(theirs)), ascii(prefix)


async def plans(unit: Any, prefix: str) -> list[str]:
    """How the database finds out who was told."""
    connection: AsyncConnection = unit.connection
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    await unit.residents.told(prefix)
    event.remove(connection.sync_connection, "before_cursor_execute", note)
    [(statement, parameters)] = [one for one in asked if "outbox" in one[0]]
    rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row[3] for row in rows]


async def test_the_index_of_the_keys_answers_on_sqlite(uow: Units, written: dict[int, str]) -> None:
    """A scan of all letters in the writer grows with the history of the whole neighbourhood."""
    if not uow.database.is_sqlite:
        pytest.skip("PostgreSQL's own: LIKE by the index where the database sorts by code points")
    async with uow() as unit:
        found = await plans(unit, "ask:")
    assert any("key>? AND key<?" in one for one in found), found
    assert not any(one.startswith("SCAN") for one in found)


def test_what_comes_after_all_that_begin_so() -> None:
    assert first_after("ask:") == "ask;"
    assert first_after("z\ud7ff") == "z\ue000"
    assert first_after("z\U0010ffff") == "{"
    assert first_after("\U0010ffff") is None
    assert first_after("") is None
