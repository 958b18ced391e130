"""Somebody taps while their registration waits, or is on hold: the tap is kept, and they read who decides."""

from datetime import datetime

from bot.actions.residents.common import actor_of
from bot.actions.unit import UnitOfWork
from bot.rules.residents import BindingState, Level
from bot.rules.residents.facts import TapKept
from storage.residents import Tap
from storage.residents.accounts import TAP_KEPT
from storage.votes.records import Vote


async def keep_tap(unit: UnitOfWork, *, telegram_id: int, vote_id: str, choice: str | None, now: datetime) -> TapKept:
    """Of somebody whose home waits to be confirmed: asked about once it is, as a stranger's is once they are bound."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        until = min(vote.closes_at, now + TAP_KEPT) if choice is not None and vote is not None else None
        if choice is not None:
            await unit.residents.remember_tap(telegram_id, Tap(vote_id, choice, now))
        level = await _holder(unit, telegram_id, vote)
        await unit.commit()
    return TapKept(level, until)


async def read_holder(unit: UnitOfWork, *, telegram_id: int, vote_id: str) -> Level:
    """Who decides about this person's home in the vote."""
    async with unit:
        return await _holder(unit, telegram_id, await unit.votes.vote(vote_id))


async def _holder(unit: UnitOfWork, telegram_id: int, vote: Vote | None) -> Level:
    if vote is None:
        return Level.BUILDING_HEAD
    for binding in (await actor_of(unit, telegram_id)).bindings:
        here = binding.home.compound_id == vote.compound_id and binding.state is not BindingState.ACTIVE
        if here and await unit.electorates.asks_any(vote.id, [binding.home.id]):
            request = await unit.bindings.request(binding.id)
            if request is not None:
                return request.level
    return Level.BUILDING_HEAD
