"""A vote is written beside and switched in: a crash at any commit leaves nothing half open, a moved roster is read anew."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.actions.unit import DueItem
from bot.actions.votes import freezing, opening
from bot.actions.votes.due import DUE
from bot.actions.votes.opening import send_draft
from bot.rules.compounds import RosterBusy
from bot.rules.votes.drafts import Draft, Drafter
from bot.rules.votes.facts import VoteState
from bot.rules.votes.previews import Opened
from storage.compounds import homes
from storage.outbox_table import outbox
from storage.schedule import due
from storage.unit_of_work import UnitOfWork
from storage.votes import vote_counts, vote_heads, vote_homes, vote_owners, vote_participation, votes
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SHANGHAI, Houses, settle

pytestmark = pytest.mark.storage
STAGED = (vote_heads, vote_homes, vote_owners, vote_participation, vote_counts)


@pytest.fixture
async def houses(uow: Units, monkeypatch: pytest.MonkeyPatch) -> Houses:
    """Nine homes, frozen in parts of two."""
    monkeypatch.setattr("bot.actions.compounds.staging.CHUNK", 2)
    return await settle(uow)


async def drafted(houses: Houses) -> Draft:
    now = houses.uow.clock.now()
    place = houses.compound.id
    draft = Draft(id="draft00001", compound_id=place, place_id=place, title="屋顶防水改造", closes_at=now + timedelta(days=2))
    async with houses.uow() as unit:
        await unit.vote_drafts.keep(CHEN.id, draft, now)
        await unit.commit()
    return draft


async def send(houses: Houses, draft: Draft) -> Opened:
    by = Drafter(await houses.actor(CHEN), SHANGHAI, houses.uow.clock.now(), NATIONAL)
    return await send_draft(houses.uow(), by, draft.id, revision=draft.revision)


async def rows(houses: Houses, table: Any) -> int:
    async with houses.uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(table)) or 0


async def seen(houses: Houses) -> int:
    async with houses.uow.read() as unit:
        return len(await unit.votes.of_compounds([houses.compound.id], list(VoteState)))


async def clear_abandoned(houses: Houses) -> None:
    houses.uow.clock.move(freezing.ABANDONED)
    now = houses.uow.clock.now()
    async with houses.uow() as unit:
        items: list[DueItem] = await unit.schedule.claim(freezing.ABANDONED_KIND, now)
        await unit.commit()
    for item in items:
        await DUE[item.kind](houses.uow(), item, now)


async def test_it_is_written_in_short_transactions_and_is_whole(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = counting(monkeypatch)
    opened = await send(houses, await drafted(houses))
    assert len(commits) > 6  # the draft; the vote; five parts of at most two heads; the switch
    async with houses.uow.read() as unit:
        electorate = await unit.electorates.frozen(opened.heading.vote_id)
        waiting = [item.kind for item in await unit.schedule.waiting()]
    assert [elector.number for elector in electorate.electors] == list(range(1, 10))
    assert freezing.ABANDONED_KIND not in waiting
    assert "votes.close" in waiting
    await clear_abandoned(houses)
    assert [await rows(houses, table) for table in STAGED] == [9, 9, 9, 3, 3]


def counting(monkeypatch: pytest.MonkeyPatch, die_at: int = 0) -> list[int]:
    """Every commit of a writer; the `die_at`-th does not come to pass, and whoever awaited it ends as in a crash."""
    commits: list[int] = []
    commit = UnitOfWork.commit

    async def counted(unit: UnitOfWork) -> None:
        commits.append(len(commits) + 1)
        if len(commits) == die_at:
            raise asyncio.CancelledError
        await commit(unit)

    monkeypatch.setattr(UnitOfWork, "commit", counted)
    return commits


@pytest.mark.parametrize("die_at", range(1, 8))
async def test_a_crash_at_any_commit_leaves_nothing_half_open(houses: Houses, die_at: int) -> None:
    draft = await drafted(houses)
    with pytest.MonkeyPatch.context() as patch:
        commits = counting(patch, die_at)
        with pytest.raises(asyncio.CancelledError):
            await send(houses, draft)
        assert len(commits) == die_at
    assert await seen(houses) == await rows(houses, outbox) == 0
    await clear_abandoned(houses)
    assert [await rows(houses, table) for table in (votes, *STAGED)] == [0] * 6
    await send(houses, draft)
    assert await seen(houses) == 1


async def test_the_seventh_commit_is_the_last(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the crashes above are all there are."""
    draft = await drafted(houses)
    commits = counting(monkeypatch)
    await send(houses, draft)
    assert len(commits) == 7


async def moving(houses: Houses, number: int) -> None:
    """Somebody retires a home between the staging and the switch."""
    async with houses.uow() as unit:
        await unit.roster_switches.touch(houses.compound.id)
        gone = update(homes).where(homes.c.id == houses.homes[number]).values(retired_at=houses.uow.clock.now(), retired_reason="x")
        await unit.connection.execute(gone)
        await unit.commit()


async def test_a_roster_changed_meanwhile_is_read_anew(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, staged = await drafted(houses), []

    async def stage(*arguments: Any) -> None:
        await freezing.stage(*arguments)
        staged.append(1)
        if len(staged) == 1:
            await moving(houses, 9)

    monkeypatch.setattr(opening, "stage", stage)
    opened = await send(houses, draft)
    assert len(staged) == 2
    async with houses.uow.read() as unit:
        vote = await unit.votes.vote(opened.heading.vote_id)
    assert vote is not None
    assert vote.total_homes == await rows(houses, vote_homes) == 8
    assert await rows(houses, votes) == 1


async def test_a_roster_that_never_rests_is_said_and_nothing_is_left(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, numbers = await drafted(houses), iter(range(9, 0, -1))

    async def stage(*arguments: Any) -> None:
        await freezing.stage(*arguments)
        await moving(houses, next(numbers))

    monkeypatch.setattr(opening, "stage", stage)
    with pytest.raises(RosterBusy):
        await send(houses, draft)
    assert [await rows(houses, table) for table in (votes, *STAGED)] == [0] * 6
    async with houses.uow.read() as unit:
        assert await unit.vote_drafts.draft(CHEN.id, draft.id, houses.uow.clock.now()) == draft
        assert freezing.ABANDONED_KIND not in (await unit.connection.execute(select(due.c.kind))).scalars().all()
