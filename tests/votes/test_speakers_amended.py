"""Who speaks for a head, as its owners were told: it stands through an extension and other taps, and is over with the vote."""

import pytest

from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.votes.test_amended_notes import come_due
from tests.votes.test_speakers import differing, register
from tests.votes.test_told_in_steps import Act, cancel_it, close_it, extend_it
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


async def registered(wire: Wire, uow: Units, houses: Houses) -> tuple[str, Shown, Shown]:
    vote = await differing(wire, houses)
    await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    other, speaker = wire.last(owner(1).id), wire.last(owner(11).id)
    assert "这次已登记由另一位业主代表" in other.text
    assert "这次已登记由您代表" in speaker.text
    return vote, other, speaker


async def test_an_extension_leaves_it(wire: Wire, uow: Units, houses: Houses) -> None:
    vote, other, speaker = await registered(wire, uow, houses)
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "这次已登记由另一位业主代表" in other.text
    assert "这次已登记由您代表" in speaker.text


@pytest.mark.parametrize("who", [1, 11])
async def test_a_later_tap_leaves_it(wire: Wire, uow: Units, houses: Houses, who: int) -> None:
    _, other, speaker = await registered(wire, uow, houses)
    await wire.tap(owner(who), wire.in_chat(GROUP.id)[0], "弃权")
    await come_due(wire)
    assert "这次已登记由另一位业主代表" in other.text
    assert "这次已登记由您代表" in speaker.text


@pytest.mark.parametrize("end", [cancel_it, close_it])
async def test_the_end_takes_its_choices(wire: Wire, uow: Units, houses: Houses, end: Act) -> None:
    vote, other, speaker = await registered(wire, uow, houses)
    await end(houses, vote)
    await come_due(wire)
    for one in (other, speaker):
        assert "同意" not in one.labels, one.text
