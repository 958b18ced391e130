"""「不填了」, or /cancel, while a ballot is entered: nothing that stands on a screen of it does anything any more."""

from datetime import datetime

from bot.actions.entries.common import owner_name
from bot.actions.entries.ending import clear_screens
from bot.actions.entries.entering import ENTERING
from bot.actions.entries.powers import POWERS, end_draft
from bot.actions.unit import Form, UnitOfWork
from bot.rules.entries import EntryState
from storage.entries import Entry


async def stop_entering(unit: UnitOfWork, form: Form | None, telegram_id: int, now: datetime) -> bool:
    """Inside a unit that was entered. Whether a ballot, or a power on the way to one, was being filled in.

    One by phone asks for no words, so there is no form of it.
    """
    if form is not None and form.name not in {ENTERING, POWERS}:
        return False
    if form is not None and form.name == POWERS:
        await end_draft(unit, str(form.facts["power"]), telegram_id, now)
    person = await unit.residents.person(telegram_id)
    if person is None:
        return False
    entry = await unit.entries.entry(str(form.facts["entry"])) if form is not None else await unit.entries.newest_by_phone(person)
    if entry is None or entry.state is not EntryState.DRAFT or entry.entered_by != person:
        return False
    return await _drop(unit, entry, now)


async def _drop(unit: UnitOfWork, entry: Entry, now: datetime) -> bool:
    """False: it was recorded at this very moment, and stays."""
    if not await unit.entries.end(entry, EntryState.DROPPED, entry.entered_by, now):
        return False
    vote, ended = await unit.votes.vote(entry.vote_id), await unit.entries.entry(entry.id)
    assert vote is not None, "an entry of a vote that there is"
    assert ended is not None, "one that was just ended"
    elector = (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head)
    await clear_screens(unit, vote, ended, elector, name=await owner_name(unit, vote, entry.owner_id), now=now)
    return True
