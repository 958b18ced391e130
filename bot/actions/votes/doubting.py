"""When Linli was away near the close: the drafter decides, and after a day everybody else in charge may (R14)."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.actions.proofs.adding import add_event
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.letters import end_cards
from bot.rules.letters import Letter
from bot.rules.proofs import EventType, moment
from bot.rules.residents import PlaceKind
from bot.rules.residents.deciding import Passed, hardest
from bot.rules.votes import EXTENSION_AFTER_OUTAGE, Outage
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.facts import VoteEnded, VoteState
from bot.rules.votes.previews import CloseInDoubt, DoubtPassedOn, DoubtSettled
from storage.residents.roles import ACTIVE, Held
from storage.votes.records import Vote

log = structlog.get_logger()
# A drafter who says nothing for so long is on leave: a request that nobody decides goes up the same way (people.md).
ASK_OTHERS_AFTER = timedelta(hours=24)


async def drafter_of(unit: UnitOfWork, vote: Vote) -> list[int]:
    """The drafter; whoever is in charge when the drafter has left or holds no such role any more."""
    keepers = await keepers_of(unit, vote)
    drafter = await unit.votes.telegram_id_of(vote.drafted_by)
    return [drafter] if drafter in keepers else keepers


async def keepers_of(unit: UnitOfWork, vote: Vote) -> list[int]:
    compound = await unit.compounds.place(vote.compound_id)
    return await unit.residents.holders(DRAFTERS, compound.path) if compound is not None else []


async def leave_to_drafter(unit: UnitOfWork, vote: Vote, outage: Outage, now: datetime, *, asks: bool) -> None:
    """Inside a unit that was entered, the vote held. `asks`: not where the other vote of its matter is asked about at once."""
    silence = {"outage_began_at": outage.began_at, "outage_ended_at": outage.ended_at}
    await unit.votes.change(vote.id, state=VoteState.UNDECIDED, **silence)
    away = {"began_at": moment(outage.began_at), "ended_at": moment(outage.ended_at)}
    await add_event(unit, vote, EventType.UNDECIDED, away, now)
    if asks:
        await _ask(unit, vote, outage, await drafter_of(unit, vote), now)
        await unit.schedule.plan("votes.still_in_doubt", vote.id, now + ASK_OTHERS_AFTER, vote.compound_id)
    await unit.mailing.put_all(await end_cards(unit, vote, VoteEnded(vote.heading, VoteState.UNDECIDED, vote.closes_at), now), now)


async def _ask(unit: UnitOfWork, vote: Vote, outage: Outage, telegram_ids: list[int], now: datetime) -> None:
    facts = CloseInDoubt(vote.heading, outage.began_at, outage.ended_at, vote.closes_at, now + EXTENSION_AFTER_OUTAGE)
    key = f"doubt:{vote.id}:{int(now.timestamp())}"
    letters = [
        Letter(f"{key}:{telegram_id}", telegram_id, "votes.close_in_doubt", facts, live_key=f"{key}:{telegram_id}", night_waits=True)
        for telegram_id in telegram_ids
    ]
    await unit.mailing.put_all(letters, now)


async def still_in_doubt_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day without a decision: all in charge are asked, once."""
    async with unit:
        vote = (await unit.votes.lock([item.target])).get(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and vote.state is VoteState.UNDECIDED and vote.outage_began_at and vote.outage_ended_at:
            outage = Outage(vote.outage_began_at, vote.outage_ended_at)
            await _ask(unit, vote, outage, await keepers_of(unit, vote), now)
        await unit.commit()


async def pass_doubts_on(unit: UnitOfWork, held: Held, now: datetime) -> Passed:
    """Who was asked is in charge no more: the others are asked at once, and the buttons go. Inside a unit that was entered."""
    if held.role not in DRAFTERS or held.state != ACTIVE:
        return Passed.NOTHING
    compounds = [place.id for place in await unit.compounds.places_under(held.place, PlaceKind.COMPOUND)]
    waiting = await unit.votes.of_compounds(compounds, [VoteState.UNDECIDED])
    return hardest([await _pass_on(unit, vote, held.telegram_id, now) for vote in waiting])


async def _pass_on(unit: UnitOfWork, vote: Vote, gone: int | None, now: datetime) -> Passed:
    keepers = await keepers_of(unit, vote)
    asked = set(await unit.residents.told(f"doubt:{vote.id}:"))
    if gone not in asked or gone in keepers or vote.outage_began_at is None or vote.outage_ended_at is None:
        return Passed.NOTHING
    reached = await unit.residents.arriving(keepers)
    await _take_away(unit, vote, gone, now, nobody=not reached)
    if not asked & set(reached):
        await _ask(unit, vote, Outage(vote.outage_began_at, vote.outage_ended_at), keepers, now)
    if not reached:
        unit.after_commit(lambda: log.warning("vote_without_keeper", vote=vote.id))
    return Passed.COLLEAGUE if reached else Passed.NOBODY


async def settle_doubts(unit: UnitOfWork, facts: DoubtSettled, decider: int, now: datetime) -> None:
    """Nobody who was asked has anything to decide any more: nor the decider, who may have been asked twice, or decided elsewhere."""
    prefix = f"doubt:{facts.heading.vote_id}:"
    for telegram_id in await unit.residents.told(prefix):
        settled = replace(facts, own=telegram_id == decider)
        await _put_out(unit, telegram_id, prefix, ("settled", "votes.doubt_settled", settled), now)


async def _take_away(unit: UnitOfWork, vote: Vote, gone: int, now: datetime, *, nobody: bool) -> None:
    await _put_out(unit, gone, f"doubt:{vote.id}:", ("passed", "votes.doubt_passed_on", DoubtPassedOn(vote.heading, nobody)), now)


async def _put_out(unit: UnitOfWork, telegram_id: int, prefix: str, instead: tuple[str, str, object], now: datetime) -> None:
    """What waits is called off; what was shown says `instead` (end of its key, card, facts)."""
    keys = await unit.residents.keys_told(telegram_id, prefix)
    for key in keys:
        await unit.outbox.cancel(key)
    end, card, facts = instead
    letters = [Letter(f"{key}:{end}", telegram_id, card, facts, live_key=key) for key in await unit.ballots.living(keys)]
    await unit.mailing.put_all(letters, now)
