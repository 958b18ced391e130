"""Drafting through the real dispatcher: four taps, everything that can be changed, practice, and what may not go out."""

import hashlib
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetChatMemberCount
from sqlalchemy import select, update

from bot.rules.votes.drafts import body_from, title_from
from storage.base import decode, new_id
from storage.compounds import homes, roster_gaps
from storage.votes import vote_drafts
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, SECOND_GROUP, STRANGER, Houses, draft_to_preview, join, owner
from tests.wire import Wire


async def test_without_a_roster_nothing_is_asked(wire: Wire, uow: Units, houses: Houses) -> None:
    """Title and time were asked for first, and the question that waited kept the roster's file away."""
    async with uow() as unit:
        await unit.connection.execute(update(homes).values(retired_at=uow.clock.now()))
        await unit.commit()
    refused = await wire.press(CHEN, "mdr:")
    assert refused is not None
    assert "还没有名册" in (refused.text or "")
    async with uow.read() as unit:
        assert await unit.forms.form(CHEN.id, uow.clock.now()) is None


async def test_four_taps_from_the_menu_to_the_group(wire: Wire, houses: Houses) -> None:
    taps = 0

    async def tap(data_or_label: str) -> None:
        nonlocal taps
        taps += 1
        if ":" in data_or_label and data_or_label.endswith(":"):
            await wire.press(CHEN, data_or_label)
        else:
            await wire.tap(CHEN, wire.last(CHEN.id), data_or_label)

    await tap("mdr:")
    await tap("屋顶防水改造")
    await tap("一周后18:00")
    await tap("发出")
    assert taps == 4
    assert wire.last(CHEN.id).text.startswith("🗳 <b>已发出：屋顶防水改造意向征询（和平小区）</b>\n发到：和平小区业主群")
    await wire.deliver()
    assert "3月6日（周五）18:00 截\u2060止，还\u2060有 7\u00a0天" in wire.last(GROUP.id).text


async def test_the_preview_counts_for_real(wire: Wire, houses: Houses, uow: Units) -> None:
    await houses.end_binding(9)
    async with uow() as unit:
        await unit.chats.set_reachable(owner(8).id, False)
        await join(unit, SECOND_GROUP, houses.buildings[0], houses.compound, uow.clock.now())
        await unit.commit()
    wire.session.sizes[SECOND_GROUP.id] = 1_214
    screen = await draft_to_preview(wire)
    assert screen.labels == ["发出", "改", "先发给我看", "先存着"]
    assert "9\u00a0户，9\u00a0位业主，900.00\u00a0㎡" in screen.text
    assert "会发到：和平小区业主群（80\u00a0人）、3栋楼群（1,213\u00a0人）。没点的会私信提醒" in screen.text
    assert "，能提醒 7 户，还有 2 户只能在群里看或上门。\n" in screen.text
    assert "3月2日（周一）18:00 截止" in screen.text


@pytest.mark.parametrize(
    "trouble", [TelegramBadRequest(GetChatMemberCount(chat_id=GROUP.id), "Bad Request: chat not found"), TimeoutError()]
)
async def test_a_preview_comes_without_the_people_whom_nobody_counts(wire: Wire, houses: Houses, trouble: Exception) -> None:
    wire.session.refuse["getChatMemberCount"] = trouble
    assert "会发到：和平小区业主群。没点的会私信提醒" in (await draft_to_preview(wire)).text


@pytest.mark.rule("R3.owners")
async def test_merged_homes_are_told(wire: Wire, houses: Houses) -> None:
    from storage.compounds import home_owners

    async with houses.uow() as unit:
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1]))
        home = update(home_owners).where(home_owners.c.home_id == houses.homes[4])
        await unit.connection.execute(home.values(owner_id=houses.owners[3]))
        await unit.commit()
    text = (await draft_to_preview(wire)).text
    assert "9\u00a0户，7\u00a0位业主，900.00\u00a0㎡（有\u00a02\u00a0位业主不止一户，合起来算）" in text, "it was 「4 户同一业主」"


