"""What the database itself refuses of a ledger, whatever any code would write (R12)."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.base import new_id
from storage.votes import ballots, standing_choices, vote_heads
from tests.fixtures import Units
from tests.votes.houses import AGREE, Houses, Voting, owner

pytestmark = pytest.mark.storage


async def one_row(uow: Units, houses: Houses, table: object) -> dict[str, object]:
    """The row that a first tap leaves there."""
    vote = (await houses.open()).heading.vote_id
    await Voting(houses, vote).cast(owner(1), AGREE, update_id=77)
    async with uow.read() as unit:
        return dict((await unit.connection.execute(select(table).where(table.c.head == 1))).one()._mapping)


async def again(uow: Units, table: object, row: dict[str, object]) -> None:
    async with uow() as unit:
        await unit.connection.execute(insert(table).values(row))
        await unit.commit()


@pytest.mark.rule("R12.one_standing")
async def test_one_choice_stands_for_a_vote_a_head_an_owner_a_channel_and_own_or_proxy(uow: Units, houses: Houses) -> None:
    row = await one_row(uow, houses, standing_choices)
    with pytest.raises(IntegrityError):
        await again(uow, standing_choices, row | {"choice": "against"})
    for other in ({"head": 2}, {"owner_id": new_id()}, {"channel": "paper"}, {"by_proxy": True}):
        await again(uow, standing_choices, row | other)


@pytest.mark.rule("R12.one_counted")
async def test_one_choice_counts_for_a_vote_and_a_head(uow: Units, houses: Houses) -> None:
    row = await one_row(uow, houses, vote_heads)
    assert row["counted"] == "agree"
    with pytest.raises(IntegrityError):
        await again(uow, vote_heads, row | {"counted": "against"})


async def test_an_update_is_in_the_ledger_once_for_a_head_and_an_owner(uow: Units, houses: Houses) -> None:
    row = await one_row(uow, houses, ballots)
    with pytest.raises(IntegrityError):
        await again(uow, ballots, row | {"id": row["id"] + 1, "choice": "against"})
