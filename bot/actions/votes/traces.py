"""What a vote that is taken back would leave behind: while there is nothing, it may be."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import SCHEME, TYPED
from bot.rules.votes.drafts import check_retractable
from bot.rules.votes.violations import Trace
from storage.votes.records import Vote


async def check_leaves_nothing(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    tapped = await unit.ballots.anybody_tapped(vote.id)
    extended = await unit.votes.is_extended_since(vote.id, vote.opened_at)
    check_retractable(vote.opened_at, now, tapped=tapped, extended=extended, trace=await _trace(unit, vote))


async def _trace(unit: UnitOfWork, vote: Vote) -> Trace | None:
    """The first there is of what would stay behind in somebody's hands, or in the group."""
    if await unit.entries.any_about(vote.compound_id, vote.id):
        return Trace.ENTRY
    if await unit.concerns.any_about(vote.id):
        return Trace.CONCERN
    if await unit.tellings.written(*(f"{kind}:{vote.id}:" for kind in TYPED)):
        return Trace.TYPED
    if vote.scheme_version > 1:
        return Trace.RESCHEMED
    return Trace.SCHEME if await unit.tellings.written(f"{SCHEME}:{vote.id}:") else None
