"""The card's 「还有 N 天」 is true at every hour, though nobody answers meanwhile."""

from datetime import timedelta

from bot.rules.votes.days_left import DAY
from messages.formatting import left
from tests.votes.houses import GROUP, Houses
from tests.wire import Wire

HOUR = timedelta(hours=1)


async def test_hour_by_hour_it_says_what_is_left(wire: Wire, houses: Houses) -> None:
    closes_at = (await houses.open(closes_in=3 * DAY)).closes_at
    await wire.deliver()
    card = wire.last(GROUP.id)
    while closes_at - wire.clock.now() >= DAY:
        assert f"有 {left(closes_at, wire.clock.now(), 'zh')}。" in card.text
        wire.clock.move(HOUR)
        await wire.due()
        await wire.deliver()
    assert "还剩不到" in card.text, "the last day is told in hours, rounded up"
    assert wire.in_chat(GROUP.id).count(card) == 1, "edits do not ring"
