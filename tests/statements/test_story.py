"""From the clerk's draft to the report in the group: said, looked at, weighed, told."""

from datetime import timedelta

import pytest

from bot.rules.taps import DOUBLE_TAP
from handlers.statements.callbacks import ListShown
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.statements.worlds import (
    TITLE,
    draft,
    everything,
    let_out,
    open_topic,
    pass_time,
    plain,
    propose,
    said,
    settle_ten,
    topic_of,
    weigh,
)
from tests.votes.houses import CHEN, CHIEF, GROUP, STRANGER, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
SOUTH, NOBODY, GROUND = "装在南边最好", "谁都不要装", "一楼也要出钱"


async def test_a_topic_from_draft_to_report(wire: Wire, uow: Units) -> None:
    await settle_ten(uow)
    shown = await draft(wire, words="图纸在居委会")
    assert "发到 1 个群（和平小区业主群）" in plain(shown.text)
    assert "10 户里有 10 户登记了，能参加。结果按楼栋比" in plain(shown.text)
    await wire.deliver()
    assert not wire.in_chat(GROUP.id), "nothing is sent before it is confirmed"
    await wire.tap(CHEN, shown, "发出")
    await wire.deliver()
    card = wire.last(GROUP.id)
    topic = topic_of(card)
    assert f"议题：{TITLE}" in card.text
    assert "图纸在居委会" in card.text
    assert card.labels == ["去表态", "我来说"]
    pressed = await wire.tap(owner(1), card, "我来说")
    assert pressed is not None
    assert pressed.url is not None
    assert pressed.url.endswith(f"start=w_{topic}")

    mine = await propose(wire, owner(1), topic, SOUTH)
    assert "等着看" in mine.text
    for number, words in ((2, NOBODY), (7, GROUND)):
        await propose(wire, owner(number), topic, words)
    await wire.deliver()
    assert "0 条看法" in plain(card.text), "nobody has looked at them"
    assert "有新写的看法等着看" in everything(wire, CHIEF.id)
    await let_out(wire, topic, CHIEF)
    await pass_time(wire, timedelta(minutes=6))
    assert "您写的看法放出了" in everything(wire, owner(1).id)
    assert "3 条看法" in plain(card.text)

    opinions = {number: {SOUTH: "+", NOBODY: "-", GROUND: "+" if number <= 5 else "-"} for number in range(1, 11)}
    for number, answers in opinions.items():
        done = await weigh(wire, owner(number), topic, answers)
        assert f"一共 {2 if number in {1, 2, 7} else 3} 条看法" in plain(done.text), "nobody weighs their own"
    await wire.deliver()
    assert "3 条看法，10 户参加" in plain(card.text)
    await wire.press(CHEN, f"tv:{topic}")
    view = said(wire, CHEN.id)
    assert "10 户、10 人参加，放出了 3 条看法" in view
    assert SOUTH not in view
    assert "截止后才有结果" in dialog(await wire.press(CHEN, f"tr:{topic}:0"))
    assert "截止后才有结果" in dialog(await wire.press(CHEN, f"tp:{topic}"))

    await pass_time(wire, timedelta(days=4))
    assert "议题已截止" in card.text
    assert card.labels == []
    # Nobody weighs their own: of each statement one home is missing, so no building has five that answered all of them.
    result = everything(wire, GROUP.id)
    assert "10 户、10 人看了 3 条看法。不算表决" in result
    assert f"多数同意\n· {SOUTH}\n同意 9，不同意 0，跳过 0 ■■■■■" in result
    assert f"多数不同意\n· {NOBODY}\n同意 0，不同意 9，跳过 0 □□□□□" in result
    assert f"看法不一\n· {GROUND}\n同意 5，不同意 4，跳过 0 ■■□□□" in result
    assert "议题结果" in everything(wire, CHEN.id)
    await wire.work()
    await pass_time(wire, timedelta(minutes=1))
    assert wire.last(GROUP.id).method == "sendPhoto"
    assert "不算表决" in said(wire, GROUP.id)


async def test_words_where_a_button_answers_bring_the_question_again(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "tn:")
    await wire.say(CHEN, TITLE)
    await wire.tap(CHEN, wire.last(CHEN.id), "不用说明")
    await wire.say(CHEN, "楼栋")
    await wire.tap(CHEN, wire.last(CHEN.id), "按楼栋")
    await wire.say(CHEN, "3天后")
    assert "发出" in wire.last(CHEN.id).labels


