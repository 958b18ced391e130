"""A clerk whose community has no compound yet: no button tells her that it is for staff, which she is."""

import pytest

from bot.rules.residents import Place, PlaceKind, Role
from handlers.menus import OpenMenu
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, WANG, appoint
from tests.wire import Wire

NEXT = "还没有小区。请把名册（Excel 表格）直接发给我，我会问是哪个小区。"


@pytest.fixture
async def community(uow: Units, clock: FakeClock) -> Place:
    async with uow() as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await appoint(unit, CHEN.id, Role.COMMUNITY_STAFF, community, clock.now())
        await unit.commit()
    return community


async def answers(wire: Wire) -> dict[str, str]:
    """What each button of her menu refuses with, by its label."""
    await wire.press(CHEN, OpenMenu().pack())
    refused = {}
    for label in wire.last(CHEN.id).labels:
        await wire.press(CHEN, OpenMenu().pack())
        reply = await wire.tap(CHEN, wire.last(CHEN.id), label)
        if reply is not None and reply.text:
            refused[label] = reply.text
    return refused


async def test_whatever_needs_a_compound_says_how_there_will_be_one(wire: Wire, community: Place) -> None:
    refused = await answers(wire)
    assert refused.keys() == {"发起表决", "看意见", "随便问问", "看议题", "改造菜单", "楼长", "印小条"}
    assert {words.partition("（U")[0][: len(NEXT)] for words in refused.values()} == {NEXT}


async def test_to_everybody_else_they_are_refused_as_before(wire: Wire, community: Place) -> None:
    reply = await wire.press(WANG, "mdr:")
    assert "由社区干部或小区长来做" in reply.text


async def test_once_there_is_one_they_open(wire: Wire, community: Place, uow: Units) -> None:
    async with uow() as unit:
        await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        await unit.commit()
    assert NEXT not in "".join((await answers(wire)).values())
