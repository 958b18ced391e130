"""What somebody's own receipts say, for that person alone."""

from datetime import datetime, timedelta

from bot.actions.unit import UnitOfWork
from bot.actions.votes.looking import read_my_vote
from bot.rules.proofs import OwnReceipt
from bot.rules.residents import Actor
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import HomeNotAsked

# Older ones stand in their own messages.
NEWEST = 5
LISTED_FOR = timedelta(days=30)


async def read_receipts(unit: UnitOfWork, *, actor: Actor, now: datetime) -> tuple[OwnReceipt, ...]:
    """Of votes that are open or ended a month ago at most, newest first."""
    compounds = list(dict.fromkeys(binding.home.compound_id for binding in actor.active_bindings))
    if not compounds:
        return ()
    async with unit:
        known = await unit.votes.of_compounds(compounds, (VoteState.OPEN, VoteState.UNDECIDED, VoteState.CLOSED), limit=20)
    recent = [vote for vote in known if vote.closes_at > now - LISTED_FOR]
    found: list[OwnReceipt] = []
    for vote in recent[:NEWEST]:
        try:
            mine = await read_my_vote(unit.beside(), actor=actor, vote_id=vote.id, now=now)
        except HomeNotAsked:
            # Another building's.
            continue
        if mine.code and mine.received_at is not None:
            chosen = tuple(one for one in mine.mine if one.choice is not None)
            found.append(OwnReceipt(vote.heading, chosen, mine.code, mine.received_at, mine.state is VoteState.OPEN))
    return tuple(found)