async def test_what_each_building_thinks(wire: Wire, uow: Units) -> None:
    """A family member writes, so that each building has five homes that answer."""
    made = await settle_ten(uow)
    await made.bind(STRANGER, 1)
    card = await open_topic(wire)
    topic = topic_of(card)
    for words in (SOUTH, GROUND):
        await propose(wire, STRANGER, topic, words)
    await let_out(wire, topic)
    for number in range(1, 11):
        await weigh(wire, owner(number), topic, {SOUTH: "+", GROUND: "+" if number <= 5 else "-"})
    await pass_time(wire, timedelta(days=4))
    result = everything(wire, GROUP.id)
    assert f"各楼栋多数都同意\n· {SOUTH}\n同意 10，不同意 0" in result
    assert f"看法不一\n· {GROUND}\n同意 5，不同意 5" in result
    pressed = await wire.tap(owner(3), wire.in_chat(GROUP.id)[-1], "看全部")
    assert pressed is not None
    assert pressed.url is not None
    await wire.say(owner(3), f"/start {pressed.url.partition('start=')[2]}")
    assert f"{GROUND}\n看法不一：同意 5，不同意 5，跳过 0\n1栋 同意 5/5\n2栋 同意 0/5" in said(wire, owner(3).id)
    await wire.press(CHEN, f"tv:{topic}")
    await wire.tap(CHEN, wire.last(CHEN.id), "看图")
    await wire.work()
    await wire.deliver()
    assert wire.last(CHEN.id).method == "sendPhoto"


async def test_one_after_the_other_back_and_changed(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire, division="按楼层"))
    for words in (SOUTH, NOBODY, GROUND):
        await propose(wire, owner(9), topic, words)
    await let_out(wire, topic)
    await wire.say(owner(1), f"/start t_{topic}")
    shown = wire.last(owner(1).id)
    assert "第 1/3 条" in plain(shown.text)
    assert shown.labels == ["同意", "不同意", "跳过", "我来说", "菜单"]
    first = plain(shown.text)
    told = await wire.tap(owner(1), shown, "同意")
    assert told is not None
    assert told.show_alert
    assert "已记下：同意。一人一次，不记名" in str(told.text)
    assert "第 2/3 条" in plain(shown.text)
    second = await wire.tap(owner(1), shown, "同意")
    assert second is not None
    assert "这一条刚出来，请看过再点" in str(second.text), "the second half of a double tap answers nothing that was not read"
    assert "第 2/3 条" in plain(shown.text)
    wire.clock.move(DOUBLE_TAP)
    told = await wire.tap(owner(1), shown, "跳过")
    assert told is not None
    assert (told.text, bool(told.show_alert)) == ("已记下：跳过", False)
    await wire.tap(owner(1), shown, "上一条")
    assert "您选了「跳过」" in shown.text
    await wire.tap(owner(1), shown, "上一条")
    assert "第 1/3 条" in plain(shown.text)
    assert plain(shown.text).splitlines()[2] == first.splitlines()[2], "the same as before"
    assert shown.labels == ["✓ 同意", "不同意", "跳过", "接着答", "我来说", "菜单"]
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), shown, "不同意")
    assert "第 3/3 条" in plain(shown.text), "on to what is not answered"
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), shown, "同意")
    assert "都答完了，一共 3 条看法" in plain(shown.text)
    await wire.tap(owner(1), shown, "上一条")
    assert "第 3/3 条" in plain(shown.text)


