"""Coming by a slip, an invite or the head, at the wire."""

from datetime import timedelta

import pytest

from bot.rules.residents import PlaceKind, Role
from storage.residents import Tap
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import (
    CHEN,
    CHIEF,
    ENGLISH,
    HE,
    HEAD,
    STRANGER,
    WANG,
    World,
    add_home,
    appoint,
    bind,
    dialog,
    role_code,
    settle,
    slip,
    states,
    toast,
)
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_a_slip_binds_after_home_and_notice(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(WANG, f"/start {issued.payload}")
    shown = wire.last(WANG.id)
    assert shown.text.startswith("<b>1栋1单元101</b>\n这是您家吗？")
    assert shown.labels == ["是", "不是"]
    assert "王桂芳" not in shown.text
    await wire.tap(WANG, shown, "是")
    assert "先看看我记什么" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == []
    await wire.tap(WANG, wire.last(WANG.id), "同意")
    assert "认好门了：1栋1单元101" in wire.last(WANG.id).text
    assert "业主（王桂芳）" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active")]
    async with uow.read() as unit:
        person = await unit.residents.person(WANG.id)
        assert person is not None
        assert await unit.residents.verified_owner_ids(person, world.compound.id) == [world.owners["王桂芳"]]
        assert await unit.residents.consent(person) == 1


async def test_words_under_a_slip_are_not_a_day_late(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """「隔了一天就不等了」, said to whoever had just scanned it and wrote 「是的」 instead of pressing."""
    issued = await slip(uow(), world, clock.now())
    await wire.say(WANG, f"/start {issued.payload}")
    asked = wire.last(WANG.id)
    await wire.say(WANG, "是的")
    assert "上面那条在等您点按钮" in wire.last(WANG.id).text
    assert "隔了一天" not in wire.last(WANG.id).text
    await wire.tap(WANG, asked, "是")
    assert "先看看我记什么" in wire.last(WANG.id).text or "先看看我记什么" in asked.text


async def test_not_mine_leaves_the_code_good(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(STRANGER, f"/start {issued.payload}")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "不是")
    assert "没有用掉" in wire.last(STRANGER.id).text
    await wire.say(WANG, f"/start {issued.payload}")
    await wire.tap(WANG, wire.last(WANG.id), "是")
    await wire.tap(WANG, wire.last(WANG.id), "先不")
    assert "什么也没有记下" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == []
    await wire.say(WANG, f"/start {issued.payload}")
    assert "这是您家吗" in wire.last(WANG.id).text


async def test_an_older_card_does_not_spend_a_newer_code(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    first, second = await slip(uow(), world, clock.now()), await slip(uow(), world, clock.now(), "1栋1单元0102", "业主1")
    await wire.say(WANG, f"/start {first.payload}")
    old = wire.last(WANG.id)
    await wire.say(WANG, f"/start {second.payload}")
    answer = await wire.tap(WANG, old, "是")
    assert "这一步已经过去了" in dialog(answer)
    assert "这一步已经过去了" in old.text
    assert old.labels == ["我是住户", "菜单"]
    assert await states(uow.read(), world.homes[HOME]) == []


async def test_a_question_that_was_answered_is_not_asked_on(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(WANG, f"/start {issued.payload}")
    asked = wire.last(WANG.id)
    yes, no = asked.data("是"), asked.data("不是")
    for _ in range(2):
        await wire.press(WANG, no, message=asked)
        assert "没有用掉" in asked.text
    await wire.say(WANG, f"/start {issued.payload}")
    asked = wire.last(WANG.id)
    await wire.tap(WANG, asked, "是")
    await wire.tap(WANG, asked, "同意")
    joined = asked.text
    assert "认好门了" in joined
    assert "您已经用过了" in dialog(await wire.press(WANG, yes, message=asked))
    assert asked.text == joined, "of two taps on 「是」 the first one's screen stands"


async def test_two_people_show_one_code_at_once(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    for person in (WANG, STRANGER):
        await wire.say(person, f"/start {issued.payload}")
        await wire.tap(person, wire.last(person.id), "是")
    await wire.tap(WANG, wire.last(WANG.id), "同意")
    answer = await wire.tap(STRANGER, wire.last(STRANGER.id), "同意")
    assert dialog(answer)
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active")]


async def test_the_home_is_told_of_a_newcomer(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    issued = await slip(uow(), world, clock.now(), owner="李建国")
    await wire.say(HE, f"/start {issued.payload}")
    await wire.tap(HE, wire.last(HE.id), "是")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    told = wire.last(WANG.id)
    assert "1栋1单元101 新登记了一位" in told.text
    assert "业主（李建国）" in told.text
    assert told.labels == ["认识", "不认识"]


async def test_a_head_takes_the_role_and_may_correct_the_name(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await role_code(uow(), Role.BUILDING_HEAD, world.buildings[1], clock.now())
    await wire.say(HE, f"/start {issued.payload}")
    assert wire.last(HE.id).text.startswith("<b>请您担任：和平小区2栋楼长</b>")
    await wire.tap(HE, wire.last(HE.id), "接下")
    assert "您的姓名（何志明，以后能改）" in wire.last(HE.id).text
    await wire.tap(HE, wire.last(HE.id), "同意")
    assert "登记好了：和平小区2栋楼长" in wire.last(HE.id).text
    await wire.tap(HE, wire.last(HE.id), "改名字")
    await wire.say(HE, "何 志明\u202e师傅")
    assert "何 志明师傅" in wire.last(HE.id).text
    async with uow.read() as unit:
        actor = await unit.residents.actor(HE.id, "zh")
        assert [one.role for one in actor.appointments] == [Role.BUILDING_HEAD]
        assert await unit.residents.name(actor.person_id) == "何 志明师傅"


async def test_without_a_code_the_head_confirms(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(HE, "/start")
    await wire.tap(HE, wire.last(HE.id), "我是住户")
    assert wire.last(HE.id).labels[:2] == ["1栋", "2栋"]
    await wire.tap(HE, wire.last(HE.id), "1栋")
    await wire.tap(HE, wire.last(HE.id), "1单元")
    assert wire.last(HE.id).labels[:3] == ["101", "102", "103"]
    await wire.tap(HE, wire.last(HE.id), "101")
    assert wire.last(HE.id).text.startswith("<b>1栋1单元101</b>")
    await wire.tap(HE, wire.last(HE.id), "业主")
    await wire.tap(HE, wire.last(HE.id), "同意")
    assert "房产证上的业主姓名" in wire.last(HE.id).text
    await wire.say(HE, "李 建国")
    assert "等楼长确认" in wire.last(HE.id).text
    assert all("王桂芳" not in text for text in wire.texts(HE.id))
    await wire.deliver()
    card = wire.last(HEAD.id)
    assert "写的名字是「李 建国」" in card.text
    assert "名册上这一户有这个名字" in card.text
    assert card.labels == ["是王桂芳", "是李建国", "不是"]
    answer = await wire.tap(HEAD, card, "是李建国")
    assert toast(answer) == "已确认：1栋1单元101，李建国"
    await wire.deliver()
    assert "认好门了" in wire.last(HE.id).text
    assert "1栋1单元101：已确认" in wire.last(HEAD.id).text
    assert wire.last(HEAD.id).labels == ["看认门", "菜单"]
    async with uow.read() as unit:
        person = await unit.residents.person(HE.id)
        assert await unit.residents.verified_owner_ids(person or "", world.compound.id) == [world.owners["李建国"]]


async def test_a_name_that_is_typed_a_day_late_leads_back_to_registering(wire: Wire, clock: FakeClock, world: World) -> None:
    """「这句话我没看懂」, and no word of the registration that had lapsed."""
    await wire.say(HE, "/start")
    for label in ("我是住户", "1栋", "1单元", "101", "业主", "同意"):
        await wire.tap(HE, wire.last(HE.id), label)
    clock.move(timedelta(hours=24, minutes=1))
    await wire.say(HE, "李建国")
    told = wire.last(HE.id)
    assert "如果这是在登记：隔了一天就不等了，请点「我是住户」再来一次" in told.text
    assert "我是住户" in told.labels
    await wire.say(CHEN, "李建国")
    assert "在登记" not in wire.last(CHEN.id).text


@pytest.mark.parametrize(("who", "words"), [(CHEN, "3栋2单元301"), (STRANGER, "1栋1单元0101的墙面要粉刷，每户分摊三百元，1栋2单元0101")])
async def test_what_names_a_home_by_the_way_is_not_taken_for_a_search(wire: Wire, world: World, who: Person, words: str) -> None:
    await wire.say(who, words)
    assert "没看懂" in wire.last(who.id).text


async def test_a_home_may_be_typed(wire: Wire, world: World) -> None:
    await wire.say(HE, "1栋2单元102")
    assert wire.last(HE.id).text.startswith("<b>1栋2单元102</b>")
    await wire.say(HE, "9-9-999")
    assert "名册里没有找到这一户" in wire.last(HE.id).text


async def test_my_home_says_who_has_it_and_since_when(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(HE, "1栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "家人")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    clock.move(timedelta(hours=3))
    await wire.say(HE, "/menu")
    await wire.tap(HE, wire.last(HE.id), "我的家")
    assert "还在等楼长确认。\n2月27日（周五）10:32 交给的。" in wire.last(HE.id).text
    await wire.tap(HE, wire.last(HE.id), "不认了")
    await wire.tap(HE, wire.last(HE.id), "不认了")
    await wire.deliver()
    assert "不用办了" in wire.last(HEAD.id).text


async def test_refused_with_a_reason(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(HE, "1栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "租客")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    assert "说是租客，Telegram 上叫「何志明」" in wire.last(HEAD.id).text
    await wire.tap(HEAD, wire.last(HEAD.id), "不是")
    assert wire.last(HEAD.id).labels == ["不认识", "名字不对", "房号不对", "返回"]
    await wire.tap(HEAD, wire.last(HEAD.id), "返回")
    await wire.tap(HEAD, wire.last(HEAD.id), "不是")
    await wire.tap(HEAD, wire.last(HEAD.id), "房号不对")
    await wire.deliver()
    assert "没有通过" in wire.last(HE.id).text
    assert "原因：房号不对" in wire.last(HE.id).text


async def test_somebody_elses_button_is_refused(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """The data of a button is an attacker's to send (threats 1, 2)."""
    await wire.say(HE, "1栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "家人")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    data = wire.last(HEAD.id).data("确认")
    for person in (HE, STRANGER):
        answer = await wire.press(person, data)
        assert "楼长或社区来点" in dialog(answer)
    assert await states(uow.read(), world.homes["1栋1单元0102"]) == [("family", "pending")]


async def test_english_speakers_read_english(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(ENGLISH, f"/start {issued.payload}")
    assert wire.last(ENGLISH.id).text.startswith("<b>Building 1, entrance 1, 101</b>\nIs this your home?")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Yes")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "I agree")
    assert "Registered" in wire.last(ENGLISH.id).text


async def test_nobody_in_particular_is_refused(wire: Wire, world: World) -> None:
    from tests.wire import Person

    anonymous = Person(1087968824, "Group")
    await wire.say(anonymous, "/start")
    assert "请换成本人" in wire.last(anonymous.id).text


async def test_a_group_names_the_place(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        group = await unit.groups.enter(-1001, "2栋楼群", CHEN.id, clock.now())
        await unit.groups.bind(group.id, world.buildings[1].id, world.compound.id, None, clock.now())
        await unit.commit()
    await wire.say(HE, f"/start g_{group.id}")
    await wire.tap(HE, wire.last(HE.id), "我是住户")
    assert "2栋：哪个单元" in wire.last(HE.id).text


async def test_both_at_once_head_and_owner(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """A head does not confirm themselves: the request goes to the chief."""
    async with uow() as unit:
        await appoint(unit, HE, Role.BUILDING_HEAD, world.buildings[1], clock.now())
        await unit.commit()
    await wire.say(HE, "2栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "家人")
    assert "等小区长确认" in wire.last(HE.id).text
    await wire.deliver()
    assert "有人认门" in wire.last(CHIEF.id).text
    answer = await wire.press(HE, wire.last(CHIEF.id).data("确认"))
    assert "自己的登记要由别人来定" in dialog(answer)


async def test_a_tap_is_remembered_until_it_is_too_late(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(STRANGER, "/start v_0000000000_a")
    assert "已经结束了" in wire.last(STRANGER.id).text
    async with uow() as unit:
        await unit.residents.remember_tap(STRANGER.id, Tap("0000000000", "agree", clock.now()))
        await unit.commit()
    async with uow.read() as unit:
        assert await unit.residents.tap(STRANGER.id, clock.now() + timedelta(days=8)) is None


async def test_many_compounds_are_found_by_community_and_pages(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        for number in range(14):
            place = await unit.compounds.add_place(PlaceKind.COMPOUND, f"新苑{number:02d}", world.community, number)
            building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", place, 1)
            await add_home(unit, place, building, "1单元", "0101")
        await unit.commit()
    await wire.say(HE, "/start")
    await wire.tap(HE, wire.last(HE.id), "我是住户")
    assert wire.last(HE.id).text.startswith("<b>先选社区</b>")
    await wire.tap(HE, wire.last(HE.id), "北街社区")
    assert len(wire.last(HE.id).labels) == 14
    await wire.tap(HE, wire.last(HE.id), "下一页")
    assert wire.last(HE.id).labels == ["新苑11", "新苑12", "新苑13", "上一页", "菜单"]
    await wire.tap(HE, wire.last(HE.id), "新苑12")
    assert "新苑121栋1单元：哪一户" in wire.last(HE.id).text
    await wire.say(HE, "1栋1单元101")
    assert "新苑12。这是您家吗" in wire.last(HE.id).text
    await wire.say(STRANGER, "1栋1单元101")
    assert "您住哪个小区" in wire.last(STRANGER.id).text


async def test_homes_on_several_pages_lead_on_and_can_be_typed(wire: Wire, uow: Units, world: World) -> None:
    """On the first of eleven pages whoever lives on the 25th floor read 「没有您的房号，请找社区补名册」."""
    async with uow() as unit:
        tower = await unit.compounds.add_place(PlaceKind.BUILDING, "9栋", world.compound, 9)
        for floor in range(1, 31):
            await add_home(unit, world.compound, tower, "1单元", f"{floor:02d}01")
        await unit.commit()
    await wire.say(HE, "/start")
    await wire.tap(HE, wire.last(HE.id), "我是住户")
    await wire.tap(HE, wire.last(HE.id), "9栋")
    shown = wire.last(HE.id)
    assert "下一页" in shown.labels
    assert "没看到就翻页，也可以直接打房号" in shown.text
    await wire.say(HE, "9栋1单元2501")
    assert "这是您家吗" in wire.last(HE.id).text
