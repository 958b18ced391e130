"""What waits goes up, objections suspend, and whoever decides is somebody else."""

from datetime import timedelta

import pytest

from bot.actions import residents as actions
from bot.rules.residents import BindingState, HomeRole, RefusalReason, Role
from bot.rules.residents.facts import Joined, ObjectionCard, RequestCard
from bot.rules.residents.violations import (
    NotOfThisHome,
    NotTheDecider,
    ObjectionTooLate,
    OwnerNotOfHome,
    OwnRequest,
    RequestDecided,
    TooManyRequests,
)
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import (
    CHEN,
    CHIEF,
    HE,
    HEAD,
    SON,
    STRANGER,
    WANG,
    World,
    appoint,
    bind,
    dialog,
    letters,
    settle,
    slip,
    states,
    toast,
)
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


async def ask(uow: Units, clock: FakeClock, world: World, person: Person, ref: str = HOME, role: HomeRole = HomeRole.FAMILY) -> str:
    """Asks by buttons; the id of the request."""
    now, who = clock.now(), person.id
    async with uow() as unit:
        await unit.chats.meet(who, is_group=False, language="zh", now=now)
        await unit.commit()
    await actions.ask_as(uow(), telegram_id=who, home_id=world.homes[ref], role=role, display_name=person.first_name, now=now)
    async with uow.read() as unit:
        form = await unit.forms.form(who, now)
    if form is not None and form.step == "consent":
        await actions.agree(uow(), telegram_id=who, version=1, display_name=person.first_name, now=now)
    if role is HomeRole.OWNER:
        await actions.type_name(uow(), telegram_id=who, text=person.first_name, now=now)
    async with uow.read() as unit:
        person_id = await unit.residents.person(who)
        member = await unit.bindings.living(person_id or "", world.homes[ref])
    assert member is not None
    return member.binding_id


