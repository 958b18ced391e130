"""Only a close waits for updates, and several at once wait no longer than one (R14)."""

from datetime import datetime, timedelta

import pytest

from bot.actions.unit import DueItem, UnitOfWork
from bot.runtime.ticker import Ticker
from tests.conftest import Units
from tests.fake_clock import START, FakeClock

pytestmark = pytest.mark.storage
PATIENCE = timedelta(seconds=10)


class Doing:
    """What is done, when, and what was waited for; every wait takes as long as it may."""

    def __init__(self, uow: Units, clock: FakeClock) -> None:
        self.done: list[tuple[str, datetime]] = []
        self.clock = clock

        def unit(write: bool) -> UnitOfWork:
            return uow() if write else uow.read()

        due = {"close": self.do, "remind": self.do}
        self.ticker = Ticker(clock, unit, due, patience={"close": PATIENCE}, wait_for_updates=self.wait, outage=self.away)

    async def do(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        async with unit:
            assert await unit.schedule.finish(item.id, now)
            await unit.commit()
        self.done.append((item.kind, now))

    async def wait(self, _until: datetime, seconds: float) -> None:
        self.clock.move(timedelta(seconds=seconds))

    async def away(self, _began_at: datetime, _ended_at: datetime) -> None:
        raise AssertionError("nobody was away")


async def plan(uow: Units, *kinds: str) -> None:
    async with uow() as unit:
        for number, kind in enumerate(kinds):
            await unit.schedule.plan(kind, f"t{number}", START)
        await unit.commit()


async def test_reminders_do_not_wait(uow: Units, clock: FakeClock) -> None:
    doing = Doing(uow, clock)
    await plan(uow, "remind", "remind")
    assert await doing.ticker.run_due() == 2
    assert doing.done == [("remind", START), ("remind", START)]


async def test_closes_of_one_moment_are_all_done_ten_seconds_after_it(uow: Units, clock: FakeClock) -> None:
    doing = Doing(uow, clock)
    await plan(uow, "remind", *["close"] * 20)
    assert await doing.ticker.run_due() == 21
    assert doing.done[:20] == [("close", START + PATIENCE)] * 20
    assert doing.done[20][0] == "remind"


async def test_a_close_that_comes_late_waits_no_more(uow: Units, clock: FakeClock) -> None:
    doing = Doing(uow, clock)
    await plan(uow, "close")
    clock.move(timedelta(minutes=1))
    await doing.ticker.run_due()
    assert doing.done == [("close", START + timedelta(minutes=1))]


async def test_what_a_dead_process_had_claimed_is_done_at_once(uow: Units, clock: FakeClock) -> None:
    """It died while it waited for updates; whoever comes next must not wait for the end of its lease (R14)."""
    await plan(uow, "close")
    async with uow() as unit:
        assert len(await unit.schedule.claim("close", clock.now())) == 1
        await unit.commit()
    doing = Doing(uow, clock)
    assert await doing.ticker.run_due() == 1
    assert await doing.ticker.run_due() == 0


async def test_of_what_it_claims_itself_a_lease_stands(uow: Units, clock: FakeClock) -> None:
    doing = Doing(uow, clock)
    assert await doing.ticker.run_due() == 0
    await plan(uow, "close")
    async with uow() as unit:
        assert len(await unit.schedule.claim("close", clock.now())) == 1
        await unit.commit()
    assert await doing.ticker.run_due() == 0
