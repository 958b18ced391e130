"""The close: once, from the choices that stand, or put to the drafter when Linli was away (R14)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.actions.asks.recording import ask_what_changed
from bot.actions.entries.ending import lapse_entries
from bot.actions.proofs.adding import add_delivered, add_event
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.amending import plan_amending
from bot.actions.votes.charge import building_first, read_parts
from bot.actions.votes.doubting import drafter_of, leave_to_drafter
from bot.actions.votes.electorates import read_electorate
from bot.actions.votes.letters import end_cards
from bot.actions.votes.noting import roster_notes
from bot.actions.votes.picturing import queue_result_pictures
from bot.actions.votes.telling import TELL, News, read_addresses, tell, tell_groups, told_key
from bot.rules.letters import Letter
from bot.rules.proofs import EventType, tally_facts
from bot.rules.votes import (
    TOLERATED_OUTAGE,
    Choice,
    Counts,
    InvalidBallot,
    InvalidReason,
    Outage,
    Tally,
    Weight,
    count,
    decide,
    outage_near_close,
)
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import VoteEnded, VoteResult, VoteState
from bot.rules.votes.pairs import PairResult
from bot.rules.votes.tally import Followed, follow
from bot.rules.votes.weights import weight_sum
from storage.votes.records import Vote

log = structlog.get_logger()
RESULT = "result"
# What the two votes of one matter come to together, in the keys of its letters.
PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a close needs of the twenty thousand homes, from before it asked for the writer.

    `books` are counted; whatever has changed since `ledger`, the newest ballot then, is read again under the vote's lock.
    """

    electorate: Electorate
    addresses: Sequence[int]
    ledger: int
    books: dict[int, HeadBook]
    parts: Sequence[str] = ()
    """The votes of its matter, which are held together: the last of them to close tells what they come to."""


async def read_beside(unit: UnitOfWork, vote_id: str) -> Reading:
    """`unit` need not be entered."""
    electorate, parts = await read_electorate(unit, vote_id), await read_parts(unit, vote_id)
    addresses = await read_addresses(unit, vote_id)
    async with unit.beside() as reader:
        # The ledger first: a ballot that is recorded between the two is read again, never missed.
        ledger = await reader.ballots.newest(vote_id)
        books = await reader.ballots.all_books(vote_id)
    await asyncio.to_thread(recount, electorate, books)
    return Reading(electorate, addresses, ledger, books, parts)


