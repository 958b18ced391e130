"""R16: a home that is sold in mid-vote, on a real database."""

import pytest
from sqlalchemy import select

from bot.rules.votes.facts import ReceiptKind
from bot.rules.votes.violations import SellerHasVoted
from storage.votes import vote_heads
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, Houses, Voting, owner

pytestmark = pytest.mark.storage


@pytest.mark.rule("R16.seller", "R16.buyer", "R16.total")
async def test_a_home_sold_in_mid_vote(uow: Units, houses: Houses) -> None:
    """R16: the seller's ballot stands if cast, else the buyer votes; the total does not change."""
    opened = await houses.open()
    voting = Voting(houses, opened.heading.vote_id)
    await voting.cast(owner(1), AGREE)
    for home, buyer in ((1, 21), (2, 22)):
        await houses.end_binding(home)
        await houses.share(home, buyer)
        await houses.bind(owner(buyer), home, owner_number=buyer)
    with pytest.raises(SellerHasVoted):
        await voting.cast(owner(21), AGAINST)
    assert (await voting.cast(owner(22), AGAINST)).kind is ReceiptKind.RECORDED
    shown = await voting.card()
    assert (shown.homes_in, shown.homes) == (2, 9)
    async with uow.read() as unit:
        vote = await unit.votes.vote(voting.vote_id)
        electorate = await unit.electorates.frozen(voting.vote_id)
    assert (vote.total_heads, len(electorate.electors)) == (9, 9)


async def test_the_buyer_of_a_home_with_a_designated_owner_counts(uow: Units, houses: Houses) -> None:
    """R16: whom the sellers designated does not speak for the buyer."""
    await houses.share(1, 31)
    await houses.designate(1, 31)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await houses.end_binding(1)
    await houses.share(1, 21)
    await houses.bind(owner(21), 1, owner_number=21)
    assert (await voting.cast(owner(21), AGREE)).kind is ReceiptKind.RECORDED
    async with uow.read() as unit:
        counted = await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.head == 1))
    assert counted == "agree"
    assert (await voting.card()).homes_in == 1


async def test_a_couple_that_bought_are_joint_owners(uow: Units, houses: Houses) -> None:
    """R16 and R4: the other buyer is no seller."""
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await houses.end_binding(1)
    for buyer in (21, 22):
        await houses.share(1, buyer)
        await houses.bind(owner(buyer), 1, owner_number=buyer)
    await voting.cast(owner(21), AGREE)
    differing = await voting.cast(owner(22), AGAINST)
    assert (differing.kind, len(differing.disputed)) == (ReceiptKind.RECORDED, 1)
    assert not (await voting.cast(owner(22), AGREE)).disputed
    assert (await voting.card()).homes_in == 1
