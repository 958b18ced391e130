"""What a close asks of the ledger is answered by an index, however often people changed their minds (performance.md, metric 8)."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.fixtures import Units
from tests.votes.houses import AGREE, Houses, owner
from tests.wire import Wire


async def plans(uow: Units, ask: Any) -> list[str]:
    """How SQLite would find what `ask` asks for."""
    asked: list[tuple[str, Any]] = []
    async with uow.read() as unit:
        engine = unit.connection.sync_engine

        def noted(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
            asked.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", noted)
        await ask(unit.ballots)
        event.remove(engine, "before_cursor_execute", noted)
        found = [await unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters) for statement, parameters in asked]
        return [row.detail for rows in found for row in rows]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda ballots, vote: ballots.newest(vote), "ix_ballots_ledger"),
        (lambda ballots, vote: ballots.heads_since(vote, 5), "ix_ballots_ledger"),
        (lambda ballots, vote: ballots.refused(vote), "ix_ballots_refused"),
        (lambda ballots, vote: ballots.newest_of_person(vote, "p", [1]), "ix_ballots_vote_id"),
    ],
    ids=["newest", "since", "refused", "of a home"],
)
async def test_no_question_reads_the_whole_ledger(uow: Units, houses: Houses, vote: str, ask: Any, index: str) -> None:
    if not uow.database.is_sqlite:
        pytest.skip("PostgreSQL plans by how many rows there are")
    found = await plans(uow, lambda ballots: ask(ballots, vote))
    assert [one for one in found if "SEARCH ballots USING" in one and index in one], found
    assert not [one for one in found if "SCAN ballots" in one], found


async def test_a_batch_of_first_ballots_makes_no_statement(uow: Units, houses: Houses, vote: str) -> None:
    """Each is made once (storage/prepared.py); one that Core is handed anew, for whatever reason, costs every batch as much as a tap."""
    if not uow.database.is_sqlite:
        pytest.skip("there all of them go through Core")
    await houses.caster().cast(vote_id=vote, telegram_id=owner(1).id, choice=AGREE, received_at=uow.clock.now(), now=uow.clock.now())
    made: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        made.append(statement)

    engine = uow.database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", noted)
    await houses.caster().cast(vote_id=vote, telegram_id=owner(2).id, choice=AGREE, received_at=uow.clock.now(), now=uow.clock.now())
    event.remove(engine, "before_cursor_execute", noted)
    assert made == ["BEGIN IMMEDIATE"]


async def test_a_refusal_and_what_came_since_are_found(wire: Wire, uow: Units, vote: str) -> None:
    async with uow.read() as unit:
        before = await unit.ballots.newest(vote)
    await wire.press(owner(1), f"vc:{vote}:agree")
    async with uow.read() as unit:
        assert await unit.ballots.newest(vote) > before
        assert len(await unit.ballots.heads_since(vote, before)) == 1
        assert await unit.ballots.heads_since(vote, await unit.ballots.newest(vote)) == set()
