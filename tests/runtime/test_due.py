"""Only a close waits for updates, and several at once wait no longer than one (R14)."""

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.actions.unit import DueItem, UnitOfWork
from bot.runtime.reach import SILENCE, Reach
from bot.runtime.ticker import Ticker
from tests.fake_clock import START, FakeClock
from tests.fixtures import Units

pytestmark = pytest.mark.storage
PATIENCE = timedelta(seconds=10)


class Doing:
    """What is done, when, and what was waited for; every wait takes as long as it may."""

    def __init__(self, uow: Units, clock: FakeClock) -> None:
        self.done: list[tuple[str, datetime]] = []
        self.clock = clock
        self.reach = Reach()
        self.away_for: list[timedelta] = []

        def unit(write: bool) -> UnitOfWork:
            return uow() if write else uow.read()

        due = {"close": self.do, "remind": self.do}
        self.ticker = Ticker(clock, unit, due, patience={"close": PATIENCE}, wait_for_updates=self.wait, outage=self.away, reach=self.reach)

    async def do(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        async with unit:
            assert await unit.schedule.finish(item.id, now)
            await unit.commit()
        self.done.append((item.kind, now))

    async def wait(self, _until: datetime, seconds: float) -> None:
        self.clock.move(timedelta(seconds=seconds))

    async def away(self, began_at: datetime, ended_at: datetime) -> None:
        self.away_for.append(ended_at - began_at)


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


@pytest.mark.rule("R14.ten", "R14.result")
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


@pytest.mark.rule("R14.down_at")
async def test_a_close_that_nobody_can_reach_is_held_back(uow: Units, clock: FakeClock) -> None:
    """The platform does not answer at the closing time: what people press then is not yet here (R14, 「or at it」)."""
    doing = Doing(uow, clock)
    await doing.ticker.beat()
    await plan(uow, "close", "remind")
    doing.reach.failed()
    clock.move(timedelta(seconds=20))
    with capture_logs() as said:
        assert await doing.ticker.run_due() == 1
        assert await doing.ticker.run_due() == 0
    assert [kind for kind, _ in doing.done] == ["remind"]
    assert [one["event"] for one in said] == ["close_held_back"], "said once, not with every tick"
    doing.reach.reached()
    assert await doing.ticker.run_due() == 1
    assert doing.away_for == [], "twenty seconds are no outage"


async def test_a_silence_is_written_down_from_its_beginning_before_anything_closes(uow: Units, clock: FakeClock) -> None:
    """The heart beats on for a while before a silence is noticed; its length is that of the silence."""
    doing = Doing(uow, clock)
    await doing.ticker.beat()
    clock.move(timedelta(seconds=130))
    doing.reach._last -= 130
    assert not doing.reach.in_reach
    async with uow() as unit:
        await unit.updates.beat("runtime", clock.now() - timedelta(seconds=130 - SILENCE))
        await unit.schedule.plan("close", "t0", clock.now() - timedelta(seconds=70))
        await unit.commit()
    assert await doing.ticker.run_due() == 0
    doing.reach.reached()
    assert await doing.ticker.run_due() == 1
    [away] = doing.away_for
    assert timedelta(seconds=130) <= away < timedelta(seconds=160)
    async with uow.read() as unit:
        assert len(await unit.updates.outages(START - timedelta(days=1), clock.now())) == 1


async def test_no_close_passes_a_silence_that_is_being_written_down(uow: Units, clock: FakeClock) -> None:
    """The heart finds the silence first, and the ticker comes while it is told."""
    doing = Doing(uow, clock)
    await doing.ticker.beat()
    clock.move(timedelta(seconds=130))
    doing.reach._last -= 130
    doing.reach.reached()
    await plan(uow, "close")
    order: list[str] = []
    begun = asyncio.Event()

    async def away(_began_at: datetime, _ended_at: datetime) -> None:
        begun.set()
        await asyncio.sleep(0.05)
        order.append("outage")

    doing.ticker._outage = away
    beating = asyncio.create_task(doing.ticker.beat())
    await begun.wait()
    assert await doing.ticker.run_due() == 1
    order.append("closed")
    await beating
    assert order == ["outage", "closed"]
    async with uow.read() as unit:
        assert len(await unit.updates.outages(START - timedelta(days=1), clock.now())) == 1