@pytest.mark.parametrize("words", ["不发了", "菜单", "帮忙", "怎么用", "取消", "stop"])
async def test_the_words_of_buttons_are_no_title(wire: Wire, uow: Units, houses: Houses, words: str) -> None:
    await wire.press(CHEN, "mdr:")
    assert "问大家什么事" in wire.last(CHEN.id).text
    await wire.say(CHEN, words)
    assert "意向征询" not in wire.last(CHEN.id).text
    async with uow.read() as unit:
        kept = (await unit.connection.execute(select(vote_drafts.c.draft))).scalars().all()
    assert [decode(draft)["title"] for draft in kept if decode(draft)["title"]] == []


async def test_a_ready_made_title_typed_is_its_button(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.say(CHEN, "加装电梯")
    await wire.tap(CHEN, wire.last(CHEN.id), "一周后18:00")
    assert "重大事项" in wire.last(CHEN.id).text


async def test_a_text_in_pieces_is_not_taken_by_its_end(wire: Wire, houses: Houses) -> None:
    preview = await draft_to_preview(wire)
    await wire.tap(CHEN, preview, "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "说明")
    await wire.say(CHEN, "屋" * 4096)
    assert "后面跟着来的几段也没有" in wire.last(CHEN.id).text
    await wire.say(CHEN, "顶" * 796)
    assert "后面跟着来的几段也没有" in wire.last(CHEN.id).text, "nothing more is said, nothing is taken"
    wire.clock.move(timedelta(seconds=20))
    await wire.say(CHEN, "只修屋顶")
    assert "有说明 4 字" in wire.last(CHEN.id).text


async def test_an_edited_answer_is_not_read_and_says_so(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.say(CHEN, "加装电剃")
    await wire.say(CHEN, "加装电梯", edited=True)
    assert "请再发一条" in wire.last(CHEN.id).text


async def test_a_refusal_within_a_draft_offers_the_way_out(wire: Wire, uow: Units, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.say(CHEN, "长" * 41)
    refused = wire.last(CHEN.id)
    assert "题目要有字" in refused.text
    assert refused.labels == ["不填了", "菜单"]
    await wire.tap(CHEN, refused, "不填了")
    async with uow.read() as unit:
        assert await unit.forms.form(CHEN.id, uow.clock.now()) is None


def test_a_family_in_a_title_stays_one() -> None:
    assert title_from("👨\u200d👩\u200d👧 活动室") == "👨\u200d👩\u200d👧 活动室"
    assert title_from("❤\ufe0f\u200d🔥👩🏽\u200d⚕\ufe0f 体检") == "❤\ufe0f\u200d🔥👩🏽\u200d⚕\ufe0f 体检"
    assert title_from("\u200d加\u200d装\u202e电梯👩\u200d") == "加装电梯👩"
    assert body_from("一家\u200d👨\u200d\n👩") == "一家👨\n👩"


async def test_a_title_without_words_is_told_why(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    for typed, said in (("意向征询", "「意向征询」会自动加在题目后面"), ("👍👍", "题目要有字"), ("？？？", "题目要有字")):
        await wire.say(CHEN, typed)
        assert said in wire.last(CHEN.id).text, typed


async def test_a_title_and_a_time_may_be_typed(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.say(CHEN, "给 <3栋> 装雨棚意向征询")
    await wire.say(CHEN, "看不懂的时间")
    assert "这个时间我没看懂" in wire.last(CHEN.id).text
    await wire.say(CHEN, "3月5日晚上8点")
    screen = wire.last(CHEN.id)
    assert "给 &lt;3栋&gt; 装雨棚意向征询（和平小区）" in screen.text
    assert "3月5日（周四）20:00 截止" in screen.text


async def test_less_than_a_day_is_asked_once_more(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "小区大门装道闸")
    await wire.say(CHEN, "今天18点")
    asked = wire.last(CHEN.id)
    assert asked.labels == ["就这样", "改时间"]
    await wire.tap(CHEN, asked, "就这样")
    assert wire.last(CHEN.id).labels[0] == "发出"


async def test_two_minutes_are_the_least(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "小区大门装道闸")
    await wire.say(CHEN, "10:33")
    assert "最早" in wire.last(CHEN.id).text


async def test_everything_can_be_changed_from_the_preview(wire: Wire, houses: Houses) -> None:
    screen = await draft_to_preview(wire)
    await wire.tap(CHEN, screen, "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "问谁")
    await wire.tap(CHEN, wire.last(CHEN.id), "1栋")
    await wire.tap(CHEN, wire.last(CHEN.id), "2单元")
    assert "（1\u2060栋2\u2060单元）\n3\u00a0户" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "怎么算")
    await wire.tap(CHEN, wire.last(CHEN.id), "只问意向")
    await wire.tap(CHEN, wire.last(CHEN.id), "2/3 的户")
    assert "只问意向，2/3 的业主同意算通过" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "说明")
    await wire.say(CHEN, "先做2单元，钱从维修资金出。")
    assert "有说明 14 字" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    assert "方案：说明见「看方案」" in wire.last(GROUP.id).text
    shown = wire.last(GROUP.id)
    reply = await wire.tap(owner(4), shown, "看方案")
    assert "私信" in reply.text
    await wire.deliver()
    assert "先做2单元，钱从维修资金出。" in wire.last(owner(4).id).text


@pytest.mark.rule("R15.bound")
async def test_a_file_is_fetched_and_bound(wire: Wire, uow: Units, houses: Houses) -> None:
    await wire.tap(CHEN, await draft_to_preview(wire), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案文件")
    await wire.send_file(CHEN, b"%PDF-1.4 drawings", "图纸.pdf")
    assert "文件 图纸.pdf（正在收）" in wire.last(CHEN.id).text
    early = await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    assert "还在收" in early.text
    await wire.work()
    await wire.deliver()
    assert "文件收到了：图纸.pdf" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "看预览")
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    assert "共\u00a01\u00a0份文\u2060件" in wire.last(GROUP.id).text
    await wire.tap(owner(1), wire.last(GROUP.id), "看方案")
    await wire.deliver()
    assert [one.method for one in wire.in_chat(owner(1).id)] == ["sendMessage", "sendDocument"]
    sha256 = hashlib.sha256(b"%PDF-1.4 drawings").hexdigest()
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
        [opened, *_] = await unit.proofs.events(houses.compound.id, vote.id)
    assert vote.scheme_sha256 == opened.event.payload["scheme_sha256"] == sha256


async def test_a_file_that_is_too_big(wire: Wire, houses: Houses) -> None:
    await wire.tap(CHEN, await draft_to_preview(wire), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案文件")
    document = {"file_id": "big", "file_unique_id": "big", "file_size": 26 * 1024 * 1024, "file_name": "a.pdf"}
    await wire.say(CHEN, "", document=document)
    assert "文件有 26 MB，最多 20 MB。可以拍成照片发，或分成两份。" in wire.last(CHEN.id).text


async def test_an_older_preview_cannot_send_what_it_does_not_show(wire: Wire, houses: Houses) -> None:
    old = await draft_to_preview(wire)
    data = old.data("发出")
    await wire.tap(CHEN, old, "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "题目")
    await wire.say(CHEN, "另外一个题目")
    reply = await wire.press(CHEN, data)
    assert "又改过" in reply.text
    assert wire.in_chat(GROUP.id) == []


async def test_sent_twice_it_goes_out_once(wire: Wire, houses: Houses) -> None:
    screen = await draft_to_preview(wire)
    data = screen.data("发出")
    await wire.press(CHEN, data, message=screen)
    first = screen.text
    again = await wire.press(CHEN, data, message=screen)
    await wire.deliver()
    assert again.text == "已经发出了，不用再点。"
    assert (screen.text, screen.labels[-1]) == (first, "撤回")
    assert len(wire.in_chat(GROUP.id)) == 1


async def test_sent_and_pressed_again_where_the_first_press_was_not_seen(wire: Wire, houses: Houses) -> None:
    screen = await draft_to_preview(wire)
    data = screen.data("发出")
    await wire.press(CHEN, data)
    await wire.deliver()
    again = await wire.press(CHEN, data, message=screen)
    assert again.text == "已经发出了，不用再点。"
    assert screen.text.startswith("🗳 <b>已发出：屋顶防水改造意向征询（和平小区）</b>\n发到：和平小区业主群")
    assert (await wire.press(CHIEF, data)).text.startswith("这份草稿已经发出或过期了"), "it was never theirs"


async def test_sent_taken_back_and_pressed_again(wire: Wire, houses: Houses) -> None:
    screen = await draft_to_preview(wire)
    data = screen.data("发出")
    await wire.tap(CHEN, screen, "发出")
    await wire.tap(CHEN, screen, "撤回")
    again = await wire.press(CHEN, data)
    assert "已经撤回了，不用再做什么" in again.text


@pytest.mark.parametrize("part", [False, True])
async def test_what_the_whole_compound_is_asked_is_not_offered_once_more(wire: Wire, houses: Houses, *, part: bool) -> None:
    """One building's vote leaves it to the others."""
    await houses.open(title="加装电梯", **({"place_id": houses.buildings[0].id} if part else {}))
    await wire.press(CHEN, "mdr:")
    offered = wire.last(CHEN.id).labels
    assert "屋顶防水改造" in offered
    assert ("加装电梯" in offered) is part


async def test_a_draft_put_aside_comes_back(wire: Wire, houses: Houses) -> None:
    await wire.tap(CHEN, await draft_to_preview(wire), "先存着")
    wire.clock.move(timedelta(days=2))
    await wire.press(CHEN, "mdr:")
    screen = wire.last(CHEN.id)
    await wire.tap(CHEN, screen, "接着写")
    assert "屋顶防水改造意向征询" in wire.last(CHEN.id).text


@pytest.mark.rule("R2.stops")
async def test_a_gap_stops_it_and_says_where(wire: Wire, houses: Houses) -> None:
    async with houses.uow() as unit:
        gap = {"id": new_id(), "compound_id": houses.compound.id, "building": "8栋", "entrance": "1单元", "room": "0502"}
        row = {**gap, "problem": "no_area", "file_name": "f.xlsx", "sheet": "1", "row": 7, "owners": "[]", "state": "open"}
        await unit.connection.execute(roster_gaps.insert().values(row))
        await unit.commit()
    screen = await draft_to_preview(wire)
    assert screen.labels[0] == "去补名册"
    assert "8栋1单元0502" in screen.text
    assert screen.data("去补名册") == f"mga:{houses.compound.id}", "straight to the home that lacks something"
    forced = await wire.press(CHEN, f"dn:{screen.data('改').split(':')[1]}:2")
    assert "没补好" in forced.text


@pytest.mark.rule("R6.asked")
async def test_parking_is_asked_and_never_assumed(wire: Wire, houses: Houses) -> None:
    async with houses.uow() as unit:
        await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[9]).values(kind="parking"))
        await unit.commit()
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    asked = wire.last(CHEN.id)
    assert asked.labels[:2] == ["算", "不算"]
    await wire.tap(CHEN, asked, "不算")
    await wire.tap(CHEN, wire.last(CHEN.id), "一周后18:00")
    assert "8\u00a0户，8\u00a0位业主，800.00\u00a0㎡，1 个车位、储藏室不算" in wire.last(CHEN.id).text


async def test_only_staff_and_chiefs_start_votes(wire: Wire, houses: Houses) -> None:
    for person in (HEAD, owner(1), STRANGER):
        reply = await wire.press(person, "mdr:")
        assert "社区干部或小区长" in reply.text
    await wire.press(CHIEF, "mdr:")
    assert "问大家什么事" in wire.last(CHIEF.id).text


async def test_nobody_sends_the_draft_of_another(wire: Wire, houses: Houses) -> None:
    screen = await draft_to_preview(wire)
    reply = await wire.press(CHIEF, screen.data("发出"))
    assert "草稿" in reply.text
    assert wire.in_chat(GROUP.id) == []
