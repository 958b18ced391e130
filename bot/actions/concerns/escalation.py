"""What nobody answers in time goes up, and so does what a chief leaves behind."""

from dataclasses import replace
from datetime import datetime

from bot.actions.concerns.common import (
    CARD,
    card_of,
    compound_of,
    concern_key,
    heading_of,
    keepers_of,
    note_nobody,
    put_concern,
    renew,
    tell_author,
)
from bot.actions.residents.common import actor_of, close_card, tell
from bot.actions.residents.common import card_of as standing_card
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.concerns import CONCERN_LEVELS, ConcernState, may_handle
from bot.rules.concerns.facts import AnswerDue, ConcernCard, Gone, News
from bot.rules.residents.deciding import Level, Passed, hardest, level_of
from storage.concerns import Concern
from storage.residents.roles import PROPOSED, Held

HANDING_OVER = "concerns.hand_over"
# Concerns handed over in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
AT_ONCE = 10


async def remind_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Once, while there is time; said late, after an outage, it is the word that it went up."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        concern = await unit.concerns.held(item.target)
        if concern is not None and concern.state is ConcernState.RAISED and now < concern.answer_by:
            _, holders = await keepers_of(unit, concern, [concern.level])
            await _remind(unit, concern, holders, now, late=False)
        await unit.commit()


async def _remind(unit: UnitOfWork, concern: Concern, holders: list[int], now: datetime, *, late: bool) -> None:
    facts = AnswerDue(concern.id, await heading_of(unit, concern), concern.kind, concern.answer_by, concern.level, late)
    for telegram_id in holders:
        key = f"concern-due:{concern.id}:{'late' if late else 'soon'}"
        await tell(unit, telegram_id, key=key, card="concerns.answer_due", facts=facts, now=now)


async def overdue(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Five workdays without an answer: the community staff has it from now on, and the chief may still answer."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        concern = await unit.concerns.held(item.target)
        if concern is not None and concern.state is ConcernState.RAISED and concern.escalated_at is None:
            await _escalate(unit, concern, now)
        await unit.commit()


async def _escalate(unit: UnitOfWork, concern: Concern, now: datetime) -> None:
    had_it = concern.level is Level.STAFF
    await unit.concerns.change(concern.compound_id, concern.id, level=Level.STAFF, escalated_at=now)
    moved = await renew(unit, concern.id, "escalated", now)
    _, holders = await keepers_of(unit, moved, [Level.STAFF])
    reached = bool(await unit.residents.arriving(holders))
    if had_it:
        await _remind(unit, moved, holders, now, late=True)
    else:
        await put_concern(unit, await card_of(unit, moved), holders, "came-up", now)
    if not reached:
        note_nobody(unit, moved)
    await tell_author(unit, moved, (News.LATE if had_it else News.ESCALATED) if reached else News.NOBODY, now)


async def pass_concerns_on(unit: UnitOfWork, held: Held, now: datetime, *, after: str = "") -> Passed:
    """A chief or a member of staff is that no more: their cards close, and what they had is for who is left, else for the level above.

    Some at a time, by their ids from `after` on: the next step is planned with this one.
    """
    level = level_of(held.role)
    if level not in CONCERN_LEVELS or held.state == PROPOSED:
        return Passed.NOTHING
    # Chiefs may answer what went up as well: their cards of it close, too.
    waiting = [one for at in CONCERN_LEVELS for one in await unit.concerns.under(held.place, at, after, AT_ONCE + 1)]
    waiting.sort(key=lambda one: one.id)
    some = waiting[:AT_ONCE]
    passed = [await _pass_on(unit, concern, held, level, now) for concern in some]
    if len(waiting) > AT_ONCE:
        await unit.schedule.plan(HANDING_OVER, f"{held.id}:{some[-1].id}", now, held.place.compound_id)
    return hardest(passed)


async def hand_over_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is the appointment that ended, and the last concern of the step before."""
    appointment_id, _, after = item.target.partition(":")
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        held = await unit.appointments.ever(appointment_id)
        if held is not None:
            await pass_concerns_on(unit, held, now, after=after)
        await unit.commit()


async def _pass_on(unit: UnitOfWork, concern: Concern, held: Held, level: Level, now: datetime) -> Passed:
    passed = await _take_over(unit, concern, held, now) if concern.level is level else Passed.NOTHING
    if held.telegram_id is not None and not may_handle(
        await actor_of(unit, held.telegram_id), await compound_of(unit, concern), concern.level
    ):
        gone = Gone.NOBODY if passed is Passed.NOBODY else Gone.MOVED
        closed = await _closed(unit, concern, gone)
        await close_card(unit, key=concern_key(concern.id), telegram_id=held.telegram_id, card=CARD, facts=closed, now=now)
    return passed


async def _closed(unit: UnitOfWork, concern: Concern, gone: Gone) -> ConcernCard:
    """Without words and without a name: it is no business of theirs any more."""
    card = await card_of(unit, concern)
    return replace(card, said=replace(card.said, words=""), answer="", reason="", known=None, gone=gone)


async def _take_over(unit: UnitOfWork, concern: Concern, held: Held, now: datetime) -> Passed:
    left = [one for one in (await keepers_of(unit, concern, [concern.level]))[1] if one != held.telegram_id]
    if await unit.residents.arriving(left):
        await _put_where_lacking(unit, concern, left, now)
        return Passed.COLLEAGUE
    if concern.level is Level.STAFF:
        note_nobody(unit, concern)
        await tell_author(unit, concern, News.NOBODY, now)
        return Passed.NOBODY
    await unit.concerns.change(concern.compound_id, concern.id, level=Level.STAFF)
    moved = await unit.concerns.concern(concern.id)
    assert moved is not None
    _, above = await keepers_of(unit, moved, [Level.STAFF])
    reached = bool(await unit.residents.arriving(above))
    await put_concern(unit, await card_of(unit, moved), above, "moved", now)
    await tell_author(unit, moved, News.MOVED if reached else News.NOBODY, now)
    if not reached:
        note_nobody(unit, moved)
    return Passed.UP if reached else Passed.NOBODY


async def _put_where_lacking(unit: UnitOfWork, concern: Concern, telegram_ids: list[int], now: datetime) -> None:
    """Whoever else is at its level may have come after the card."""
    lacking = [one for one in telegram_ids if not await _has_card(unit, concern, one)]
    await put_concern(unit, await card_of(unit, concern), lacking, "taken-over", now)


async def _has_card(unit: UnitOfWork, concern: Concern, telegram_id: int) -> bool:
    """Not whose role had ended, and is back: from their card it was taken away."""
    card = await standing_card(unit, key=concern_key(concern.id), telegram_id=telegram_id, kind=ConcernCard)
    return card is not None and not card.is_taken_away
