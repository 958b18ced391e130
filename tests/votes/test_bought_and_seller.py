"""Whoever bought a home in mid-vote reads what is true of it, whatever its seller does since (R5, R16)."""

import pytest

from bot.rules.residents import HomeRole
from bot.rules.votes.facts import HomeName, Receipt
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import AGREE, GROUP, Houses, Voting, owner
from tests.votes.test_buyers_reminded import sell
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
BUYER, SELLER = owner(22), owner(2)
STANDS, OPEN = "1栋1单元201 原业主已经表决过", "1栋1单元201 还没点"


async def sold_but_bound(wire: Wire, uow: Units, houses: Houses) -> tuple[Shown, Shown]:
    """(the card, the seller's receipt). The roster names the buyer; nobody has ended the seller's registration yet."""
    await houses.open()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(SELLER, card, "同意")
    async with uow() as unit:
        await unit.connection.execute(home_owners.delete().where(home_owners.c.home_id == houses.homes[2]))
        await unit.commit()
    await houses.share(2, 22)
    await houses.bind(BUYER, 2, owner_number=22)
    await wire.deliver()
    return card, wire.last(SELLER.id)


@pytest.mark.rule("R16.seller")
@pytest.mark.parametrize("family", [False, True])
async def test_a_receipt_follows_what_the_seller_takes_back_and_taps_again(wire: Wire, uow: Units, houses: Houses, family: bool) -> None:
    """「以那次为准，这一下没有算上」 went on standing there, and the buyer did not know that a tap would count by then."""
    if family:
        await houses.bind(BUYER, 3, role=HomeRole.FAMILY)
    else:
        await houses.share(3, 22)
        await houses.bind(BUYER, 3, owner_number=22)
    card, sellers = await sold_but_bound(wire, uow, houses)
    await wire.tap(BUYER, card, "反对")
    await wire.deliver()
    receipt = wire.last(BUYER.id)
    assert STANDS in receipt.text
    await wire.tap(SELLER, sellers, "撤回")
    await wire.deliver()
    assert "原业主" not in receipt.text
    assert OPEN in receipt.text
    assert "各户分别表决" in receipt.labels
    await wire.tap(SELLER, wire.last(SELLER.id), "同意")
    await wire.deliver()
    assert STANDS in receipt.text
    assert "还没点" not in receipt.text
    await wire.tap(SELLER, wire.last(SELLER.id), "反对")
    await wire.tap(SELLER, card, "弃权")
    await wire.deliver()
    assert STANDS in receipt.text


@pytest.mark.rule("R5.names", "R16.seller")
async def test_who_is_family_elsewhere_reads_of_the_home_that_was_bought(wire: Wire, uow: Units, houses: Houses) -> None:
    """「这件事由业主表决」 was all that an owner read whose seller has voted."""
    await houses.bind(BUYER, 3, role=HomeRole.FAMILY)
    opened = (await houses.open()).heading.vote_id
    await Voting(houses, opened).cast(SELLER, AGREE)
    await sell(uow, houses)
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    said = dialog(await wire.tap(BUYER, card, "反对"))
    assert "您的意见已另外记下" in said
    assert "1栋1单元201 原业主已表决，以那次为准" in said
    await wire.deliver()
    assert STANDS in wire.last(BUYER.id).text


async def test_an_answer_that_is_given_once_more_names_it_too(uow: Units, houses: Houses) -> None:
    """The platform brings a press again whose answer was lost."""
    await houses.share(3, 22)
    await houses.bind(BUYER, 3, owner_number=22)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await voting.cast(SELLER, AGREE)
    await sell(uow, houses)
    for _ in range(2):
        told = await voting.cast(BUYER, AGREE, update_id=1)
        assert isinstance(told, Receipt)
        assert told.sold == (HomeName("1栋", "1单元", "0201"),)
