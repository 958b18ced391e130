"""The head of a vote's chain, told to its groups every evening: from then on nothing before it can be changed unseen."""

from datetime import datetime

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.groups import EVENING_LATEST, next_evening
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.proofs import DAILY, HeadPosted
from bot.rules.votes.facts import VoteState
from storage.votes.records import Vote


async def plan_head(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """The next evening before the close; the result has the last head."""
    evening = next_evening(now)
    if vote.chain is not None and evening < vote.closes_at:
        await unit.schedule.plan(DAILY, vote.id, evening, vote.compound_id)


async def post_head(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """One a day for a group and a vote; late after an outage it is left out rather than said at night."""
    async with unit:
        vote = (await unit.votes.lock([item.target])).get(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and vote.state is VoteState.OPEN and vote.chain is not None:
            await plan_head(unit, vote, now)
            latest = item.due_at + EVENING_LATEST
            if now < latest:
                facts = HeadPosted(vote.heading, vote.chain.head, vote.chain.height)
                letters = [
                    Letter(
                        key=f"proof:{vote.id}:{group.id}:{item.due_at:%Y-%m-%d}",
                        chat_id=group.chat_id,
                        card="proofs.head_posted",
                        facts=facts,
                        lane=Lane.BULK,
                        expires_at=latest,
                        on_unknown=OnUnknown.RENEW,
                    )
                    for group in await unit.votes.groups(vote.id)
                ]
                await unit.mailing.put_all(letters, now)
        await unit.commit()


DUE = {DAILY: post_head}
