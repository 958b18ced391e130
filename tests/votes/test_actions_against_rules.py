"""Random worlds: what the database tallies at the close is what the rules tally from the same taps, read as a ledger."""

import random
from datetime import timedelta

import pytest

from bot.actions.votes.closing import recount
from bot.rules.violations import RuleViolation
from bot.rules.votes import BallotRow, Channel, Choice, Matter, TallyRules, tally
from bot.rules.votes.heads import RosterRow
from tests.fixtures import Units
from tests.votes.houses import Houses, Voting, owner, settle
from tests.votes.test_actions_closing import close

pytestmark = pytest.mark.storage


async def world(uow: Units, dice: random.Random) -> Houses:
    """Nine homes; some have a second owner, some of those a designated one, and some owners have a second home."""
    houses = await settle(uow)
    for home in dice.sample(range(1, 10), 4):
        extra = 10 + home
        await houses.share(home, extra)
        await houses.bind(owner(extra), home, owner_number=extra)
        if dice.random() < 0.4:
            await houses.designate(home, dice.choice([home, extra]))
    for home in dice.sample(range(1, 10), 2):
        other = dice.randint(1, 9)
        if other != home:
            await houses.share(home, other)
    return houses


async def roster(houses: Houses) -> list[RosterRow]:
    async with houses.uow.read() as unit:
        return [home.row for home in await unit.electorates.roster(houses.compound.id, houses.compound, None)]


@pytest.mark.rule("S8.bot")
@pytest.mark.parametrize("seed", range(5))
async def test_the_database_agrees_with_the_rules(uow: Units, seed: int) -> None:
    dice = random.Random(seed)
    houses = await world(uow, dice)
    vote_id = (await houses.open()).heading.vote_id
    rows = await roster(houses)
    voting, opened = Voting(houses, vote_id), uow.clock.now()
    closes_at = opened + timedelta(days=2)
    ledger: list[BallotRow] = []
    for turn in range(60):
        number = dice.choice(list(houses.owners))
        choice = dice.choice([*Choice, None])
        received = opened + timedelta(minutes=turn * 40 + dice.randint(1, 30))
        # Ballots are read in the order of their arrival: here every tap arrives after the one before it.
        received = received if turn < 57 else closes_at + timedelta(seconds=turn)
        uow.clock.move_to(received)
        mine = [row for row in rows if houses.owners[number] in row.owners]
        heads: dict[frozenset[str], RosterRow] = {}
        for row in mine:
            heads.setdefault(frozenset(row.owners), row)
        try:
            await voting.cast(owner(number), choice, received_at=received)
        except RuleViolation:
            pass
        ledger += [
            BallotRow(
                received_at=received,
                building=row.building,
                entrance=row.entrance,
                room=row.room,
                voter=houses.owners[number],
                choice=choice,
                retracts=choice is None,
                channel=Channel.CHAT,
                verified=True,
            )
            for row in heads.values()
        ]
    expected = tally(rows, ledger, TallyRules(Matter.ORDINARY, closes_at))
    async with uow.read() as unit:
        books, counts = await unit.ballots.all_books(vote_id), await unit.ballots.counts(vote_id)
        electorate = await unit.electorates.frozen(vote_id)
        card = await unit.votes.card(await unit.votes.vote(vote_id), closes_at)
    assert counts == recount(electorate, books)
    await close(uow, vote_id, late=timedelta(seconds=60))
    async with uow.read() as unit:
        found = await unit.votes.tally(vote_id)
    assert found is not None
    assert (found.outcome, found.total, found.homes, found.counts, found.margins) == (
        expected.outcome,
        expected.total,
        expected.homes,
        expected.counts,
        expected.margins,
    )
    assert sorted(found.disputed) == sorted(expected.disputed)
    assert sorted((one.ref, one.reason) for one in found.invalid) == sorted((one.ref, one.reason) for one in expected.invalid)
    assert card.area_in_cm2m == expected.counts.participating.area_cm2m
