"""The sandbox's clock goes through every due moment, however many there are: nothing that is due finds itself hours late."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.letters import BOT_PER_SECOND, Letter
from bot.rules.updates import Apology
from bot.runtime.delivery.budgets import Pace
from bot.sandbox.stage import Stage
from bot.sandbox.world import World
from tests.fake_clock import FakeClock
from tests.wire import Wire

MANY = 300
MINUTE = timedelta(minutes=1)


class Steps:
    """When each thing that was due was done."""

    def __init__(self) -> None:
        self.late: list[timedelta] = []

    async def take(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        async with unit:
            await unit.schedule.finish(item.id, now)
            await unit.commit()
        self.late.append(now - item.due_at)

    async def fail(self, unit: UnitOfWork, item: DueItem, now: datetime) -> None:
        raise ConnectionError


@pytest.fixture
def steps(wire: Wire) -> Steps:
    steps = Steps()
    wire.app.ticker._due = {"step": steps.take, "stuck": steps.fail}
    return steps


@pytest.fixture
def stage(wire: Wire, clock: FakeClock) -> Stage:
    async def never(*_: object) -> None:
        raise AssertionError

    stage = Stage(World(clock.now), clock, make=never, seed=never, forget=lambda: None)  # type: ignore[arg-type]
    stage._app = wire.app
    return stage


async def plan(wire: Wire, kind: str, count: int) -> datetime:
    """`count` things, a minute apart; when the last is due."""
    last = wire.clock.now()
    async with wire.app.unit(True) as unit:
        for number in range(count):
            last += MINUTE
            await unit.schedule.plan(kind, str(number), last)
        await unit.commit()
    return last


async def test_hundreds_of_due_moments_are_each_met_in_time(wire: Wire, stage: Stage, steps: Steps, clock: FakeClock) -> None:
    last = await plan(wire, "step", MANY)
    await stage.walk_to(last + MINUTE)
    assert steps.late == [timedelta()] * MANY
    assert clock.now() == last + MINUTE


async def test_what_fails_does_not_make_the_others_late(wire: Wire, stage: Stage, steps: Steps) -> None:
    """It stays due in the past, and the clock still stops at every other moment."""
    await plan(wire, "stuck", 1)
    last = await plan(wire, "step", 3)
    await stage.walk_to(last + MINUTE)
    assert steps.late == [timedelta()] * 3


async def test_letters_of_the_hours_that_run_past_do_not_wait_their_turn_by_the_second(
    wire: Wire, stage: Stage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten more than a second takes, in a second that never ends: at their own pace the last would leave hours late."""
    pace = wire.app.budgets.pace = Pace()
    monkeypatch.setattr(wire.app.delivery._post, "monotonic", lambda: 0.0)
    monkeypatch.setattr("bot.sandbox.stage.PATIENCE", 30.0)
    many, noon = BOT_PER_SECOND + 10, clock.now() + 60 * MINUTE
    async with wire.app.unit(True) as unit:
        for person in range(1, many + 1):
            await unit.outbox.put(Letter(f"noon:{person}", person, "updates.apology", Apology("K7Q2"), not_before=noon), clock.now())
        await unit.commit()
    delivering = asyncio.create_task(wire.app.delivery.run())
    try:
        await stage.walk_to(noon + 60 * MINUTE)
    finally:
        delivering.cancel()
    assert [one.sent_at for one in wire.session.shown] == [int(noon.timestamp())] * many
    assert wire.app.budgets.pace is pace
