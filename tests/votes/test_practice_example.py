"""A clerk practises on her first morning, before the roster is there: on a made-up compound that is called one."""

import pytest

from bot.rules.residents import Place, PlaceKind, Role
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, WANG, appoint
from tests.wire import Wire


@pytest.fixture
async def community(uow: Units, clock: FakeClock) -> Place:
    """With its clerk, and no compound yet."""
    async with uow() as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await appoint(unit, CHEN.id, Role.COMMUNITY_STAFF, community, clock.now())
        await unit.commit()
    return community


async def practise(wire: Wire) -> None:
    await wire.press(CHEN, "mst:")
    reply = await wire.tap(CHEN, wire.last(CHEN.id), "先练一练")
    assert "【练习】" in reply.text
    await wire.deliver()
    card = wire.last(CHEN.id)
    assert card.text.splitlines()[:2] == ["🗳 <b>【练习】小区大门装道闸意向征询（例子小区）</b>", "已参与\u00a00\u00a0/\u00a08\u00a0户"]
    reply = await wire.tap(CHEN, card, "反对")
    assert reply.text.startswith("【练习】已记下：1栋1单元101 反对")
    await wire.deliver()
    assert "已参与\u00a01\u00a0/\u00a08\u00a0户" in card.text


async def test_before_there_is_any_compound(wire: Wire, community: Place) -> None:
    await practise(wire)


async def test_before_the_compound_has_its_roster(wire: Wire, community: Place, uow: Units) -> None:
    async with uow() as unit:
        await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        await unit.commit()
    await practise(wire)


async def test_a_resident_has_nothing_to_practise(wire: Wire, community: Place) -> None:
    reply = await wire.press(WANG, "mpr:")
    assert "由社区干部或小区长来做" in reply.text
