"""A close counts beside and looks again under the vote's lock: what was recorded in between counts, and that alone is read there."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.actions.ballots.designating import designate_owner
from bot.actions.votes.closing import close_due
from bot.rules.votes import Choice, Counts, VoteClosed, Weight
from bot.rules.votes.facts import VoteResult
from storage.ballots import Ballots
from storage.votes import standing_choices, vote_counts
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, AREA, CHEN, GROUP, Houses, Voting, owner, settle
from tests.votes.test_actions_closing import close_item, facts

pytestmark = pytest.mark.storage
Happens = Callable[[], Awaitable[object]]


class Closing:
    """A vote whose first home has two owners who differ, whose second agrees and whose third is against."""

    def __init__(self, houses: Houses, vote_id: str) -> None:
        self.houses, self.uow, self.voting, self.vote_id = houses, houses.uow, Voting(houses, vote_id), vote_id

    async def close(self, monkeypatch: pytest.MonkeyPatch, happens: Happens) -> VoteResult:
        """`happens` once, between the reading beside and the transaction."""
        all_books, self.readings = Ballots.all_books, list[Ballots]()

        async def read(ballots: Ballots, vote_id: str) -> Any:
            self.readings.append(ballots)
            found = await all_books(ballots, vote_id)
            if len(self.readings) == 1:
                await happens()
            return found

        monkeypatch.setattr(Ballots, "all_books", read)
        item = await close_item(self.uow, self.vote_id)
        self.in_time = item.due_at - timedelta(seconds=1)
        self.uow.clock.move_to(item.due_at + timedelta(seconds=2))
        await close_due(self.uow(), item, self.uow.clock.now())
        [result] = await facts(self.uow, "votes.vote_result", VoteResult, GROUP.id)
        return result

    async def cast(self, number: int, choice: Choice | None) -> None:
        """Received in time, recorded after."""
        await self.voting.cast(owner(number), choice, received_at=self.in_time)


@pytest.fixture
async def closing(uow: Units) -> Closing:
    houses = await settle(uow)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    made = Closing(houses, (await houses.open()).heading.vote_id)
    for number, choice in ((1, AGREE), (11, AGAINST), (2, AGREE), (3, AGAINST)):
        await made.voting.cast(owner(number), choice)
    return made


def counts(agree: int, against: int) -> Counts:
    return Counts(*(Weight(heads * AREA, heads) for heads in (agree, against, 0)))


async def nothing() -> None:
    return None


async def test_the_writer_does_not_read_every_ballot(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    books, read = Ballots.books, list[list[int]]()

    async def noted(ballots: Ballots, vote_id: str, heads: Any) -> Any:
        read.append(sorted(heads))
        return await books(ballots, vote_id, heads)

    async def cast() -> None:
        await closing.cast(5, AGREE)
        monkeypatch.setattr(Ballots, "books", noted)

    result = await closing.close(monkeypatch, cast)
    assert result.tally.counts == counts(2, 1)
    assert (len(closing.readings), read) == (1, [[5]])


@pytest.mark.parametrize(
    ("number", "choice", "counted", "homes_in"),
    [(4, AGREE, (2, 1), 3), (2, AGAINST, (0, 2), 2), (2, None, (0, 1), 1), (11, AGREE, (2, 1), 3)],
    ids=["a first one", "another choice", "taken back", "the owners agree"],
)
async def test_a_ballot_that_is_recorded_meanwhile_counts(
    closing: Closing, monkeypatch: pytest.MonkeyPatch, number: int, choice: Choice | None, counted: tuple[int, int], homes_in: int
) -> None:
    result = await closing.close(monkeypatch, lambda: closing.cast(number, choice))
    assert (result.tally.counts, result.homes_in) == (counts(*counted), homes_in)
    assert result.tally.disputed == (() if number == 11 else ("1栋-1单元-0101",))
    assert len(closing.readings) == 1
    async with closing.uow.read() as unit:
        assert await unit.ballots.counts(closing.vote_id) == result.tally.counts


async def test_a_late_one_meanwhile_is_only_named(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    async def late() -> None:
        with pytest.raises(VoteClosed):
            await closing.voting.cast(owner(2), AGAINST, received_at=closing.uow.clock.now())

    result = await closing.close(monkeypatch, late)
    assert result.tally.counts == counts(1, 1)
    assert [(one.ref, one.reason) for one in result.tally.invalid] == [("1栋-1单元-0201", "late")]


async def test_who_is_registered_to_speak_meanwhile_speaks(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = await closing.houses.actor(CHEN)

    async def registered() -> None:
        async with closing.uow.read() as unit:
            [head] = await unit.ballots.disputed(closing.vote_id)
        speaker = {"head": head, "owner_id": closing.houses.owners[11]}
        await designate_owner(closing.uow(), actor=actor, vote_id=closing.vote_id, now=closing.in_time, **speaker)

    result = await closing.close(monkeypatch, registered)
    assert (result.tally.counts, result.tally.disputed, result.homes_in) == (counts(1, 2), (), 3)
    assert result.tally.opinions == 1
    assert len(closing.readings) == 1


async def test_a_counter_that_went_astray_is_noticed(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    async def astray() -> None:
        async with closing.uow() as unit:
            one = (vote_counts.c.vote_id == closing.vote_id, vote_counts.c.choice == "agree")
            await unit.connection.execute(update(vote_counts).where(*one).values(heads=7))
            await unit.commit()

    with capture_logs() as logs:
        result = await closing.close(monkeypatch, astray)
    assert result.tally.counts == counts(1, 1), "the choices that stand decide"
    assert [line["vote"] for line in logs if line["event"] == "counters_differ"] == [closing.vote_id]
    assert len(closing.readings) == 2, "what was read beside is not trusted then"


async def test_nothing_is_noticed_where_all_agrees(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    with capture_logs() as logs:
        await closing.close(monkeypatch, nothing)
    assert "counters_differ" not in {line["event"] for line in logs}


async def test_a_change_without_a_trace_in_the_ledger_counts_too(closing: Closing, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when somebody mends the database by hand: the counters tell that it is not what was read."""

    async def mended() -> None:
        async with closing.uow() as unit:
            stands = (standing_choices.c.vote_id == closing.vote_id, standing_choices.c.owner_id == closing.houses.owners[3])
            await unit.connection.execute(update(standing_choices).where(*stands).values(choice="agree"))
            for choice, heads in (("agree", 2), ("against", 0)):
                one = (vote_counts.c.vote_id == closing.vote_id, vote_counts.c.choice == choice)
                await unit.connection.execute(update(vote_counts).where(*one).values(heads=heads, area_cm2m=heads * AREA))
            await unit.commit()

    with capture_logs() as logs:
        result = await closing.close(monkeypatch, mended)
    assert result.tally.counts == counts(2, 0)
    assert "counters_differ" not in {line["event"] for line in logs}
