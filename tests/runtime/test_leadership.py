"""One process leads; one that slept past its lease writes nothing more."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.runtime.leadership import Leadership, LockUnusable, somebody_leads
from storage.base import Database
from storage.leases import Lease, LeaseLost, Leases
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START

pytestmark = pytest.mark.storage
Ask = Callable[[Database], Awaitable[Any]]


async def test_the_second_stands_by_until_the_first_is_done(database: Database) -> None:
    first, second = Leadership(database), Leadership(database)
    await first.acquire()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.acquire(), 0.2)
    await first.release()
    await asyncio.wait_for(second.acquire(), 5)
    await second.release()


async def expire(database: Database) -> None:
    async with database.writer.begin() as connection:
        await connection.execute(text("UPDATE leases SET expires_at = 0"))


async def test_a_sleeper_wakes_to_find_its_epoch_gone(database: Database) -> None:
    async with UnitOfWork(database, write=True) as unit:
        old = await Leases(unit.connection).take("runtime", "sleeper")
        assert old is not None
        assert await Leases(unit.connection).take("runtime", "other") is None
        await unit.commit()
    await expire(database)
    async with UnitOfWork(database, write=True) as unit:
        new = await Leases(unit.connection).take("runtime", "other")
        await unit.commit()
    assert new is not None
    assert new.epoch == old.epoch + 1

    async with UnitOfWork(database, write=True, guard=old) as unit:
        await unit.residents.meet(5, START)
        with pytest.raises(LeaseLost):
            await unit.commit()
    async with UnitOfWork(database, write=True, guard=new) as unit:
        assert not await Leases(unit.connection).renew(old)
        await unit.residents.meet(6, START)
        await unit.commit()
    async with database.reader.connect() as connection:
        assert list((await connection.execute(text("SELECT telegram_id FROM people"))).scalars()) == [6]


async def test_keeping_a_lost_lease_is_noticed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if database.is_sqlite:
        pytest.skip("on SQLite the kernel's lock cannot be lost")
    monkeypatch.setattr("bot.runtime.leadership.LEASE_SECONDS", 0.1)
    leader = Leadership(database)
    await leader.acquire()
    keeping = asyncio.create_task(leader.keep())
    await expire(database)
    async with UnitOfWork(database, write=True) as unit:
        await Leases(unit.connection).take("runtime", "other")
        await unit.commit()
    with pytest.raises(LeaseLost):
        await asyncio.wait_for(keeping, 5)
    with contextlib.suppress(LeaseLost):
        await leader.release()


@pytest.mark.parametrize("ask", [somebody_leads, lambda database: Leadership(database).acquire()], ids=["doctor", "run"])
async def test_a_lock_that_may_not_be_opened_is_told_as_that(database: Database, monkeypatch: pytest.MonkeyPatch, ask: Ask) -> None:
    """Whoever once ran it as root left a lock that the account of the service may not open."""
    if not database.is_sqlite:
        pytest.skip("SQLite's own")

    def refuse(path: Path, _mode: str) -> IO[bytes]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LockUnusable) as refused:
        await ask(database)
    assert isinstance(refused.value.error, PermissionError)


async def test_a_moment_without_the_database_ends_nobody_who_stands_by(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is started anew: whoever leads stays, and every other process ended, with the door for the webhooks that it took."""
    if database.is_sqlite:
        pytest.skip("nobody but the kernel is asked there")
    monkeypatch.setattr("bot.runtime.leadership.ASK_AGAIN", 0.01)
    take, asked = Leases.take, []

    async def starting_up(*arguments: Any) -> Lease | None:
        asked.append(arguments)
        if len(asked) in {1, 3}:
            raise OperationalError("INSERT", {}, OSError("the database system is starting up"))
        return await take(*arguments)

    monkeypatch.setattr(Leases, "take", starting_up)
    standby = Leadership(database)
    async with UnitOfWork(database, write=True) as unit:
        lease = await take(Leases(unit.connection), "runtime", "leader")
        await unit.commit()
    assert lease is not None
    waiting = asyncio.create_task(standby.acquire())
    while len(asked) < 4 and not waiting.done():
        await asyncio.sleep(0.01)
    async with UnitOfWork(database, write=True) as unit:
        await Leases(unit.connection).release(lease)
        await unit.commit()
    await asyncio.wait_for(waiting, 5)
    await standby.release()


@pytest.mark.parametrize("silent", [False, True])
async def test_a_stop_waits_for_no_database(database: Database, monkeypatch: pytest.MonkeyPatch, silent: bool) -> None:
    """Refused it called an orderly stop a crash; where no answer came the process did not end at all."""
    if database.is_sqlite:
        pytest.skip("the kernel takes its lock back by itself")

    async def away(*_: object) -> None:
        if silent:
            await asyncio.Event().wait()
        raise OperationalError("UPDATE", {}, OSError("connection refused"))

    monkeypatch.setattr("bot.runtime.leadership.RELEASE_SECONDS", 0.05, raising=False)
    leader = Leadership(database)
    await leader.acquire()
    monkeypatch.setattr(Leases, "release", away)
    await asyncio.wait_for(leader.release(), 5)
