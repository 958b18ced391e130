"""Presses twice, late, forged, or by somebody else; drafts left; leaving; what is forgotten at the close."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.residents.mydata import leave_linli
from bot.rules.residents import BindingState, HomeRole
from bot.rules.statements import WAITING_AT_ONCE
from storage.statements import statement_answers, statements, topics
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
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
WAITING = Person(3003, "等着的")
SOUTH, NOBODY = "装在南边最好", "谁都不要装"


async def rows(uow: Units, column: object) -> list[object]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(column))).scalars())  # type: ignore[call-overload]


async def running(wire: Wire, uow: Units, *words: str) -> str:
    """A topic with statements of the ninth owner that are out."""
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    for one in words:
        await propose(wire, owner(9), topic, one)
    await let_out(wire, topic)
    await wire.deliver()
    return topic


async def statement_of(uow: Units) -> str:
    return str((await rows(uow, statements.c.id))[0])


async def test_at_the_close_nobody_knows_any_more_whose_it_was(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH, NOBODY)
    await weigh(wire, owner(1), topic, {SOUTH: "+", NOBODY: "-"})
    assert len(set(await rows(uow, statement_answers.c.voice))) == 1
    await pass_time(wire, timedelta(days=4))
    assert len(set(await rows(uow, statement_answers.c.voice))) == 2, "not even that two answers are one person's"
    for column, left in ((statement_answers.c.home_id, None), (statement_answers.c.person_id, None), (statement_answers.c.place, 0)):
        assert await rows(uow, column) == [left, left]
    assert "1 户、1 人看了 2 条看法" in everything(wire, GROUP.id)
    assert "同意 1" not in everything(wire, GROUP.id), "of one home nothing is told"
    await wire.work()
    assert wire.last(GROUP.id).method == "sendMessage", "nor drawn"
    assert "没有够数的回答" in dialog(await wire.press(CHEN, f"tp:{topic}"))


async def test_after_the_close_no_tap_counts(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    statement = await statement_of(uow)
    await weigh(wire, owner(1), topic, {})
    wire.clock.move(timedelta(days=4))
    assert "已经截止" in dialog(await wire.press(owner(1), f"ta:{statement}:agree:0")), "its time is over, counted or not"
    await pass_time(wire, timedelta())
    for data in (f"ta:{statement}:agree:0", f"tb:{statement}"):
        assert "已经截止" in dialog(await wire.press(owner(1), data))
    await wire.say(owner(1), f"/start w_{topic}")
    assert "已经截止" in said(wire, owner(1).id)
    for data in (f"t5:{statement}:rude", f"t6:{statement}", f"t4:{statement}:0"):
        assert "已经截止" in dialog(await wire.press(CHEN, data)), "what was told stays as it was told"
    assert await rows(uow, statement_answers.c.voice) == []


async def test_what_came_in_time_counts_also_when_it_is_recorded_after(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await propose(wire, owner(2), topic, NOBODY)
    await pass_time(wire, timedelta(days=4))
    news = said(wire, owner(2).id)
    assert "没来得及放出" in news
    assert "请发「提意见」给我" in news
    assert NOBODY not in everything(wire, GROUP.id)


async def test_a_tap_of_the_last_moment_counts_and_is_told_so_also_when_it_is_handled_after_it(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await weigh(wire, owner(1), topic, {})
    shown = wire.last(owner(1).id)
    [close] = await rows(uow, topics.c.closes_at)
    assert isinstance(close, datetime)
    wire.clock.move_to(close + timedelta(seconds=1))
    assert "已经截止" in dialog(await wire.tap_in_time(owner(1), shown, "同意", close + timedelta(milliseconds=1)))
    assert "已记下" in dialog(await wire.tap_in_time(owner(1), shown, "同意", close))
    assert await rows(uow, statement_answers.c.stance) == ["agree"]


async def test_a_tap_on_what_is_not_out_is_not_recorded(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(9), topic, SOUTH)
    statement = await statement_of(uow)
    for data in (f"ta:{statement}:agree:0", f"tb:{statement}", "ta:0000000000:agree:0"):
        assert "没有找到这一条" in dialog(await wire.press(owner(1), data)), data
    await let_out(wire, topic)
    assert "这是您自己写的" in dialog(await wire.press(owner(9), f"ta:{statement}:agree:0"))
    assert "没有找到这一条" in dialog(await wire.press(owner(1), f"tb:{statement}")), "not answered yet"
    shown = await weigh(wire, owner(1), topic, {})
    await wire.press(CHEN, f"t5:{statement}:rude")
    told = await wire.tap(owner(1), shown, "同意")
    assert told is not None
    assert "刚刚撤下了，没有记下" in str(told.text)
    assert "现在没有别人的看法" in shown.text
    assert await rows(uow, statement_answers.c.voice) == []


async def test_what_is_taken_down_counts_nowhere(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH, NOBODY)
    for number in range(1, 9):
        await weigh(wire, owner(number), topic, {SOUTH: "+", NOBODY: "-"})
    await wire.press(CHEN, f"t7:{topic}:0")
    listed = wire.last(CHEN.id)
    assert plain(listed.labels[0]).endswith("8 人")
    await wire.tap(CHEN, listed, listed.labels[0])
    assert "8 人表了态" in said(wire, CHEN.id)
    assert "改回去" not in wire.last(CHEN.id).labels, "what people have weighed is not put back"
    taken = (await rows(uow, statements.c.id))[0]
    assert "已经有人表了态" in dialog(await wire.press(CHEN, f"t6:{taken}"))
    words = SOUTH if SOUTH in wire.last(CHEN.id).text else NOBODY
    await wire.tap(CHEN, wire.last(CHEN.id), "撤下")
    await wire.tap(CHEN, wire.last(CHEN.id), "话说重了")
    await pass_time(wire, timedelta(minutes=6))
    assert "您写的看法撤下了" in everything(wire, owner(9).id)
    await pass_time(wire, timedelta(days=4))
    assert words not in everything(wire, GROUP.id)
    assert "8 户、8 人看了 1 条看法" in everything(wire, GROUP.id)


async def test_a_home_with_two_people_answers_twice_and_is_one_home(wire: Wire, uow: Units) -> None:
    made = await settle_ten(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(10), topic, SOUTH)
    await let_out(wire, topic)
    for number in range(4):
        person = Person(3100 + number, f"家人{number}")
        await made.bind(person, 1, role=HomeRole.FAMILY)
        await weigh(wire, person, topic, {SOUTH: "+"})
    await weigh(wire, owner(1), topic, {SOUTH: "-"})
    await wire.press(CHEN, f"tv:{topic}")
    assert "1 户、5 人参加" in said(wire, CHEN.id)
    await pass_time(wire, timedelta(days=4))
    assert "\n1 条答的户数太少，不列数字" in everything(wire, GROUP.id)


async def test_who_is_not_confirmed_waits(wire: Wire, uow: Units) -> None:
    made = await settle(uow)
    await made.bind(WAITING, 2, role=HomeRole.TENANT, state=BindingState.PENDING)
    topic = topic_of(await open_topic(wire))
    for link in ("t", "w"):
        await wire.say(WAITING, f"/start {link}_{topic}")
        assert "还没有定下来" in said(wire, WAITING.id)


async def test_neighbours_and_heads_lead_nothing(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    topic = shown.data("不发了").split(":")[1]
    for person in (owner(1), HEAD):
        for data in ("tt", "tn:"):
            assert "由小区长和社区干部来开" in dialog(await wire.press(person, data))
        for data in (f"td:{topic}:floors", f"te:{topic}:title", f"tk:{topic}", shown.data("发出")):
            assert "已经发出，或者放了一天不在了" in dialog(await wire.press(person, data)), data
    assert "已经发出，或者放了一天不在了" in dialog(await wire.press(CHIEF, shown.data("发出"))), "a draft is its drafter's"
    assert "没有找到这个议题" in await started(wire, topic), "nobody answers a draft"
    await wire.tap(CHEN, shown, "发出")
    await propose(wire, owner(2), topic, SOUTH)
    statement = await statement_of(uow)
    for person in (owner(1), HEAD):
        for data in (f"tv:{topic}", f"t1:{topic}", f"t7:{topic}:0", f"tz:{topic}:0:1"):
            assert "没有找到这个议题" in dialog(await wire.press(person, data)), data
        for data in (f"t2:{statement}", f"t3:{statement}", f"t5:{statement}:rude", f"t6:{statement}"):
            assert "没有找到这一条" in dialog(await wire.press(person, data)), data


async def test_nobody_lets_out_what_they_wrote(wire: Wire, uow: Units) -> None:
    made = await settle(uow)
    await made.bind(CHIEF, 1)
    topic = topic_of(await open_topic(wire))
    await propose(wire, CHIEF, topic, SOUTH)
    await wire.deliver()
    assert "等着看" in everything(wire, CHEN.id), "it goes to somebody else"
    await wire.press(CHIEF, f"tv:{topic}")
    assert "没有等着看的" in said(wire, CHIEF.id)
    assert "这是您自己写的" in dialog(await wire.press(CHIEF, f"t3:{await statement_of(uow)}"))


async def test_two_who_look_at_once_one_decides(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    await propose(wire, owner(1), topic, SOUTH)
    for person in (CHEN, CHIEF):
        await wire.press(person, f"t1:{topic}")
    await wire.tap(CHEN, wire.last(CHEN.id), "放行")
    assert "别人刚放行" in dialog(await wire.tap(CHIEF, wire.last(CHIEF.id), "放行"))


async def test_what_will_not_do_is_asked_again(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await wire.say(owner(1), f"/start w_{topic}")
    for words, refused in (
        ("？", "一条看法最多 60 个字"),
        ("3栋2单元301天天吵", "里面写了「3栋2单元301」"),
        ("我们101太晒", "里面写了「101」"),
        ("业主1同意", "里面写了「业主1」"),
        ("装在南边，最好！", "已经有人写过一样的"),
    ):
        await wire.say(owner(1), words)
        assert refused in said(wire, owner(1).id), words
    await wire.say(owner(1), "装在北边")
    older = wire.last(owner(1).id)
    await wire.say(owner(1), "装在东边")
    assert "您后来又写过，这一条没有交" in dialog(await wire.tap(owner(1), older, "交上去")), "north stands above it"
    assert "装在东边" not in await rows(uow, statements.c.words)
    assert "装在东边" in said(wire, owner(1).id), "typed once more it takes the place of the first"
    handing = wire.last(owner(1).id).data("交上去")
    await wire.tap(owner(1), wire.last(owner(1).id), "交上去")
    assert "已经交了" in dialog(await wire.press(owner(1), handing))
    assert (await rows(uow, statements.c.words)).count("装在东边") == 1
    assert "装在北边" not in await rows(uow, statements.c.words)


async def test_some_at_once_then_somebody_looks(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire))
    for number in range(WAITING_AT_ONCE):
        await propose(wire, owner(1), topic, f"第{'一二三四五'[number]}句")
    await wire.say(owner(1), f"/start w_{topic}")
    assert "您有 5 条还在等着看" in said(wire, owner(1).id)
    await wire.deliver()
    assert everything(wire, CHIEF.id).count("有新写的看法等着看") == 1, "it rings once a day"
    await let_out(wire, topic)
    await wire.say(owner(1), f"/start w_{topic}")
    assert "您怎么看？" in said(wire, owner(1).id)


async def test_taken_back_it_is_gone_with_its_answers(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await weigh(wire, owner(1), topic, {SOUTH: "+"})
    await wire.press(owner(9), f"tm:{topic}")
    mine = wire.last(owner(9).id)
    assert "放出了" in mine.text
    await wire.tap(owner(9), mine, f"撤回：{SOUTH}")
    assert "大家的表态也一起删掉" in said(wire, owner(9).id)
    sure = mine.data("确定撤回")
    assert "没有找到这一条" in dialog(await wire.press(owner(2), sure)), "its author alone"
    await wire.tap(owner(9), mine, "确定撤回")
    await wire.press(owner(9), sure)
    assert "您还没有写" in said(wire, owner(9).id)
    assert await rows(uow, statement_answers.c.voice) == []
    assert await rows(uow, statements.c.words) == [""]
    await wire.deliver()
    assert "已有 0 条看法，0 户参加" in plain(wire.in_chat(GROUP.id)[0].text)


async def test_closed_before_its_time(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await propose(wire, owner(2), topic, NOBODY)
    for number in range(1, 9):
        await weigh(wire, owner(number), topic, {SOUTH: "+"})
    await wire.press(CHEN, f"tv:{topic}")
    shown = wire.last(CHEN.id)
    await wire.tap(CHEN, shown, "提前截止")
    assert "已有 8 户参加，现在就公布结果" in plain(shown.text)
    assert "1 条新写的还没有看" in plain(shown.text)
    sure = shown.data("确定截止")
    await wire.tap(CHEN, shown, "确定截止")
    await wire.deliver()
    assert "同意 8，不同意 0" in everything(wire, GROUP.id)
    assert "已经截止" in dialog(await wire.press(CHEN, sure))
    await pass_time(wire, timedelta(days=4))
    assert everything(wire, GROUP.id).count("议题结果") == 1


async def test_withdrawn_nothing_is_kept_and_authors_are_told(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await weigh(wire, owner(1), topic, {SOUTH: "+"})
    await propose(wire, owner(2), topic, NOBODY)
    await wire.press(CHEN, f"tv:{topic}")
    assert "撤回重写" not in wire.last(CHEN.id).labels, "somebody has taken part"
    assert "过了 2 分钟" in dialog(await wire.press(CHEN, f"tu:{topic}"))
    await wire.tap(CHEN, wire.last(CHEN.id), "收回议题")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定收回")
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    assert f"议题收回了：{TITLE}" in card.text
    assert card.labels == []
    for table in (statement_answers.c.voice, statements.c.id):
        assert await rows(uow, table) == []
    for number in (2, 9):
        assert "社区收回了这个议题" in said(wire, owner(number).id)
    await pass_time(wire, timedelta(days=4))
    assert "结果：" not in everything(wire, GROUP.id)
    assert "已经截止或者收回了" in await started(wire, topic)


async def started(wire: Wire, topic: str) -> str:
    await wire.say(owner(1), f"/start t_{topic}")
    return said(wire, owner(1).id)


async def test_a_close_while_nobody_runs_comes_late_and_once(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await weigh(wire, owner(1), topic, {SOUTH: "+"})
    for _ in range(2):
        await pass_time(wire, timedelta(days=9))
    assert everything(wire, GROUP.id).count("议题结果") == 1


async def test_whoever_leaves_is_in_nothing(wire: Wire, uow: Units) -> None:
    topic = await running(wire, uow, SOUTH)
    await weigh(wire, owner(1), topic, {SOUTH: "+"})
    await propose(wire, owner(1), topic, NOBODY)
    await leave_linli(uow(), telegram_id=owner(1).id, now=uow.clock.now())
    assert await rows(uow, statement_answers.c.person_id) == [None]
    assert await rows(uow, statement_answers.c.home_id) == [None]
    assert sorted(map(str, await rows(uow, statements.c.words))) == ["", SOUTH], "what nobody has read goes"
    await leave_linli(uow(), telegram_id=owner(9).id, now=uow.clock.now())
    assert set(await rows(uow, statements.c.person_id)) == {None}
    await wire.press(CHEN, f"tv:{topic}")
    assert "0 户、1 人参加，放出了 1 条看法" in said(wire, CHEN.id)


async def test_at_night_the_group_reads_it_in_the_morning(wire: Wire, uow: Units) -> None:
    await settle(uow)
    wire.clock.move(timedelta(hours=12))
    told = await wire.tap(CHEN, await draft(wire), "发出")
    assert told is not None
    assert "明早 8:00" in str(told.text)
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)
    await pass_time(wire, timedelta(hours=10))
    assert TITLE in everything(wire, GROUP.id)


async def test_without_a_group_nothing_is_sent(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    shown = await draft(wire)
    assert "现在没有群能发" in shown.text
    assert "发出" not in shown.labels


async def test_sent_twice_it_is_asked_once_and_an_old_preview_sends_nothing(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await draft(wire)
    old = shown.data("发出")
    await wire.tap(CHEN, shown, "改比法")
    await wire.tap(CHEN, shown, "按楼层")
    assert "和您看到的不一样" in dialog(await wire.press(CHEN, old))
    sending = shown.data("发出")
    await wire.tap(CHEN, shown, "发出")
    assert "已经发出" in dialog(await wire.press(CHEN, sending))
    await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == 1


async def test_a_draft_that_is_left_or_dropped_is_gone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "tn:")
    await wire.say(CHEN, "？")
    assert "议题要一句话" in said(wire, CHEN.id)
    await wire.tap(CHEN, await draft(wire), "不发了")
    shown = await draft(wire)
    await pass_time(wire, timedelta(hours=25))
    assert await rows(uow, topics.c.id) == []
    assert "放了一天不在了" in dialog(await wire.press(CHEN, shown.data("发出")))
