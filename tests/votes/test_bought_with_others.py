"""Whoever bought a home in mid-vote and owns another: one tap, and the home whose seller has voted is named, too (R5, R16)."""

import pytest

from bot.actions.residents.binding import settle_in
from tests.entries.test_entered_gone import undo
from tests.entries.worlds import enter_paper, office
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import AGREE, GROUP, Houses, Voting, owner
from tests.votes.test_buyers_reminded import sell
from tests.wire import Wire

pytestmark = pytest.mark.storage
BUYER = owner(22)


@pytest.fixture
async def vote(uow: Units, houses: Houses) -> str:
    """The buyer of the second home is an owner of the third as well, and its seller has voted."""
    await houses.share(3, 22)
    await houses.bind(BUYER, 3, owner_number=22)
    opened = (await houses.open()).heading.vote_id
    await Voting(houses, opened).cast(owner(2), AGREE)
    await sell(uow, houses)
    return opened


@pytest.mark.rule("R5.names", "R16.seller")
async def test_the_home_whose_seller_has_voted_is_named(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    """「已记下：301 反对」, and no word of 201."""
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for _ in range(2):
        answer = await wire.tap(BUYER, card, "反对")
        assert "301 反对" in dialog(answer)
        assert "201 原业主已表决，以那次为准" in dialog(answer)
    await wire.deliver()
    receipt = wire.last(BUYER.id).text
    assert "301 反对" in receipt
    assert "1栋1单元201 原业主已经表决过，以那次为准，这一下没有算上" in receipt
    await wire.tap(BUYER, wire.last(BUYER.id), "撤回")
    await wire.deliver()
    assert "原业主" not in wire.last(BUYER.id).text, "a retraction speaks of what it takes back"


@pytest.mark.parametrize("voted", [True, False])
async def test_what_is_left_to_tap_is_counted_without_it(uow: Units, houses: Houses, voted: bool) -> None:
    opened = (await houses.open()).heading.vote_id
    if voted:
        await Voting(houses, opened).cast(owner(2), AGREE)
    await sell(uow, houses)
    async with uow() as unit:
        [bound] = await unit.residents.bindings_of(await unit.residents.meet(BUYER.id, uow.clock.now()))
        joined = await settle_in(unit, bound.id, uow.clock.now())
        await unit.commit()
    assert joined.open_votes == (0 if voted else 1)


async def test_once_the_sellers_ballot_is_taken_back_the_receipt_says_that_it_is_open(wire: Wire, uow: Units) -> None:
    """「以那次为准」 went on standing there, and the buyer did not know that their tap would count by then."""
    houses, opened = await office(uow, wire)
    await houses.share(3, 22)
    await houses.bind(BUYER, 3, owner_number=22)
    done = await enter_paper(wire, opened, "201", AGREE)
    await sell(uow, houses)
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(BUYER, card, "反对")
    await wire.deliver()
    receipt = wire.last(BUYER.id)
    assert "201 原业主已经表决过" in receipt.text
    await undo(wire, done)
    await wire.deliver()
    assert "原业主" not in receipt.text
    assert "301 反对" in receipt.text
    assert "1栋1单元201 还没点" in receipt.text
    answer = await wire.tap(BUYER, card, "反对")
    assert answer is not None
    assert "201 反对" in (answer.text or "")
