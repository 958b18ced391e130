"""Community staff who press 「帮忙」 are not sent to the community office, which is where they sit."""

import pytest

from bot.rules.residents import Role
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, LIU, WANG, World, appoint, bind, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now(), head=False, chief=False)


async def pages(wire: Wire) -> list[str]:
    """How it works, the question, what is said of a call, what is wrong in one's own data."""
    found = []
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "怎么用")
    found.append(wire.last(CHEN.id).text)
    await wire.press(CHEN, "rch:")
    found.append(wire.last(CHEN.id).text)
    await wire.say(CHEN, "表格导不进去")
    found.append(wire.last(CHEN.id).text)
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "我的资料")
    await wire.tap(CHEN, wire.last(CHEN.id), "有错")
    found.append(wire.last(CHEN.id).text)
    return found


async def test_without_street_staff_it_is_whoever_keeps_the_machine(wire: Wire, world: World) -> None:
    for text in await pages(wire):
        assert "管机器的人" in text
        assert "居委会" not in text


async def test_with_street_staff_it_is_they(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.STREET_STAFF, world.street, clock.now())
        await unit.commit()
    for text in await pages(wire):
        assert "街道干部" in text
        assert "管机器的人" not in text


async def test_a_resident_is_sent_to_the_office_as_before(wire: Wire, uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now(), head=False, chief=False, staff=False)
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:")
    assert "请到社区居委会当面问" in wire.last(WANG.id).text