async def test_what_its_author_takes_back_leaves_the_screens_of_those_in_charge(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    mine = await propose(wire, owner(1), topic, SOUTH)
    await wire.press(CHIEF, f"t1:{topic}")
    shown = wire.last(CHIEF.id)
    await wire.tap(CHIEF, shown, "不放行")
    assert SOUTH in shown.text
    label = next(one for one in mine.labels if SOUTH[:4] in one)
    await wire.tap(owner(1), mine, label)
    await wire.tap(owner(1), mine, "确定撤回")
    await wire.deliver()
    assert "这条看法撤回了" in shown.text
    assert SOUTH not in everything(wire, CHIEF.id)


async def test_a_list_of_what_is_out_keeps_no_words_that_were_taken_back(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    mine = await propose(wire, owner(1), topic, SOUTH)
    await wire.press(CHIEF, f"t1:{topic}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "放行")
    await wire.press(CHIEF, ListShown(topic=topic).pack())
    listed = wire.last(CHIEF.id)
    assert any(SOUTH[:4] in label for label in listed.labels)
    await wire.tap(owner(1), mine, next(one for one in mine.labels if SOUTH[:4] in one))
    await wire.tap(owner(1), mine, "确定撤回")
    await wire.deliver()
    assert "这条看法撤回了" in listed.text
    assert not any(SOUTH[:4] in label for label in listed.labels)


async def test_refused_with_a_reason_its_author_learns_why_and_what_to_do(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(1), topic, "装南边，一楼少出钱，顺便修路")
    await wire.press(CHIEF, f"t1:{topic}")
    shown = wire.last(CHIEF.id)
    assert "装南边" in shown.text
    for told in ("业主1", "101", "0101"):
        assert told not in everything(wire, CHIEF.id), "nobody sees whose it is"
    await wire.tap(CHIEF, shown, "不放行")
    assert "说到了具体的人或哪家" in shown.labels
    await wire.tap(CHIEF, shown, "一条说了几件事")
    assert "原因：一条里说了几件事" in shown.text
    await pass_time(wire, timedelta(minutes=6))
    news = said(wire, owner(1).id)
    assert "您写的看法没有放出" in news
    assert "原因：一条里说了几件事，别人不好答。一件事写一条" in news
    await wire.tap(owner(1), wire.last(owner(1).id), "再写一条")
    await wire.say(owner(1), SOUTH)
    await wire.tap(owner(1), wire.last(owner(1).id), "交上去")
    assert SOUTH in said(wire, owner(1).id)


async def test_a_typed_reason_is_shown_before_it_is_told(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(1), topic, SOUTH)
    await wire.press(CHEN, f"t1:{topic}")
    shown = wire.last(CHEN.id)
    await wire.tap(CHEN, shown, "不放行")
    await wire.tap(CHEN, shown, "自己写原因")
    await wire.say(CHEN, "设计还没有出来")
    await pass_time(wire, timedelta(minutes=6))
    assert "没有放出" not in everything(wire, owner(1).id), "nothing yet"
    await wire.tap(CHEN, wire.last(CHEN.id), "就这样说")
    await pass_time(wire, timedelta(minutes=6))
    assert "原因：设计还没有出来。可以改一改，再写一条" in said(wire, owner(1).id)


async def test_a_slip_is_undone_unheard(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(1), topic, SOUTH)
    await wire.press(CHEN, f"t1:{topic}")
    shown = wire.last(CHEN.id)
    await wire.tap(CHEN, shown, "不放行")
    await wire.tap(CHEN, shown, "和议题无关")
    await wire.tap(CHEN, shown, "改回去")
    assert shown.labels[:2] == ["放行", "不放行"]
    await wire.tap(CHEN, shown, "放行")
    await pass_time(wire, timedelta(minutes=6))
    assert "没有放出" not in everything(wire, owner(1).id)
    assert "您写的看法放出了" in said(wire, owner(1).id)
    await wire.tap(CHEN, shown, "改回去")
    await pass_time(wire, timedelta(minutes=6))
    assert "再看一遍" in said(wire, owner(1).id), "what was told is taken back"


async def test_sent_by_mistake_it_leaves_nothing_behind_for_two_minutes(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await open_topic(wire)
    topic = topic_of(card)
    assert "撤回重写" in wire.last(CHEN.id).labels
    told = await wire.tap(CHEN, wire.last(CHEN.id), "撤回重写")
    assert told is not None
    assert "群里不留痕迹" in str(told.text)
    await wire.deliver()
    assert wire.in_chat(GROUP.id) == [] or card.deleted
    wire.clock.move(timedelta(seconds=30))
    await wire.tap(CHEN, wire.last(CHEN.id), "改议题")
    await wire.say(CHEN, "电梯装哪里？")
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    again = wire.last(GROUP.id)
    assert "电梯装哪里？" in again.text
    await wire.press(CHEN, f"tv:{topic}")
    wire.clock.move(timedelta(minutes=3))
    assert "过了 2 分钟" in dialog(await wire.press(CHEN, f"tu:{topic}"))


async def test_the_menu_leads_there(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(owner(1), "/menu")
    await wire.tap(owner(1), wire.last(owner(1).id), "议题表态")
    assert "现在没有议题" in said(wire, owner(1).id)
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "看议题")
    assert "还没有开过" in said(wire, CHEN.id)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(2), topic, SOUTH)
    await wire.press(CHEN, "tt")
    assert wire.last(CHEN.id).labels[0] == f"{TITLE} · 1 条新的"
    await wire.say(CHEN, "议题")
    assert "开议题" in wire.last(CHEN.id).labels, "who lives elsewhere sees what they lead"
    await wire.say(STRANGER, "/statements")
    assert "先认一下门，再表态" in said(wire, STRANGER.id)
    assert "没有找到这个议题" in dialog(await wire.press(STRANGER, f"tm:{topic}"))
    await wire.say(owner(1), "/statements")
    assert wire.last(owner(1).id).labels[0] == f"{TITLE} · 正在聊"


async def test_somebody_not_known_is_taken_to_the_private_chat(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await open_topic(wire)
    for label in ("去表态", "我来说"):
        pressed = await wire.tap(STRANGER, card, label)
        assert pressed is not None
        assert pressed.url is not None
        await wire.say(STRANGER, f"/start {pressed.url.partition('start=')[2]}")
        assert "先认一下门，再表态" in said(wire, STRANGER.id)
