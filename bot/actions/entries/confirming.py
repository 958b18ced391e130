"""The second person of a ballot by phone: sees that one, and it counts, or goes back."""

from dataclasses import replace
from datetime import datetime

from bot.actions.entries.common import Desk, check_living, desk_of, done_of, known, owner_name, shown_of
from bot.actions.entries.ending import clear_screens, ended_of, ending_of_refusal, forget_screen, note_screen, tell_returned
from bot.actions.entries.recording import put_down
from bot.actions.unit import UnitOfWork
from bot.rules.entries import Ending, EntryState, check_second, may_enter
from bot.rules.entries.facts import EntryDone, EntryEnded, EntryShown, EntryStep
from bot.rules.entries.violations import EntryUnknown, NotAnEnterer
from bot.rules.residents import Actor
from bot.rules.votes.electorates import Elector
from storage.entries import Entry


async def _waiting(
    unit: UnitOfWork, actor: Actor, entry_id: str, received_at: datetime, *, held: bool = False
) -> tuple[Entry, Desk, Elector]:
    """For a second person who may enter there, or who looks after the vote."""
    entry = await known(unit, entry_id)
    desk = await desk_of(unit, actor, entry.vote_id, held=held)
    entry = await known(unit, entry_id) if held else entry
    elector = (await unit.electorates.frozen(desk.vote.id, [entry.head])).elector(entry.head)
    if not desk.in_charge and not may_enter(elector, desk.buildings):
        raise NotAnEnterer
    check_living(entry, desk.vote, received_at)
    if entry.state is not EntryState.WAITING:
        raise EntryUnknown
    power = await unit.powers.power(entry.power_id) if entry.power_id is not None else None
    concerned = {entry.owner_id} | ({power.agent_owner_id} if power is not None and power.agent_owner_id else set())
    check_second(entry.entered_by, actor.person_id, {one.owner_id for one in actor.bindings if one.owner_id}, concerned)
    return entry, desk, elector


async def show_waiting(
    unit: UnitOfWork, *, actor: Actor, entry_id: str, message_id: int | None, received_at: datetime, now: datetime
) -> EntryShown:
    """This one, on this screen, which loses it as soon as anybody has confirmed it or sent it back."""
    async with unit:
        entry, desk, elector = await _waiting(unit, actor, entry_id, received_at)
        shown = await shown_of(unit, desk, entry, elector, EntryStep.CHECK)
        by = await unit.residents.name(entry.entered_by)
        await note_screen(unit, actor, entry, message_id, now)
        await unit.commit()
    return replace(shown, entered_by=by, entered_at=entry.entered_at)


async def read_over(unit: UnitOfWork, *, actor: Actor, entry_id: str) -> EntryEnded | None:
    """Somebody else may have ended it while it was being shown here."""
    async with unit:
        entry = await known(unit, entry_id)
        if entry.state is EntryState.WAITING:
            return None
        desk = await desk_of(unit, actor, entry.vote_id)
        elector = (await unit.electorates.frozen(desk.vote.id, [entry.head])).elector(entry.head)
        name = await owner_name(unit, desk.vote, entry.owner_id)
        return await ended_of(unit, desk.vote, entry, elector, name=name)


async def confirm(
    unit: UnitOfWork, *, actor: Actor, entry_id: str, agree: bool, message_id: int | None, received_at: datetime, now: datetime
) -> EntryDone:
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
        done = await done_of(unit, desk.vote, ended, elector, may_enter=may_enter(elector, desk.buildings))
        await _let_go(unit, actor, desk, ended, elector, message_id=message_id, refused=ending_of_refusal(refusal), now=now)
        await unit.commit()
    if refusal is not None:
        raise refusal
    return done


async def _let_go(
    unit: UnitOfWork,
    actor: Actor,
    desk: Desk,
    ended: Entry,
    elector: Elector,
    *,
    message_id: int | None,
    refused: Ending | None,
    now: datetime,
) -> None:
    """No screen shows it any more; the one that was pressed says what became of it. Whoever put it down hears that it did not count."""
    name = await owner_name(unit, desk.vote, ended.owner_id)
    if refused is None:
        await forget_screen(unit, actor, message_id)
    await clear_screens(unit, desk.vote, ended, elector, name=name, now=now, ending=refused)
    if ended.state is EntryState.DROPPED and actor.person_id is not None:
        by = await unit.residents.name(actor.person_id)
        await tell_returned(unit, desk.vote, ended, elector, name=name, by=by, refused=refused, now=now)


async def _confirmed(unit: UnitOfWork, actor: Actor, entry_id: str) -> EntryDone | None:
    """A second press finds what the first one did."""
    entry = await unit.entries.entry(entry_id)
    if entry is None or entry.state is not EntryState.RECORDED or entry.ended_by != actor.person_id:
        return None
    desk = await desk_of(unit, actor, entry.vote_id)
    elector = (await unit.electorates.frozen(entry.vote_id, [entry.head])).elector(entry.head)
    return await done_of(unit, desk.vote, entry, elector, may_enter=may_enter(elector, desk.buildings))
