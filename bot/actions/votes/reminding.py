"""Reminders: to verified owners whose heads have not answered, in private, by day, and never in the last two hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.letters import card_letter, remind_prefix
from bot.actions.votes.opening import plan_refresh
from bot.actions.votes.telling import AT_ONCE
from bot.rules.letters import Lane, Letter
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import Reminder, VoteState
from bot.rules.votes.reminders import TOO_NEAR_CLOSE, ReminderKind
from storage.base import decode
from storage.votes.records import Vote

REDATE = "votes.redate_reminders"
# Letters in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
REDATED_AT_ONCE = 500


async def is_reminder_planned(unit: UnitOfWork, vote_id: str) -> bool:
    """Whether one is still to come, or its letters are being written."""
    return any([await unit.schedule.under_way(f"votes.remind_{kind}", vote_id) for kind in ReminderKind])


async def remind_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is the vote; from the second step on also the last person reminded before, and when the first was due."""
    vote_id, after, began = (*item.target.split(":"), "", "")[:3]
    # Planned anew after an extension it is another reminder, in all its steps.
    reminder = f"{item.kind.removeprefix('votes.remind_')}:{began or int(item.due_at.timestamp())}"
    async with unit.beside() as reader:
        asked = await reader.electorates.silent_owners(vote_id, int(after or 0), AT_ONCE)
        electorate = await reader.electorates.frozen(vote_id, {head for _, head in asked})
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        if not await unit.schedule.finish(item.id, now):
            return
        # Late after an outage it would come too near the close.
        if vote is not None and vote.state is VoteState.OPEN and vote.closes_at - now >= TOO_NEAR_CLOSE:
            await _remind(unit, vote, electorate, asked, reminder=reminder, now=now)
            people = {telegram_id for telegram_id, _ in asked}
            if len(people) == AT_ONCE:
                await unit.schedule.plan(item.kind, f"{vote.id}:{max(people)}:{reminder.partition(':')[2]}", now, vote.compound_id)
        await unit.commit()


async def _remind(
    unit: UnitOfWork, vote: Vote, electorate: Electorate, asked: Sequence[tuple[int, int]], *, reminder: str, now: datetime
) -> None:
    """`asked`: (telegram id, head) as they were just now; whoever has answered since is left alone."""
    silent = await unit.ballots.silent(vote.id, {head for _, head in asked})
    heads: dict[int, list[int]] = {}
    for telegram_id, head in asked:
        if head in silent:
            heads.setdefault(telegram_id, []).append(head)
    held = await unit.electorates.count_heads(vote.id, sorted(heads))
    letters = [
        Letter(
            key=(key := f"{remind_prefix(vote.id)}{reminder}:{telegram_id}"),
            chat_id=telegram_id,
            card="votes.reminder",
            facts=Reminder(
                vote.heading,
                names_of(electorate.elector(head) for head in mine),
                vote.closes_at,
                vote.has_scheme,
                part=held.get(telegram_id, 0) > len(mine),
            ),
            lane=Lane.BULK,
            expires_at=vote.closes_at - TOO_NEAR_CLOSE,
            night_waits=True,
            coalesce_key=key,
            live_key=key,
        )
        for telegram_id, mine in heads.items()
    ]
    await unit.mailing.put_all(letters, now)
    await unit.votes.change(vote.id, reminded_at=now)


async def redate(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """After an extension: reminders that wait, for the morning or for their turn, name the new time; the vote is held.

    The oldest at once, and what is more than that in steps. Those of a reminder that are still to be written name it anyway.
    """
    if await _redate_some(unit, vote, now):
        await unit.schedule.plan(REDATE, vote.id, now, vote.compound_id)


async def _redate_some(unit: UnitOfWork, vote: Vote, now: datetime) -> bool:
    """Whether more may be left."""
    expires_at = vote.closes_at - TOO_NEAR_CLOSE
    waiting = await unit.outbox.to_redate(f"remind:{vote.id}:", expires_at, now, REDATED_AT_ONCE)
    said = {one.id: replace(decode(one.facts, Reminder), closes_at=vote.closes_at) for one in waiting}
    await unit.outbox.redate(said, expires_at)
    return len(waiting) == REDATED_AT_ONCE


async def redate_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Until nothing is left. Entered once for each step."""
    more = True
    while more:
        async with unit:
            vote = (await unit.votes.lock([item.target])).get(item.target)
            more = vote is not None and vote.state is VoteState.OPEN and await _redate_some(unit, vote, now)
            if not more:
                await unit.schedule.finish(item.id, now)
            await unit.commit()


async def refresh_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """The card's count of days is told anew; edits do not ring."""
    async with unit:
        vote = (await unit.votes.lock([item.target])).get(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and vote.state is VoteState.OPEN:
            card = await unit.votes.card(vote, now)
            version = f"day-{int(item.due_at.timestamp())}"
            await unit.mailing.put_all([card_letter(vote, group, card, version) for group in await unit.votes.groups(vote.id)], now)
            await plan_refresh(unit, vote, now)
        await unit.commit()
