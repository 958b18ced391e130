"""A card that was posted again leaves no second one that looks alive behind, however late the new one arrives."""

from datetime import timedelta

import pytest

from bot.runtime.delivery.budgets import Pace
from handlers.votes.callbacks import PostAgain
from tests.fixtures import Units
from tests.groups.test_missed_results import Mute, run_out, saying
from tests.votes.houses import CHEN, GROUP, Houses, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
# Only the card has an interval, as in a group in which somebody has just tapped.
JUST_TAPPED = Pace(per_second=10_000, group_per_minute=10_000, chat_seconds=0, group_card_seconds=0.2, private_card_seconds=0)


@pytest.fixture
async def houses(wire: Wire, uow: Units) -> Houses:
    await wire.member(GROUP, CHEN, "left", "member")
    return await settle(uow)


async def posted_again_in_silence(wire: Wire, houses: Houses) -> tuple[Mute, str, Shown]:
    """Where the group takes nothing: its silence, the vote, and the card that stands."""
    mute = Mute(wire)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    (card,) = saying(wire, "已参与")
    mute.on = mute.edits = True
    await wire.press(CHEN, PostAgain(vote=vote).pack())
    await wire.deliver()
    return mute, vote, card


async def test_just_after_a_tap_the_older_card_points_to_the_new_one_all_the_same(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    (card,) = saying(wire, "已参与")
    wire.app.budgets.pace = JUST_TAPPED
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    await wire.press(CHEN, PostAgain(vote=vote).pack())
    await wire.deliver()
    assert saying(wire, "已参与")[-1] is not card
    assert "这张是旧的" in card.text
    assert card.labels == []


async def test_once_the_group_takes_letters_again_the_older_card_points_to_what_came(wire: Wire, houses: Houses) -> None:
    mute, vote, card = await posted_again_in_silence(wire, houses)
    mute.on = False
    wire.clock.move(timedelta(minutes=2))
    await wire.press(CHEN, PostAgain(vote=vote).pack())
    await wire.deliver()
    assert len(saying(wire, "已参与")) == 1
    assert "这张是旧的" in card.text


async def test_where_no_new_one_came_the_one_that_stands_says_that_it_is_over(wire: Wire, houses: Houses) -> None:
    _, _, card = await posted_again_in_silence(wire, houses)
    await run_out(wire)
    assert card.labels[:1] != ["同意"], card.text
