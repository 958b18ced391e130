"""Whoever helps has no role any more, or cannot be reached: the call is somebody else's, and nobody goes in vain."""

import pytest
from structlog.testing import capture_logs

from bot.actions import residents as actions
from bot.rules.residents import HomeRole, Role
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_role_ends import cards, end, events, take_office
from tests.residents.worlds import CHEN, CHIEF, HEAD, LIU, STREET, WANG, World, bind, dialog, settle, toast
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


@pytest.fixture
async def called(wire: Wire, uow: Units, clock: FakeClock, world: World) -> World:
    """王桂芳 has called the head."""
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:door")
    await wire.deliver()
    return world


async def test_help_goes_up_with_the_role(wire: Wire, uow: Units, clock: FakeClock, called: World) -> None:
    card = wire.last(HEAD.id)
    taking = card.data("我来帮")
    await end(uow, clock, HEAD, by=CHEN)
    await wire.deliver()
    assert card.labels == ["菜单"]
    assert "已经转给小区长" in card.text
    assert "1栋1单元101" not in card.text
    assert "没办完的已经转给上一级" in wire.last(HEAD.id).text
    assert "由楼长、小区长或社区干部来点" in dialog(await wire.press(HEAD, taking))
    assert "已转给和平小区的小区长" in wire.last(WANG.id).text
    assert "1栋1单元101 请您帮忙" in wire.last(CHIEF.id).text
    assert "认不了门" in wire.last(CHIEF.id).text
    toast(await wire.tap(CHIEF, wire.last(CHIEF.id), "我来帮"))
    await wire.deliver()
    assert "赵主任" in wire.last(WANG.id).text
    assert not cards(wire, WANG, "孙大姐")


@pytest.mark.parametrize("taken", [False, True])
async def test_who_asked_and_left_is_not_gone_to(wire: Wire, uow: Units, clock: FakeClock, called: World, taken: bool) -> None:
    card = wire.last(HEAD.id)
    taking = card.data("我来帮")
    if taken:
        await wire.tap(HEAD, card, "我来帮")
        await wire.deliver()
    await actions.leave_linli(uow(), telegram_id=WANG.id, now=clock.now())
    await wire.deliver()
    assert "已经退出" in card.text
    assert "1栋1单元101" not in card.text
    assert card.labels == ["菜单"]
    assert "不用管了" in dialog(await wire.press(HEAD, taking))


async def test_help_stays_with_the_other_head(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await take_office(uow, clock, LIU, Role.BUILDING_HEAD, world)
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:how")
    await wire.deliver()
    card, before = wire.last(HEAD.id), len(wire.in_chat(WANG.id))
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert (card.labels, len(wire.in_chat(WANG.id))) == (["菜单"], before)
    assert "由另一位接着办" in wire.last(HEAD.id).text
    assert not wire.in_chat(CHIEF.id)
    toast(await wire.tap(LIU, wire.last(LIU.id), "我来帮"))


async def test_help_reaches_a_head_who_came_later(wire: Wire, uow: Units, clock: FakeClock, called: World) -> None:
    await take_office(uow, clock, LIU, Role.BUILDING_HEAD, called)
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert "请您帮忙" in wire.last(LIU.id).text
    assert not wire.in_chat(CHIEF.id)
    assert "由另一位接着办" in wire.last(HEAD.id).text


async def test_of_help_that_nobody_can_give_the_operator_hears(wire: Wire, uow: Units, clock: FakeClock, called: World) -> None:
    await end(uow, clock, CHEN)
    await end(uow, clock, CHIEF)
    with capture_logs() as said:
        await end(uow, clock, HEAD)
    assert events(said) == ["help_wanted"]
    await wire.deliver()
    assert "没办完的现在没有人接" in wire.last(HEAD.id).text
    assert "转给" not in wire.last(HEAD.id).text
    assert "请到社区居委会当面问" in wire.last(WANG.id).text
    assert all("我来帮" not in one.labels for one in wire.in_chat(HEAD.id))


async def test_help_of_a_head_goes_to_the_street(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.press(HEAD, "rch:how")
    await wire.deliver()
    await take_office(uow, clock, STREET, Role.STREET_STAFF, world)
    await end(uow, clock, CHEN)
    await wire.deliver()
    assert "请您帮忙" in wire.last(STREET.id).text
    assert not wire.in_chat(CHIEF.id)


async def test_help_that_was_given_moves_nowhere(wire: Wire, uow: Units, clock: FakeClock, called: World) -> None:
    toast(await wire.tap(HEAD, wire.last(HEAD.id), "我来帮"))
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert not wire.in_chat(CHIEF.id)
    assert "没有没办完的" in wire.last(HEAD.id).text


async def test_help_passes_by_a_head_who_blocked_the_bot(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=False, language="zh", now=clock.now())
    await wire.press(WANG, "rch:door")
    assert "已转给和平小区的小区长" in wire.last(WANG.id).text
    await wire.deliver()
    assert "请您帮忙" in wire.last(CHIEF.id).text


async def test_help_goes_up_when_the_head_blocks_the_bot(wire: Wire, uow: Units, clock: FakeClock, called: World) -> None:
    taking = wire.last(HEAD.id).data("我来帮")
    await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=False, language="zh", now=clock.now())
    await wire.deliver()
    assert "请您帮忙" in wire.last(CHIEF.id).text
    assert "已转给和平小区的小区长" in wire.last(WANG.id).text
    # Back again, and still the head: whoever is first.
    toast(await wire.press(HEAD, taking))


async def test_help_goes_up_when_the_letter_finds_the_bot_blocked(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    wire.session.blocked.add(HEAD.id)
    await wire.press(WANG, "rch:door")
    await wire.deliver()
    assert "请您帮忙" in wire.last(CHIEF.id).text
    assert "已转给和平小区的小区长" in wire.last(WANG.id).text


async def test_many_calls_are_passed_on_in_steps(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    callers = [Person(9100 + number, f"住户{number}") for number in range(12)]
    for caller in callers:
        await bind(uow(), world, caller, clock.now(), role=HomeRole.FAMILY)
        await wire.press(caller, "rch:how")
    await wire.deliver()
    await end(uow, clock, HEAD)
    while await wire.due():
        await wire.deliver()
    await wire.deliver()
    assert len(cards(wire, CHIEF, "请您帮忙")) == len(callers)
    assert not cards(wire, HEAD, "请您帮忙")
