"""The list of votes in one's hands: what still runs is always on it, however many newer ones are over or are asked elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.actions.votes import looking
from bot.rules.votes.facts import VoteState
from storage.votes import votes
from tests.fixtures import Units
from tests.votes.houses import CHEN, HEAD, Houses
from tests.wire import Person

pytestmark = pytest.mark.storage


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_LISTED", 3)
    monkeypatch.setattr(looking, "READ_AT_ONCE", 2)


async def opened(houses: Houses, title: str, state: VoteState = VoteState.OPEN, **draft: object) -> None:
    houses.uow.clock.move(timedelta(seconds=1))
    vote = (await houses.open(title=title, **draft)).heading.vote_id
    async with houses.uow() as unit:
        await unit.connection.execute(update(votes).where(votes.c.id == vote).values(state=state))
        await unit.commit()


async def listed(houses: Houses, person: Person) -> list[str]:
    return [one.heading.title for one in await looking.read_votes_in_charge(houses.uow.read(), await houses.actor(person))]


async def test_an_open_vote_is_listed_before_whatever_closed_after_it_was_opened(uow: Units, houses: Houses) -> None:
    await opened(houses, "还开着的")
    for number in range(5):
        await opened(houses, f"结束的{number}", VoteState.CLOSED)
    assert await listed(houses, CHEN) == ["还开着的", "结束的4", "结束的3"]


async def test_a_head_finds_the_votes_of_the_own_building_among_newer_ones_of_others(uow: Units, houses: Houses) -> None:
    await opened(houses, "问1栋的", place_id=houses.buildings[0].id)
    for number in range(5):
        await opened(houses, f"问2栋的{number}", place_id=houses.buildings[1].id)
    assert await listed(houses, HEAD) == ["问1栋的"]
    assert await listed(houses, CHEN) == ["问2栋的4", "问2栋的3", "问2栋的2"]
