"""The sandbox's clock goes through every due moment, however many there are: nothing that is due finds itself hours late."""

from datetime import datetime, timedelta

import pytest

from bot.actions.unit import DueItem, UnitOfWork
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
