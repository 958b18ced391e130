"""Twenty thousand homes are not read while others wait for the writer."""

from collections.abc import Collection
from typing import Any

import pytest

from bot.actions.ballots.designating import designate_owner
from storage.votes.electorates import Electorates
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, CHEN, Voting, owner, settle

pytestmark = pytest.mark.storage


async def test_registering_who_speaks_reads_that_head_alone(uow: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    houses = await settle(uow)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    voting = Voting(houses, vote)
    await voting.cast(owner(1), AGREE)
    await voting.cast(owner(11), AGAINST)
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    frozen, asked = Electorates.frozen, []

    async def noted(self: Electorates, vote_id: str, heads: Collection[int] | None = None) -> Any:
        asked.append(heads)
        return await frozen(self, vote_id, heads)

    monkeypatch.setattr(Electorates, "frozen", noted)
    speaker, actor = houses.owners[11], await houses.actor(CHEN)
    name = await designate_owner(uow(), actor=actor, vote_id=vote, head=head, owner_id=speaker, now=uow.clock.now())
    assert name == "业主11"
    assert asked == [[head]]
