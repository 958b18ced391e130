"""A role ends, or its holder is out of reach: every open card they had is somebody else's, and nobody is told otherwise."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.actions import residents as actions
from bot.actions.residents.escalation import AT_ONCE
from bot.rules.residents import HomeRole, Level, Role
from storage.residents import invites
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHEN, CHIEF, HE, HEAD, LIU, STREET, WANG, World, appoint, bind, dialog, settle, toast
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def take_office(uow: Units, clock: FakeClock, person: Person, role: Role, world: World) -> str:
    places = {Role.BUILDING_HEAD: world.buildings[0], Role.COMPOUND_CHIEF: world.compound, Role.STREET_STAFF: world.street}
    async with uow() as unit:
        appointed = await appoint(unit, person, role, places.get(role, world.community), clock.now())
        await unit.commit()
    return appointed


async def end(uow: Units, clock: FakeClock, person: Person, *, by: Person | None = None) -> None:
    """Every role of this person, by the operator where nobody else is named."""
    async with uow.read() as unit:
        held = await unit.appointments.of_person(await unit.residents.person(person.id) or "")
    for one in held:
        await actions.revoke_role(uow(), appointment_id=one.id, telegram_id=by.id if by else None, now=clock.now())


def cards(wire: Wire, person: Person, words: str) -> list[Shown]:
    return [one for one in wire.in_chat(person.id) if words in one.text]


def events(said: list[Any]) -> list[str]:
    return [one["event"] for one in said]


# a chief who waits for the second member of staff
@pytest.fixture
async def proposed(wire: Wire, uow: Units, clock: FakeClock, world: World) -> World:
    """陈静 has proposed 何志明, 刘敏 has the card."""
    await take_office(uow, clock, LIU, Role.COMMUNITY_STAFF, world)
    _, issued = await actions.invite_role(
        uow(), role=Role.COMPOUND_CHIEF, place_id=world.compound.id, granter=CHEN.id, link="", now=clock.now()
    )
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "接下")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    assert wire.last(LIU.id).labels == ["同意", "不同意"]
    return world


async def roles_of(uow: Units, person: Person) -> list[Role]:
    async with uow.read() as unit:
        return [one.role for one in (await unit.residents.actor(person.id, "zh")).appointments]


async def test_another_member_of_staff_gets_the_proposal(wire: Wire, uow: Units, clock: FakeClock, proposed: World) -> None:
    card = wire.last(LIU.id)
    agreeing = card.data("同意")
    await take_office(uow, clock, STREET, Role.STREET_STAFF, proposed)
    await end(uow, clock, LIU)
    await wire.deliver()
    assert card.labels == ["菜单"]
    assert "转给别人定" in card.text
    assert "由另一位接着办" in wire.last(LIU.id).text
    assert "由上一级来请" in dialog(await wire.press(LIU, agreeing))
    assert await roles_of(uow, HE) == []
    await wire.tap(STREET, wire.last(STREET.id), "同意")
    assert await roles_of(uow, HE) == [Role.COMPOUND_CHIEF]


async def test_without_a_second_member_the_proposal_is_enough(wire: Wire, uow: Units, clock: FakeClock, proposed: World) -> None:
    card = wire.last(LIU.id)
    await end(uow, clock, LIU)
    await wire.deliver()
    assert await roles_of(uow, HE) == [Role.COMPOUND_CHIEF]
    assert card.labels == ["菜单"]
    assert "登记好了：和平小区的小区长" in wire.last(HE.id).text
    assert "何志明 当上和平小区的小区长了" in wire.last(CHEN.id).text
    assert "没有第二位干部" in wire.last(CHEN.id).text
    assert "另一位社区干部也同意了" not in wire.last(CHEN.id).text + wire.last(HE.id).text
    assert "转给上一级" not in wire.last(LIU.id).text


async def test_the_second_decides_after_the_proposer_left(wire: Wire, uow: Units, clock: FakeClock, proposed: World) -> None:
    await end(uow, clock, CHEN)
    await wire.deliver()
    assert await roles_of(uow, HE) == []
    card = cards(wire, LIU, "请您定")[-1]
    assert "不再是干部" in card.text
    await wire.tap(LIU, card, "同意")
    await wire.deliver()
    assert await roles_of(uow, HE) == [Role.COMPOUND_CHIEF]
    assert not cards(wire, CHEN, "当上")


async def test_a_proposal_of_nobody_ends_with_a_word(wire: Wire, uow: Units, clock: FakeClock, proposed: World) -> None:
    await end(uow, clock, CHEN)
    with capture_logs() as said:
        await end(uow, clock, LIU)
    assert events(said) == ["chief_without_staff"]
    await wire.deliver()
    assert "没有定下来" in wire.last(HE.id).text
    assert "没有社区干部" in wire.last(HE.id).text
    assert "没办完的现在没有人接" in wire.last(LIU.id).text
    async with uow.read() as unit:
        assert all(one.telegram_id != HE.id for one in await unit.appointments.at([proposed.compound.id]))


async def test_a_proposer_hears_that_the_second_is_out_of_reach(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await take_office(uow, clock, LIU, Role.COMMUNITY_STAFF, world)
    await actions.note_reach(uow(), telegram_id=LIU.id, reachable=False, language="zh", now=clock.now())
    _, issued = await actions.invite_role(
        uow(), role=Role.COMPOUND_CHIEF, place_id=world.compound.id, granter=CHEN.id, link="", now=clock.now()
    )
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "接下")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    assert await roles_of(uow, HE) == []
    assert "收不到我的消息" in wire.last(CHEN.id).text


async def test_new_staff_get_a_proposal_that_waits(wire: Wire, uow: Units, clock: FakeClock, proposed: World) -> None:
    _, issued = await actions.invite_role(
        uow(), role=Role.STREET_STAFF, place_id=proposed.street.id, granter=None, link="", now=clock.now()
    )
    await wire.say(STREET, f"/start {issued.payload}")
    await wire.tap(STREET, wire.last(STREET.id), "接下")
    await wire.tap(STREET, wire.last(STREET.id), "同意")
    await wire.deliver()
    assert cards(wire, STREET, "请您定")


# requests and objections
async def at_staff(uow: Units, clock: FakeClock, wire: Wire, world: World, *, objected: bool = False) -> str:
    """What waits has gone up to staff; its id."""
    if objected:
        await bind(uow(), world, WANG, clock.now())
        waiting = await bind(uow(), world, HE, clock.now(), owner="李建国")
        await actions.object_to(uow(), binding_id=waiting, telegram_id=WANG.id, now=clock.now())
    else:
        waiting = await ask(uow, clock, world, HE, role=HomeRole.FAMILY)
    for _ in range(2):
        clock.move(timedelta(hours=48))
        await wire.due()
    await wire.deliver()
    async with uow.read() as unit:
        request = await unit.bindings.request(waiting)
    assert request is not None
    assert request.level is Level.STAFF
    return waiting


@pytest.mark.parametrize(("objected", "words", "labels"), [(False, "有人认门", ["确认", "不是"]), (True, "不认识", ["保留", "解除"])])
async def test_the_street_takes_over_from_the_community(
    wire: Wire, uow: Units, clock: FakeClock, world: World, objected: bool, words: str, labels: list[str]
) -> None:
    await at_staff(uow, clock, wire, world, objected=objected)
    card = cards(wire, CHEN, words)[-1]
    assert card.labels == labels
    await take_office(uow, clock, STREET, Role.STREET_STAFF, world)
    await end(uow, clock, CHEN)
    await wire.deliver()
    assert "已经转给别人办" in card.text
    assert card.labels == ["菜单"]
    assert "由另一位接着办" in wire.last(CHEN.id).text
    taken = cards(wire, STREET, words)[-1]
    toast(await wire.tap(STREET, taken, labels[0]))


async def test_of_what_nobody_is_left_to_decide_the_operator_hears(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await at_staff(uow, clock, wire, world)
    card = cards(wire, CHEN, "有人认门")[-1]
    with capture_logs() as said:
        await end(uow, clock, CHEN)
    assert events(said) == ["request_without_decider"]
    await wire.deliver()
    assert card.labels == ["菜单"]
    assert "转给" not in card.text
    assert "没办完的现在没有人接" in wire.last(CHEN.id).text
    assert "请到社区居委会当面问" in wire.last(HE.id).text


async def test_a_lonely_heads_request_is_nobodys(wire: Wire, uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now(), chief=False, staff=False)
    await ask(uow, clock, world, HE)
    await wire.deliver()
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert "没办完的现在没有人接" in wire.last(HEAD.id).text
    assert "请到社区居委会当面问" in wire.last(HE.id).text


async def test_a_head_who_came_later_takes_over(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    await take_office(uow, clock, LIU, Role.BUILDING_HEAD, world)
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert not wire.in_chat(CHIEF.id)
    toast(await wire.tap(LIU, wire.last(LIU.id), "确认"))


async def test_a_head_who_is_left_but_out_of_reach_keeps_nobody_waiting(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await take_office(uow, clock, LIU, Role.BUILDING_HEAD, world)
    await actions.note_reach(uow(), telegram_id=LIU.id, reachable=False, language="zh", now=clock.now())
    await ask(uow, clock, world, HE)
    await wire.deliver()
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert "有人认门" in wire.last(CHIEF.id).text


async def test_a_newcomer_passes_by_a_head_who_blocked_the_bot(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=False, language="zh", now=clock.now())
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert "有人认门" in wire.last(CHIEF.id).text


async def test_whoever_had_nothing_open_reads_so(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert "没有没办完的" in wire.last(HEAD.id).text
    assert "转给" not in wire.last(HEAD.id).text


async def test_before_a_role_ends_one_reads_where_its_cards_go(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await at_staff(uow, clock, wire, world)
    await wire.say(CHEN, "/mydata")
    [own] = [label for label in wire.last(CHEN.id).labels if label.startswith("不当")]
    await wire.tap(CHEN, wire.last(CHEN.id), own)
    assert "手上 1 户认门没有别人能接" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "不当了")
    assert "没办完的现在没有人接" in wire.last(CHEN.id).text


async def test_many_cards_are_handed_over_in_steps(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """Whoever ends a role does not hold everybody else's taps: each transaction moves some."""
    count = 2 * AT_ONCE + 3
    newcomers = [Person(9000 + number, f"住户{number}") for number in range(count)]
    for number, person in enumerate(newcomers):
        await ask(uow, clock, world, person, f"1栋{1 + number % 2}单元010{1 + number // 2 % 3}")
    await wire.deliver()
    assert len(cards(wire, HEAD, "有人认门")) == count
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert len(cards(wire, CHIEF, "有人认门")) == AT_ONCE
    assert "转给上一级" in wire.last(HEAD.id).text
    while await wire.due():
        await wire.deliver()
    assert len(cards(wire, CHIEF, "有人认门")) == count
    assert not cards(wire, HEAD, "有人认门")
    assert all(cards(wire, person, "转给小区长了") for person in newcomers)


