"""The sandbox's clock goes through every due moment, however many there are: nothing that is due finds itself hours late."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.letters import BOT_PER_SECOND, Lane, Letter
from bot.rules.updates import Apology
from bot.runtime.delivery.budgets import Pace
from bot.sandbox.stage import Stage
from bot.sandbox.world import World
from tests.fake_clock import FakeClock
from tests.wire import Wire

MANY = 300
# Seconds: nothing here is so slow.
PATIENCE = 30.0
# Seconds: far less than what is waited for here takes.
HASTE = 0.02
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
    monkeypatch.setattr("bot.sandbox.stage.PATIENCE", PATIENCE)
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


async def evening(wire: Wire, letters: int) -> datetime:
    """So many letters to one group at noon, each of use for an hour; when that is."""
    noon = wire.clock.now() + 60 * MINUTE
    async with wire.app.unit(True) as unit:
        for number in range(letters):
            said = Letter(
                f"noon:{number}", -1001, "updates.apology", Apology("K7Q2"), lane=Lane.BULK, not_before=noon, expires_at=noon + 60 * MINUTE
            )
            await unit.outbox.put(said, wire.clock.now())
        await unit.commit()
    return noon


async def walk_past(wire: Wire, stage: Stage, moment: datetime) -> list[int | None]:
    """When each letter left while the hours ran past it and a day more."""
    delivering = asyncio.create_task(wire.app.delivery.run())
    try:
        await stage.walk_to(moment + 24 * 60 * MINUTE)
    finally:
        delivering.cancel()
    return [one.sent_at for one in wire.session.shown]


async def test_letters_to_one_group_that_are_of_use_for_an_hour_all_leave_at_their_moment(
    wire: Wire, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heads of two votes at eight: a group takes one message a second, and the second never ends here."""
    wire.app.budgets.pace = Pace()
    monkeypatch.setattr(wire.app.delivery._post, "monotonic", lambda: 0.0)
    noon = await evening(wire, 3)
    assert await walk_past(wire, stage, noon) == [int(noon.timestamp())] * 3


async def test_a_letter_that_the_platform_puts_off_is_not_overtaken_by_the_walk(
    wire: Wire, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.app.budgets.pace = Pace()
    monkeypatch.setattr(wire.app.delivery._post, "monotonic", lambda: 0.0)
    monkeypatch.setattr("bot.sandbox.stage.PATIENCE", 0.1)
    wire.session.refuse["sendMessage"] = TelegramRetryAfter(SendMessage(chat_id=-1001, text=""), "Too Many Requests", 5)
    noon = await evening(wire, 2)
    left = await walk_past(wire, stage, noon)
    assert len(left) == 2
    assert all(sent is not None and sent < (noon + 5 * MINUTE).timestamp() for sent in left)


async def test_answers_that_the_platform_holds_back_are_waited_for(wire: Wire, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """「网络慢」: three seconds an answer, and the page's hours run past no letter that is on its way."""
    wire.app.budgets.pace = Pace()
    loop, at_once, is_idle = asyncio.get_running_loop(), wire.session.make_request, wire.app.delivery.is_idle
    spent, real, looks = [0.0], loop.time, [0]

    async def look() -> bool:
        looks[0] += 1
        return await is_idle()

    async def late(*args: Any, **named: Any) -> Any:
        with stage._world.faults.held():
            for _ in range(4):
                seen = looks[0]
                while looks[0] < seen + 2:
                    await asyncio.sleep(0)
                spent[0] += PATIENCE / 2
        return await at_once(*args, **named)

    monkeypatch.setattr("bot.sandbox.stage.PATIENCE", PATIENCE)
    monkeypatch.setattr("bot.sandbox.stage.LONGEST_HOLD", 10 * PATIENCE)
    monkeypatch.setattr(loop, "time", lambda: real() + spent[0])
    monkeypatch.setattr(wire.app.delivery, "is_idle", look)
    monkeypatch.setattr(wire.session, "make_request", late)
    noon = await evening(wire, 2)
    assert await walk_past(wire, stage, noon) == [int(noon.timestamp())] * 2


async def test_what_the_platform_never_answers_does_not_stop_the_clock(
    wire: Wire, stage: Stage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.stage.LONGEST_HOLD", HASTE)
    monkeypatch.setattr(wire.app.delivery, "is_idle", AsyncMock(return_value=False))
    last = clock.now() + MINUTE
    with stage._world.faults.held():
        await stage.walk_to(last)
    assert clock.now() == last


async def test_letters_have_time_to_leave_however_long_the_work_of_their_moment_took(
    wire: Wire, stage: Stage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon, loop = await evening(wire, 12), asyncio.get_running_loop()
    spent, real = [0.0], loop.time

    async def long_work() -> int:
        spent[0] += 2 * PATIENCE if clock.now() == noon else 0
        return 0

    monkeypatch.setattr("bot.sandbox.stage.PATIENCE", PATIENCE)
    monkeypatch.setattr(loop, "time", lambda: real() + spent[0])
    monkeypatch.setattr(wire.app.ticker, "run_due", long_work)
    assert await walk_past(wire, stage, noon) == [int(noon.timestamp())] * 12
