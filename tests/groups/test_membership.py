"""The bot in a group, at the wire: added, bound by a press, promoted, migrated, removed, brought back."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramMigrateToChat
from aiogram.methods import SendMessage

from bot.actions import groups as actions
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import ANONYMOUS, CHEN, CHIEF, GROUP, WANG, Neighbourhood, settle
from tests.wire import BOT, GroupChat, Shown, Wire

METHOD = SendMessage(chat_id=1, text="x")
TRUST = "别的聊天看不到"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def added(wire: Wire, *, status: str = "member") -> Shown:
    wire.session.members[GROUP.id, BOT.id] = status
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    return wire.last(GROUP.id)


async def bound(wire: Wire) -> Shown:
    card = await added(wire)
    await wire.tap(CHEN, card, "绑定到和平小区")
    await wire.deliver()
    return wire.last(GROUP.id)


async def test_added_bound_by_a_press_and_one_card_stays(wire: Wire, world: Neighbourhood) -> None:
    card = await added(wire)
    assert card.labels == ["绑定到和平小区", "我是干部"]
    assert TRUST in card.text
    answer = await wire.tap(CHEN, card, "绑定到和平小区")
    assert answer is not None
    assert answer.text == "已绑定到和平小区。这张卡片就是「社区助手」，长按它 → 置顶。"
    assert answer.show_alert
    await wire.deliver()
    [helper] = wire.in_chat(GROUP.id)
    assert helper.message_id == card.message_id
    assert helper.labels == ["我是住户", "看表决", "我的家", "提意见"]
    assert helper.text.startswith("<b>社区助手 · 和平小区</b>")
    assert "长按这条 → 置顶" in helper.text
    assert helper.data("我是住户").startswith(f"https://t.me/{BOT.username}?start=g_")


async def test_where_it_pins_nobody_is_asked_to(wire: Wire, world: Neighbourhood) -> None:
    card = await added(wire, status="pinning")
    assert card.pinned
    answer = await wire.tap(CHEN, card, "绑定到和平小区")
    assert answer is not None
    assert answer.text == "已绑定到和平小区。这张卡片就是「社区助手」，大家随时找得到。"


async def test_a_joker_is_told_who_presses_this(wire: Wire, world: Neighbourhood) -> None:
    card = await added(wire)
    answer = await wire.tap(WANG, card, "绑定到和平小区")
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("这个由社区干部来点。您是干部的话，请点「我是干部」。（4J4A）", True)
    await wire.deliver()
    assert wire.last(GROUP.id).labels == card.labels


@pytest.mark.parametrize("status", ["administrator", "pinning"])
async def test_an_admin_is_explained_and_never_claims_to_be_deaf(wire: Wire, world: Neighbourhood, status: str) -> None:
    card = await added(wire, status=status)
    assert TRUST not in card.text
    assert "我现在是管理员" in card.text
    assert card.pinned is (status == "pinning")
    answer = await wire.tap(WANG, card, "权限")
    assert answer is not None
    assert "置顶" in (answer.text or "")


async def test_without_privacy_mode_nothing_is_claimed(wire: Wire, world: Neighbourhood) -> None:
    wire.session.privacy_off = True
    assert TRUST not in (await added(wire)).text


async def test_when_the_platform_does_not_say_nothing_is_claimed(wire: Wire, world: Neighbourhood) -> None:
    from aiogram.exceptions import TelegramServerError
    from aiogram.methods import GetChatMember

    method = GetChatMember(chat_id=GROUP.id, user_id=BOT.id)
    wire.session.refuse["getChatMember"] = TelegramServerError(method=method, message="Bad Gateway")
    assert TRUST not in (await added(wire)).text


async def test_promotion_is_seen_on_the_card_and_pins_it(wire: Wire, world: Neighbourhood) -> None:
    card = await bound(wire)
    wire.session.members[GROUP.id, BOT.id] = "pinning"
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.deliver()
    assert card.pinned
    assert TRUST not in card.text
    assert "长按这条" not in card.text
    assert card.labels == ["我是住户", "看表决", "我的家", "提意见", "权限"]
    wire.session.members[GROUP.id, BOT.id] = "member"
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.deliver()
    assert TRUST in card.text


async def test_the_payload_of_the_link_proposes_its_place(wire: Wire, world: Neighbourhood) -> None:
    card = await added(wire)
    building = world.buildings[1]
    await wire.say(CHEN, f"/start@{BOT.username} g_{building.id}", chat=GROUP)
    await wire.deliver()
    assert card.labels == ["绑定到和平小区2栋", "绑定到和平小区", "我是干部"]


async def test_the_payload_of_her_only_compound_changes_nothing(wire: Wire, world: Neighbourhood) -> None:
    card = await added(wire)
    calls = len(wire.session.calls)
    await wire.say(CHEN, f"/start@{BOT.username} g_{world.compound.id}", chat=GROUP)
    await wire.deliver()
    assert (card.edits, len(wire.session.calls)) == (0, calls)


async def test_an_anonymous_admin_brings_the_bot_and_binds_by_a_press(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, ANONYMOUS, "left", "member")
    await wire.say(ANONYMOUS, f"/start@{BOT.username} g_{world.compound.id}", chat=GROUP, sender_chat=GROUP.raw)
    await wire.deliver()
    card = wire.last(GROUP.id)
    assert card.labels[0] == "绑定到和平小区"
    answer = await wire.tap(CHEN, card, "绑定到和平小区")
    assert answer is not None
    assert (answer.text or "").startswith("已绑定到和平小区")


async def test_words_without_a_face_are_asked_to_show_it_once_an_hour(wire: Wire, world: Neighbourhood, clock: FakeClock) -> None:
    card = await bound(wire)
    for _ in range(2):
        await wire.say(ANONYMOUS, "同意", chat=GROUP, reply_to=card, sender_chat=GROUP.raw)
    await wire.deliver()
    assert [text for text in wire.texts(GROUP.id) if "匿名管理员或频道" in text] == [
        "这句话看不出是哪一位说的（匿名管理员或频道）。请换成本人再说，或者直接点按钮：按钮认得出您。"
    ]


async def test_nobody_is_greeted_and_talk_is_left_alone(wire: Wire, world: Neighbourhood) -> None:
    await bound(wire)
    calls = len(wire.session.calls)
    await wire.say(WANG, "", chat=GROUP, new_chat_members=[WANG.raw])
    await wire.say(WANG, "今天停水吗", chat=GROUP)
    await wire.deliver()
    assert len(wire.session.calls) == calls


async def test_a_command_brings_the_card_once_an_hour(wire: Wire, world: Neighbourhood, clock: FakeClock) -> None:
    await bound(wire)
    for _ in range(3):
        await wire.say(WANG, "/menu", chat=GROUP)
        await wire.deliver()
    _, pointer = wire.in_chat(GROUP.id)
    assert "上面那张「社区助手」卡片" in pointer.text, "no command is met with silence, and a line is enough"
    assert pointer.data("我的菜单") == f"https://t.me/{BOT.username}?start=menu"
    clock.move(timedelta(hours=1))
    for _ in range(2):
        await wire.say(WANG, f"/help@{BOT.username}", chat=GROUP)
        await wire.deliver()
    assert [one.text[:6] for one in wire.in_chat(GROUP.id)].count(wire.in_chat(GROUP.id)[0].text[:6]) == 2


async def test_who_asks_for_another_language_reads_who_changes_it(wire: Wire, world: Neighbourhood) -> None:
    """The group's card came, which says nothing of languages."""
    await bound(wire)
    for _ in range(2):
        await wire.say(WANG, "/language", chat=GROUP)
        await wire.deliver()
    _, said = wire.in_chat(GROUP.id)
    assert "请社区干部在私聊里点「我的群」，选「说英文」" in said.text
    assert said.data("我的菜单") == f"https://t.me/{BOT.username}?start=menu"