async def test_an_ex_head_is_not_told_what_was_decided(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    card = wire.last(HEAD.id)
    await end(uow, clock, HEAD)
    await wire.deliver()
    seen = len(wire.in_chat(HEAD.id))
    toast(await wire.tap(CHIEF, wire.last(CHIEF.id), "确认"))
    await wire.deliver()
    assert "已确认" in wire.last(CHIEF.id).text
    assert "已经转给别人办" in card.text
    assert len(wire.in_chat(HEAD.id)) == seen


async def test_a_card_that_was_never_sent_says_nothing_later(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    clock.move(timedelta(hours=12))
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert not wire.in_chat(HEAD.id), "by night it waits"
    await end(uow, clock, HEAD)
    toast(await wire.press(CHIEF, f"rcr:{await waiting_of(uow, world)}:"))
    clock.move(timedelta(hours=12))
    await wire.deliver()
    assert not cards(wire, HEAD, "1栋1单元101")


async def waiting_of(uow: Units, world: World) -> str:
    async with uow.read() as unit:
        [request] = await unit.bindings.requests_in(world.compound.id)
    return request.id


async def test_a_head_who_is_back_gets_the_card_again(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    card = wire.last(HEAD.id)
    await take_office(uow, clock, LIU, Role.BUILDING_HEAD, world)
    await end(uow, clock, HEAD)
    await wire.deliver()
    assert card.labels == ["菜单"]
    await take_office(uow, clock, HEAD, Role.BUILDING_HEAD, world)
    clock.move(timedelta(minutes=1))
    await end(uow, clock, LIU)
    await wire.deliver()
    assert card.labels == ["确认", "不是"]
    toast(await wire.tap(HEAD, card, "确认"))


async def test_a_role_that_decides_nothing_hands_nothing_over(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.TREASURER, world.compound, clock.now())
        await unit.commit()
    await ask(uow, clock, world, HE)
    await end(uow, clock, LIU)
    await wire.deliver()
    assert "没有没办完的" in wire.last(LIU.id).text
    assert len(cards(wire, HEAD, "有人认门")) == 1


async def test_of_a_newcomer_whom_nobody_can_let_in_the_operator_hears(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now(), head=False, chief=False, staff=False)
    with capture_logs() as said:
        await ask(uow, clock, world, HE)
    assert events(said) == ["request_without_decider"]


async def test_nobody_is_said_to_have_what_nobody_has(wire: Wire, uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now(), chief=False, staff=False)
    await ask(uow, clock, world, HE)
    await wire.deliver()
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "转给" not in wire.last(HEAD.id).text
    assert wire.last(HEAD.id).labels == ["确认", "不是"]
    assert "请到社区居委会当面问" in wire.last(HE.id).text
    await wire.press(HEAD, f"rrq:{await waiting_of(uow, world)}:0")
    assert "转给" not in wire.last(HEAD.id).text


async def test_slips_are_not_printed_for_who_has_left(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """A code for every home of the compound, good for two months."""
    toast(await wire.press(CHEN, f"rps:{world.compound.id}"))
    await end(uow, clock, CHEN)
    await wire.work()
    await wire.deliver()
    assert all(one.method != "sendDocument" for one in wire.in_chat(CHEN.id))
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(func.count()).select_from(invites)) == 0
