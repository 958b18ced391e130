"""Prepared statements: near SQLite's driver they say and find what they say and find through Core."""

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, make_url, select, update
from sqlalchemy.exc import IntegrityError

from bot.rules.letters import Lane, LetterState
from storage.base import Database
from storage.near import near
from storage.outbox import ROW
from storage.outbox_table import outbox
from storage.prepared import Prepared, prepared_once, prepared_upsert
from storage.unit_of_work import UnitOfWork
from storage.updates import heartbeats

pytestmark = pytest.mark.storage

AT = datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=UTC)
PUT = Prepared(lambda insert: insert(outbox), ROW)
PUT_ONCE = prepared_once(outbox, ROW)
SOME = Prepared(
    lambda _insert: (
        select(outbox.c.key, outbox.c.created_at, outbox.c.pin, outbox.c.not_before)
        .where(outbox.c.key.in_(bindparam("keys", expanding=True)), outbox.c.state.in_([LetterState.PENDING, LetterState.RETRY]))
        .order_by(outbox.c.id)
    )
)
UNPIN = Prepared(lambda _insert: update(outbox).where(outbox.c.key == bindparam("which")).values(pin=False, request=bindparam("said")))
BEAT = prepared_upsert(heartbeats, ("name",), ("beat_at",))
BEATS = Prepared(lambda _insert: select(heartbeats.c.name, heartbeats.c.beat_at))


def letter(key: str) -> dict[str, object]:
    empty = dict.fromkeys(("not_before", "expires_at", "coalesce_key", "live_key"))
    said = {"key": key, "chat_id": 7, "card": "x", "facts": '王\'s "{}"', "lane": Lane.ANSWER, "state": LetterState.PENDING}
    return {**empty, **said, "pin": True, "night_waits": False, "on_unknown": "repeat", "tries": 0, "unanswered": 0, "created_at": AT}


@contextlib.asynccontextmanager
async def none(_connection: object):  # type: ignore[no-untyped-def]
    yield


@pytest.mark.parametrize("way", [near, none], ids=["near", "through Core"])
async def test_both_ways_write_and_find_the_same(database: Database, way: object) -> None:
    async with UnitOfWork(database, write=True) as unit, way(unit.connection):  # type: ignore[operator]
        await PUT.run(unit.connection, [letter("a"), letter("b"), letter("c")])
        await PUT_ONCE.run(unit.connection, [letter("c"), letter("d")])
        await PUT.run(unit.connection, [])
        assert await UNPIN.change(unit.connection, which="b", said="{}") == 1
        assert await UNPIN.change(unit.connection, which="z", said="{}") == 0
        for moment in (AT, AT.replace(hour=10)):
            await BEAT.run(unit.connection, [{"name": "x", "beat_at": moment}])
        found = [tuple(row) for row in await SOME.rows(unit.connection, keys=["a", "b", "d", "e", "f"])]
        assert found == [("a", AT, True, None), ("b", AT, False, None), ("d", AT, True, None)]
        assert list(await SOME.rows(unit.connection, keys=[])) == []
        assert [tuple(row) for row in await BEATS.rows(unit.connection)] == [("x", AT.replace(hour=10))]


@pytest.mark.parametrize("way", [near, none], ids=["near", "through Core"])
async def test_what_the_database_refuses_is_told_without_the_values(database: Database, way: object) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with UnitOfWork(database, write=True) as unit, way(unit.connection):  # type: ignore[operator]
            await PUT.run(unit.connection, [letter("a"), letter("a")])
    if database.is_sqlite and way is near:
        assert "王" not in str(refused.value)


async def test_whoever_gives_up_waiting_for_the_writer_leaves_no_transaction_behind(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("SQLite's own")

    async def writes() -> None:
        async with UnitOfWork(database, write=True) as unit, near(unit.connection):
            await BEAT.run(unit.connection, [{"name": "x", "beat_at": AT}])
            await unit.commit()

    await writes()
    other = sqlite3.connect(make_url(database.url).database or "", isolation_level=None, timeout=10, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(writes())
    for _ in range(50):
        await asyncio.sleep(0)
    waiting.cancel()
    other.execute("ROLLBACK")
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()
    await writes()
