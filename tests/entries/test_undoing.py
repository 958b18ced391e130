"""A ballot that was entered wrongly is taken back by the office: asked twice, told to its owner, kept in the ledger."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.votes import ChangePolicy, tally
from tests.entries.test_counted import checks, close, read
from tests.entries.test_permits import frozen
from tests.entries.test_story import counted, ledger
from tests.entries.worlds import CHEN, CHIEF, LI, SHA, dialog, enter_paper, office, tap, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.votes.naive_tally import naive_tally
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def test_it_is_asked_twice_told_and_kept(wire: Wire, uow: Units, tmp_path: Path) -> None:
    houses, vote = await office(uow, wire)
    done = await enter_paper(wire, vote, "101", AGREE)
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(CHEN, done, "撤回录错的")
    assert await counted(uow, vote, 1) is not None, "only asked"
    sure = done.data("确定撤回")
    await wire.tap(CHEN, done, "确定撤回")
    assert "已撤回录错的纸质票" in done.text
    assert await counted(uow, vote, 1) is None
    assert await ledger(uow, vote) == [(1, "paper", "agree", SHA, None), (1, "paper", "retract", None, None)]
    await wire.deliver()
    told = wire.last(owner(1).id).text
    assert "撤回了录错的纸质票" in told
    assert "现在算没有表决" in told
    await wire.press(CHEN, sure, message=done)
    assert len(await ledger(uow, vote)) == 2, "pressed twice it is one"
    assert "已撤回" in done.text
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元"))
    assert "101" in shown.labels, "nothing stands there"
    rows, said, rules = await read(uow, houses, vote)
    naive = naive_tally(rows, said, rules)
    ours = await close(wire, uow, vote)
    assert ours.counts == tally(rows, said, rules).counts
    assert {"area_cm2m": ours.counts.agree.area_cm2m, "heads": ours.counts.agree.heads} == naive["agree"]
    await checks(uow, vote, tmp_path)


async def test_days_later_by_another_of_the_office_from_the_home_itself(wire: Wire, uow: Units) -> None:
    """What the owner tapped counts again."""
    _, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"), LI)
    undo = shown.data("撤回录错的")
    for person in (CHIEF, owner(1), owner(2)):
        assert dialog(await wire.press(person, undo))
    await wire.tap(LI, shown, "撤回录错的")
    await wire.tap(LI, wire.last(LI.id), "确定撤回")
    assert await counted(uow, vote, 1) == "agree"
    await wire.deliver()
    texts = wire.texts(owner(1).id)
    assert any("您的另一张票还在，按那张计入" in text for text in texts)
    assert not [text for text in texts if "已记下" in text and "暂不计入" in text]
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"), LI)
    assert "撤回录错的" not in shown.labels


async def test_one_that_another_took_the_place_of_is_not_taken_back(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    done = await enter_paper(wire, vote, "101", AGREE)
    undo = done.data("撤回录错的")
    wire.clock.move(timedelta(minutes=1))
    await enter_paper(wire, vote, "101", AGAINST)
    assert "换成了后来的一张" in dialog(await wire.press(CHEN, undo))
    wire.clock.move(timedelta(days=2))
    assert "截止" in dialog(await wire.press(CHEN, undo))


async def test_where_no_change_is_allowed_nothing_is_taken_back(wire: Wire, uow: Units) -> None:
    """The ledger knows a retraction as a change (R12); the way that is left is a settlement."""
    _, vote = await office(uow, wire)
    await frozen(uow, vote, change_policy=ChangePolicy.NEVER)
    done = await enter_paper(wire, vote, "101", AGREE)
    assert "撤不了" in dialog(await wire.press(CHEN, done.data("撤回录错的")))
    assert len(await ledger(uow, vote)) == 1
