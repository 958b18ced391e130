"""「写的没有留下」 is true: after /cancel no button of a ballot that was being entered records anything, and it says why."""

from datetime import timedelta

import pytest

from bot.rules.entries import EntryState
from bot.rules.votes import Choice
from tests.entries.test_story import counted, ledger
from tests.entries.worlds import CHEN, confirm_screen, dialog, enter_paper, office, put_down_phone, send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import AGREE
from tests.wire import Wire

pytestmark = pytest.mark.storage
NOTHING_LEFT, NOTHING_BEGUN = "写的没有留下", "现在没有在填的"


@pytest.mark.parametrize("by_button", [False, True])
async def test_what_is_checked_is_not_recorded_any_more(wire: Wire, uow: Units, by_button: bool) -> None:
    _, vote = await office(uow, wire)
    shown = await confirm_screen(wire, vote, "101", Choice.AGREE)
    record, again = shown.data("记下"), shown.data("重选")
    await (wire.press(CHEN, "mcx") if by_button else wire.say(CHEN, "/cancel"))
    assert NOTHING_LEFT in wire.last(CHEN.id).text
    await wire.deliver()
    assert "已经不录了，什么都没有留下" in shown.text, "and does not say what it was any more"
    for data in (record, again):
        assert "这张票已经不录了，没有留下" in dialog(await wire.press(CHEN, data, message=shown))
    assert await ledger(uow, vote) == []
    await enter_paper(wire, vote, "101", AGREE)
    assert await counted(uow, vote, 1) == "agree", "from the beginning it can be entered"


async def test_by_phone_too(wire: Wire, uow: Units) -> None:
    """No words are asked for there, so that there is no form."""
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录电话票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "同意")
    shown = wire.last(CHEN.id)
    record = shown.data("记下")
    await wire.say(CHEN, "/cancel")
    assert NOTHING_LEFT in wire.last(CHEN.id).text
    assert "这张票已经不录了，没有留下" in dialog(await wire.press(CHEN, record, message=shown))
    await wire.say(CHEN, "/cancel")
    assert NOTHING_BEGUN in wire.last(CHEN.id).text


async def test_what_was_put_down_before_stays(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", AGREE)
    await put_down_phone(wire, vote, "201", AGREE)
    wire.clock.move(timedelta(minutes=1))
    await wire.say(CHEN, "/cancel")
    assert NOTHING_BEGUN in wire.last(CHEN.id).text
    assert await counted(uow, vote, 1) == "agree"


async def test_a_power_on_the_way_to_it_is_not_registered(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, "李强")
    await wire.tap(CHEN, wire.last(CHEN.id), "到截止")
    register = (await send_photo(wire)).data("登记")
    await wire.say(CHEN, "/cancel")
    assert NOTHING_LEFT in wire.last(CHEN.id).text
    assert "没有这样一份委托，或已经登记完、取消了" in dialog(await wire.press(CHEN, register))
    async with uow.read() as unit:
        assert (await unit.powers.standing((await unit.votes.vote(vote)).compound_id, vote, limit=9, offset=0))[1] == 0


async def test_what_was_recorded_at_this_very_moment_stays(wire: Wire, uow: Units) -> None:
    """/cancel and 「记下」 come on two lanes; where the writer is not alone, each has read a ballot that is being filled in."""
    houses, vote = await office(uow, wire)
    await confirm_screen(wire, vote, "101", Choice.AGREE)
    async with uow.read() as unit:
        [read] = await unit.entries.shown(houses.compound.id, vote)
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    async with uow() as unit:
        assert not await unit.entries.end(read, EntryState.DROPPED, read.entered_by, uow.clock.now())
        await unit.commit()
    async with uow.read() as unit:
        kept = await unit.entries.entry(read.id)
    assert kept is not None
    assert kept.state is EntryState.RECORDED
    assert kept.receipt
