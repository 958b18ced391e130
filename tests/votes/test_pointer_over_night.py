"""What owners were told of their head points to a newer word that waits for the morning: the vote may be over before it comes."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def settled(wire: Wire) -> None:
    while await wire.due():
        await wire.deliver()
    await wire.deliver()


async def test_cancelled_in_the_night_the_older_word_says_so(wire: Wire, houses: Houses, uow: Units) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), card, choice)
        await wire.deliver()
    differs = next(one for one in reversed(wire.in_chat(owner(1).id)) if "暂不计入" in one.text and "商量" in one.text)
    wire.clock.move_to(wire.clock.now().replace(hour=15))  # 23:00
    await settled(wire)
    for choice in ("同意", "反对"):
        await wire.tap(owner(11), card, choice)
        await wire.deliver()
        wire.clock.move(timedelta(minutes=2))
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要重做", now=wire.clock.now())
    for later in (timedelta(minutes=2), timedelta(hours=10)):
        wire.clock.move(later)
        await settled(wire)
        assert "方案要重做" in differs.text
        assert "商量" not in differs.text
        assert differs.labels == ["菜单"]
