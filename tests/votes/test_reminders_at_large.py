"""Reminders of a large compound: looked up without the writer, by an index, and nobody who answered meanwhile is reminded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.unit import DueItem
from bot.actions.votes.reminding import remind_due
from bot.rules.votes.reminders import TOO_NEAR_CLOSE
from storage.outbox_table import outbox
from storage.votes.electorates import Electorates
from tests.fixtures import Units
from tests.votes.houses import AGREE, Voting, owner, settle

pytestmark = pytest.mark.storage


async def test_whoever_answers_while_the_letters_are_made_gets_none(uow: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    houses = await settle(uow)
    vote_id = (await houses.open()).heading.vote_id
    voting, look = Voting(houses, vote_id), Electorates.silent_owners

    async def looked_then_answered(self: Electorates, *arguments: object) -> list[tuple[int, int]]:
        found = await look(self, *arguments)  # type: ignore[arg-type]
        await voting.cast(owner(4), AGREE)
        return found

    monkeypatch.setattr(Electorates, "silent_owners", looked_then_answered)
    uow.clock.move(timedelta(days=1))
    async with uow() as unit:
        [item] = await unit.schedule.claim("votes.remind_day", uow.clock.now()) or await unit.schedule.claim(
            "votes.remind_half", uow.clock.now()
        )
        await unit.commit()
    assert isinstance(item, DueItem)
    await remind_due(uow(), item, uow.clock.now())
    async with uow.read() as unit:
        closes_at = (await unit.votes.vote(vote_id)).closes_at
        query = select(outbox.c.chat_id, outbox.c.expires_at, outbox.c.night_waits, outbox.c.lane).where(outbox.c.card == "votes.reminder")
        reminded = {row.chat_id: tuple(row)[1:] for row in await unit.connection.execute(query)}
    assert set(reminded.values()) == {(closes_at - timedelta(hours=2), True, "bulk")}, "none by night, none in the last two hours"
    assert sorted(reminded) == [owner(number).id for number in (1, 2, 3, 5, 6, 7, 8, 9)]


async def test_bindings_are_found_by_their_owner(uow: Units) -> None:
    """2,000 homes held the writer for six seconds while every binding was looked through for every owner."""
    if not uow.database.is_sqlite:
        pytest.skip("PostgreSQL plans by what is in the tables")
    async with uow.read() as unit:
        seen: list[str] = []
        execute = unit.connection.execute

        async def explained(query: object) -> object:
            text = str(query.compile(unit.connection.engine, compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
            seen.extend(row[-1] for row in await unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
            return await execute(query)  # type: ignore[call-overload]

        unit.electorates._connection = type("Explaining", (), {"execute": staticmethod(explained)})()  # type: ignore[assignment]
        await unit.electorates.silent_owners("v", 0, 500)
    assert any("ix_bindings_owner_id" in step for step in seen), seen
    assert not any(step.startswith("SCAN bindings") for step in seen), seen


@pytest.mark.parametrize(("late", "letters"), [(timedelta(), 9), (timedelta(minutes=1), 0)], ids=["two hours", "less"])
async def test_one_that_an_outage_made_late_is_dropped_in_the_last_two_hours(uow: Units, late: timedelta, letters: int) -> None:
    houses = await settle(uow)
    vote_id = (await houses.open()).heading.vote_id
    async with uow.read() as unit:
        closes_at = (await unit.votes.vote(vote_id)).closes_at
    uow.clock.move_to(closes_at - TOO_NEAR_CLOSE + late)
    async with uow() as unit:
        items = [item for kind in ("votes.remind_half", "votes.remind_day") for item in await unit.schedule.claim(kind, uow.clock.now())]
        await unit.commit()
    await remind_due(uow(), items[-1], uow.clock.now())
    async with uow.read() as unit:
        written = list(await unit.connection.execute(select(outbox.c.key).where(outbox.c.card == "votes.reminder")))
        assert items[-1].id not in {one.id for one in await unit.schedule.waiting()}
    assert len(written) == letters
