"""The morning letter: at 08:00, to whoever has a role, and only where something waits for them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions import residents as actions
from bot.rules.residents import Role
from bot.rules.residents.mornings import MORNING, closes_today, next_morning
from storage.schedule import due
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHEN, CHIEF, HE, HEAD, LIU, WANG, World, appoint, bind, role_code, settle
from tests.votes.houses import CHEN as CLERK
from tests.votes.houses import GROUP, Houses, owner
from tests.votes.houses import HEAD as BUILDING_HEAD
from tests.votes.houses import settle as settle_houses
from tests.wire import Wire

# 08:00 in Shanghai.
MORNING_OF_2_MARCH = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    world = await settle(uow(), clock.now())
    await plan(uow, CHEN.id, CHIEF.id, HEAD.id)
    return world


async def plan(uow: Units, *people: int) -> None:
    async with uow() as unit:
        for person in people:
            await unit.schedule.plan(MORNING, str(person), next_morning(uow.clock.now()))
        await unit.commit()


async def wake(wire: Wire) -> None:
    """The next morning, with what it brings."""
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.due()
    await wire.deliver()


def said(wire: Wire, person: int) -> list[str]:
    return [text for text in wire.texts(person) if "今天有这些等您" in text]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MORNING_OF_2_MARCH - timedelta(seconds=1), MORNING_OF_2_MARCH),
        (MORNING_OF_2_MARCH, MORNING_OF_2_MARCH + timedelta(days=1)),
        (MORNING_OF_2_MARCH + timedelta(hours=15, minutes=59), MORNING_OF_2_MARCH + timedelta(days=1)),
    ],
)
def test_the_next_morning(now: datetime, expected: datetime) -> None:
    assert next_morning(now) == expected


def test_today_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    assert closes_today(late, MORNING_OF_2_MARCH)
    assert not closes_today(late + timedelta(minutes=1), MORNING_OF_2_MARCH)


async def test_a_morning_on_which_nothing_waits_is_silent(wire: Wire, uow: Units, world: World) -> None:
    for _ in range(3):
        await wake(wire)
    assert wire.sent == []
    async with uow.read() as unit:
        assert {item.target for item in await unit.schedule.waiting((MORNING,))} == {str(one.id) for one in (CHEN, CHIEF, HEAD)}


async def test_requests_and_calls_wait_for_whoever_has_them(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:")
    await wire.say(WANG, "楼上漏水")
    await wire.deliver()
    await wake(wire)
    [text] = said(wire, HEAD.id)
    assert "1\u00a0位等人帮忙，请看前面的求助" in text
    assert "认门" not in text
    assert said(wire, CHEN.id) == said(wire, CHIEF.id) == []
    card = next(one for one in wire.in_chat(HEAD.id) if one.labels == ["我来帮"])
    await wire.tap(HEAD, card, "我来帮")
    await wake(wire)
    assert len(said(wire, HEAD.id)) == 1, "who has been helped waits no more"


async def test_from_the_day_of_the_role_until_its_end(wire: Wire, uow: Units, clock: FakeClock) -> None:
    """Through the real invite; the request it tells of is one press away."""
    world = await settle(uow(), clock.now(), head=False, chief=False)
    issued = await role_code(uow(), Role.BUILDING_HEAD, world.buildings[0], clock.now())
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "接下")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await ask(uow, clock, world, WANG)
    await wake(wire)
    [text] = said(wire, HE.id)
    assert "1\u00a0户等您认门" in text
    await wire.tap(HE, wire.last(HE.id), "看认门")
    assert "等您认门的：1 户" in wire.last(HE.id).text
    async with uow.read() as unit:
        [role] = (await unit.residents.actor(HE.id, "zh")).appointments
    await actions.revoke_role(uow(), appointment_id=role.id, telegram_id=HE.id, now=clock.now())
    await wake(wire)
    assert said(wire, HE.id) == [], "the one before has become the list of requests"
    async with uow.read() as unit:
        assert await unit.schedule.waiting((MORNING,)) == []


async def test_a_chief_waits_for_the_second_of_staff(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    await plan(uow, LIU.id)
    await propose(wire, uow, clock, world)
    await wire.deliver()
    await wake(wire)
    [text] = said(wire, LIU.id)
    assert "1\u00a0位小区长等您同意" in text
    assert said(wire, CHEN.id) == [], "who proposed is not the second"


@pytest.fixture
async def houses(uow: Units) -> Houses:
    houses = await settle_houses(uow)
    await plan(uow, CLERK.id, BUILDING_HEAD.id)
    return houses


async def test_votes_that_close_today_with_how_many_have_answered(wire: Wire, uow: Units, houses: Houses) -> None:
    morning = next_morning(uow.clock.now())
    now = uow.clock.now()
    mine = await houses.open(closes_in=morning + timedelta(hours=10) - now)
    await houses.open(title="明天才截止的", closes_in=morning + timedelta(hours=24) - now)
    await wire.deliver()
    await wire.tap(owner(1), next(one for one in wire.in_chat(GROUP.id) if mine.heading.title in one.text), "同意")
    await wake(wire)
    [text] = said(wire, CLERK.id)
    assert "🗳 屋顶防水改造意向征询（和平小区）：今天 18:00 截止，已参与 1/9\u00a0户" in text
    assert "明天才截止的" not in text
    assert len(said(wire, BUILDING_HEAD.id)) == 1


async def test_long_after_an_outage_it_is_left_out(wire: Wire, uow: Units, houses: Houses) -> None:
    morning = next_morning(uow.clock.now())
    await houses.open(closes_in=morning + timedelta(hours=10) - uow.clock.now())
    wire.clock.move_to(morning + timedelta(hours=4))
    await wire.due()
    await wire.deliver()
    assert said(wire, CLERK.id) == []
    async with uow.read() as unit:
        assert {item.due_at for item in await unit.schedule.waiting((MORNING,))} == {morning + timedelta(days=1)}


async def propose(wire: Wire, uow: Units, clock: FakeClock, world: World) -> str:
    """何志明 as chief, who waits for the second of staff; the appointment."""
    place, now = world.compound.id, clock.now()
    _, issued = await actions.invite_role(uow(), role=Role.COMPOUND_CHIEF, place_id=place, granter=CHEN.id, link="", now=now)
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "接下")
    await wire.tap(HE, wire.last(HE.id), "同意")
    async with uow.read() as unit:
        return next(one.id for one in await unit.appointments.at([place]) if one.telegram_id == HE.id)


async def mornings_of(uow: Units, person: int) -> int:
    async with uow.read() as unit:
        return sum(item.target == str(person) for item in await unit.schedule.waiting((MORNING,)))


@pytest.mark.parametrize("way", ["agreed", "nobody left"])
async def test_a_chief_confirmed_after_a_morning_has_the_next(wire: Wire, uow: Units, clock: FakeClock, way: str) -> None:
    """The first morning found no role yet, and there was never another."""
    world = await settle(uow(), clock.now(), chief=False)
    async with uow() as unit:
        liu = await appoint(unit, LIU, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    chief = await propose(wire, uow, clock, world)
    await wake(wire)
    assert await mornings_of(uow, HE.id) == 0
    if way == "agreed":
        await actions.confirm_chief(uow(), appointment_id=chief, agree=True, telegram_id=LIU.id, now=clock.now())
    else:
        await actions.revoke_role(uow(), appointment_id=liu, telegram_id=LIU.id, now=clock.now())
    assert await mornings_of(uow, HE.id) == 1


async def test_whoever_leaves_leaves_no_morning_behind(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wake(wire)
    await actions.leave_linli(uow(), telegram_id=CHEN.id, now=clock.now())
    async with uow.read() as unit:
        assert str(CHEN.id) not in set((await unit.connection.execute(select(due.c.target))).scalars())


async def test_a_building_head_is_told_of_the_own_building_only(wire: Wire, uow: Units, houses: Houses) -> None:
    morning, now = next_morning(uow.clock.now()), uow.clock.now()
    await houses.open(place_id=houses.buildings[1].id, closes_in=morning + timedelta(hours=10) - now)
    await wake(wire)
    assert len(said(wire, CLERK.id)) == 1
    assert said(wire, BUILDING_HEAD.id) == []
