"""What counts is what came last, whatever the clocks say (R12, R14)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.votes.facts import ReceiptKind
from storage.votes import ballots
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, Voting, owner, settle
from tests.votes.test_actions_ballots import count

pytestmark = pytest.mark.storage


@pytest.fixture
async def voting(uow: Units) -> Voting:
    houses = await settle(uow)
    return Voting(houses, (await houses.open()).heading.vote_id)


async def test_a_clock_that_was_set_back_loses_no_change(uow: Units, voting: Voting) -> None:
    first = await voting.cast(owner(1), AGREE)
    uow.clock.move(-timedelta(minutes=10))
    for choice in (AGAINST, ABSTAIN, AGREE):
        changed = await voting.cast(owner(1), choice)
        assert changed.kind is ReceiptKind.RECORDED
        assert changed.replaces is not None
        assert changed.code != first.code
    async with uow.read() as unit:
        rows = (await unit.connection.execute(select(ballots.c.choice, ballots.c.received_at).order_by(ballots.c.id))).all()
    assert [row.choice for row in rows] == ["agree", "against", "abstain", "agree"]
    assert [row.received_at for row in rows] == sorted({row.received_at for row in rows}), "the ledger keeps the order of arrival"


async def test_what_is_handled_late_changes_nothing_that_was_chosen_since(uow: Units, voting: Voting) -> None:
    arrived = uow.clock.now()
    uow.clock.move(timedelta(minutes=5))
    await voting.cast(owner(1), AGAINST)
    late = await voting.cast(owner(1), AGREE, received_at=arrived)
    assert late.choice is AGAINST
    assert await count(uow, ballots) == 1
