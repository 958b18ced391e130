"""「再发一次」 in a group that takes nothing of the bot's: the card that stands there goes on, until a newer one is there."""

import pytest

from handlers.votes.callbacks import PostAgain
from tests.fixtures import Units
from tests.groups.test_missed_results import Mute, saying
from tests.votes.houses import CHEN, GROUP, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
def mute(wire: Wire) -> Mute:
    return Mute(wire)


async def test_the_card_that_stands_keeps_its_buttons(wire: Wire, uow: Units, mute: Mute) -> None:
    """It said 「最新的一张在下面」 and had none, and there was nothing below: the group could vote no more."""
    await wire.member(GROUP, CHEN, "left", "member")
    houses: Houses = await settle(uow)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    (card,) = saying(wire, "已参与")
    mute.on = mute.edits = True
    await wire.press(CHEN, PostAgain(vote=vote).pack())
    await wire.deliver()
    assert card.labels[:3] == ["同意", "反对", "弃权"]
    reply = await wire.tap(owner(1), card, "同意")
    assert reply is not None
    assert "已记下" in (reply.text or "")
    mute.on = False
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.deliver()
    newer = saying(wire, "已参与")[-1]
    assert newer is not card
    assert newer.labels[:3] == ["同意", "反对", "弃权"]
    assert "1\u00a0/\u00a09" in newer.text


async def test_where_it_arrives_the_older_one_points_to_it(wire: Wire, uow: Units) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    houses: Houses = await settle(uow)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    (card,) = saying(wire, "已参与")
    await wire.press(CHEN, PostAgain(vote=vote).pack())
    await wire.deliver()
    assert card.labels == []
    assert saying(wire, "已参与")[-1].labels[:3] == ["同意", "反对", "弃权"]
