"""While a receipt waits for its turn the next one of the same person takes its place: a busy evening sends each person one."""

import pytest
from sqlalchemy import select

from bot.rules.votes.facts import Receipt
from storage.base import decode
from storage.outbox_table import outbox
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, Voting, owner, settle

pytestmark = pytest.mark.storage


async def test_of_several_receipts_that_wait_the_newest_goes_out(uow: Units) -> None:
    houses = await settle(uow)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await voting.cast(owner(2), AGREE)
    for choice in (AGREE, AGAINST, ABSTAIN):
        await voting.cast(owner(1), choice)
    async with uow.read() as unit:
        query = select(outbox.c.chat_id, outbox.c.facts).where(outbox.c.card == "votes.receipt", outbox.c.state == "pending")
        waiting = [(row.chat_id, decode(row.facts, Receipt).choice) for row in await unit.connection.execute(query.order_by(outbox.c.id))]
    assert waiting == [(owner(2).id, AGREE), (owner(1).id, ABSTAIN)]
