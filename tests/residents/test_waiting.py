"""Whoever waits for a decision reads so everywhere; whoever decides reads whose turn it is."""

from datetime import timedelta

import pytest

from bot.actions import residents as actions
from bot.rules.residents import HomeRole, Role
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHEN, CHIEF, HE, HEAD, LIU, WANG, World, appoint, bind, dialog, settle, toast
from tests.wire import Person, Wire

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


async def test_after_48_hours_every_card_says_whose_turn_it_is(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    card = wire.last(HEAD.id)
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "已转给小区长；您认识的话，现在点也算" in card.text
    assert "转给上一级" not in card.text
    assert card.labels == ["确认", "不是"]
    assert "楼长没来得及点，转到您这里" in wire.last(CHIEF.id).text
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "已转给社区干部" in card.text
    assert "已转给社区干部" in wire.last(CHIEF.id).text
    assert "小区长没来得及点，转到您这里" in wire.last(CHEN.id).text
    assert [len(wire.in_chat(one.id)) for one in (HEAD, CHIEF, CHEN)] == [1, 1, 1]
    assert "已确认" in toast(await wire.tap(HEAD, card, "确认"))
    await wire.deliver()
    assert all("已确认" in wire.last(one.id).text for one in (HEAD, CHIEF, CHEN))


async def test_an_objection_says_so_too(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    binding = await bind(uow(), world, HE, clock.now(), owner="李建国")
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    await wire.deliver()
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "已转给小区长" in wire.last(HEAD.id).text
    assert wire.last(HEAD.id).labels == ["保留", "解除"]
    assert "楼长没来得及点" in wire.last(CHIEF.id).text


async def test_whose_role_ended_is_not_said_to_have_slept(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    async with uow.read() as unit:
        [held] = await unit.appointments.at([world.buildings[0].id], [Role.BUILDING_HEAD])
    await actions.revoke_role(uow(), appointment_id=held.id, telegram_id=CHEN.id, now=clock.now())
    await wire.deliver()
    assert any("已经转给别人办" in text for text in wire.texts(HEAD.id))
    assert "没来得及" not in wire.last(CHIEF.id).text
    assert "不再管这件事，现在由小区长来办" in wire.last(HE.id).text


async def test_the_menu_counts_what_is_ones_own_turn(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)

    async def counted(person: Person) -> bool:
        await wire.say(person, "/menu")
        return "有 1 户等您认门" in wire.last(person.id).text

    assert [await counted(one) for one in (HEAD, CHIEF, CHEN)] == [True, False, False]
    await wire.tap(CHEN, wire.last(CHEN.id), "看认门")
    assert "现在没有人等您认门" in wire.last(CHEN.id).text
    assert "另有 1 户别人在办" in wire.last(CHEN.id).text
    assert wire.last(CHEN.id).labels[0] == "1栋1单元101 · 家人（楼长在办）"
    clock.move(timedelta(hours=48))
    await wire.due()
    assert [await counted(one) for one in (HEAD, CHIEF, CHEN)] == [False, True, False]
    await wire.tap(HEAD, wire.last(HEAD.id), "看认门")
    await wire.tap(HEAD, wire.last(HEAD.id), "1栋1单元101 · 家人（小区长在办）")
    assert "已转给小区长" in wire.last(HEAD.id).text
    await wire.press(CHIEF, "rrs")
    assert wire.last(CHIEF.id).labels[0] == "1栋1单元101 · 家人"


async def test_of_two_helpers_the_one_who_goes_keeps_the_question(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.BUILDING_HEAD, world.buildings[0], clock.now())
        await unit.commit()
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:door")
    await wire.deliver()
    taking = wire.last(LIU.id).data("我来帮")
    toast(await wire.tap(HEAD, wire.last(HEAD.id), "我来帮"))
    await wire.deliver()
    assert "您去帮：1栋1单元101" in wire.last(HEAD.id).text
    assert "说：认不了门。" in wire.last(HEAD.id).text
    assert "已经有人去帮了" in wire.last(LIU.id).text
    assert "已经有人去帮了" in dialog(await wire.press(LIU, taking))
