"""A letter that asks for a choice leaves only while its vote can be answered, however late it leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.votes.changing import cancel_vote, retract_vote
from bot.rules.letters import LetterState
from bot.rules.residents.mornings import next_morning
from storage.outbox_table import outbox
from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow, grouped=False)


async def states(uow: Units) -> set[str]:
    async with uow.read() as unit:
        return set((await unit.connection.execute(select(outbox.c.state).where(outbox.c.card == "votes.private_card"))).scalars())


async def end(houses: Houses, uow: Units, vote: str, how: str) -> None:
    actor, now = await houses.actor(CHEN), uow.clock.now()
    if how == "cancelled":
        await cancel_vote(uow(), actor=actor, vote_id=vote, reason="重复发了", now=now)
    else:
        await retract_vote(uow(), actor=actor, vote_id=vote, now=now)


@pytest.mark.parametrize("how", ["cancelled", "retracted"])
async def test_who_comes_back_gets_no_card_of_a_vote_that_is_over(wire: Wire, uow: Units, houses: Houses, how: str) -> None:
    wire.session.blocked.add(owner(1).id)
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await wire.deliver()
    await end(houses, uow, vote, how)
    await wire.due()
    await wire.deliver()
    wire.session.blocked.clear()
    wire.clock.move(timedelta(minutes=5))
    await wire.say(owner(1), "/start")
    await wire.deliver()
    assert not [one for one in wire.in_chat(owner(1).id) if "同意" in one.labels]


async def test_while_it_is_open_the_card_comes_when_they_are_back(wire: Wire, uow: Units, houses: Houses) -> None:
    wire.session.blocked.add(owner(1).id)
    await houses.open(closes_in=timedelta(days=3))
    await wire.deliver()
    wire.session.blocked.clear()
    await wire.say(owner(1), "/start")
    await wire.deliver()
    assert [one for one in wire.in_chat(owner(1).id) if "同意" in one.labels]


async def test_after_a_crash_no_card_of_a_retracted_vote_is_sent_again(wire: Wire, uow: Units, houses: Houses) -> None:
    """They were under way when the process died; nobody knows which of them arrived."""
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    async with uow() as unit:
        await unit.connection.execute(update(outbox).where(outbox.c.card == "votes.private_card").values(state=LetterState.LEASED))
        await unit.commit()
    await end(houses, uow, vote, "retracted")
    await wire.app.delivery.recover()
    wire.clock.move(timedelta(minutes=2))
    await wire.due()
    await wire.deliver()
    assert not [one for number in range(1, 10) for one in wire.in_chat(owner(number).id) if "同意" in one.labels]
    assert await states(uow) == {"cancelled"}


async def test_a_card_that_comes_after_the_answer_says_that_it_stands(wire: Wire, houses: Houses) -> None:
    """Opened by night, or extended while no group has it: by the morning some have answered, by 「去表决」 or in the group that was."""
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=10))
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await wire.press(owner(1), f"vc:{vote}:agree")
    await wire.press(owner(2), f"vc:{vote}:agree")
    await wire.press(owner(2), f"vr:{vote}")
    await wire.deliver()
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()
    assert "您点过的还在，截止前可以改。" in wire.last(owner(1).id).text
    assert all("点下面一个就算" in wire.last(owner(number).id).text for number in (2, 3))
