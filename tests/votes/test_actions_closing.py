"""Opening and closing on a real database: the frozen electorate, the plan, the result, exactly once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.unit import DueItem
from bot.actions.votes.closing import close_due
from bot.rules.votes import Choice, Matter, Outcome, ThresholdShare, Weight, roster_hash
from bot.rules.votes.drafts import FileState, SchemeFile
from bot.rules.votes.facts import VoteResult, VoteState
from bot.rules.votes.previews import CloseInDoubt
from bot.rules.votes.violations import ClosingTooSoon, ParkingNotSaid, RosterHasGaps, SchemeNotHere
from storage.base import decode, new_id
from storage.compounds import homes, roster_gaps
from storage.outbox_table import outbox
from storage.schedule import due
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, CHEN, GROUP, SECOND_GROUP, Houses, Voting, join, owner, settle

pytestmark = pytest.mark.storage


async def close_item(uow: Units, vote_id: str) -> DueItem:
    async with uow.read() as unit:
        return next(item for item in await unit.schedule.waiting(("votes.close",)) if item.target == vote_id)


async def close(uow: Units, vote_id: str, *, late: timedelta = timedelta()) -> None:
    item = await close_item(uow, vote_id)
    uow.clock.move_to(item.due_at + late)
    await close_due(uow(), item, uow.clock.now())


async def facts(uow: Units, card: str, kind: type, chat_id: int):
    async with uow.read() as unit:
        query = select(outbox.c.facts).where(outbox.c.card == card, outbox.c.chat_id == chat_id)
        return [decode(text, kind) for text in (await unit.connection.execute(query)).scalars()]


async def vote_until_close(uow: Units, houses: Houses, choices: list[Choice], **draft: object) -> VoteResult:
    vote_id = (await houses.open(**draft)).heading.vote_id
    voting = Voting(houses, vote_id)
    for number, choice in enumerate(choices, start=1):
        await voting.cast(owner(number), choice)
    await close(uow, vote_id)
    return (await facts(uow, "votes.vote_result", VoteResult, GROUP.id))[0]


async def frozen_hash(uow: Units, vote_id: str) -> str:
    """Of the roster as it was frozen with the vote, worked out anew."""
    async with uow.read() as unit:
        electorate = await unit.electorates.frozen(vote_id)
    return roster_hash(home.row for elector in electorate.electors for home in elector.homes)


@pytest.mark.rule("R1.hash")
async def test_the_hash_kept_with_the_vote_is_that_of_its_own_frozen_roster(uow: Units, houses: Houses) -> None:
    """Whoever looks later can show that the denominators were not touched (R1): the roster of today is another."""
    await houses.share(2, 11)
    await houses.designate(3, 3)
    first = (await houses.open()).heading.vote_id
    part = (await houses.open(place_id=houses.buildings[1].id)).heading.vote_id
    async with uow() as unit:
        await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[1]).values(area_cm2m=1))
        await unit.commit()
    later = (await houses.open()).heading.vote_id
    async with uow.read() as unit:
        kept = {identifier: (await unit.votes.vote(identifier)).roster_hash for identifier in (first, part, later)}
    assert kept == {identifier: await frozen_hash(uow, identifier) for identifier in kept}
    assert len(set(kept.values())) == 3


@pytest.mark.rule("R1.denominators")
async def test_what_the_roster_says_later_is_no_denominator_of_a_vote_that_is_open(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open()).heading.vote_id
    voting = Voting(houses, vote_id)
    for number in range(1, 7):
        await voting.cast(owner(number), AGREE)
    async with uow() as unit:
        await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[9]).values(area_cm2m=5_000_000))
        await unit.commit()
    await close(uow, vote_id)
    tally = (await facts(uow, "votes.vote_result", VoteResult, GROUP.id))[0].tally
    assert (tally.total, tally.outcome) == (Weight(90_000, 9), Outcome.PASSED), "by the area of today the quorum would be missed"


@pytest.mark.rule("R1.compound", "R1.hash")
async def test_opening_freezes_the_electorate_and_plans_the_rest(uow: Units, houses: Houses) -> None:
    opened = await houses.open()
    assert [group.title for group in opened.groups] == [GROUP.title]
    async with uow.read() as unit:
        vote = await unit.votes.vote(opened.heading.vote_id)
        planned = {row.kind: row.due_at for row in await unit.connection.execute(select(due.c.kind, due.c.due_at))}
    assert (vote.total_homes, vote.total_heads, vote.total_area_cm2m) == (9, 9, 90_000)
    assert vote.roster_hash == await frozen_hash(uow, vote.id)
    assert planned["votes.close"] == vote.closes_at
    assert planned["votes.remind_day"] == vote.opened_at + timedelta(days=1)
    assert "votes.remind_half" not in planned, "half time and the day before fall together"


@pytest.mark.rule("R1.compound", "R1.building", "R1.entrance")
async def test_the_card_has_a_line_per_building_or_entrance(uow: Units, houses: Houses) -> None:
    async with uow.read() as unit:
        whole = await unit.votes.card(await unit.votes.vote((await houses.open()).heading.vote_id), uow.clock.now())
    building = await houses.open(place_id=houses.buildings[0].id)
    stairs = await houses.open(place_id=houses.buildings[0].id, entrance="2单元")
    async with uow.read() as unit:
        of_building = await unit.votes.card(await unit.votes.vote(building.heading.vote_id), uow.clock.now())
        of_stairs = await unit.votes.card(await unit.votes.vote(stairs.heading.vote_id), uow.clock.now())
    assert [(line.building, line.entrance, line.homes) for line in whole.lines] == [("1栋", "", 6), ("2栋", "", 3)]
    assert [(line.building, line.entrance, line.homes) for line in of_building.lines] == [("1栋", "1单元", 3), ("1栋", "2单元", 3)]
    assert (of_stairs.lines, of_stairs.homes) == ((), 3)


@pytest.mark.rule("S8.bot")
@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ([AGREE] * 6, Outcome.PASSED),
        ([AGREE] * 5, Outcome.NO_QUORUM),
        ([AGREE] * 5 + [AGAINST], Outcome.PASSED),
        ([AGREE] * 3 + [AGAINST] * 3, Outcome.REJECTED),
        ([], Outcome.NO_QUORUM),
    ],
)
async def test_the_result_follows_section_9(uow: Units, houses: Houses, choices: list[Choice], outcome: Outcome) -> None:
    result = await vote_until_close(uow, houses, choices)
    assert result.tally.outcome is outcome
    assert result.homes_in == len(choices)
    assert result.tally.margins.quorum_heads == max(0, 6 - len(choices))


async def test_a_consultation_with_a_threshold(uow: Units, houses: Houses) -> None:
    result = await vote_until_close(uow, houses, [AGREE] * 5, matter=Matter.CONSULTATION, threshold=ThresholdShare.HALF)
    assert result.tally.outcome is Outcome.PASSED
    assert result.threshold is ThresholdShare.HALF


async def test_a_close_happens_once_and_tells_the_drafter(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open()).heading.vote_id
    item = await close_item(uow, vote_id)
    uow.clock.move_to(item.due_at)
    await close_due(uow(), item, uow.clock.now())
    await close_due(uow(), item, uow.clock.now())
    assert len(await facts(uow, "votes.vote_result", VoteResult, GROUP.id)) == 1
    assert len(await facts(uow, "votes.vote_result", VoteResult, CHEN.id)) == 1
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote_id)).state is VoteState.CLOSED
        assert [item.kind for item in await unit.schedule.waiting() if item.target == vote_id] == []


async def test_two_closers_at_once_make_one_result(uow: Units, houses: Houses) -> None:
    """Fault 36: the second finds the row done."""
    import asyncio

    vote_id = (await houses.open()).heading.vote_id
    item = await close_item(uow, vote_id)
    uow.clock.move_to(item.due_at)
    await asyncio.gather(*(close_due(uow(), item, uow.clock.now()) for _ in range(2)))
    assert len(await facts(uow, "votes.vote_result", VoteResult, GROUP.id)) == 1


async def test_the_card_that_waits_is_not_written_after_the_close(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open()).heading.vote_id
    await Voting(houses, vote_id).cast(owner(1), AGREE)
    await close(uow, vote_id)
    async with uow.read() as unit:
        waiting = [letter.card for letter in await unit.outbox.ready(uow.clock.now(), 50) if letter.chat_id == GROUP.id]
    assert waiting == ["votes.vote_result"]


@pytest.mark.rule("R4.differ", "R14.after")
async def test_the_disputed_the_late_and_the_opinions_are_in_the_result(uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote_id = (await houses.open()).heading.vote_id
    voting = Voting(houses, vote_id)
    await voting.cast(owner(1), AGREE)
    await voting.cast(owner(11), AGAINST)
    item = await close_item(uow, vote_id)
    with pytest.raises(Exception, match="vote_closed"):
        await voting.cast(owner(2), AGREE, received_at=item.due_at + timedelta(seconds=1))
    await close(uow, vote_id, late=timedelta(seconds=2))
    tally = (await facts(uow, "votes.vote_result", VoteResult, GROUP.id))[0].tally
    assert tally.disputed == ("1栋-1单元-0101",)
    assert [(one.ref, one.reason) for one in tally.invalid] == [("1栋-1单元-0201", "late")]


@pytest.mark.rule("R12.one_counted")
async def test_counters_are_the_recomputation(uow: Units, houses: Houses, caplog: pytest.LogCaptureFixture) -> None:
    result = await vote_until_close(uow, houses, [AGREE, AGREE, AGAINST])
    async with uow.read() as unit:
        assert await unit.ballots.counts(result.heading.vote_id) == result.tally.counts


@pytest.mark.rule("R14.down", "R14.down_at")
@pytest.mark.parametrize(
    ("began", "ended", "waits"),
    [
        (timedelta(minutes=-30), timedelta(minutes=-27), True),
        (timedelta(minutes=-30), timedelta(minutes=-28), False),
        (timedelta(hours=-3), timedelta(hours=-2), False),
        (timedelta(minutes=-1), timedelta(minutes=3), True),
    ],
)
async def test_an_outage_near_the_close_asks_the_drafter(
    uow: Units, houses: Houses, began: timedelta, ended: timedelta, waits: bool
) -> None:
    vote_id = (await houses.open()).heading.vote_id
    item = await close_item(uow, vote_id)
    async with uow() as unit:
        await unit.updates.record_outage(item.due_at + began, item.due_at + ended)
        await unit.commit()
    await close(uow, vote_id, late=max(timedelta(), ended))
    async with uow.read() as unit:
        state = (await unit.votes.vote(vote_id)).state
    assert state is (VoteState.UNDECIDED if waits else VoteState.CLOSED)
    assert len(await facts(uow, "votes.close_in_doubt", CloseInDoubt, CHEN.id)) == waits


@pytest.mark.rule("R14.down_at")
async def test_a_close_that_comes_minutes_late_is_an_outage_too(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open()).heading.vote_id
    await close(uow, vote_id, late=timedelta(days=3))
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote_id)).state is VoteState.UNDECIDED


@pytest.mark.rule("R2.stops")
async def test_an_open_gap_stops_the_vote_in_its_scope_only(uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        gap = {"id": new_id(), "compound_id": houses.compound.id, "building": "1栋", "entrance": "1单元", "room": "0901"}
        row = {**gap, "problem": "no_area", "file_name": "f.xlsx", "sheet": "1", "row": 7, "owners": "[]", "state": "open"}
        await unit.connection.execute(roster_gaps.insert().values(row))
        await unit.commit()
    with pytest.raises(RosterHasGaps):
        await houses.open()
    with pytest.raises(RosterHasGaps):
        await houses.open(place_id=houses.buildings[0].id)
    await houses.open(place_id=houses.buildings[1].id)


@pytest.mark.rule("R2.struck", "R4.overlap")
async def test_the_result_prints_the_rows_that_were_left_out_before_it_opened(uow: Units, houses: Houses) -> None:
    for number, (room, settled_at) in enumerate((("0901", uow.clock.now()), ("0902", uow.clock.now() + timedelta(hours=1)))):
        async with uow() as unit:
            gap = {"id": new_id(), "compound_id": houses.compound.id, "building": "1栋", "entrance": "1单元", "room": room}
            row = {**gap, "problem": "no_area", "file_name": "f.xlsx", "sheet": "1", "row": number, "owners": "[]"}
            struck = {"state": "struck", "reason": "门卫室", "settled_at": settled_at}
            await unit.connection.execute(roster_gaps.insert().values(row | struck))
            await unit.commit()
    await houses.share(1, 2)
    result = await vote_until_close(uow, houses, [AGREE] * 6)
    assert [(one.room, one.reason) for one in result.notes.struck] == [("0901", "门卫室")]
    assert result.notes.overlapping == 1, "owner 2 alone, and with owner 1"


@pytest.mark.rule("R6.asked", "R6.count", "R6.ignore")
async def test_what_must_be_said_before_a_vote_opens(uow: Units, houses: Houses) -> None:
    from sqlalchemy import update

    from storage.compounds import homes

    with pytest.raises(ClosingTooSoon):
        await houses.open(closes_in=timedelta(minutes=1))
    file = SchemeFile("x", "方案.pdf", is_photo=False, state=FileState.FETCHING)
    with pytest.raises(SchemeNotHere):
        await houses.open(file=file)
    async with uow() as unit:
        await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[9]).values(kind="parking"))
        await unit.commit()
    with pytest.raises(ParkingNotSaid):
        await houses.open()
    counted = await houses.open(parking=True)
    ignored = await houses.open(parking=False)
    async with uow.read() as unit:
        both = [await unit.votes.vote(one.heading.vote_id) for one in (counted, ignored)]
    assert [(vote.total_homes, vote.total_area_cm2m) for vote in both] == [(8, 90_000), (8, 80_000)]


async def test_the_card_goes_to_every_group_that_meets_the_scope(uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        await join(unit, SECOND_GROUP, houses.buildings[1], houses.compound, uow.clock.now())
        await unit.commit()
    assert len((await houses.open()).groups) == 2
    assert len((await houses.open(place_id=houses.buildings[1].id)).groups) == 2
    assert [group.title for group in (await houses.open(place_id=houses.buildings[0].id)).groups] == [GROUP.title]


async def test_without_a_group_it_goes_out_in_private(uow: Units) -> None:
    houses = await settle(uow, grouped=False, bound=4)
    opened = await houses.open()
    assert (opened.groups, opened.letters) == ((), 4)
    async with uow.read() as unit:
        letters = await unit.outbox.ready(uow.clock.now(), 50)
    assert {letter.card for letter in letters} == {"votes.private_card"}
    assert all(letter.night_waits for letter in letters)
