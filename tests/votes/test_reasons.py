"""The reason of a cancellation or an extension: what was typed is shown before it goes out, and whoever turns away has given none."""

import pytest

from bot.rules.votes.facts import VoteState
from handlers.menus import StopForm
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP
from tests.votes.test_vote_keeping import state
from tests.wire import Wire


async def test_a_typed_reason_is_shown_before_it_cancels(wire: Wire, uow: Units, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "不取消了")
    shown = wire.last(CHEN.id)
    assert "还没有取消" in shown.text
    assert "原因：不取消了" in shown.text
    assert shown.labels == ["确定取消", "返回"]
    await wire.say(CHEN, "谢谢")
    assert await state(uow, vote) is VoteState.OPEN
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "图纸 还没有\n盖章")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.deliver()
    assert await state(uow, vote) is VoteState.CANCELLED
    assert "图纸 还没有 盖章" in wire.last(GROUP.id).text


async def test_a_typed_reason_is_shown_before_it_extends(wire: Wire, uow: Units, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.say(CHEN, "3月3日18点")
    await wire.say(CHEN, "李大爷要问过儿子")
    shown = wire.last(CHEN.id)
    assert "还没有延期" in shown.text
    await wire.tap(CHEN, shown, "确定延期")
    await wire.deliver()
    assert "改到 3月3日（周二）18:00" in wire.last(GROUP.id).text
    assert "原因：李大爷要问过儿子" in wire.last(GROUP.id).text


@pytest.mark.parametrize(
    ("reason", "warned"),
    [
        ("有问题打 13800138000", True),
        ("找老王（138 0013 8000）", True),
        ("电话+86-138-0013-8000", True),
        ("１３８００１３８０００", True),
        ("身份证11010519491231002x", True),
        ("3月1日18:00 来不及", False),
        ("维修基金 12,000,000 元要再算", False),
        ("公告编号 20260301138001380001", False),
    ],
)
@pytest.mark.parametrize("question", ["wc", "we"])
async def test_a_number_of_somebody_is_warned_of_before_the_group_reads_it(
    wire: Wire, vote: str, question: str, reason: str, warned: bool
) -> None:
    await wire.press(CHEN, f"{question}:{vote}")
    if question == "we":
        await wire.say(CHEN, "3月3日18点")
    await wire.say(CHEN, reason)
    shown = wire.last(CHEN.id)
    assert ("像有电话或身份证号，大家都会看到" in shown.text) == warned
    assert len(shown.labels) == 2


@pytest.mark.parametrize("offered", [0, 1, 2])
async def test_an_extensions_button_may_be_typed(wire: Wire, vote: str, offered: int) -> None:
    await wire.press(CHEN, f"we:{vote}")
    asked = wire.last(CHEN.id)
    label = asked.labels[offered]
    await wire.tap(CHEN, asked, label)
    by_button = wire.last(CHEN.id).text
    assert "延期到" in by_button
    await wire.press(CHEN, f"we:{vote}")
    await wire.say(CHEN, label)
    assert wire.last(CHEN.id).text == by_button


@pytest.mark.parametrize("question", ["wc", "we"])
@pytest.mark.parametrize("away", ["返回", "/menu", "菜单", "/votes"])
async def test_whoever_turns_away_has_given_no_reason(wire: Wire, uow: Units, vote: str, question: str, away: str) -> None:
    await wire.press(CHEN, f"{question}:{vote}")
    if question == "we":
        await wire.say(CHEN, "3月3日18点")
    if away == "返回":
        await wire.tap(CHEN, wire.last(CHEN.id), away)
    else:
        await wire.say(CHEN, away)
    await wire.say(CHEN, "谢谢")
    last = wire.last(CHEN.id)
    assert "没看懂" in last.text
    assert await state(uow, vote) is VoteState.OPEN
    async with uow.read() as unit:
        assert await unit.forms.form(CHEN.id, uow.clock.now()) is None


async def test_the_button_of_a_reason_that_is_not_kept(wire: Wire, uow: Units, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "图纸还没有盖章")
    shown = wire.last(CHEN.id)
    await wire.press(CHEN, f"we:{vote}")
    late = await wire.press(CHEN, f"wr:{vote}:0:typed", message=shown)
    assert "原因没有留着" in late.text
    assert await state(uow, vote) is VoteState.OPEN


@pytest.mark.parametrize(("question", "sure", "ready"), [("wc", "确定取消", "题目写错"), ("we", "确定延期", "")])
async def test_only_the_words_that_a_screen_shows_go_out_by_its_button(
    wire: Wire, uow: Units, vote: str, question: str, sure: str, ready: str
) -> None:
    """What was said otherwise since, on another screen, is confirmed there: the group must not read what nobody pressed for."""
    await wire.press(CHEN, f"{question}:{vote}")
    asked = wire.last(CHEN.id)
    if question == "we":
        await wire.say(CHEN, "3月3日18点")
    await wire.say(CHEN, "图纸还没有盖章")
    first = wire.last(CHEN.id)
    if ready:
        await wire.tap(CHEN, asked, ready)
    else:
        await wire.press(CHEN, f"{question}:{vote}")
        await wire.say(CHEN, "3月3日18点")
        await wire.say(CHEN, "李大爷要问过儿子")
    newer = next(one for one in wire.in_chat(CHEN.id) if sure in one.labels and one is not first)
    late = await wire.tap(CHEN, first, sure)
    await wire.deliver()
    assert "办不了了" in late.text
    assert await state(uow, vote) is VoteState.OPEN
    assert "图纸还没有盖章" not in wire.last(GROUP.id).text
    await wire.tap(CHEN, newer, sure)
    await wire.deliver()
    assert ("题目写错了" if ready else "李大爷要问过儿子") in wire.last(GROUP.id).text


async def test_a_second_tap_on_the_button_says_how_it_stands(wire: Wire, uow: Units, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.say(CHEN, "3月3日18点")
    await wire.say(CHEN, "李大爷要问过儿子")
    shown = wire.last(CHEN.id)
    sure = shown.data("确定延期")
    await wire.press(CHEN, sure, message=shown)
    again = await wire.press(CHEN, sure, message=shown)
    assert "现在到 3月3日（周二）18:00 截止" in again.text
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "图纸还没有盖章")
    shown = wire.last(CHEN.id)
    await wire.press(CHEN, f"wr:{vote}:0:typed", message=shown)
    again = await wire.press(CHEN, f"wr:{vote}:0:typed", message=shown)
    assert "取消了" in again.text


async def test_what_stops_the_question_says_so(wire: Wire, vote: str) -> None:
    for stop in ("/cancel", "不填了"):
        await wire.press(CHEN, f"wc:{vote}")
        await wire.say(CHEN, stop)
        assert "没有在填的" not in wire.last(CHEN.id).text
    await wire.press(CHEN, f"wc:{vote}")
    asked = wire.last(CHEN.id)
    await wire.press(CHEN, StopForm().pack(), message=asked)
    assert "没有在填的" not in asked.text


async def test_the_press_that_asks_delivered_twice_leaves_its_question(wire: Wire, uow: Units, vote: str) -> None:
    await wire.say(CHEN, "/menu")
    asked = wire.last(CHEN.id)
    await wire.press(CHEN, f"wc:{vote}", message=asked, update_id=91)
    wire.app.dispatch.forget(91)
    await wire.press(CHEN, f"wc:{vote}", message=asked, update_id=91)
    await wire.say(CHEN, "图纸还没有盖章")
    assert "还没有取消" in wire.last(CHEN.id).text
