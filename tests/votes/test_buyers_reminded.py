"""Whoever bought a home in mid-vote is reminded of it where their tap would be a ballot (R16), and nobody else beside its frozen owners."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.residents import BindingState, HomeRole
from storage.compounds import home_owners
from storage.outbox_table import outbox
from storage.votes.tables import vote_heads
from tests.fixtures import Units
from tests.votes.houses import AGREE, Houses, Voting, owner
from tests.votes.test_told_in_steps import run_due

pytestmark = pytest.mark.storage
BUYER = owner(22)


async def sell(uow: Units, houses: Houses, home: int = 2, *, on_roster: bool = True) -> None:
    """The roster names another owner, who is registered by then; the seller is so no more."""
    async with uow() as unit:
        await unit.connection.execute(home_owners.delete().where(home_owners.c.home_id == houses.homes[home]))
        await unit.commit()
    await houses.share(home, 22)
    if not on_roster:
        async with uow() as unit:
            await unit.connection.execute(home_owners.delete().where(home_owners.c.owner_id == houses.owners[22]))
            await unit.commit()
    await houses.end_binding(home)
    await houses.bind(BUYER, home, owner_number=22)


async def reminded(uow: Units) -> list[int]:
    uow.clock.move(timedelta(days=1, minutes=1))
    await run_due(uow)
    async with uow.read() as unit:
        query = select(outbox.c.chat_id).where(outbox.c.card == "votes.reminder").order_by(outbox.c.chat_id)
        return list((await unit.connection.execute(query)).scalars())


def owners(*but: int) -> list[int]:
    return [owner(number).id for number in range(1, 10) if number not in but]


async def test_the_buyer_is_reminded_in_place_of_the_seller(uow: Units, houses: Houses) -> None:
    await houses.open()
    await sell(uow, houses)
    assert await reminded(uow) == [*owners(2), BUYER.id]


async def test_where_the_sellers_ballot_stands_nobody_is(uow: Units, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    await Voting(houses, vote).cast(owner(2), AGREE)
    await sell(uow, houses)
    assert await reminded(uow) == owners(2)


async def test_whom_the_roster_does_not_name_there_is_not(uow: Units, houses: Houses) -> None:
    await houses.open()
    await sell(uow, houses, on_roster=False)
    assert await reminded(uow) == owners(2)


async def test_of_several_homes_one_that_is_sold_gives_no_ballot(uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        third = home_owners.c.home_id == houses.homes[3]
        await unit.connection.execute(update(home_owners).where(third).values(owner_id=houses.owners[2]))
        await unit.commit()
    await houses.end_binding(3)
    await houses.open()
    await sell(uow, houses)
    assert await reminded(uow) == owners(2, 3)


@pytest.mark.parametrize("registered", [False, True], ids=["by the roster", "by staff"])
async def test_whom_the_sellers_designated_does_not_speak_for_the_buyer(uow: Units, houses: Houses, registered: bool) -> None:
    await houses.share(2, 12)
    await houses.designate(2, 2)
    vote = (await houses.open()).heading.vote_id
    if registered:
        async with uow() as unit:
            mine = (vote_heads.c.vote_id == vote) & (vote_heads.c.designated_owner_id == houses.owners[2])
            await unit.connection.execute(update(vote_heads).where(mine).values(designated_at=uow.clock.now()))
            await unit.commit()
    await sell(uow, houses)
    assert await reminded(uow) == (owners(2) if registered else [*owners(2), BUYER.id])


@pytest.mark.parametrize(("role", "state"), [(HomeRole.TENANT, BindingState.ACTIVE), (HomeRole.OWNER, BindingState.SUSPENDED)])
async def test_who_has_no_ballot_there_is_not(uow: Units, houses: Houses, role: HomeRole, state: BindingState) -> None:
    await houses.open()
    await sell(uow, houses)
    await houses.bind(owner(33), 2, owner_number=22, role=role, state=state)
    assert await reminded(uow) == [*owners(2), BUYER.id]
