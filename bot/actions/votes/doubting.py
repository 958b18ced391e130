"""When Linli was away near the close: the drafter decides, and after a day everybody else in charge may (R14)."""

from datetime import datetime, timedelta

from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.letters import end_cards
from bot.rules.letters import Letter
from bot.rules.votes import EXTENSION_AFTER_OUTAGE, Outage
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.facts import CloseInDoubt, VoteEnded, VoteState
from storage.votes.records import Vote

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


async def leave_to_drafter(unit: UnitOfWork, vote: Vote, outage: Outage, now: datetime) -> None:
    """Inside a unit that was entered, the vote held."""
    silence = {"outage_began_at": outage.began_at, "outage_ended_at": outage.ended_at}
    await unit.votes.change(vote.id, state=VoteState.UNDECIDED, **silence)
    await _ask(unit, vote, outage, await drafter_of(unit, vote), now)
    await unit.schedule.plan("votes.still_in_doubt", vote.id, now + ASK_OTHERS_AFTER, vote.compound_id)
    await unit.mailing.put_all(await end_cards(unit, vote, VoteEnded(vote.heading, VoteState.UNDECIDED, vote.closes_at), now), now)


async def _ask(unit: UnitOfWork, vote: Vote, outage: Outage, telegram_ids: list[int], now: datetime) -> None:
    facts = CloseInDoubt(vote.heading, outage.began_at, outage.ended_at, vote.closes_at, now + EXTENSION_AFTER_OUTAGE)
    key = f"doubt:{vote.id}:{int(now.timestamp())}"
    letters = [Letter(f"{key}:{telegram_id}", telegram_id, "votes.close_in_doubt", facts) for telegram_id in telegram_ids]
    await unit.mailing.put_all(letters, now)


async def still_in_doubt_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day without a decision: all in charge are asked, once."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        vote = await unit.votes.vote(item.target)
        if vote is not None and vote.state is VoteState.UNDECIDED and vote.outage_began_at and vote.outage_ended_at:
            outage = Outage(vote.outage_began_at, vote.outage_ended_at)
            await _ask(unit, vote, outage, await keepers_of(unit, vote), now)
        await unit.commit()
