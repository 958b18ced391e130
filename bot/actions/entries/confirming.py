"""The second person of a ballot by phone: sees that one, and it counts, or goes back."""

from dataclasses import replace
from datetime import datetime

from bot.actions.entries.common import Desk, desk_of, done_of, living, shown_of
from bot.actions.entries.recording import put_down
from bot.actions.unit import UnitOfWork
from bot.rules.entries import EntryState, check_running, check_second, may_enter
from bot.rules.entries.facts import EntryDone, EntryShown, EntryStep
from bot.rules.entries.violations import EntryUnknown, NotAnEnterer
from bot.rules.residents import Actor
from bot.rules.votes.electorates import Elector
from storage.entries import Entry


async def _waiting(
    unit: UnitOfWork, actor: Actor, entry_id: str, received_at: datetime, *, held: bool = False
) -> tuple[Entry, Desk, Elector]:
    """For a second person who may enter there, or who looks after the vote."""
    entry = await living(unit, entry_id)
    desk = await desk_of(unit, actor, entry.vote_id, held=held)
    entry = await living(unit, entry_id) if held else entry
    if entry.state is not EntryState.WAITING:
        raise EntryUnknown
    elector = (await unit.electorates.frozen(desk.vote.id, [entry.head])).elector(entry.head)
    if not desk.in_charge and not may_enter(elector, desk.buildings):
        raise NotAnEnterer
    check_running(desk.vote.state, desk.vote.closes_at, received_at)
    check_second(entry.entered_by, actor.person_id, {one.owner_id for one in actor.bindings if one.owner_id}, entry.owner_id)
    return entry, desk, elector


async def read_waiting_entry(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime) -> EntryShown:
    """This one, on this screen."""
    async with unit:
        entry, desk, elector = await _waiting(unit, actor, entry_id, received_at)
        shown = await shown_of(unit, desk, entry, elector, EntryStep.CHECK)
        by = await unit.residents.name(entry.entered_by)
    return replace(shown, entered_by=by, entered_at=entry.entered_at)


async def confirm(unit: UnitOfWork, *, actor: Actor, entry_id: str, agree: bool, received_at: datetime, now: datetime) -> EntryDone:
    """「属实」: it is recorded, as received now. Otherwise it goes back, and nothing of it is kept."""
    async with unit:
        over = await _confirmed(unit, actor, entry_id)
        if over is not None:
            return over
        entry, desk, elector = await _waiting(unit, actor, entry_id, received_at, held=True)
        refusal = None
        if agree:
            refusal = await put_down(unit, actor, desk, entry, elector=elector, second=actor.person_id, received_at=received_at, now=now)
        else:
            await unit.entries.end(entry, EntryState.DROPPED, actor.person_id, now)
        ended = await unit.entries.entry(entry_id)
        assert ended is not None, "one that was just ended"
        done = await done_of(unit, desk.vote, ended, elector)
        await unit.commit()
    if refusal is not None:
        raise refusal
    return done


async def _confirmed(unit: UnitOfWork, actor: Actor, entry_id: str) -> EntryDone | None:
    """A second press finds what the first one did."""
    entry = await unit.entries.entry(entry_id)
    if entry is None or entry.state is not EntryState.RECORDED or entry.ended_by != actor.person_id:
        return None
    vote = await unit.votes.vote(entry.vote_id)
    assert vote is not None, "an entry of a vote that there is"
    return await done_of(unit, vote, entry, (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head))
