"""「我的群」 in staff's private chat: bind without being a member, change, look."""

import pytest

from bot.actions import groups as actions
from handlers.menus import OpenGroups
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, GROUP, WANG, Neighbourhood, settle
from tests.wire import BOT, GroupChat, Wire


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def open_list(wire: Wire) -> None:
    await wire.press(CHEN, OpenGroups().pack())


async def test_nothing_yet_offers_her_own_groups(wire: Wire, world: Neighbourhood) -> None:
    await open_list(wire)
    screen = wire.last(CHEN.id)
    assert screen.labels == ["把我加进群", "菜单"]
    assert screen.data("把我加进群") == f"https://t.me/{BOT.username}?startgroup=g_{world.compound.id}"


async def test_bound_from_the_private_list_to_a_building(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, WANG, "left", "member")
    await wire.deliver()
    await open_list(wire)
    screen = wire.last(CHEN.id)
    assert screen.labels[0] == GROUP.title
    await wire.tap(CHEN, screen, GROUP.title)
    assert screen.labels == ["绑定", "说英文", "返回", "菜单"]
    await wire.tap(CHEN, screen, "绑定")
    assert screen.labels == ["和平小区", "和平小区1栋", "和平小区2栋", "和平小区3栋", "返回"]
    await wire.tap(CHEN, screen, "和平小区3栋")
    await wire.deliver()
    assert "绑定到：和平小区3栋，0 / 4 户认了门" in screen.text
    assert wire.last(GROUP.id).text.startswith("<b>社区助手 · 和平小区3\u2060栋</b>")


async def test_looking_at_a_group_asks_the_platform_again(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    wire.session.members[GROUP.id, BOT.id] = "pinning"
    await open_list(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), GROUP.title)
    await wire.deliver()
    assert "我现在是管理员" in wire.last(CHEN.id).text
    assert "我现在是管理员" in wire.last(GROUP.id).text


async def test_a_new_title_is_learnt(wire: Wire, world: Neighbourhood, uow: Units) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.say(WANG, "", chat=GROUP, new_chat_title="和平小区业主之家")
    await wire.say(WANG, "", chat=GroupChat(-77, "别处"), new_chat_title="别的群")
    await open_list(wire)
    assert wire.last(CHEN.id).labels[0] == "和平小区业主之家"
    async with uow.read() as unit:
        assert [group.title for group in await unit.groups.all_present()] == ["和平小区业主之家"]


async def test_language_card_again_and_unbinding(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.tap(CHEN, wire.last(GROUP.id), "绑定到和平小区")
    await open_list(wire)
    screen = wire.last(CHEN.id)
    await wire.tap(CHEN, screen, f"{GROUP.title} · 和平小区")
    assert screen.labels == ["再发卡片", "说英文", "解绑", "返回", "菜单"]
    await wire.tap(CHEN, screen, "说英文")
    await wire.tap(CHEN, screen, "再发卡片")
    await wire.deliver()
    assert wire.last(GROUP.id).labels == ["I live here", "Votes", "My home", "Say something"]
    assert len(wire.in_chat(GROUP.id)) == 2
    await wire.tap(CHEN, screen, "解绑")
    assert "要解绑吗" in screen.text
    await wire.tap(CHEN, screen, "解绑")
    await wire.deliver()
    assert screen.labels[0] == "绑定"
    assert wire.last(GROUP.id).labels == ["Bind to 和平小区", "I am staff"]


async def test_a_group_that_the_bot_was_taken_out_of_is_let_go_of(wire: Wire, world: Neighbourhood, uow: Units) -> None:
    """Only 「加回来」 was there: where it was meant so the group stood in the list and in doctor's warnings for ever."""
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.tap(CHEN, wire.last(GROUP.id), "绑定到和平小区")
    await wire.member(GROUP, WANG, "member", "kicked")
    await open_list(wire)
    screen = wire.last(CHEN.id)
    await wire.tap(CHEN, screen, f"{GROUP.title} · 和平小区")
    assert screen.labels == ["加回来", "解绑", "返回", "菜单"]
    assert "不用了，点「解绑」" in screen.text
    await wire.tap(CHEN, screen, "解绑")
    calls = len(wire.session.calls)
    await wire.tap(CHEN, screen, "解绑")
    assert "不属于哪个小区了。\n我现在不在这个群里。\n以后要用，把我重新加进去。" in screen.text
    assert screen.labels == ["返回", "菜单"]
    await wire.deliver()
    assert GROUP.id not in [getattr(call, "chat_id", None) for call in wire.session.calls[calls:]], "nothing is said where the bot is not"
    await wire.tap(CHEN, screen, "返回")
    assert GROUP.title not in screen.text
    assert screen.labels[0] != f"{GROUP.title} · 和平小区"
    async with uow.read() as unit:
        assert await unit.groups.bound_but_left() == []
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    assert wire.last(GROUP.id).labels == ["绑定到和平小区", "我是干部"]


async def test_unbinding_is_of_the_binding_that_was_asked_about(wire: Wire, world: Neighbourhood, uow: Units) -> None:
    """A colleague bound the group anew meanwhile: 「解绑」 under the older question took that one away."""
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.tap(CHEN, wire.last(GROUP.id), "绑定到和平小区")
    await open_list(wire)
    screen = wire.last(CHEN.id)
    await wire.tap(CHEN, screen, f"{GROUP.title} · 和平小区")
    await wire.tap(CHEN, screen, "解绑")
    async with uow.read() as unit:
        [group] = await unit.groups.all_present()
    again = {"group_id": group.id, "telegram_id": CHEN.id, "language": "zh", "bot_username": str(BOT.username), "now": wire.clock.now()}
    await actions.unbind_group(uow(), **again)
    await actions.bind_group(uow(), **again, place_id=world.buildings[2].id)
    refused = await wire.tap(CHEN, screen, "解绑")
    assert refused is not None
    assert "没有解绑：这个群后来绑定到了和平小区3栋" in (refused.text or "").replace("\u2060", "")
    assert "绑定到：和平小区3栋" in screen.text
    await wire.tap(CHEN, screen, "解绑")
    await wire.tap(CHEN, screen, "解绑")
    assert screen.labels[0] == "绑定"


async def test_i_am_staff_opens_the_group_or_says_how_to_become_one(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    payload = wire.last(GROUP.id).data("我是干部").partition("?start=")[2]
    await wire.say(CHEN, f"/start {payload}")
    assert wire.last(CHEN.id).labels[0] == "绑定"
    await wire.say(WANG, f"/start {payload}")
    assert wire.last(WANG.id).text.startswith("您还没有登记为社区干部")


async def test_a_button_of_staff_does_nothing_for_others(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await open_list(wire)
    data = wire.last(CHEN.id).data(GROUP.title)
    answer = await wire.press(WANG, data)
    assert answer is not None
    assert (answer.text or "").startswith("这个由社区干部来点")
    assert wire.in_chat(WANG.id) == []
