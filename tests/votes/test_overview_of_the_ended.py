"""Older messages of those in charge, pressed after the vote was cancelled, taken back or closed: they say so."""

from datetime import timedelta

import pytest

from bot.rules.votes.facts import VoteState
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, HEAD, Houses, owner
from tests.wire import Person, Shown, Wire


async def press(wire: Wire, data: str) -> Shown:
    await wire.press(CHEN, data)
    return wire.last(CHEN.id)


async def cancel(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    for label in ("方案要改", "确定取消"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)


async def test_a_cancelled_one_has_its_reason_and_no_time(wire: Wire, vote: str) -> None:
    """「3月1日10:32 已截止」, said on 27 February."""
    await cancel(wire, vote)
    shown = await press(wire, f"wv:{vote}")
    assert "已取消，原因：方案要改，改好再问" in shown.text
    assert "截止" not in shown.text
    assert shown.labels == ["核对文件", "返回"], "its chain ends in the cancellation, which anybody may check"


async def test_one_taken_back_says_so(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"wb:{vote}")
    shown = await press(wire, f"wv:{vote}")
    assert "已撤回" in shown.text
    assert "截止" not in shown.text


@pytest.mark.parametrize(("end", "says"), [("cancelled", "已取消，原因：方案要改"), ("retracted", "已撤回")])
async def test_nobody_has_to_be_reminded_of_one_that_ended(wire: Wire, vote: str, end: str, says: str) -> None:
    if end == "cancelled":
        await cancel(wire, vote)
    else:
        await wire.press(CHEN, f"wb:{vote}")
    shown = await press(wire, f"wn:{vote}:0")
    assert says in shown.text
    assert "不用再提醒谁了" in shown.text
    for word in ("截止", "自动提醒", "上门"):
        assert word not in shown.text
    assert shown.labels == ["返回"]
    await wire.press(HEAD, f"wn:{vote}:0")
    assert says in wire.last(HEAD.id).text


async def test_after_the_close_the_list_says_that_it_is_over(wire: Wire, houses: Houses, vote: str) -> None:
    await houses.end_binding(2)
    await wire.tap(owner(1), wire.last(GROUP.id), "反对")
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    shown = await press(wire, f"wn:{vote}:0")
    assert "截止时没点的：1栋" in shown.text
    assert "登记过（4 户）\n1单元：301" in shown.text
    assert "没登记（1 户）\n1单元：201" in shown.text
    assert "3月1日（周日）10:32 已截止，不用再提醒" in shown.text
    for word in ("还没点", "自动提醒", "上门"):
        assert word not in shown.text
    assert "2栋" in shown.labels


async def test_where_everybody_answered_it_is_said_as_before(wire: Wire, houses: Houses, vote: str) -> None:
    for number in range(1, 10):
        await wire.tap(owner(number), wire.last(GROUP.id), "同意")
    assert "都点了" in (await press(wire, f"wn:{vote}:0")).text


@pytest.mark.parametrize("who", [CHEN, HEAD], ids=["staff", "building head"])
async def test_while_it_waits_to_be_decided_nobody_is_reminded(wire: Wire, uow: Units, houses: Houses, vote: str, who: Person) -> None:
    """「会自动提醒」, 「要上门」: nobody can answer any more, unless it is extended."""
    await houses.end_binding(2)
    wire.clock.move(timedelta(days=2, minutes=5))
    async with uow() as unit:
        await unit.votes.change(vote, state=VoteState.UNDECIDED, outage_began_at=wire.clock.now(), outage_ended_at=wire.clock.now())
        await unit.commit()
    await wire.press(who, f"wn:{vote}:0")
    shown = wire.last(who.id)
    assert "截止时没点的：1栋" in shown.text
    assert "3月1日（周日）10:32 已到截止时间，要不要延期还没定，现在不用提醒谁。" in shown.text
    for word in ("还没点", "自动提醒", "上门"):
        assert word not in shown.text
