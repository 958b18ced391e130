"""What somebody's own receipts say, for that person alone."""

from datetime import datetime, timedelta

from bot.actions.unit import UnitOfWork
from bot.actions.votes.own_receipts import own_receipts
from bot.rules.proofs import OwnReceipt
from bot.rules.residents import Actor
from bot.rules.votes.facts import VoteState

# Older ones stand in their own messages.
NEWEST = 5
LISTED_FOR = timedelta(days=30)
LISTED = (VoteState.OPEN, VoteState.UNDECIDED, VoteState.CLOSED)


async def read_receipts(unit: UnitOfWork, *, actor: Actor, now: datetime) -> tuple[OwnReceipt, ...]:
    """Of votes that are open or ended a month ago at most, newest first; of each vote only one's own heads are read."""
    compounds = list(dict.fromkeys(binding.home.compound_id for binding in actor.active_bindings))
    found: list[OwnReceipt] = []
    async with unit:
        for vote in await unit.votes.of_compounds(compounds, LISTED) if compounds else []:
            if vote.closes_at <= now - LISTED_FOR or len(found) == NEWEST:
                continue
            mine = await own_receipts(unit, actor, vote)
            if mine:
                found.append(OwnReceipt(vote.heading, mine, vote.state is VoteState.OPEN))
    return tuple(found)
