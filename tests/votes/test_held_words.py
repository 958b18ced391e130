"""What joint owners are told of their differing, held by the night: true in the morning, or not held where the vote ends before."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.rules.residents.mornings import next_morning
from bot.rules.votes import Choice
from bot.rules.votes.drafts import Drafter
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import AGAINST, AGREE, CHEN, SHANGHAI, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
DIFFER = "另一位业主的意见和您不同"
ELSEWHERE = "同一位业主的另一个帐号"
SECOND = owner(21)


@pytest.fixture
async def houses(wire: Wire, uow: Units) -> Houses:
    """101 belongs to owners 1 and 11, and owner 2 has two accounts; it is ten in the evening."""
    houses = await settle(uow, bound=9)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.bind(SECOND, 2, owner_number=2)
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=10))
    return houses


async def opened(wire: Wire, houses: Houses, closes_in: timedelta = timedelta(days=2)) -> str:
    vote = (await houses.open(closes_in)).heading.vote_id
    await wire.deliver()
    return vote


async def taps(wire: Wire, vote: str, number: int, choice: Choice) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(number), f"vc:{vote}:{choice.value}")
    await wire.deliver()


async def in_the_morning(wire: Wire) -> None:
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()


def told(wire: Wire, number: int, words: str) -> list[str]:
    return [text for text in wire.texts(owner(number).id) if words in text]


async def test_what_closes_before_the_morning_is_told_at_once(wire: Wire, houses: Houses) -> None:
    vote = await opened(wire, houses, timedelta(hours=9))
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    await taps(wire, vote, 2, AGREE)
    await taps(wire, vote, 21, AGAINST)
    assert len(told(wire, 1, DIFFER)) == 1
    assert len(told(wire, 2, ELSEWHERE)) == 1


async def test_what_goes_on_waits_and_has_the_new_time(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await opened(wire, houses)
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    assert told(wire, 1, DIFFER) == []
    by = Drafter(await houses.actor(CHEN), SHANGHAI, wire.clock.now(), NATIONAL)
    await extend_vote(uow(), by, vote, closes_at=by.now + timedelta(days=20), reason="人太少")
    await in_the_morning(wire)
    [text] = told(wire, 1, DIFFER)
    assert f"{(by.local_now + timedelta(days=20)).day}日" in text.replace("\u2060", "")


@pytest.mark.parametrize("how", ["cancelled", "agreed"])
async def test_what_is_true_no_more_is_not_told(wire: Wire, uow: Units, houses: Houses, how: str) -> None:
    vote = await opened(wire, houses)
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    if how == "cancelled":
        await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    else:
        await taps(wire, vote, 11, AGREE)
    await in_the_morning(wire)
    assert told(wire, 1, DIFFER) == []
