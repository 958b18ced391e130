"""What the night held about a registration leaves in the morning only while it is true."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHIEF, HE, HEAD, WANG, World, bind, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
# From 10:32 to the night, and from there to the morning.
TO_THE_NIGHT, TO_THE_MORNING = timedelta(hours=12, minutes=20), timedelta(hours=10)


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    made = await settle(uow(), clock.now())
    clock.move(TO_THE_NIGHT)
    return made


async def told_by_morning(wire: Wire, clock: FakeClock, chat: int) -> str:
    await wire.deliver()
    clock.move(TO_THE_MORNING)
    await wire.deliver()
    return "\n".join(wire.texts(chat))


@pytest.mark.parametrize("decided", [True, False])
async def test_that_a_request_went_up_is_no_news_once_it_was_decided(
    wire: Wire, uow: Units, clock: FakeClock, world: World, decided: bool
) -> None:
    request = await ask(uow, clock, world, HE)
    clock.move(timedelta(hours=48))
    await wire.due()
    if decided:
        await wire.press(CHIEF, f"rcr:{request}:")
    told = await told_by_morning(wire, clock, HE.id)
    assert ("认好门了" in told, "转给小区长了" in told) == (decided, not decided)


@pytest.mark.parametrize("stays", [True, False])
async def test_a_newcomer_who_left_by_night_is_not_told_of(wire: Wire, uow: Units, clock: FakeClock, world: World, stays: bool) -> None:
    await bind(uow(), world, WANG, clock.now())
    request = await ask(uow, clock, world, HE, role=HomeRole.FAMILY)
    await wire.press(HEAD, f"rcr:{request}:")
    if not stays:
        await wire.press(HE, f"rlh:{request}:1")
    assert ("不认识" in await told_by_morning(wire, clock, WANG.id)) is stays


@pytest.mark.parametrize("kept", [True, False])
async def test_what_was_on_hold_and_settled_by_night_is_told_as_settled(
    wire: Wire, uow: Units, clock: FakeClock, world: World, kept: bool
) -> None:
    await bind(uow(), world, WANG, clock.now())
    binding = await bind(uow(), world, HE, clock.now(), owner="李建国")
    await wire.press(WANG, f"rot:{binding}")
    if kept:
        await wire.press(HEAD, f"rso:{binding}:1")
    told = await told_by_morning(wire, clock, HE.id)
    assert ("先停" in told) is not kept
