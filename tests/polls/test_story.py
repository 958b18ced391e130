"""From the clerk's draft to the result in the group: one choice, several, an order; by home, by person, by name."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from bot.rules.taps import DOUBLE_TAP
from tests.fixtures import Units
from tests.polls.worlds import QUESTION, answered_by, ask, draft, everything, pass_time, poll_of, rank, said
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, STRANGER, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
FAMILY = Person(3002, "家人")


async def test_one_choice_from_draft_to_result(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    assert "群里看到的是下面这些" in shown.text
    assert "东门、西门、不要" in shown.text
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)
    await wire.tap(CHEN, shown, "改选项")
    await wire.say(CHEN, "东门\n西门")
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    card = wire.last(GROUP.id)
    assert "随便问问，不算表决" in card.text
    assert "不记名：谁选了什么，谁也看不到" in card.text
    assert card.labels == ["东门", "西门", "我的回答"]

    first = await wire.tap(owner(1), card, "东门")
    assert first is not None
    assert first.show_alert
    assert "已记下（算您这一户）：东门" in str(first.text)
    again = await wire.tap(owner(1), card, "西门")
    assert again is not None
    assert not again.show_alert
    await answered_by(wire, card, "东门", 2, 3, 5, 6)
    await wire.tap(owner(4), card, "西门")
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(4), card, "西门")
    await wire.deliver()
    assert "已有 5 户回答" in card.text.replace("\u00a0", " ")
    assert "正在问" in said(wire, CHEN.id)
    await wire.press(CHEN, f"qv:{poll_of(card)}")
    assert "东门" not in said(wire, CHEN.id), "nobody sees how it goes"

    await pass_time(wire, timedelta(days=4))
    assert "已截止" in card.text
    assert card.labels == []
    result = (
        [one for one in wire.in_chat(GROUP.id) if "随便问问的结果，不算表决" in one.text][-1]
        .text.replace("\u00a0", " ")
        .replace("\u2060", "")
    )
    assert "东门：4 户 ■■■■□" in result
    assert "西门：1 户 ■□□□□" in result
    assert "最多的是：东门。只作参考" in result
    assert "随便问问的结果" in everything(wire, CHEN.id)
    await wire.work()
    await pass_time(wire, timedelta(minutes=1))
    assert wire.last(GROUP.id).method == "sendPhoto"
    assert "不算表决" in said(wire, GROUP.id)


async def test_several_choices(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire, kind="选几个", per="一人一次")
    for label in ("东门", "不要", "东门", "西门"):
        told = await wire.tap(owner(1), card, label)
    assert told is not None
    assert "已记下：西门、不要" in str(told.text)
    await wire.say(owner(1), f"/start p_{poll_of(card)}")
    mine = wire.last(owner(1).id)
    assert mine.labels == ["东门", "✓ 西门", "✓ 不要", "菜单"]
    await wire.tap(owner(1), mine, "✓ 不要")
    assert mine.labels == ["东门", "✓ 西门", "不要", "菜单"]
    await answered_by(wire, card, "西门", 2, 3, 4, 5)
    await pass_time(wire, timedelta(days=4))
    assert "5 人回答了，可以选几个" in everything(wire, GROUP.id)
    assert "西门：5 人" in everything(wire, GROUP.id)


async def test_an_order_is_put_together_in_private(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire, kind="排先后")
    assert card.labels == ["排顺序"]
    assert "· 东门" in card.text
    answer = await wire.tap(owner(1), card, "排顺序")
    assert answer is not None
    assert answer.url is not None
    await wire.say(owner(1), f"/start {answer.url.partition('start=')[2]}")
    mine = wire.last(owner(1).id)
    assert mine.labels == ["东门", "西门", "不要", "菜单"]
    await wire.tap(owner(1), mine, "西门")
    await wire.tap(owner(1), mine, "东门")
    assert mine.labels == ["2. 东门", "1. 西门", "不要", "交上去", "重排", "菜单"]
    assert "您排的是：西门 → 东门。还没有交" in mine.text
    await wire.tap(owner(1), mine, "1. 西门")
    assert mine.labels[:3] == ["1. 东门", "西门", "不要"]
    await wire.tap(owner(1), mine, "交上去")
    assert "已交：东门" in mine.text
    await rank(wire, owner(2), poll_of(card), "西门", "不要", "东门")
    await wire.deliver()
    assert "已有 2 户回答" in card.text.replace("\u00a0", " ")
    for number in (3, 4, 5):
        await rank(wire, owner(number), poll_of(card), "不要")
    await pass_time(wire, timedelta(days=4))
    result = everything(wire, GROUP.id)
    assert "排第一得 3 分，往后每位少 1 分，没排的 0 分" in result
    assert "东门：4 分（1 户排第一）" in result
    assert "西门：3 分（1 户排第一）" in result
    assert "不要：11 分（3 户排第一）" in result
    await wire.work()
    await pass_time(wire, timedelta(minutes=1))
    assert wire.last(GROUP.id).method == "sendPhoto"


async def test_a_rank_is_started_over_and_taken_back(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire, kind="排先后")
    mine = await rank(wire, owner(1), poll_of(card), "西门")
    await wire.tap(owner(1), mine, "重排")
    assert "清空了，还没有交" in mine.text
    told = await wire.tap(owner(1), mine, "收回")
    assert told is not None
    assert "现在没有回答" in str(told.text)
    await pass_time(wire, timedelta(days=4))
    assert "没有人回答" in everything(wire, GROUP.id)
    await wire.work()
    assert wire.last(GROUP.id).method == "sendMessage", "nothing to draw"


async def test_a_home_answers_once_and_the_last_one_stands(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await ask(wire)
    await wire.tap(owner(1), card, "东门")
    told = await wire.tap(FAMILY, card, "西门")
    assert told is not None
    assert "代替您家里人先前的回答" in str(told.text)
    await answered_by(wire, card, "东门", 2, 3, 4, 5)
    await pass_time(wire, timedelta(days=4))
    assert "5 户回答了" in everything(wire, GROUP.id)
    assert "西门：1 户" in everything(wire, GROUP.id)


async def test_by_person_each_of_a_home_counts(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await ask(wire, per="一人一次")
    for person in (owner(1), FAMILY):
        await wire.tap(person, card, "东门")
    await answered_by(wire, card, "东门", 2, 3, 4, 5)
    await pass_time(wire, timedelta(days=4))
    assert "东门：6 人" in everything(wire, GROUP.id)


async def test_by_name_those_in_charge_see_it_after_the_close(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await ask(wire, named="记名", per="一人一次")
    assert "记名：截止后小区长和社区干部看得到是谁选的，群里不公布" in card.text
    await wire.tap(FAMILY, card, "东门")
    await wire.tap(owner(2), card, "西门")
    poll = poll_of(card)
    assert "谁也看不到" in dialog(await wire.press(CHEN, f"qw:{poll}:0:0")), "still open"
    await pass_time(wire, timedelta(days=4))
    for person in (CHEN, CHIEF):
        await wire.press(person, f"qv:{poll}")
        await wire.tap(person, wire.last(person.id), "谁选了")
        assert "1栋1单元101 家人" in said(wire, person.id)
        await wire.tap(person, wire.last(person.id), "西门")
        assert "1栋1单元201 业主" in said(wire, person.id)
    assert "101" not in everything(wire, GROUP.id)
    assert "没有找到" in dialog(await wire.press(owner(1), f"qw:{poll}:0:0"))


async def test_somebody_not_known_is_taken_to_the_private_chat(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    answer = await wire.tap(STRANGER, card, "东门")
    assert answer is not None
    assert answer.url is not None
    await wire.say(STRANGER, f"/start {answer.url.partition('start=')[2]}")
    assert "先认一下门，再回答" in said(wire, STRANGER.id)


async def test_at_night_the_group_reads_it_in_the_morning(wire: Wire, uow: Units) -> None:
    await settle(uow)
    wire.clock.move(timedelta(hours=12))
    shown = await draft(wire)
    told = await wire.tap(CHEN, shown, "发出")
    assert told is not None
    assert "明早 8:00" in str(told.text)
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)
    await pass_time(wire, timedelta(hours=10))
    assert QUESTION in everything(wire, GROUP.id)
