"""What is counted of several channels: the database, the rules, the plain second tally and `verify.py` say the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions.entries import settling
from bot.cli import verify
from bot.rules.entries import Way
from bot.rules.proofs import as_file, shown_head
from bot.rules.votes import BallotRow, Channel, Choice, InvalidReason, Matter, Tally, TallyRules, tally
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.heads import RosterRow
from storage.ballots import RETRACT, Ballots
from storage.compounds import home_owners
from storage.votes import ballots
from tests.entries.worlds import CHEN, CHIEF, enter_paper, office, send_photo, tap, to_home
from tests.fixtures import Units
from tests.proofs.test_exporting import files
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, AREA, Houses, owner
from tests.votes.naive_tally import naive_tally
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def read(uow: Units, houses: Houses, vote: str) -> tuple[list[RosterRow], list[BallotRow], TallyRules]:
    """The roster and the ledger as section 8 reads them."""
    async with uow.read() as unit:
        rows = [home.row for home in await unit.electorates.roster(houses.compound.id, houses.compound, None)]
        electorate, record = await unit.electorates.frozen(vote), await unit.votes.vote(vote)
        found = await unit.connection.execute(ballots.select().where(ballots.c.vote_id == vote).order_by(ballots.c.id))
        said = [
            BallotRow(
                received_at=one.received_at,
                building=home.building,
                entrance=home.entrance,
                room=home.room,
                voter=one.owner_id,
                choice=None if one.choice == RETRACT else Choice(one.choice),
                retracts=one.choice == RETRACT,
                channel=Channel(one.channel),
                verified=True,
            )
            for one in found
            for home in [electorate.elector(one.head).first_home.row]
        ]
    assert record is not None
    return rows, said, TallyRules(Matter.ORDINARY, record.closes_at)


async def close(wire: Wire, uow: Units, vote: str) -> Tally:
    async with uow.read() as unit:
        record = await unit.votes.vote(vote)
    assert record is not None
    wire.clock.move_to(record.closes_at + timedelta(seconds=1))
    while await wire.due():
        pass
    async with uow.read() as unit:
        result = await unit.votes.tally(vote)
    assert result is not None
    return result


async def spoken(wire: Wire, uow: Units) -> tuple[Houses, str]:
    """Six homes answer: 1 by chat and otherwise on paper, 2 alike on both, 3 on paper only, the others by chat."""
    houses, vote = await office(uow, wire)
    for number, choice in ((1, AGREE), (2, AGREE), (4, AGAINST), (5, AGREE), (7, ABSTAIN)):
        wire.clock.move(timedelta(minutes=1))
        await tap(wire, number, vote, choice)
    for room, choice in (("101", AGAINST), ("201", AGREE), ("301", AGREE)):
        wire.clock.move(timedelta(minutes=1))
        await enter_paper(wire, vote, room, choice)
    return houses, vote


@pytest.mark.rule("R13.unresolved", "S8.bot")
async def test_unsettled_it_is_invalid_as_the_plain_tally_says(wire: Wire, uow: Units, tmp_path: Path) -> None:
    houses, vote = await spoken(wire, uow)
    rows, said, rules = await read(uow, houses, vote)
    expected, naive = tally(rows, said, rules), naive_tally(rows, said, rules)
    ours = await close(wire, uow, vote)
    assert [(one.ref, one.reason) for one in ours.invalid] == [("1栋-1单元-0101", InvalidReason.CONTRADICTION_UNRESOLVED)]
    for name in ("outcome", "counts", "margins", "disputed", "invalid"):
        assert getattr(ours, name) == getattr(expected, name), name
    assert [(one.ref, one.reason.value) for one in ours.invalid] == naive["invalid"]
    assert {"area_cm2m": ours.counts.agree.area_cm2m, "heads": ours.counts.agree.heads} == naive["agree"]
    assert ours.outcome == naive["outcome"]
    await checks(uow, vote, tmp_path)


@pytest.mark.rule("R13.resolved")
@pytest.mark.parametrize(("way", "other"), [("以纸质票为准", Channel.CHAT), ("以手机投票为准", Channel.PAPER)])
async def test_settled_it_counts_by_that_channel(wire: Wire, uow: Units, tmp_path: Path, way: str, other: Channel) -> None:
    houses, vote = await spoken(wire, uow)
    await settle(wire, vote, way)
    rows, said, rules = await read(uow, houses, vote)
    # As if the owner had answered by that channel alone.
    alone = [one for one in said if (one.room, one.channel) != ("0101", other)]
    expected, naive = tally(rows, alone, rules), naive_tally(rows, alone, rules)
    ours = await close(wire, uow, vote)
    for name in ("outcome", "counts", "margins", "disputed", "invalid"):
        assert getattr(ours, name) == getattr(expected, name), name
    assert {"area_cm2m": ours.counts.agree.area_cm2m, "heads": ours.counts.agree.heads} == naive["agree"]
    await checks(uow, vote, tmp_path)


async def test_what_is_settled_while_the_close_counts_is_no_invalid_ballot(wire: Wire, uow: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other owner's ballot counts for the home before and after it, so that the counters say nothing of it."""
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    opened = await houses.open(title="第二次")
    vote = opened.heading.vote_id
    for number in (1, 11):
        await tap(wire, number, vote, AGREE)
    await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, wire.last(CHEN.id), "业主1")
    await wire.tap(CHEN, await send_photo(wire), "反对")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    wire.clock.move_to(opened.closes_at - timedelta(minutes=1))
    await wire.press(CHIEF, f"jd:{vote}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "1 以手机投票为准")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "问过本人")
    chief, in_time = await houses.actor(CHIEF), wire.clock.now()
    all_books, readings = Ballots.all_books, list[Ballots]()

    async def read_before_it_was_settled(ballots: Ballots, vote_id: str) -> dict[int, HeadBook]:
        found = await all_books(ballots, vote_id)
        if vote_id != vote:
            return found
        readings.append(ballots)
        about = {"vote_id": vote, "head": 1, "owner_id": houses.owners[1], "way": Way.CHAT}
        await settling.settle(uow(), actor=chief, **about, received_at=in_time, now=wire.clock.now())
        return found

    monkeypatch.setattr(Ballots, "all_books", read_before_it_was_settled)
    ours = await close(wire, uow, vote)
    assert (ours.invalid, ours.disputed, ours.counts.agree.heads) == ((), (), 1)
    assert len(readings) == 1


@pytest.mark.rule("R13.resolved")
async def test_a_newer_ballot_undoes_what_was_settled(wire: Wire, uow: Units, tmp_path: Path) -> None:
    _, vote = await spoken(wire, uow)
    await settle(wire, vote, "以纸质票为准")
    wire.clock.move(timedelta(minutes=1))
    await tap(wire, 1, vote, ABSTAIN)
    ours = await close(wire, uow, vote)
    assert [one.reason for one in ours.invalid] == [InvalidReason.CONTRADICTION_UNRESOLVED]
    await checks(uow, vote, tmp_path)


async def settle(wire: Wire, vote: str, way: str) -> None:
    await wire.press(CHIEF, f"jd:{vote}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), f"1 {way}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "问过本人")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定")
    assert "已定" in wire.last(CHIEF.id).text


async def checks(uow: Units, vote: str, folder: Path) -> None:
    """The files agree with each other; with one word of what was settled, or of a photo, changed they do not."""
    public, audit = await files(uow, vote, folder)
    async with uow.read() as unit:
        record = await unit.votes.vote(vote)
    assert record is not None
    assert verify.main([str(public), "--audit", str(audit), "--head", shown_head(record.chain_head or "")]) == 0
    data = verify.read(str(audit), verify.AUDIT)
    for one in data["entries"]:
        entry = one["entry"]
        for name in ("photo_sha256", "channel", "reason"):
            if name in entry:
                kept, entry[name] = entry[name], "x"
                audit.write_bytes(as_file(data))
                assert verify.main([str(public), "--audit", str(audit)]) == 1, name
                entry[name] = kept


@pytest.mark.rule("R5.homes")
async def test_a_paper_ballot_is_one_of_its_whole_head(wire: Wire, uow: Units) -> None:
    """R5: an owner of two homes has one choice, whichever of them the paper names."""
    houses, _ = await office(uow, wire)
    async with uow() as unit:
        second = update(home_owners).where(home_owners.c.home_id == houses.homes[2])
        await unit.connection.execute(second.values(owner_id=houses.owners[1]))
        await unit.commit()
    vote = (await houses.open(title="第二次")).heading.vote_id
    await enter_paper(wire, vote, "201", AGREE)
    async with uow.read() as unit:
        counts = await unit.ballots.counts(vote)
    assert (counts.agree.heads, counts.agree.area_cm2m) == (1, 2 * AREA)