async def test_a_request_goes_up_after_48_hours_and_stops_at_staff(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert "有人认门" in wire.last(HEAD.id).text
    clock.move(timedelta(hours=47, minutes=59))
    assert await wire.due() == 0
    clock.move(timedelta(minutes=1))
    assert await wire.due() == 1
    await wire.deliver()
    assert "转给小区长了" in wire.last(HE.id).text
    assert "有人认门" in wire.last(CHIEF.id).text
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "转给社区干部了" in wire.last(HE.id).text
    assert "再往上转" not in wire.last(HE.id).text
    assert "有人认门" in wire.last(CHEN.id).text
    clock.move(timedelta(hours=480))
    assert await wire.due() == 0


async def test_without_a_head_the_chief_has_it_and_without_a_chief_staff(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now(), head=False, chief=False)
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert "有人认门" in wire.last(CHEN.id).text
    clock.move(timedelta(days=9))
    assert await wire.due() == 0


async def test_with_nobody_at_all_it_waits_for_the_first_member_of_staff(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now(), head=False, chief=False, staff=False)
    await ask(uow, clock, world, HE)
    async with uow() as unit:
        await appoint(unit, CHEN, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    await wire.say(CHEN, "/menu")
    assert "有 1 户等您认门" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "看认门")
    await wire.tap(CHEN, wire.last(CHEN.id), "1栋1单元101 · 家人")
    await wire.tap(CHEN, wire.last(CHEN.id), "确认")
    assert await states(uow.read(), world.homes[HOME]) == [("family", "active")]


async def test_the_head_may_still_decide_after_it_went_up(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    request = await ask(uow, clock, world, HE)
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    await actions.confirm_request(uow(), binding_id=request, owner_id=None, telegram_id=HEAD.id, now=clock.now())
    with pytest.raises(RequestDecided):
        await actions.refuse_request(uow(), binding_id=request, reason=RefusalReason.WRONG_NAME, telegram_id=CHIEF.id, now=clock.now())
    await wire.deliver()
    assert "已确认" in wire.last(CHIEF.id).text
    clock.move(timedelta(days=9))
    assert await wire.due() == 0


async def test_nobody_confirms_themselves_or_a_foreign_building(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    own = await ask(uow, clock, world, HEAD)
    with pytest.raises(OwnRequest):
        await actions.confirm_request(uow(), binding_id=own, owner_id=None, telegram_id=HEAD.id, now=clock.now())
    other = await ask(uow, clock, world, HE, "2栋1单元0101")
    with pytest.raises(NotTheDecider):
        await actions.confirm_request(uow(), binding_id=other, owner_id=None, telegram_id=HEAD.id, now=clock.now())


async def test_an_owner_is_confirmed_as_an_owner_of_that_home_only(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    request = await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    for owner in (None, world.owners["业主1"], "0000000000"):
        with pytest.raises(OwnerNotOfHome):
            await actions.confirm_request(uow(), binding_id=request, owner_id=owner, telegram_id=HEAD.id, now=clock.now())
    await actions.confirm_request(
        uow(), binding_id=request, owner_id=world.owners["李建国"], telegram_id=HEAD.id, now=clock.now(), sure=True
    )
    [(chat, facts)] = await letters(uow.read(), "residents.joined", Joined)
    assert (chat, facts.owner) == (HE.id, "李建国")


async def test_a_home_without_owners_gives_an_owner_who_cannot_vote(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    request = await ask(uow, clock, world, HE, "2栋2单元0103", HomeRole.OWNER)
    [(_, card)] = await letters(uow.read(), "residents.request_card", RequestCard)
    assert (card.owners, card.on_roster) == ((), False)
    await actions.confirm_request(uow(), binding_id=request, owner_id=None, telegram_id=CHIEF.id, now=clock.now())
    async with uow.read() as unit:
        actor = await unit.residents.actor(HE.id, "zh")
    assert [one.is_verified_owner for one in actor.bindings] == [False]


async def test_a_whole_stairway_is_too_much(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    refs = list(world.homes)
    for ref in refs[:5]:
        await ask(uow, clock, world, HE, ref)
    with pytest.raises(TooManyRequests):
        await ask(uow, clock, world, HE, refs[5])


async def test_asking_twice_is_one_request(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    assert await ask(uow, clock, world, HE) == await ask(uow, clock, world, HE)
    assert len(await letters(uow.read(), "residents.request_card", RequestCard)) == 1


async def test_a_slip_is_faster_than_the_head(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    await wire.deliver()
    issued = await slip(uow(), world, clock.now(), owner="李建国")
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "是")
    assert "认好门了" in wire.last(HE.id).text
    await wire.deliver()
    assert "不用办了" in wire.last(HEAD.id).text
    assert sorted(state for _, state in await states(uow.read(), world.homes[HOME])) == ["active", "ended"]
    clock.move(timedelta(days=3))
    assert await wire.due() == 0


async def newcomer(uow: Units, clock: FakeClock, world: World) -> str:
    """王桂芳 is at home, HE comes by a slip as the other owner; his binding."""
    await bind(uow(), world, WANG, clock.now())
    clock.move(timedelta(minutes=5))
    return await bind(uow(), world, HE, clock.now(), owner="李建国")


async def test_an_objection_suspends_until_the_head_keeps(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    binding = await newcomer(uow, clock, world)
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    async with uow.read() as unit:
        person = await unit.residents.person(HE.id)
        assert await unit.residents.verified_owner_ids(person or "", world.compound.id) == []
    await wire.deliver()
    assert "您的票暂时不收" in wire.last(HE.id).text
    card = wire.last(HEAD.id)
    assert card.labels == ["保留", "解除"]
    assert len(await letters(uow.read(), "residents.objection_card", ObjectionCard)) == 1
    await wire.tap(HEAD, card, "保留")
    await wire.deliver()
    assert "您照常" in wire.last(HE.id).text
    assert "登记照旧" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active"), ("owner", "active")]
    with pytest.raises(RequestDecided):
        await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())


async def test_an_objection_may_end_the_binding(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    binding = await newcomer(uow, clock, world)
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    await wire.deliver()
    await wire.tap(HEAD, wire.last(HEAD.id), "解除")
    asked = wire.last(HEAD.id)
    assert "为什么解除？" in asked.text
    assert asked.labels == ["家里不认识", "卖了", "搬走了", "登记错了", "返回"]
    assert [state for _, state in await states(uow.read(), world.homes[HOME])] == ["active", "suspended"]
    await wire.tap(HEAD, asked, "返回")
    assert wire.last(HEAD.id).labels == ["保留", "解除"]
    await wire.tap(HEAD, wire.last(HEAD.id), "解除")
    toast(await wire.tap(HEAD, wire.last(HEAD.id), "家里不认识"))
    await wire.deliver()
    assert "已解除" in wire.last(HEAD.id).text
    assert "登记已经解除" in wire.last(HE.id).text
    assert "这一户的人说不认识" in wire.last(HE.id).text
    assert "那位已经退掉" in wire.last(WANG.id).text


async def test_an_objection_is_taken_back(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    binding = await newcomer(uow, clock, world)
    await wire.press(WANG, f"rot:{binding}")
    await wire.tap(WANG, wire.last(WANG.id), "撤回")
    await wire.deliver()
    assert "您照常" in wire.last(HE.id).text
    assert wire.in_chat(HEAD.id) == [] or "不用办了" in wire.last(HEAD.id).text
    assert [state for _, state in await states(uow.read(), world.homes[HOME])] == ["active", "active"]


async def test_an_objection_nobody_decides_goes_up(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    binding = await newcomer(uow, clock, world)
    await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "不认识新来的" in wire.last(CHIEF.id).text


async def test_who_may_not_object(uow: Units, clock: FakeClock) -> None:
    world = await settle(uow(), clock.now())
    binding = await newcomer(uow, clock, world)
    elder = (await states(uow.read(), world.homes[HOME]))[0]
    assert elder == ("owner", "active")
    for person in (STRANGER, SON):
        with pytest.raises(NotOfThisHome):
            await actions.object_to(uow(), binding_id=binding, telegram_id=person.id, now=clock.now())
    async with uow.read() as unit:
        first = (await unit.bindings.at_home(world.compound.id, world.homes[HOME], [BindingState.ACTIVE]))[0]
    with pytest.raises(NotOfThisHome):
        await actions.object_to(uow(), binding_id=first.binding_id, telegram_id=HE.id, now=clock.now())
    clock.move(timedelta(days=8))
    with pytest.raises(ObjectionTooLate):
        await actions.object_to(uow(), binding_id=binding, telegram_id=WANG.id, now=clock.now())


async def test_the_head_ends_a_binding_with_a_reason(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, WANG, clock.now())
    await wire.press(HEAD, f"rhp:{world.homes[HOME]}")
    await wire.tap(HEAD, wire.last(HEAD.id), "解除 业主 王桂芳")
    await wire.tap(HEAD, wire.last(HEAD.id), "卖了")
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active")]
    await wire.tap(HEAD, wire.last(HEAD.id), "解除")
    await wire.deliver()
    assert "原因：房子卖了" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "ended")]
    answer = await wire.press(STRANGER, f"rhp:{world.homes[HOME]}")
    assert "楼长或社区来点" in dialog(answer)


async def test_a_person_leaves_their_home(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    binding = await bind(uow(), world, WANG, clock.now())
    invite, _ = await actions.invite_household(
        uow(), home_id=world.homes[HOME], role=HomeRole.FAMILY, telegram_id=WANG.id, link="", now=clock.now()
    )
    answer = await wire.press(STRANGER, f"rlh:{binding}:1")
    assert "先登记的人" in dialog(answer)
    await wire.say(WANG, "/menu")
    await wire.tap(WANG, wire.last(WANG.id), "我的家")
    await wire.tap(WANG, wire.last(WANG.id), "退出这户")
    await wire.tap(WANG, wire.last(WANG.id), "退出")
    assert "已经退出" in wire.last(WANG.id).text
    await wire.say(SON, f"/start {invite.link}")
    assert "用过了或过期了" in wire.last(SON.id).text


async def test_letters_wait_for_the_morning(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    clock.move(timedelta(hours=12))
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    clock.move(timedelta(hours=10))
    await wire.deliver()
    assert "有人认门" in wire.last(HEAD.id).text


async def test_a_card_that_waits_for_the_morning_is_not_sent_once_it_is_decided(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    clock.move(timedelta(hours=12))
    request = await ask(uow, clock, world, HE)
    await wire.deliver()
    await actions.confirm_request(uow(), binding_id=request, owner_id=None, telegram_id=CHIEF.id, now=clock.now())
    clock.move(timedelta(hours=10))
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    assert "认好门了" in wire.last(HE.id).text
