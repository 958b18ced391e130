"""The head of a vote's chain, told to its groups every evening: from then on nothing before it can be changed unseen."""

from datetime import datetime

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.groups import EVENING_LATEST, next_evening
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.proofs import DAILY, Chain, HeadLine, HeadPosted
from bot.rules.votes.facts import VoteState
from storage.votes.records import Vote


async def plan_head(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """The next evening before the close; the result has the last head."""
    evening = next_evening(now)
    if vote.chain is not None and evening < vote.closes_at:
        await unit.schedule.plan(DAILY, vote.id, evening, vote.compound_id)


async def post_head(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """One a day for a group, with every vote open there, whichever is due first; after an outage left out rather than said at night."""
    async with unit:
        vote = (await unit.votes.lock([item.target])).get(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and vote.state is VoteState.OPEN and vote.chain is not None:
            await plan_head(unit, vote, now)
            latest = item.due_at + EVENING_LATEST
            if now < latest:
                await unit.mailing.put_all(await _letters(unit, vote, vote.chain, item.due_at, latest), now)
        await unit.commit()


async def _letters(unit: UnitOfWork, vote: Vote, chain: Chain, due_at: datetime, latest: datetime) -> list[Letter]:
    others: dict[str, list[HeadLine]] = {}
    for other in await unit.votes.of_compounds([vote.compound_id], [VoteState.OPEN]):
        if other.id != vote.id and other.chain is not None:
            for group in await unit.votes.groups(other.id):
                others.setdefault(group.id, []).append(HeadLine(other.heading, other.chain.head, other.chain.height))
    return [
        Letter(
            key=f"proof:{group.id}:{due_at:%Y-%m-%d}",
            chat_id=group.chat_id,
            card="proofs.head_posted",
            facts=HeadPosted(vote.heading, chain.head, chain.height, tuple(others.get(group.id, ()))),
            lane=Lane.BULK,
            expires_at=latest,
            on_unknown=OnUnknown.RENEW,
        )
        for group in await unit.votes.groups(vote.id)
    ]


DUE = {DAILY: post_head}
