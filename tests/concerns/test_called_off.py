"""What waits for the morning about a vote that is cancelled in the night: nobody reads it, and nobody is told that it was read."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote
from tests.concerns.worlds import ANSWER, AUTHOR, about_a_vote, answer, card, raise_concern
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, Houses, owner
from tests.wire import Person, Wire

SECOND = Person(7070, "另一部手机")
NEW = Person(7071, "新来的")


async def cancel(wire: Wire, houses: Houses, vote: str) -> None:
    wire.clock.move(timedelta(minutes=5))
    await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要改", now=wire.clock.now())


async def until_morning(wire: Wire) -> None:
    wire.clock.move(timedelta(hours=11))
    await wire.deliver()


@pytest.mark.parametrize("to", ["答复并发群", "只答复本人"])
async def test_an_answer_for_the_group_is_not_posted(wire: Wire, uow: Units, to: str) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.deliver()
    wire.clock.move(timedelta(hours=12))
    await answer(wire, to=to)
    if to == "只答复本人":
        await wire.tap(CHIEF, card(wire, CHIEF), "发到群里")
        await wire.tap(CHIEF, wire.last(CHIEF.id), "发到群里")
    await cancel(wire, houses, vote)
    before = len(wire.in_chat(AUTHOR.id))
    await until_morning(wire)
    assert not [text for text in wire.texts(GROUP.id) if ANSWER in text]
    [told] = [text for text in wire.texts(AUTHOR.id)[before:] if "顾虑" in text]
    assert ANSWER in told
    assert "只告诉了您，没有发群里" in told


async def test_an_answer_that_stands_in_the_group_stays(wire: Wire, uow: Units) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.deliver()
    await answer(wire)
    await wire.deliver()
    await cancel(wire, houses, vote)
    await wire.deliver()
    assert [text for text in wire.texts(GROUP.id) if ANSWER in text]
    assert "群里也看得到" in "".join(wire.texts(AUTHOR.id))


async def test_nobody_is_asked_to_tap_in_it(wire: Wire, uow: Units) -> None:
    """About a tap from before they were registered, and about another account of theirs that has answered."""
    houses, vote = await about_a_vote(wire, uow)
    await houses.bind(SECOND, 1, owner_number=1)
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.say(NEW, f"/start v_{vote}_a")
    await wire.press(NEW, f"ras:{houses.homes[3]}:family")
    await wire.tap(NEW, wire.last(NEW.id), "同意")
    await wire.deliver()
    wire.clock.move(timedelta(hours=12))
    await wire.tap(SECOND, wire.in_chat(GROUP.id)[0], "反对")
    await wire.tap(HEAD, wire.last(HEAD.id), "确认")
    await wire.deliver()
    await cancel(wire, houses, vote)
    await until_morning(wire)
    assert "认好门了" in "".join(wire.texts(NEW.id))
    assert "要记下吗" not in "".join(wire.texts(NEW.id))
    assert "您之前点的不算了" not in "".join(wire.texts(owner(1).id))


async def test_nobody_is_asked_how_to_close_it(wire: Wire, uow: Units) -> None:
    houses, vote = await about_a_vote(wire, uow)
    wire.clock.move(timedelta(days=20, hours=12))
    await wire.due()
    await wire.deliver()
    await cancel(wire, houses, vote)
    await until_morning(wire)
    assert "助手没有在线" not in "".join(wire.texts(CHEN.id))
