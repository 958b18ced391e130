"""What an owner was told of a ballot that stands no more says so in place: 「没错就不用做什么」 was true of it while it stood."""

from datetime import timedelta

import pytest

from tests.entries.test_powers import registered
from tests.entries.worlds import CHEN, enter_paper, office, tap
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.votes.test_amended_notes import come_due
from tests.votes.test_pointer_over_night import night
from tests.votes.test_told_in_steps import close_it, extend_it
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


def told(wire: Wire, part: str) -> Shown:
    return next(one for one in wire.in_chat(owner(1).id) if part in one.text)


async def undo(wire: Wire, done: Shown) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(CHEN, done, "撤回录错的")
    await wire.tap(CHEN, done, "确定撤回")
    await wire.deliver()


async def test_one_that_was_taken_back(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    done = await enter_paper(wire, vote, "101", AGREE)
    entered = told(wire, "录入了您的纸质票")
    await undo(wire, done)
    assert "这张纸质票撤回了" in entered.text
    assert "不用做什么" not in entered.text
    assert "同意" not in entered.text
    assert "撤回了录错的纸质票" in wire.last(owner(1).id).text
    gone = entered.text
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    wire.clock.move(timedelta(days=1))
    await close_it(houses, vote)
    await come_due(wire)
    assert entered.text == gone, "nothing of it depends on the time"


async def test_one_that_a_newer_took_the_place_of(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", AGREE)
    first = told(wire, "录入了您的纸质票")
    wire.clock.move(timedelta(minutes=1))
    await enter_paper(wire, vote, "101", AGAINST)
    assert "这张纸质票换了新的" in first.text
    second = wire.last(owner(1).id)
    assert "没错就不用做什么" in second.text
    await tap(wire, 1, vote, AGREE)
    assert "不一样" in second.text
    assert "这张纸质票换了新的" in first.text


async def test_one_that_an_agent_chose_anew(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    given = wire.last(owner(7).id)
    await wire.tap(owner(7), given, "反对")
    await wire.deliver()
    first = told(wire, "代理人替您投了票")
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(7), given, "弃权")
    await wire.deliver()
    assert "代理人后来又投了一张" in first.text
    assert "没错就不用做什么" in wire.last(owner(1).id).text


async def test_what_its_owner_never_heard_of_is_not_told_as_gone(wire: Wire, uow: Units) -> None:
    """By night both wait: what comes in the morning is that it was taken back, once."""
    _, vote = await office(uow, wire)
    await night(wire)
    before = len(wire.in_chat(owner(1).id))
    done = await enter_paper(wire, vote, "101", AGREE)
    await undo(wire, done)
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert ["撤回了录错的纸质票" in one.text for one in wire.in_chat(owner(1).id)[before:]] == [True]
