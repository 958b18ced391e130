"""「要核对」 and 「有电话票等您确认」 keep up with the vote's time and end, and say when nothing of them is left to do."""

from datetime import timedelta

import pytest

from bot.rules.votes import Choice
from tests.entries.worlds import LI, enter_paper, office, put_down_phone
from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, owner
from tests.votes.test_amended_notes import come_due
from tests.votes.test_scheme_changed import plain
from tests.votes.test_told_in_steps import cancel_it, close_it, extend_it
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


async def wanted(wire: Wire, uow: Units) -> tuple[Houses, str, Shown, Shown]:
    """What the clerk is to settle, and to confirm."""
    houses, vote = await office(uow, wire)
    await wire.press(owner(1), f"vc:{vote}:against")
    await enter_paper(wire, vote, "101", Choice.AGREE)
    await put_down_phone(wire, vote, "201", Choice.AGREE, by=LI)
    [settle] = [one for one in wire.in_chat(CHEN.id) if "两张票不一样" in one.text]
    [confirm] = [one for one in wire.in_chat(CHEN.id) if "有电话票等您确认" in one.text]
    return houses, vote, settle, confirm


async def test_an_extension_gives_them_its_time(wire: Wire, uow: Units) -> None:
    houses, vote, settle, confirm = await wanted(wire, uow)
    assert all("3月1日" in plain(one.text) for one in (settle, confirm))
    for days, time in ((9, "3月8日"), (11, "3月10日")):
        await extend_it(houses, vote, days=days)
        await come_due(wire)
        assert all(time in plain(one.text) and "3月1日" not in plain(one.text) for one in (settle, confirm))
    assert "要核对" in settle.labels
    assert "去确认" in confirm.labels


async def test_what_was_done_before_an_extension_is_asked_no_more(wire: Wire, uow: Units) -> None:
    houses, vote, settle, confirm = await wanted(wire, uow)
    await wire.press(owner(1), f"vc:{vote}:agree")
    await wire.tap(CHEN, confirm, "去确认")
    await wire.tap(CHEN, wire.last(CHEN.id), "去确认 1")
    await wire.tap(CHEN, wire.last(CHEN.id), "属实")
    await wire.deliver()
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "不用再核对" in plain(settle.text)
    assert "不用再确认" in plain(confirm.text)
    assert all(one.labels == ["菜单"] for one in (settle, confirm))


async def test_the_end_leaves_nothing_to_do(wire: Wire, uow: Units) -> None:
    houses, vote, settle, confirm = await wanted(wire, uow)
    await close_it(houses, vote)
    await come_due(wire)
    assert all("已截止" in one.text and one.labels == ["看结果", "菜单"] for one in (settle, confirm))


async def test_once_it_is_called_off_nothing_is_to_be_done(wire: Wire, uow: Units) -> None:
    houses, vote, settle, confirm = await wanted(wire, uow)
    wire.clock.move(timedelta(minutes=5))
    await cancel_it(houses, vote)
    await come_due(wire)
    assert all("取消了，原因：重复发了" in one.text and one.labels == ["菜单"] for one in (settle, confirm))
