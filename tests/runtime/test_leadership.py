"""One process leads; one that slept past its lease writes nothing more."""

import asyncio
import contextlib

import pytest
from sqlalchemy import text

from bot.runtime.leadership import Leadership
from storage.base import Database
from storage.leases import LeaseLost, Leases
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START

pytestmark = pytest.mark.storage


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