async def close_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Due at the closing time; an extension or a cancellation meanwhile leaves nothing to do."""
    reading = await read_beside(unit, item.target)
    async with unit:
        held = await unit.votes.lock(sorted(reading.parts))
        vote = held.get(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and vote.state is VoteState.OPEN and vote.closes_at <= now:
            outage = await outage_of(unit, vote, now)
            if outage is None:
                await close(unit, vote, reading, now)
            else:
                # One word decides on both votes of a matter: neither may still be waiting for its own turn when it is said.
                waiting = building_first(one for one in held.values() if one.state is VoteState.OPEN and one.closes_at <= now)
                for one in waiting:
                    await leave_to_drafter(unit, one, outage, now, asks=one is waiting[0])
        await unit.commit()


async def outage_of(unit: UnitOfWork, vote: Vote, now: datetime) -> Outage | None:
    """A silence of more than two minutes near the close, noted by the runtime, or shown by how late this is."""
    noted = [Outage(one.began_at, one.ended_at) for one in await unit.updates.outages(vote.opened_at, now)]
    if now - vote.closes_at > TOLERATED_OUTAGE:
        noted.append(Outage(vote.closes_at, now))
    return outage_near_close(noted, vote.closes_at)


async def close(unit: UnitOfWork, vote: Vote, reading: Reading, now: datetime) -> VoteResult | None:
    """Tallies and tells; None when somebody else has closed it. Inside a unit that was entered, the vote held."""
    electorate = reading.electorate
    books, counts = await _count(unit, vote, reading)
    delivered = await unit.deliveries.heads(vote.id, vote.closes_at)
    tally = await _tally(unit, vote, electorate, books, counts, delivered=delivered)
    if not await unit.votes.end(vote.id, VoteState.CLOSED, now, tally=tally):
        return None
    if vote.follow_clause is not None:
        await add_delivered(unit, vote, delivered, now)
    head = await add_event(unit, vote, EventType.CLOSED, tally_facts(tally), now)
    await unit.schedule.cancel(vote.id)
    await lapse_entries(unit, vote, now)
    result = VoteResult(
        heading=vote.heading,
        tally=tally,
        threshold=vote.threshold,
        by_area_too=vote.by_area_too,
        homes_in=sum(len(electorate.elector(number).dwellings) for number, book in books.items() if book.takes_part),
        closed_at=vote.closes_at,
        outage_began_at=vote.outage_began_at,
        outage_ended_at=vote.outage_ended_at,
        notes=await roster_notes(unit, vote),
        heads_differ=electorate.heads_differ,
        chain_head=head or "",
        terms=vote.terms,
        heads_merged=electorate.merged_heads > 0,
        heads_without_home=electorate.heads_without_home,
    )
    # The drafter first: the same letter in a later step is no second one.
    drafter = [Letter(told_key(vote.id, chat, RESULT), chat, "votes.vote_result", result) for chat in await drafter_of(unit, vote)]
    await unit.mailing.put_all(drafter, now)
    await tell(unit, vote, News(RESULT, "votes.vote_result", result), reading.addresses, now)
    await unit.mailing.put_all(await end_cards(unit, vote, VoteEnded(vote.heading, VoteState.CLOSED, vote.closes_at), now), now)
    await queue_result_pictures(unit, vote, counts.participating.heads, now)
    await plan_amending(unit, vote, now)
    await tell_pair(unit, vote, now)
    await ask_what_changed(unit, vote, await drafter_of(unit, vote), now)
    return result


async def tell_pair(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """Of a matter that needs two votes: once both are counted, what they come to together. The vote held, as its other."""
    facts = await read_pair(unit, vote)
    if facts is None:
        return
    land = await unit.votes.vote(facts.land.heading.vote_id)
    assert land is not None, "counted"
    # Its groups, and whoever is told in private, are all that the other's are, and more.
    await tell_groups(unit, land, News(PAIR, "votes.pair_result", facts), now)
    drafter = [Letter(told_key(land.id, chat, PAIR), chat, "votes.pair_result", facts) for chat in await drafter_of(unit, land)]
    await unit.mailing.put_all(drafter, now)
    await unit.schedule.plan(TELL, f"{land.id}:{PAIR}:0", now, land.compound_id)


async def read_pair(unit: UnitOfWork, vote: Vote) -> PairResult | None:
    """None for a vote that is alone, and while one of the two is not counted. Inside a unit that was entered."""
    parts = await unit.votes.parts(vote.pair_id) if vote.pair_id is not None else []
    results = [await read_result(unit, one) for one in parts if one.state is VoteState.CLOSED]
    match [one for one in results if one is not None]:
        case [own, land]:
            return PairResult(own, land)
    return None


async def _count(unit: UnitOfWork, vote: Vote, reading: Reading) -> tuple[dict[int, HeadBook], Counts]:
    """Every head by what stands now; the counters that rode with the ballots must say the same."""
    electorate, books = reading.electorate, dict(reading.books)
    changed = await unit.ballots.heads_since(vote.id, reading.ledger)
    designated = await unit.ballots.designated(vote.id)
    registered = await unit.electorates.registered_speakers(vote.id)
    changed |= {
        number for number, book in books.items() if book.designated != designated.get(number) or book.registered != (number in registered)
    }
    changed |= await unit.entries.settled_heads(vote.id)
    newer = await unit.ballots.books(vote.id, changed)
    recount(electorate, newer)
    books |= newer
    counts = sum_up(electorate, books)
    counters = await unit.ballots.counts(vote.id)
    if counters != counts:
        # Nothing of what was read beside is trusted then: all of it anew, held as it is.
        books = await unit.ballots.all_books(vote.id)
        counts = recount(electorate, books)
    if counters != counts:
        # The ledger decides; the operator has to know that a counter went astray.
        log.error("counters_differ", vote=vote.id)
    return books, counts


async def _tally(
    unit: UnitOfWork, vote: Vote, electorate: Electorate, books: dict[int, HeadBook], counts: Counts, *, delivered: set[int]
) -> Tally:
    total = Weight(vote.total_area_cm2m, vote.total_heads)
    outcome, margins = decide(vote.matter, total, counts.participating, counts.agree, vote.consultation_threshold, rule=vote.rule)
    refused = await unit.ballots.refused(vote.id)
    unsettled = {number: _unsettled(electorate, book) for number, book in sorted(books.items())}
    return Tally(
        outcome=outcome,
        matter=vote.matter,
        total=total,
        homes=vote.total_homes,
        counts=counts,
        margins=margins,
        disputed=tuple(electorate.elector(number).head.ref for number, (disputed, _) in unsettled.items() if disputed),
        invalid=(
            *(InvalidBallot(electorate.elector(row.head).head.ref, InvalidReason(row.reason)) for row in refused),
            *(
                InvalidBallot(electorate.elector(number).head.ref, InvalidReason.CONTRADICTION_UNRESOLVED)
                for number, (_, owners) in unsettled.items()
                for _ in owners
            ),
        ),
        opinions=await unit.ballots.count_opinions(vote.id, vote.scheme_changed_at),
        delivered_heads=len(delivered),
        follow_majority=_followed(vote, electorate, books, counts, delivered),
    )


def _followed(vote: Vote, electorate: Electorate, books: dict[int, HeadBook], counts: Counts, delivered: set[int]) -> Followed | None:
    """Whoever was reached in time and has no standing choice, neither disputed nor contradictory (R10)."""
    if vote.follow_clause is None:
        return None
    silent = [number for number in delivered if (book := books.get(number)) is None or book.verdict(electorate.elector(number)).silent]
    followers = weight_sum(electorate.elector(number).head.weight for number in silent)
    total, threshold = Weight(vote.total_area_cm2m, vote.total_heads), vote.consultation_threshold
    return follow(vote.follow_clause, vote.matter, total, counts, followers=followers, threshold=threshold, rule=vote.rule)


def _unsettled(electorate: Electorate, book: HeadBook) -> tuple[bool, tuple[str, ...]]:
    """(whether its owners differ, the owners whose own channels do): the first counts nowhere, the second's ballots are invalid (R13)."""
    if len(book.streams) < 2:
        return False, ()
    verdict = book.verdict(electorate.elector(book.number))
    return verdict.disputed, verdict.contradictory_owners


def recount(electorate: Electorate, books: dict[int, HeadBook]) -> Counts:
    """The counts from the standing choices alone; `books` are told what they come to."""
    for number, book in books.items():
        book.recount(electorate.elector(number))
    return sum_up(electorate, books)


def sum_up(electorate: Electorate, books: dict[int, HeadBook]) -> Counts:
    return count(
        (electorate.elector(number).head.weight, Choice(book.counted.value) if book.counted is not None and book.takes_part else None)
        for number, book in books.items()
    )


async def read_result(unit: UnitOfWork, vote: Vote) -> VoteResult | None:
    """The result as it stands since the close; None while the vote is open. Inside a unit that was entered."""
    tally = await unit.votes.tally(vote.id)
    if tally is None:
        return None
    homes_in = sum(line.homes_in for line in await unit.votes.lines(vote.id))
    silence = (vote.outage_began_at, vote.outage_ended_at)
    merged, without_home = await unit.tellings.heads_apart(vote.id)
    apart = (merged + without_home > 0, vote.chain_head or "", vote.terms, merged > 0, without_home)
    more = (*silence, await roster_notes(unit, vote), *apart)
    return VoteResult(vote.heading, tally, vote.threshold, vote.by_area_too, homes_in, vote.closes_at, *more)
