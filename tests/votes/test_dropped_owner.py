"""An owner whom a newer roster does not name any more: what they answer is an opinion, and the new owner's ballot counts."""

import pytest
from sqlalchemy import delete, select

from bot.rules.votes.facts import OpinionReason, ReceiptKind
from storage.compounds import home_owners
from storage.votes import vote_heads
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, GROUP, Houses, Voting, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage
BUYER = 21


async def sell(uow: Units, houses: Houses) -> None:
    """The first home's new owner is on the roster and registered; nobody has ended the former owner's registration."""
    await houses.share(1, BUYER)
    async with uow() as unit:
        former = (home_owners.c.home_id == houses.homes[1], home_owners.c.owner_id == houses.owners[1])
        await unit.connection.execute(delete(home_owners).where(*former))
        await unit.commit()
    await houses.bind(owner(BUYER), 1, owner_number=BUYER)


async def counted(uow: Units) -> str | None:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.head == 1))


async def test_who_sold_before_the_vote_is_no_buyer(uow: Units, houses: Houses) -> None:
    await sell(uow, houses)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    said = await voting.cast(owner(1), AGAINST)
    assert (said.kind, said.opinion_reason) == (ReceiptKind.OPINION, OpinionReason.NOT_ON_ROSTER)
    assert await counted(uow) is None
    new = await voting.cast(owner(BUYER), AGREE)
    assert (new.kind, new.disputed) == (ReceiptKind.RECORDED, ())
    assert await counted(uow) == "agree"


async def test_sold_in_mid_vote_both_stand_as_before(uow: Units, houses: Houses) -> None:
    """R16: whoever owned the home when the vote opened has not lost the vote by it."""
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await sell(uow, houses)
    assert (await voting.cast(owner(1), AGAINST)).kind is ReceiptKind.RECORDED
    assert await counted(uow) == "against"


async def test_they_read_what_to_do_if_the_roster_is_wrong(wire: Wire, uow: Units, houses: Houses) -> None:
    await sell(uow, houses)
    await houses.open()
    await wire.deliver()
    reply = await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    assert reply is not None
    assert "名册上这一户现在是别的业主" in (reply.text or "")
    assert "点「帮忙」" in (reply.text or "")
