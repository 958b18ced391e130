"""Whoever waits for a decision reads so everywhere; whoever decides reads whose turn it is."""

import pytest

from bot.actions import residents as actions
from bot.rules.residents import HomeRole
from tests.conftest import Units
from tests.fake_clock import FakeClock
from tests.residents.test_deciding import ask
from tests.residents.worlds import HE, WANG, World, bind, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_somebody_who_waits_is_no_owner_yet(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    request = await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    for words in ("/menu", "/mydata"):
        await wire.say(HE, words)
        assert "1栋1单元101 业主，还在等楼长确认" in wire.last(HE.id).text
    await wire.say(HE, "/help")
    assert "表决来了" not in wire.last(HE.id).text
    assert "还在等确认" in wire.last(HE.id).text
    await wire.press(HE, f"rm1:{request}")
    title, first = wire.last(HE.id).text.splitlines()[:2]
    assert (title, first) == ("<b>1栋1单元101</b>", "和平小区，业主，还在等楼长确认。")
    assert "登记。" not in wire.last(HE.id).text
    assert "交给的" in wire.last(HE.id).text
    await wire.tap(HE, wire.last(HE.id), "不认了")
    assert "交出去的就撤回来" in wire.last(HE.id).text
    await wire.tap(HE, wire.last(HE.id), "不认了")
    await wire.say(HE, "/menu")
    assert "还不知道您是哪一户" in wire.last(HE.id).text


async def test_it_is_said_in_english_too(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    await wire.press(HE, "rcl:en")
    assert "Building 1, entrance 1, 101, owner (waiting for the building head)" in wire.last(HE.id).text
    await wire.say(HE, "/help")
    assert "When there is a vote" not in wire.last(HE.id).text


async def test_somebody_suspended_reads_who_decides(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    binding = await bind(uow(), world, HE, clock.now(), owner="李建国")
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    await wire.say(HE, "/menu")
    assert "1栋1单元101 业主，先停着，等楼长来定" in wire.last(HE.id).text
    await wire.press(HE, f"rm1:{binding}")
    assert "和平小区，业主（李建国），先停着，等楼长来定。" in wire.last(HE.id).text
    await wire.say(HE, "/help")
    assert "表决来了" not in wire.last(HE.id).text


async def test_whoever_is_active_anywhere_reads_how_to_vote(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, HE, clock.now())
    await ask(uow, clock, world, HE, "1栋1单元0102", HomeRole.OWNER)
    await wire.say(HE, "/help")
    assert "表决来了" in wire.last(HE.id).text
    await wire.say(HE, "/menu")
    assert "您是：1栋1单元101 业主；1栋1单元102 业主，还在等楼长确认" in wire.last(HE.id).text
    await wire.press(HE, "rmh")
    assert "1栋1单元101：业主\n1栋1单元102：业主，还在等楼长确认" in wire.last(HE.id).text
