"""PostgreSQL: what is due and what a person changes hold the vote and its due rows in one order, so neither waits for the other forever."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.actions.votes.due import DUE
from bot.rules.votes.drafts import Drafter
from bot.rules.votes.facts import VoteState
from storage.schedule import Schedule
from storage.votes.records import Votes
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SHANGHAI, Houses, settle

pytestmark = pytest.mark.storage
Change = Callable[[Houses, str, Drafter], Awaitable[object]]


async def extend(houses: Houses, vote_id: str, by: Drafter) -> None:
    await extend_vote(houses.uow(), by, vote_id, closes_at=by.now + timedelta(days=9), reason="多等几天")


async def cancel(houses: Houses, vote_id: str, by: Drafter) -> None:
    await cancel_vote(houses.uow(), actor=by.actor, vote_id=vote_id, reason="重复发了", now=by.now)


async def somebody_waits(uow: Units) -> bool:
    """For what another transaction holds."""
    async with uow.read() as unit:
        query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(await unit.connection.scalar(query))


@pytest.mark.parametrize("change", [extend, cancel])
@pytest.mark.parametrize("kind", ["votes.remind_day", "votes.refresh", "votes.close"])
async def test_a_change_in_the_moment_at_which_something_is_due(
    uow: Units, monkeypatch: pytest.MonkeyPatch, kind: str, change: Change
) -> None:
    if uow.database.is_sqlite:
        pytest.skip("one writer at a time")
    houses = await settle(uow)
    vote_id = (await houses.open(closes_in=timedelta(days=7))).heading.vote_id
    async with uow.read() as unit:
        [item] = [one for one in await unit.schedule.waiting() if one.kind == kind]
    uow.clock.move_to(item.due_at if kind != "votes.close" else item.due_at - timedelta(minutes=1))
    by = Drafter(await houses.actor(CHEN), SHANGHAI, uow.clock.now(), NATIONAL)
    held, changing = asyncio.Event(), asyncio.Event()
    finish, end, record = Schedule.finish, Votes.end, Votes.record_extension

    async def finishing(self: Schedule, item_id: int, now: datetime) -> bool:
        """Holds its row until the change has gone as far as it can."""
        found = await finish(self, item_id, now)
        held.set()
        while not changing.is_set() and not await somebody_waits(uow):
            await asyncio.sleep(0)
        return found

    def with_the_vote(action: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def acting(self: Votes, *arguments: object, **more: object) -> object:
            changing.set()
            return await action(self, *arguments, **more)

        return acting

    async def change_then() -> None:
        await held.wait()
        await change(houses, vote_id, by)

    monkeypatch.setattr(Schedule, "finish", finishing)
    monkeypatch.setattr(Votes, "end", with_the_vote(end))
    monkeypatch.setattr(Votes, "record_extension", with_the_vote(record))
    await asyncio.gather(DUE[kind](uow(), item, uow.clock.now()), change_then())
    async with uow.read() as unit:
        vote = await unit.votes.vote(vote_id)
        assert vote is not None
        assert (vote.state is VoteState.CANCELLED) == (change is cancel)
        left = [one.kind for one in await unit.schedule.waiting() if one.target == vote_id]
    assert ("votes.close" in left) == (change is extend), left
