"""The menu, help, the language, one's data, leaving; and what is said to words nobody understands."""

from datetime import timedelta

import orjson
import pytest
from aiogram.types import ChatMemberBanned, ChatMemberMember
from sqlalchemy import select

from bot.actions import residents as actions
from bot.rules.letters import Letter
from bot.rules.residents import HomeRole, Role
from bot.rules.residents.facts import HelpTopic
from bot.rules.residents.violations import HelpAskedOften
from bot.rules.updates import Apology
from storage.chats import chats
from storage.outbox_table import outbox
from storage.residents import bindings, code_tries, people
from tests.fake_clock import START, FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import (
    CHEN,
    CHIEF,
    HE,
    HEAD,
    LIU,
    SON,
    STRANGER,
    WANG,
    World,
    appoint,
    bind,
    dialog,
    settle,
    slip,
    states,
    toast,
)
from tests.votes.houses import CHEN as CLERK
from tests.votes.houses import settle as settle_houses
from tests.wire import BOT, Person, Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"
STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_start_welcomes_a_newcomer_and_brings_the_menu_to_others(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(STRANGER, "/start")
    assert wire.last(STRANGER.id).labels == ["我是住户", "菜单"]
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/start menu")
    assert "您是：1栋1单元101 业主" in wire.last(WANG.id).text
    assert wire.last(WANG.id).labels[0] == "我的家"


@pytest.mark.parametrize("word", ["/menu", "菜单", "Menu"])
async def test_the_menu_comes_by_command_and_by_word(wire: Wire, world: World, word: str) -> None:
    await wire.say(HEAD, word)
    assert wire.last(HEAD.id).text.startswith("<b>菜单</b>")


async def test_help_speaks_to_the_role(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(CHEN, "/help")
    assert "怎么开始" in wire.last(CHEN.id).text
    await wire.say(HEAD, "/help")
    assert "看认门" in wire.last(HEAD.id).text
    assert "社区干部来找您" in wire.last(HEAD.id).text
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/help")
    assert "看认门" not in wire.last(WANG.id).text
    assert "楼长来找您" in wire.last(WANG.id).text


async def test_residents_reach_the_head_with_the_last_error(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    async with uow() as unit:
        await unit.outbox.put(Letter("apology:1", WANG.id, "updates.apology", Apology("K7Q2")), clock.now())
        await unit.commit()
    await wire.say(WANG, "/menu")
    await wire.tap(WANG, wire.last(WANG.id), "帮忙")
    assert "刚才出错的编号：K7Q2" in wire.last(WANG.id).text
    await wire.say(WANG, "投票的<按钮>点了没反应")
    assert "已转给和平小区1栋楼长" in wire.last(WANG.id).text
    await wire.deliver()
    card = wire.last(HEAD.id)
    assert "1栋1单元101 请您帮忙" in card.text
    assert "投票的&lt;按钮&gt;点了没反应" in card.text
    assert "出错编号 K7Q2" in card.text
    assert toast(await wire.tap(HEAD, card, "我来帮")) == "已告诉对方您会去"
    await wire.deliver()
    assert "孙大姐看到了，会来找您" in wire.last(WANG.id).text
    assert "您去帮：1栋1单元101" in card.text
    assert "投票的&lt;按钮&gt;点了没反应" in card.text
    assert "已告诉对方您会去" in card.text
    assert card.labels == ["菜单"]
    assert "由楼长、小区长或社区干部来点" in dialog(await wire.press(STRANGER, "rth:0000000000"))


async def test_heads_reach_staff_and_staff_the_operator(wire: Wire, world: World) -> None:
    await wire.press(HEAD, "rch:how")
    await wire.deliver()
    assert "和平小区1栋楼长 孙大姐 请您帮忙" in wire.last(CHEN.id).text
    await wire.press(CHEN, "rch:")
    assert "我在这里找不到能帮您的人" in wire.last(CHEN.id).text


async def test_help_is_not_a_bell(uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    for _ in range(5):
        await actions.call_for_help(uow(), telegram_id=WANG.id, topic=HelpTopic.HOW, words="", now=clock.now())
    with pytest.raises(HelpAskedOften):
        await actions.call_for_help(uow(), telegram_id=WANG.id, topic=HelpTopic.HOW, words="", now=clock.now())


async def test_the_language_is_chosen_and_stays(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.say(HEAD, "/language")
    assert toast(await wire.tap(HEAD, wire.last(HEAD.id), "English")) == "From now on I speak English"
    assert wire.last(HEAD.id).text.startswith("<b>Menu</b>")
    await wire.say(HEAD, "/start")
    assert wire.last(HEAD.id).text.startswith("<b>Menu</b>")
    await ask(uow, clock, world, HE)
    await wire.deliver()
    assert "somebody wants to register" in wire.last(HEAD.id).text
    await wire.say(STRANGER, "/language")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "English")
    await wire.say(STRANGER, "/start")
    assert wire.last(STRANGER.id).text.startswith("<b>Hello")


async def test_cancel_stops_any_form(wire: Wire, world: World) -> None:
    await wire.say(HE, "1栋1单元102")
    await wire.tap(HE, wire.last(HE.id), "业主")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.say(HE, "", voice=VOICE)
    assert "语音我还听不懂。我在等您打一句话" in wire.last(HE.id).text
    await wire.say(HE, "", photo=[{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}])
    assert "照片这里用不上。我在等您打一句话" in wire.last(HE.id).text
    await wire.say(HE, "", location={"latitude": 31.2, "longitude": 121.4})
    assert wire.last(HE.id).text.startswith("我还在等您打一句话")
    await wire.say(HE, "不填了")
    assert "好，不填了" in wire.last(HE.id).text
    await wire.say(HE, "何志明")
    assert "这句话我没看懂" in wire.last(HE.id).text
    await wire.say(HE, "/cancel")
    assert "现在没有在填的" in wire.last(HE.id).text


async def test_what_is_no_word_is_answered_kindly(wire: Wire, world: World) -> None:
    for fields, expected in (
        ({"voice": VOICE}, "语音我还听不懂"),
        ({"sticker": STICKER}, "收到了，谢谢"),
        ({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}, "照片收到了"),
        ({"location": {"latitude": 1.0, "longitude": 1.0}}, "这个我打不开"),
    ):
        await wire.say(STRANGER, "", **fields)
        assert expected in wire.last(STRANGER.id).text
        assert "我是住户" in wire.last(STRANGER.id).labels
    await wire.say(CHEN, "", photo=[{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}])
    assert "照片里的字我还不会读" in wire.last(CHEN.id).text
    before = len(wire.sent)
    await wire.say(STRANGER, "", pinned_message={"message_id": 1, "date": 1, "chat": {"id": STRANGER.id, "type": "private"}, "text": "x"})
    assert len(wire.sent) == before


async def test_a_block_is_noticed_and_so_is_the_return(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())

    async def change(new: ChatMemberBanned | ChatMemberMember) -> None:
        event = {
            "chat": {"id": WANG.id, "type": "private"},
            "from": WANG.raw,
            "date": int(clock.now().timestamp()),
            "old_chat_member": ChatMemberMember(user=BOT).model_dump(mode="json", exclude_none=True),
            "new_chat_member": new.model_dump(mode="json", exclude_none=True),
        }
        await wire.feed({"my_chat_member": event})

    await change(ChatMemberBanned(user=BOT, until_date=0))
    async with uow.read() as unit:
        assert await unit.residents.reachable_at([world.homes[HOME]]) == {}
        [account] = (await unit.residents.bound_homes(world.compound.id))[world.homes[HOME]]
        assert (account.telegram_id, account.role, account.owner_id) == (WANG.id, HomeRole.OWNER, world.owners["王桂芳"])
    await change(ChatMemberMember(user=BOT))
    async with uow.read() as unit:
        assert await unit.residents.reachable_at([world.homes[HOME]]) == {world.homes[HOME]: [WANG.id]}


async def test_my_data_is_shown_and_exported(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/mydata")
    assert "住户：1栋1单元101 业主" in wire.last(WANG.id).text
    await wire.tap(WANG, wire.last(WANG.id), "导出")
    assert wire.last(WANG.id).method == "sendDocument"
    document = wire.session.calls[-1].document
    data = orjson.loads(document.path.read_bytes())
    [home] = data["homes"]
    assert (home["building"], home["room"], home["owner"], home["state"]) == ("1栋", "0101", "王桂芳", "active")
    assert data["consents"][0]["version"] == 1
    assert "code_hash" not in orjson.dumps(data).decode()
    clock.move(timedelta(days=1))
    await wire.due()
    await wire.work()
    assert not document.path.exists()


async def test_nothing_is_kept_of_a_stranger(wire: Wire, world: World) -> None:
    await wire.say(STRANGER, "/mydata")
    assert "我这里没有您的资料" in wire.last(STRANGER.id).text


async def test_something_wrong_goes_to_the_head(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/mydata")
    await wire.tap(WANG, wire.last(WANG.id), "有错")
    await wire.tap(WANG, wire.last(WANG.id), "名字不对")
    await wire.deliver()
    assert "请当面对一下" in wire.last(HEAD.id).text


async def test_leaving_is_as_easy_as_coming(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """Three taps from the menu; nothing is left that leads to the account."""
    await bind(uow(), world, WANG, clock.now())
    async with uow() as unit:
        await appoint(unit, WANG, Role.BUILDING_HEAD, world.buildings[1], clock.now())
        await unit.commit()
    waiting = await ask(uow, clock, world, HE, "2栋1单元0101")
    await wire.deliver()
    assert "有人认门" in wire.last(WANG.id).text
    await wire.say(WANG, "/start i_0000000000000")
    await wire.say(WANG, "/menu")
    await wire.tap(WANG, wire.last(WANG.id), "我的资料")
    await wire.tap(WANG, wire.last(WANG.id), "退出")
    assert "登记的 1 户、1 个职务都解除" in wire.last(WANG.id).text
    await wire.tap(WANG, wire.last(WANG.id), "确定退出")
    assert "已经退出" in wire.last(WANG.id).text
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "ended")]
    await wire.deliver()
    assert "有人认门" in wire.last(CHIEF.id).text
    async with uow.read() as unit:
        request = await unit.bindings.request(waiting)
        assert request is not None
        assert request.level == "compound_chief"
        run = unit.connection.execute
        [gone] = [row for row in await run(select(people)) if row.left_at is not None]
        assert (gone.telegram_id, gone.name) == (None, None)
        assert await unit.residents.consent(gone.id) is None
        for table, column in ((chats, chats.c.chat_id), (outbox, outbox.c.chat_id), (code_tries, code_tries.c.telegram_id)):
            assert (await run(select(table).where(column == WANG.id))).first() is None
        assert (await unit.residents.actor(WANG.id, "zh")).person_id is None
    await wire.say(WANG, "/start")
    assert "您好，我是邻里助手" in wire.last(WANG.id).text


async def test_leaving_takes_back_a_request(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, SON)
    await wire.deliver()
    await actions.leave_linli(uow(), telegram_id=SON.id, now=clock.now())
    await wire.deliver()
    assert "不用办了" in wire.last(HEAD.id).text
    async with uow.read() as unit:
        [row] = await unit.connection.execute(select(bindings.c.typed_name, bindings.c.end_reason))
    assert tuple(row) == (None, "withdrawn")


async def test_what_nobody_needs_any_more_is_swept(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """Unused codes go 7 days after their end, used ones stay with their history (design.md, Numbers)."""
    unused, used = await slip(uow(), world, clock.now()), await slip(uow(), world, clock.now(), owner="李建国")
    await wire.say(HE, f"/start {used.payload}")
    await wire.tap(HE, wire.last(HE.id), "是")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.say(STRANGER, "/start i_0000000000000")
    await actions.call_for_help(uow(), telegram_id=HE.id, topic=HelpTopic.HOW, words="", now=clock.now())
    clock.move(timedelta(days=66))
    await wire.app.ticker.sweep()
    async with uow.read() as unit:
        assert await unit.invites.by_id(unused.invite_id) is not None
        assert await unit.invites.tries_of(STRANGER.id, START) == []
    clock.move(timedelta(days=2))
    await wire.app.ticker.sweep()
    async with uow.read() as unit:
        assert await unit.invites.by_id(unused.invite_id) is None
        assert await unit.invites.by_id(used.invite_id) is not None
        assert await unit.help_calls.count(HE.id, START) == 0


async def test_a_button_pressed_in_a_group_does_not_touch_the_private_chat(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """Message numbers of a group mean nothing in a private chat."""
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/menu")
    before = wire.last(WANG.id)
    query = {"id": "1", "from": WANG.raw, "chat_instance": "1", "data": "menu"}
    where = {"message_id": before.message_id, "date": 1, "chat": {"id": -1001, "type": "supergroup", "title": "x"}, "text": "x"}
    await wire.feed({"callback_query": query | {"message": where}})
    assert before.edits == 0
    assert len(wire.in_chat(WANG.id)) == 2


async def leaving(wire: Wire, person: Person) -> str:
    await wire.say(person, "/menu")
    await wire.tap(person, wire.last(person.id), "我的资料")
    await wire.tap(person, wire.last(person.id), "退出")
    return wire.last(person.id).text


async def test_staff_who_leave_read_what_is_left_behind_and_how_they_come_back(wire: Wire, uow: Units, clock: FakeClock) -> None:
    """They were told that binding a home again would do."""
    houses = await settle_houses(uow)
    await houses.open()
    asked = await leaving(wire, CLERK)
    assert "1 个职务都解除" in asked
    assert "0 户" not in asked
    assert "您那里还有 1 个表决没结束：会照常截止" in asked
    assert "您是最后一位干部" in asked
    assert "干部找街道或管这台机器的人" in asked
    assert "再认一次门" not in asked
    await wire.tap(CLERK, wire.last(CLERK.id), "确定退出")
    assert "职务要重新请" in wire.last(CLERK.id).text


async def test_a_colleague_who_stays_is_no_last_one(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    asked = await leaving(wire, CHEN)
    assert "最后一位干部" not in asked
    assert "没结束" not in asked


async def test_a_resident_who_leaves_reads_nothing_of_roles(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    asked = await leaving(wire, WANG)
    assert "登记的 1 户都解除" in asked
    assert "想回来，再认一次门就行" in asked
    assert "职务" not in asked