async def test_in_a_group_that_belongs_nowhere_the_line_says_so(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.say(WANG, "/menu", chat=GROUP)
    await wire.deliver()
    assert "还没有绑定小区：请社区干部点上面那张卡片" in wire.last(GROUP.id).text


async def test_migration_twice_from_either_side(wire: Wire, world: Neighbourhood) -> None:
    await bound(wire)
    new = GroupChat(-1009, GROUP.title)
    before = len(wire.in_chat(GROUP.id))
    for _ in range(2):
        await wire.say(CHEN, "", chat=GROUP, migrate_to_chat_id=new.id)
        await wire.deliver()
        await wire.say(CHEN, "", chat=new, migrate_from_chat_id=GROUP.id)
        await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == before
    assert [one.labels for one in wire.in_chat(new.id)] == [["我是住户", "看表决", "我的家", "提意见"]]
    await wire.member(new, CHEN, "left", "member")
    await wire.deliver()
    assert len(wire.in_chat(new.id)) == 1


async def test_a_refused_send_and_both_service_messages_are_one_move(
    wire: Wire, world: Neighbourhood, uow: Units, clock: FakeClock
) -> None:
    """Whichever comes first, the card stands once in the new chat, in the group's language, and no letter goes to the old one."""
    await bound(wire)
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    new = GroupChat(-1009, GROUP.title)
    wire.session.refuse["editMessageText"] = TelegramMigrateToChat(METHOD, "upgraded", new.id)
    await actions.set_group_language(
        uow(), group_id=group.id, language="en", telegram_id=None, bot_username=BOT.username or "", now=clock.now()
    )
    await wire.deliver()
    assert "editMessageText" not in wire.session.refuse
    await wire.say(CHEN, "", chat=new, migrate_from_chat_id=GROUP.id)
    await wire.say(CHEN, "", chat=GROUP, migrate_to_chat_id=new.id)
    await wire.deliver()
    [card] = wire.in_chat(new.id)
    assert card.labels == ["I live here", "Votes", "My home", "Say something"]
    assert len(wire.in_chat(GROUP.id)) == 1
    async with uow.read() as unit:
        assert await unit.groups.group(GROUP.id) is None
        assert await unit.chats.chat(GROUP.id) is None
        assert await unit.chats.live(f"helper:{group.id}") is not None


async def test_removed_told_brought_back(wire: Wire, world: Neighbourhood, clock: FakeClock) -> None:
    card = await bound(wire)
    await wire.member(GROUP, WANG, "member", "kicked")
    await wire.member(GROUP, WANG, "kicked", "left")
    await wire.deliver()
    assert wire.in_chat(CHIEF.id) == []
    clock.move(timedelta(seconds=5))
    await wire.deliver()
    [told] = wire.in_chat(CHIEF.id)
    assert told.text.startswith("<b>我不在「和平小区业主群」里了</b>")
    assert told.data("加回来") == f"https://t.me/{BOT.username}?startgroup=g_{world.compound.id}"
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.say(CHEN, f"/start@{BOT.username} g_{world.compound.id}", chat=GROUP)
    await wire.deliver()
    assert wire.last(CHIEF.id).text.startswith("我又在「和平小区业主群」里了")
    assert wire.in_chat(GROUP.id) == [card]
    assert card.labels == ["我是住户", "看表决", "我的家", "提意见"]


async def test_what_waited_when_it_was_removed_is_said_after_the_return(wire: Wire, world: Neighbourhood) -> None:
    card = await bound(wire)
    wire.session.members[GROUP.id, BOT.id] = "administrator"
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.member(GROUP, WANG, "member", "kicked")
    calls = len(wire.session.calls)
    await wire.deliver()
    assert len(wire.session.calls) == calls, "nothing is sent to a group that the bot is not in"
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    assert "我现在是管理员" in card.text


async def test_the_language_of_a_group_rewords_its_card(wire: Wire, world: Neighbourhood, uow: Units, clock: FakeClock) -> None:
    card = await bound(wire)
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    await actions.set_group_language(
        uow(), group_id=group.id, language="en", telegram_id=None, bot_username=BOT.username or "", now=clock.now()
    )
    await wire.deliver()
    assert card.labels == ["I live here", "Votes", "My home", "Say something"]


async def test_no_vote_is_open(wire: Wire, world: Neighbourhood) -> None:
    card = await bound(wire)
    answer = await wire.tap(WANG, card, "看表决")
    assert answer is not None
    assert answer.text == "这个群现在没有正在进行的表决。有了会发在这里。"


async def test_a_block_and_its_end_change_who_can_be_reached(wire: Wire, world: Neighbourhood, uow: Units) -> None:
    private = GroupChat(CHEN.id, "", "private")
    for old, new, reachable in (("member", "kicked", False), ("kicked", "member", True)):
        await wire.member(private, CHEN, old, new)
        async with uow.read() as unit:
            chat = await unit.chats.chat(CHEN.id)
        assert chat is not None
        assert chat.reachable is reachable
