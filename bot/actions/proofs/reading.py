"""What somebody's own receipts say, for that person alone."""

from datetime import datetime, timedelta

from bot.actions.unit import UnitOfWork
from bot.actions.votes.own_receipts import own_receipts
from bot.rules.proofs import KeptTap, OwnReceipt
from bot.rules.residents import Actor
from bot.rules.votes.ballots import Choice
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


async def read_kept_tap(unit: UnitOfWork, *, actor: Actor, now: datetime) -> KeptTap | None:
    """Of a vote that still runs: there is no receipt of it, and whoever tapped looks for one."""
    async with unit:
        tap = await unit.residents.tap(actor.telegram_id, now)
        vote = await unit.votes.vote(tap.vote_id) if tap is not None else None
        if tap is None or vote is None or vote.state is not VoteState.OPEN or vote.closes_at <= now:
            return None
        return KeptTap(vote.heading, Choice(tap.choice))
