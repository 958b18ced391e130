"""Presses twice, late, forged, or by somebody else; drafts left; leaving; what is forgotten at the close."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.residents.mydata import leave_linli
from bot.rules.residents import BindingState, HomeRole
from bot.rules.taps import DOUBLE_TAP
from storage.outbox_table import outbox
from storage.polls import poll_answers, polls
from storage.taps import undone_taps
from tests.fixtures import Units
from tests.polls.worlds import OPTIONS, QUESTION, answered_by, ask, draft, everything, pass_time, poll_of, said
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
FAMILY, WAITING = Person(3002, "家人"), Person(3003, "等着的")


async def rows(uow: Units, column: object) -> list[object]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(column))).scalars())  # type: ignore[call-overload]


async def test_an_anonymous_poll_forgets_at_the_close_whose_it_was(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    poll = poll_of(card)
    await wire.tap(owner(1), card, "东门")
    before = await rows(uow, poll_answers.c.voice)
    await pass_time(wire, timedelta(days=4))
    assert await rows(uow, poll_answers.c.voice) != before
    assert await rows(uow, poll_answers.c.home_id) == [None]
    assert await rows(uow, poll_answers.c.person_id) == [None]
    assert "谁也看不到" in dialog(await wire.press(CHEN, f"qw:{poll}:0:0"))


async def test_nothing_leads_from_an_anonymous_answer_to_whoever_gave_it(wire: Wire, uow: Units) -> None:
    """Neither the letters that renewed the card, nor a moment, nor the order in which answers lie in the table."""
    await settle(uow)
    card = await ask(wire)
    poll = poll_of(card)
    for number in (5, 3, 1, 2, 4, 6):
        wire.clock.move(timedelta(seconds=37))
        await wire.tap(owner(number), card, "东门")
        await wire.deliver()
    moments = {moment.isoformat() for moment in await rows(uow, poll_answers.c.answered_at) if isinstance(moment, datetime)}
    await pass_time(wire, timedelta(days=4))
    keys = [str(key) for key in await rows(uow, outbox.c.key) if str(key).startswith(f"poll:{poll}:")]
    assert len(keys) == 7, "the card and six renewals"
    named = {str(owner(number).id) for number in range(1, 10)} | moments
    assert not [key for key in keys if any(part in key.split(":") or key.endswith(part) for part in named)]
    assert len(set(await rows(uow, poll_answers.c.answered_at))) == 1
    async with uow.read() as unit:
        lying = [row.voice for row in await unit.connection.execute(select(poll_answers))]
    assert lying == sorted(lying), "six in the order of their new names by chance: once in 720"


async def test_after_the_close_no_tap_counts(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    poll = poll_of(card)
    await wire.tap(owner(1), card, "东门")
    await wire.say(owner(2), f"/start p_{poll}")
    wire.clock.move(timedelta(days=4))
    assert "已经截止" in dialog(await wire.press(owner(2), f"qa:{poll}:0")), "its time is over, counted or not"
    await pass_time(wire, timedelta())
    for data in (f"qa:{poll}:0", f"qt:{poll}:0"):
        assert "已经截止" in dialog(await wire.press(owner(2), data))
    assert "1 户回答了" in everything(wire, GROUP.id)


async def test_a_tap_of_the_last_moment_counts_and_is_told_so_also_when_it_is_handled_after_it(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    await wire.say(owner(1), f"/start p_{poll_of(card)}")
    mine = wire.last(owner(1).id)
    [close] = await rows(uow, polls.c.closes_at)
    assert isinstance(close, datetime)
    wire.clock.move_to(close + timedelta(seconds=1))
    assert "已经截止" in dialog(await wire.tap_in_time(owner(2), card, "西门", close + timedelta(milliseconds=1)))
    assert "已记下（算您这一户）：东门" in dialog(await wire.tap_in_time(owner(1), mine, "东门", close))
    assert mine.labels[0] == "✓ 东门"
    assert len(await rows(uow, poll_answers.c.voice)) == 1


async def test_somebody_with_two_homes_changes_each_from_what_it_had(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(owner(1), 2, role=HomeRole.FAMILY)
    card = await ask(wire, kind="选几个")
    for label in ("东门", "不要"):
        await wire.tap(owner(2), card, label)
    told = await wire.tap(owner(1), card, "西门")
    assert told is not None
    said_so = str(told.text).replace("\u00a0", " ").replace("\u2060", "")
    assert "已记下（算您的 2 户）：西门。代替1栋1单元201家里人先前的回答。另一户先前选的也还在" in said_so
    assert sorted(map(str, await rows(uow, poll_answers.c.chosen))) == ["[0,2,1]", "[1]"]
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), card, "西门")
    assert await rows(uow, poll_answers.c.chosen) == ["[0,2]"], "what the second home had chosen by itself is there still"


async def test_a_double_tap_is_one_tap(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    for _ in range(2):
        told = await wire.tap(owner(1), card, "东门")
        assert told is not None
        assert "已记下" in str(told.text)
    wire.clock.move(DOUBLE_TAP)
    told = await wire.tap(owner(1), card, "东门")
    assert told is not None
    assert "已收回" in str(told.text)


async def test_a_double_tap_that_takes_back_does_not_give_again(wire: Wire, uow: Units) -> None:
    """One of several, too; who waits gives it again, and after the close nothing says who changed their mind."""
    await settle(uow)
    card = await ask(wire, kind="选几个")
    for label in ("东门", "西门"):
        await wire.tap(owner(1), card, label)
    for label, left in (("东门", ["[1]"]), ("西门", [])):
        wire.clock.move(DOUBLE_TAP)
        for _ in range(2):
            await wire.tap(owner(1), card, label)
            assert await rows(uow, poll_answers.c.chosen) == left
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), card, "西门")
    assert await rows(uow, poll_answers.c.chosen) == ["[1]"]
    assert await rows(uow, undone_taps.c.person_id) != []
    await pass_time(wire, timedelta(days=4))
    assert await rows(uow, undone_taps.c.person_id) == []


async def test_two_of_a_home_who_tap_the_same_do_not_take_it_back(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await ask(wire)
    await wire.tap(owner(1), card, "东门")
    wire.clock.move(DOUBLE_TAP)
    told = await wire.tap(FAMILY, card, "东门")
    assert told is not None
    assert "已记下" in str(told.text)
    assert "代替" not in str(told.text)
    assert len(await rows(uow, poll_answers.c.voice)) == 1
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(FAMILY, card, "东门")
    assert await rows(uow, poll_answers.c.voice) == [], "whoever repeated it may take it back"


async def test_what_fewer_than_five_homes_answered_is_not_told(wire: Wire, uow: Units) -> None:
    """Five people of four homes are no five, and whoever asked reads no more than the group."""
    houses = await settle(uow)
    await houses.bind(FAMILY, 1, role=HomeRole.FAMILY)
    card = await ask(wire, per="一人一次")
    await answered_by(wire, card, "西门", 1, 2, 3, 4)
    await wire.tap(FAMILY, card, "西门")
    await wire.press(CHEN, f"qv:{poll_of(card)}")
    shown = wire.last(CHEN.id)
    await wire.tap(CHEN, shown, "提前截止")
    assert "不到 5 户，截止后不公布选了什么" in said(wire, CHEN.id)
    await wire.tap(CHEN, shown, "确定截止")
    await wire.deliver()
    for chat in (GROUP.id, CHEN.id):
        assert "5 人回答了，不到 5 户" in everything(wire, chat)
        assert "西门：" not in everything(wire, chat)
        assert "最多的是" not in everything(wire, chat)
    assert await rows(uow, polls.c.result) == ["[]"]
    await wire.work()
    assert wire.last(GROUP.id).method == "sendMessage", "nor drawn"


async def test_forged_options_are_no_answers(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire, kind="排先后")
    poll = poll_of(card)
    for data in (f"qa:{poll}:0", f"qt:{poll}:00", f"qt:{poll}:9", f"qt:{poll}:0a", f"qr:{poll}:3", f"qt:{poll}:٣"):
        assert "这个按钮不是这个问题的" in dialog(await wire.press(owner(1), data)), data
    single = await ask(wire)
    for data in (f"qa:{poll_of(single)}:7", f"qa:{poll_of(single)}:-1", f"qt:{poll_of(single)}:0"):
        assert "这个按钮不是这个问题的" in dialog(await wire.press(owner(1), data)), data
    assert await rows(uow, poll_answers.c.poll_id) == []


async def test_who_is_not_confirmed_waits(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(WAITING, 2, role=HomeRole.TENANT, state=BindingState.PENDING)
    card = await ask(wire)
    assert "还没有定下来" in dialog(await wire.tap(WAITING, card, "东门"))


async def test_neighbours_and_heads_ask_nothing(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    poll = shown.data("不问了").split(":")[1]
    for person in (owner(1), HEAD):
        for data in ("qq", "qb:"):
            assert "由小区长和社区干部来发" in dialog(await wire.press(person, data))
        for data in (f"qk:{poll}:single", f"qe:{poll}:question", f"qx:{poll}", shown.data("发出")):
            assert "已经发出，或者放了一天不在了" in dialog(await wire.press(person, data)), data
    assert "已经发出，或者放了一天不在了" in dialog(await wire.press(CHIEF, shown.data("发出"))), "a draft is its drafter's"
    assert "没有找到这个问题" in dialog(await wire.press(owner(1), f"qa:{poll}:0")), "nobody answers a draft"


async def test_sent_twice_it_is_asked_once(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    sending = shown.data("发出")
    await wire.tap(CHEN, shown, "发出")
    assert "已经发出" in dialog(await wire.press(CHEN, sending))
    await wire.deliver()
    assert everything(wire, GROUP.id).count("随便问问，不算表决") == 1


async def test_an_old_preview_sends_nothing_but_what_it_shows(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    old = shown.data("发出")
    await wire.tap(CHEN, shown, "改记名")
    await wire.tap(CHEN, shown, "记名")
    assert "和您看到的不一样" in dialog(await wire.press(CHEN, old))
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)


async def test_what_will_not_do_is_asked_again(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "qb:")
    await wire.say(CHEN, "？")
    assert "问题要一句" in said(wire, CHEN.id)
    await wire.say(CHEN, QUESTION)
    await wire.say(CHEN, "东门")
    assert "选项要 2–10 个，一行写一个，这次读到 1 个" in said(wire, CHEN.id)
    await wire.say(CHEN, "东门\n东门")
    assert "「东门」写了两遍" in said(wire, CHEN.id)
    await wire.say(CHEN, OPTIONS)
    for label in ("选一个", "一户一次", "不记名"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.say(CHEN, "昨天")
    assert await rows(uow, polls.c.closes_at) == [None]
    offered = wire.last(CHEN.id)
    await wire.press(CHEN, f"qe:{(await rows(uow, polls.c.id))[0]}:closing")
    offered = wire.last(CHEN.id)
    await wire.tap(CHEN, offered, offered.labels[0])
    assert "还没有发" in said(wire, CHEN.id)


async def test_words_where_a_button_answers_bring_the_question_again(wire: Wire, uow: Units) -> None:
    """「没看懂」 was said of them, and 「取消」 did nothing: after a crash nobody found back to what they were writing."""
    await settle(uow)
    await wire.press(CHEN, "qb:")
    await wire.say(CHEN, QUESTION)
    await wire.say(CHEN, OPTIONS)
    for words, label in (("选一个吧", "选一个"), ("一户一次", "一户一次"), ("不记名？", "不记名")):
        await wire.say(CHEN, words)
        assert label in wire.last(CHEN.id).labels, words
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.say(CHEN, "3天后")
    shown = wire.last(CHEN.id)
    assert "发出" in shown.labels
    await wire.say(CHEN, "谢谢")
    assert "没看懂" in said(wire, CHEN.id), "it is shown whole: words are for whatever they were for"
    await wire.press(CHEN, "qb:")
    await wire.say(CHEN, QUESTION)
    await wire.say(CHEN, OPTIONS)
    await wire.say(CHEN, "取消")
    await wire.say(CHEN, "选一个")
    assert "选一个" not in wire.last(CHEN.id).labels


@pytest.mark.parametrize(("begin", "title"), [("qb:", QUESTION), ("tn:", "电梯怎么装？")])
async def test_a_table_where_a_button_answers_is_a_roster(wire: Wire, uow: Units, begin: str, title: str) -> None:
    await settle(uow)
    await wire.press(CHEN, begin)
    await wire.say(CHEN, title)
    await wire.say(CHEN, OPTIONS)
    await wire.send_file(CHEN, "楼栋,单元,房号,面积,业主\n1栋,1单元,101,80.00,王建国\n".encode(), "花名册.csv")
    assert "正在读" in said(wire, CHEN.id)


async def test_without_a_group_nothing_is_sent(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    shown = await draft(wire)
    assert "现在没有群能发" in shown.text
    assert "发出" not in shown.labels


async def test_a_draft_that_is_left_is_forgotten(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    await pass_time(wire, timedelta(hours=25))
    assert await rows(uow, polls.c.id) == []
    assert "放了一天不在了" in dialog(await wire.press(CHEN, shown.data("发出")))


async def test_dropped_it_is_gone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.tap(CHEN, await draft(wire), "不问了")
    assert await rows(uow, polls.c.id) == []
    await wire.say(CHEN, QUESTION)
    assert await rows(uow, polls.c.id) == [], "words after that are words"


async def test_closed_before_its_time(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    await answered_by(wire, card, "东门", 1, 2, 3, 4, 5)
    await wire.press(CHEN, f"qv:{poll_of(card)}")
    shown = wire.last(CHEN.id)
    await wire.tap(CHEN, shown, "提前截止")
    assert "已有 5 户回答，现在就公布结果" in said(wire, CHEN.id)
    sure = shown.data("确定截止")
    await wire.tap(CHEN, shown, "确定截止")
    await wire.deliver()
    assert "东门：5 户" in everything(wire, GROUP.id)
    assert "已经截止" in dialog(await wire.press(CHEN, sure))
    await pass_time(wire, timedelta(days=4))
    assert everything(wire, GROUP.id).count("随便问问的结果") == 1


async def test_withdrawn_nothing_is_kept(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    await wire.tap(owner(1), card, "东门")
    await wire.press(CHEN, f"qv:{poll_of(card)}")
    await wire.tap(CHEN, wire.last(CHEN.id), "收回不问")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定收回")
    await wire.deliver()
    assert "收回了" in card.text
    assert card.labels == []
    assert await rows(uow, poll_answers.c.voice) == []
    await pass_time(wire, timedelta(days=4))
    assert "结果" not in everything(wire, GROUP.id)


async def test_a_close_while_nobody_runs_comes_late_and_once(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire)
    await wire.tap(owner(1), card, "东门")
    for _ in range(2):
        await pass_time(wire, timedelta(days=9))
    assert everything(wire, GROUP.id).count("随便问问的结果") == 1


async def test_whoever_leaves_is_in_no_answer(wire: Wire, uow: Units) -> None:
    await settle(uow)
    card = await ask(wire, per="一人一次", named="记名")
    poll = poll_of(card)
    await wire.tap(owner(1), card, "东门")
    await leave_linli(uow(), telegram_id=owner(1).id, now=uow.clock.now())
    assert await rows(uow, poll_answers.c.person_id) == [None]
    assert await rows(uow, poll_answers.c.home_id) == [None]
    await pass_time(wire, timedelta(days=4))
    await wire.press(CHEN, f"qw:{poll}:0:0")
    assert "另有 1 人已退出邻里" in said(wire, CHEN.id)


async def test_the_menu_leads_there(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "随便问问")
    assert "还没有问过" in said(wire, CHEN.id)
    await wire.say(owner(1), "/menu")
    assert "随便问问" not in wire.last(owner(1).id).labels
    card = await ask(wire)
    await wire.press(CHEN, "qq")
    assert wire.last(CHEN.id).labels[0] == f"{QUESTION} · 正在问"
    assert poll_of(card)
