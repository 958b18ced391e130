"""From the clerk's table to the ranked list in the group: written, sent, chosen within a budget, closed."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from bot.rules.taps import DOUBLE_TAP
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, STRANGER, owner, settle
from tests.wire import Person, Wire
from tests.wishes.worlds import choose, desk, everything, menu_of, pass_time, plain, publish, said

pytestmark = pytest.mark.storage
FAMILY = Person(3002, "家人")
RAIL, LAMPS, GARDEN, GATE = "1. 扶手", "2. 路灯", "3. 花园", "4. 大门"


async def test_from_a_table_to_the_demand_list(wire: Wire, uow: Units) -> None:
    await settle(uow)
    written = await desk(wire)
    assert "基础类 1 项，4,000 元" in plain(written.text)
    assert "预算 1 万元，做完基础类剩 6,000 元 给大家选" in plain(written.text).replace("元给", "元 给")
    await wire.tap(CHEN, written, "看一遍")
    preview = said(wire, CHEN.id)
    assert "发到 1 个群（和平小区业主群）。小区 9 户，9 户有人登记、能选。还没有发" in preview
    assert "可选的合起来 1.25 万元，比能用的多 6,500 元，要挑" in preview
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)
    told = await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    assert "正在发到 1 个群" in dialog(told)
    await wire.deliver()
    card = wire.last(GROUP.id)
    assert plain(preview).endswith(plain(card.text)), "the groups read what was shown"
    assert card.labels == ["去挑选"]

    answer = await wire.tap(owner(1), card, "去挑选")
    assert answer is not None
    assert answer.url is not None
    await wire.say(owner(1), f"/start {answer.url.partition('start=')[2]}")
    mine = wire.last(owner(1).id)
    assert "还剩 6,000 元" in plain(mine.text)
    assert "基础类 1 项一定做，不用选" in plain(mine.text)
    assert mine.labels == [RAIL, LAMPS, GARDEN, GATE, "看明细", "菜单"]
    first = await wire.tap(owner(1), mine, RAIL)
    assert "已选：扶手，还剩 3,000 元。算您这一户的，截止前可以改" in plain(dialog(first))
    assert "还剩 3,000 元" in plain(mine.text)
    assert "✓ 1. 扶手：3,000 元" in plain(mine.text)
    assert "4. 大门：5,000 元，差 2,000 元" in plain(mine.text)
    assert mine.labels[:4] == [f"✓ {RAIL}", LAMPS, GARDEN, GATE]
    refused = await wire.tap(owner(1), mine, GATE)
    assert "「大门」要 5,000 元，还剩 3,000 元，差 2,000 元" in plain(dialog(refused))
    second = await wire.tap(owner(1), mine, LAMPS)
    assert second is not None
    assert not second.show_alert
    for number, labels in ((2, (RAIL, GARDEN)), (3, (LAMPS,)), (4, (GATE,)), (5, (RAIL,))):
        await choose(wire, owner(number), menu_of(card), *labels)
    await wire.deliver()
    assert "已有 5 户选了" in plain(card.text)
    await wire.press(CHEN, f"zv:{menu_of(card)}")
    assert "谁都看不到" in said(wire, CHEN.id)
    assert "扶手" not in said(wire, CHEN.id), "nobody sees how it goes"

    await pass_time(wire, timedelta(days=4))
    assert "改造菜单，已截止" in card.text
    assert card.labels == []
    result = plain([one for one in wire.in_chat(GROUP.id) if "大家想要的" in one.text][-1].text)
    lines = result.split("\n")
    assert lines[1] == "和平小区，5 户选了。按户数排，一样多的并列："
    assert lines[2:4] == ["1. 扶手：3 户，3,000 元 ■■■□□", "2. 路灯：2 户，2,000 元 ■■□□□"]
    assert "按这个次序，预算够做到这里，还剩 1,000 元" in result.replace("<b>", "").replace("</b>", "")
    assert "3. 花园：1 户，2,500 元 ■□□□□" in lines
    assert "3. 大门：1 户，5,000 元 ■□□□□" in lines
    assert "完善类 2 项 5,000 元，预算够做 2 项 5,000 元" in lines
    assert "提升类 2 项 7,500 元，预算够做 0 项" in lines
    assert "只是意愿，还没有定下什么" in lines[-1]
    assert "大家想要的" in everything(wire, CHEN.id), "whoever made it reads it as well"
    await wire.work()
    await pass_time(wire, timedelta(minutes=1))
    assert wire.last(GROUP.id).method == "sendPhoto"
    assert "不算表决" in said(wire, GROUP.id)


async def test_item_by_item_with_buttons(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "zb:")
    assert "还没有项目" in said(wire, CHEN.id)
    for label, name, cost, amount in (("加提升类", "大门", "5000", "1"), ("加完善类", "扶手", "60元", "50米")):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
        await wire.say(CHEN, name)
        await wire.tap(CHEN, wire.last(CHEN.id), "米")
        await wire.say(CHEN, cost)
        await wire.say(CHEN, amount)
    assert "完善类 1 项，3,000 元\n提升类 1 项，5,000 元" in said(wire, CHEN.id)
    assert "还差：预算，截止时间" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "删一项")
    await wire.tap(CHEN, wire.last(CHEN.id), "大门 · 5,000\u00a0元")
    assert "提升类" not in said(wire, CHEN.id).split("还差")[0]
    assert "还差：至少 2 项完善类、提升类，预算，截止时间" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "撤上一步")
    assert "提升类 1 项，5,000 元" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "定预算")
    await wire.say(CHEN, "很多")
    assert "「很多」我没看懂是多少钱" in said(wire, CHEN.id)
    await wire.say(CHEN, "2000")
    assert "剩下的钱一项也选不了" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "定预算")
    await wire.say(CHEN, "0.8万")
    await wire.tap(CHEN, wire.last(CHEN.id), "定时间")
    await wire.tap(CHEN, wire.last(CHEN.id), wire.last(CHEN.id).labels[0])
    assert "都写好了" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "看一遍")
    assert "预算够全做，不用挑也行" in said(wire, CHEN.id)


async def test_a_home_has_one_list_and_the_last_tap_stands(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await publish(wire)
    await choose(wire, owner(1), menu_of(card), RAIL)
    mine = await choose(wire, FAMILY, menu_of(card))
    assert "上次是您家里人点的" in plain(mine.text)
    assert mine.labels[0] == f"✓ {RAIL}"
    await wire.tap(FAMILY, mine, f"✓ {RAIL}")
    await wire.tap(FAMILY, mine, GATE)
    for number in (2, 3, 4, 5):
        await choose(wire, owner(number), menu_of(card), GATE)
    await pass_time(wire, timedelta(days=4))
    assert "5 户选了" in everything(wire, GROUP.id)
    assert "1. 大门：5 户" in everything(wire, GROUP.id)
    assert "没有人选：扶手、路灯、花园" in everything(wire, GROUP.id)


async def test_of_two_homes_each_has_its_own(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(owner(1), 2, owner_number=2)
    card = await publish(wire)
    shown = await choose(wire, owner(1), menu_of(card))
    assert "给哪一户选" in shown.text
    assert [plain(one) for one in shown.labels] == ["1栋1单元101", "1栋1单元201", "菜单"]
    await wire.tap(owner(1), shown, shown.labels[1])
    await wire.tap(owner(1), shown, RAIL)
    await wire.tap(owner(1), shown, "换一户")
    await wire.tap(owner(1), shown, shown.labels[0])
    assert shown.labels[0] == RAIL, "nothing is chosen there"
    await wire.tap(owner(1), shown, GATE)
    for number in (3, 4, 5):
        await choose(wire, owner(number), menu_of(card), RAIL)
    await pass_time(wire, timedelta(days=4))
    assert "1. 扶手：4 户" in everything(wire, GROUP.id)
    assert "2. 大门：1 户" in everything(wire, GROUP.id)


async def test_ones_own_choice_is_seen_again_after_the_close(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    await choose(wire, owner(1), menu, RAIL)
    await pass_time(wire, timedelta(days=4))
    await wire.say(owner(1), "/menu")
    await wire.tap(owner(1), wire.last(owner(1).id), "改造菜单")
    shown = wire.last(owner(1).id)
    assert "已截止" in shown.labels[0]
    await wire.tap(owner(1), shown, shown.labels[0])
    assert "您家选的是：\n扶手：3,000 元\n共 3,000 元" in plain(shown.text)
    await choose(wire, owner(2), menu)
    assert "您家没有选" in said(wire, owner(2).id)


async def test_taken_back_within_two_minutes_it_is_a_draft_again(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await publish(wire)
    view = wire.last(CHEN.id)
    assert view.labels[:2] == ["提前截止", "撤回"]
    told = await wire.tap(CHEN, view, "撤回")
    assert "群里的那条收走了" in dialog(told)
    await wire.deliver()
    assert card.deleted
    await choose(wire, owner(1), menu_of(card))
    assert "没有找到这份菜单" in said(wire, owner(1).id), "nobody chooses from a draft"
    wire.clock.move(timedelta(seconds=30))
    await wire.tap(CHEN, view, "看一遍")
    await wire.tap(CHEN, view, "发出")
    await wire.deliver()
    again = wire.last(GROUP.id)
    assert again.message_id != card.message_id
    await choose(wire, owner(1), menu_of(again), RAIL)
    await pass_time(wire, timedelta(days=4))
    assert everything(wire, GROUP.id).count("大家想要的") == 1


async def test_not_after_somebody_chose_nor_later(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await publish(wire)
    menu = menu_of(card)
    mine = await choose(wire, owner(1), menu, RAIL)
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), mine, f"✓ {RAIL}")
    assert "已经有人选了" in dialog(await wire.press(CHEN, f"zr:{menu}")), "also where it was taken out again"
    other = await publish(wire)
    wire.clock.move(timedelta(minutes=2, seconds=1))
    assert "已经过了 2 分钟" in dialog(await wire.press(CHEN, f"zr:{menu_of(other)}"))
    await wire.press(CHEN, f"zv:{menu_of(other)}")
    assert wire.last(CHEN.id).labels[:2] == ["提前截止", "收回"]


async def test_withdrawn_nothing_is_kept_and_closed_early_it_is_ranked(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await publish(wire)
    await choose(wire, owner(1), menu_of(card), RAIL)
    await wire.press(CHIEF, f"zv:{menu_of(card)}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "收回")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定收回")
    await wire.deliver()
    assert "收回了" in card.text
    assert card.labels == []
    second = await publish(wire)
    await choose(wire, owner(1), menu_of(second), GATE)
    await wire.press(CHIEF, f"zv:{menu_of(second)}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "提前截止")
    assert "已有 1 户选了，不到 5 户，截止后不公布选了什么，也不能再选" in said(wire, CHIEF.id)
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定截止")
    await wire.deliver()
    await pass_time(wire, timedelta(days=4))
    assert everything(wire, GROUP.id).count("大家想要的") == 1
    for chat in (GROUP.id, CHIEF.id):
        assert "1 户选了，不到 5 户，说出来就猜得到是谁家" in everything(wire, chat)
        assert "大门" not in everything(wire, chat), "it would be told what that one home chose"
    await wire.work()
    assert wire.last(GROUP.id).method == "sendMessage", "nor drawn"


async def test_somebody_not_known_is_told_how_to_join(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await publish(wire)
    answer = await wire.tap(STRANGER, card, "去挑选")
    assert answer is not None
    assert answer.url is not None
    await wire.say(STRANGER, f"/start {answer.url.partition('start=')[2]}")
    assert "先认一下门，再挑选" in said(wire, STRANGER.id)


async def test_at_night_the_group_reads_it_in_the_morning(wire: Wire, uow: Units) -> None:
    await settle(uow)
    wire.clock.move(timedelta(hours=12))
    await wire.tap(CHEN, await desk(wire), "看一遍")
    assert "明早 8:00" in dialog(await wire.tap(CHEN, wire.last(CHEN.id), "发出"))
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "撤回")
    await pass_time(wire, timedelta(hours=10))
    assert not wire.in_chat(GROUP.id), "taken back before anybody read it"


async def test_details_name_unit_costs(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await publish(wire)
    mine = await choose(wire, owner(1), menu_of(card))
    await wire.tap(owner(1), mine, "看明细")
    assert "路灯：200 元 × 10 盏 = 2,000 元" in plain(mine.text)
    assert "水管：40 元 × 100 米 = 4,000 元" in plain(mine.text)
    await wire.tap(owner(1), mine, "返回")
    assert mine.labels[0] == RAIL
