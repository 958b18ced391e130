"""Putting down one ballot: home, owner, photo of the paper, choice, shown once, recorded. By phone it waits for a second person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions.ballots.differing import those_in_charge
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.speakers import owners_present
from bot.actions.entries.common import (
    Desk,
    check_living,
    done_of,
    elector_of,
    entering_desk,
    known,
    owner_name,
    photo_is_used,
    shown_of,
)
from bot.actions.entries.ending import clear_screens, ending_of_refusal, forget_screen, note_screen
from bot.actions.entries.recording import put_down
from bot.actions.papers import PAPER_FADES
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries import Ending, EntryState, ballot_owners
from bot.rules.entries.facts import EntryDone, EntryOwner, EntryOwners, EntryShown, EntryStep, PhoneWaits, PhotoFailed
from bot.rules.entries.violations import EntryUnknown, NobodyOwns, PhotoMissing, PhotoOnItsWay, PhotoTooBig
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.votes.ballots import Channel, Choice
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import HomeName
from bot.rules.votes.violations import VoteUnknown
from storage.base import decode
from storage.entries import Entry, HomeOfVote
from storage.outbox import WAITING

ENTERING, PHOTO = "entries.entering", "photo"
FETCH, FORGET = "entries.fetch_photo", "entries.forget"
# What the platform lets a bot fetch (platform-and-faults.md, Files).
LARGEST_PHOTO = 20 * 1024 * 1024
# One that was left half filled in goes with its photo, as a form does.
DRAFT_KEPT = timedelta(hours=24)


async def pick_home(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, home_id: str, channel: Channel, owner_id: str, received_at: datetime, now: datetime
) -> EntryOwners | EntryShown:
    """`owner_id` empty: begins at once where it can be one owner's only; otherwise whose ballot it is is asked."""
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        home = await unit.entries.home(vote_id, home_id)
        if home is None:
            raise VoteUnknown
        elector = await elector_of(unit, desk, home.head)
        owners = await _owners(unit, desk, elector)
        if not owners:
            raise NobodyOwns
        whose = owner_id or (owners[0].id if len(owners) == 1 else "")
        if whose not in {one.id for one in owners}:
            if owner_id:
                raise VoteUnknown
            return EntryOwners(desk.vote.heading, channel, home_id, HomeName(home.building, home.entrance, home.room), owners)
        shown = await _begin(unit, actor, desk, elector, home=home, owner_id=whose, channel=channel, now=now)
        await unit.commit()
    return shown


async def _owners(unit: UnitOfWork, desk: Desk, elector: Elector) -> tuple[EntryOwner, ...]:
    book = (await unit.ballots.books(desk.vote.id, [elector.number]))[elector.number]
    present = await owners_present(unit, desk.vote, elector, book)
    ids = ballot_owners(elector, book, present)
    names = await unit.electorates.owner_names(desk.vote.compound_id, ids)
    return tuple(EntryOwner(one, names.get(one, "")) for one in ids)


async def _begin(
    unit: UnitOfWork, actor: Actor, desk: Desk, elector: Elector, *, home: HomeOfVote, owner_id: str, channel: Channel, now: datetime
) -> EntryShown:
    assert actor.person_id is not None, "somebody with a role"
    about = {"compound_id": desk.vote.compound_id, "vote_id": desk.vote.id, "owner_id": owner_id}
    entry_id = await unit.entries.begin(home, **about, channel=channel, by=actor.person_id, now=now)
    await unit.schedule.plan(FORGET, entry_id, now + DRAFT_KEPT, desk.vote.compound_id)
    if channel is Channel.PAPER:
        await ask_photo_of(unit, actor, entry_id, now)
    else:
        await unit.forms.clear(actor.telegram_id)
    step = EntryStep.PHOTO if channel is Channel.PAPER else EntryStep.CHOICE
    shown = await shown_of(unit, desk, await known(unit, entry_id), elector, step)
    return replace(shown, undo=await to_undo(unit, actor, desk, (elector.number, owner_id, channel)))


async def to_undo(unit: UnitOfWork, actor: Actor, desk: Desk, of: tuple[int, str, Channel], *, by_proxy: bool = False) -> str:
    """What was entered before and stands, where this person may take it back; the owner's own, or an agent's."""
    head, owner_id, channel = of
    stand = (await unit.ballots.books(desk.vote.id, [head]))[head].stand(owner_id, channel, by_proxy=by_proxy)
    if stand is None or stand.former.choice is None:
        return ""
    found = await unit.entries.with_receipt(desk.vote.compound_id, desk.vote.id, stand.receipt)
    mine = [one for one in found if actor.is_staff_of(desk.compound) or one.entered_by == actor.person_id]
    return mine[0].id if mine else ""


async def ask_photo_of(unit: UnitOfWork, actor: Actor, entry_id: str, now: datetime) -> None:
    await unit.forms.keep(actor.telegram_id, Form(ENTERING, PHOTO, {"entry": entry_id}), now)


async def own_draft(
    unit: UnitOfWork, actor: Actor, entry_id: str, received_at: datetime, *, held: bool = False
) -> tuple[Entry, Desk, Elector]:
    """The draft of whoever began it, while they may enter and the vote runs; with `held` it is read once the vote is held."""
    entry = await known(unit, entry_id)
    if entry.entered_by != actor.person_id:
        raise EntryUnknown
    desk = await entering_desk(unit, actor, entry.vote_id, received_at, held=held)
    entry = await known(unit, entry_id) if held else entry
    check_living(entry, desk.vote, received_at)
    if entry.state is not EntryState.DRAFT:
        raise EntryUnknown
    return entry, desk, await elector_of(unit, desk, entry.head)


async def send_photo(
    unit: UnitOfWork, *, actor: Actor, form: Form | None, file_id: str, size: int, received_at: datetime, now: datetime
) -> EntryShown:
    """A newer photo takes the place of an older one."""
    if form is None or form.name != ENTERING:
        raise EntryUnknown
    if size > LARGEST_PHOTO:
        raise PhotoTooBig(size=size, most=LARGEST_PHOTO)
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, str(form.facts["entry"]), received_at)
        await unit.entries.change(entry.compound_id, entry.id, photo_file_id=file_id, photo_sha256=None)
        arguments: dict[str, Any] = {"entry": entry.id, "file_id": file_id}
        await unit.jobs.queue(FETCH, arguments, now, compound_id=entry.compound_id, chat_id=actor.telegram_id)
        shown = await shown_of(unit, desk, entry, elector, EntryStep.CHOICE)
        await unit.commit()
    return shown


async def photo_fetched(
    unit: UnitOfWork,
    *,
    entry_id: str,
    file_id: str,
    sha256: str | None,
    telegram_id: int | None,
    now: datetime,
) -> bool:
    """Kept under its SHA-256 (None: it could not be had, and its sender is told). False: it belongs to no ballot."""
    async with unit:
        entry = await unit.entries.entry(entry_id)
        if entry is None or entry.state is not EntryState.DRAFT or entry.photo_file_id != file_id:
            return sha256 is not None and await photo_is_used(unit, sha256)
        values = {"photo_sha256": sha256} if sha256 is not None else {"photo_file_id": None}
        await unit.entries.change(entry.compound_id, entry.id, **values)
        if sha256 is None and telegram_id is not None:
            vote = await unit.votes.vote(entry.vote_id)
            assert vote is not None, "an entry of a vote that there is"
            elector = (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head)
            facts = PhotoFailed(entry.id, vote.heading, names_of([elector]))
            await unit.outbox.put(Letter(f"entry-photo:{entry.id}:{file_id}"[:120], telegram_id, "entries.photo_failed", facts), now)
        await unit.commit()
    return True


async def ask_photo(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime, now: datetime) -> EntryShown:
    """Once more."""
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at)
        if entry.channel is not Channel.PAPER:
            raise EntryUnknown
        await ask_photo_of(unit, actor, entry.id, now)
        shown = await shown_of(unit, desk, entry, elector, EntryStep.PHOTO)
        await unit.commit()
    return shown


async def read_photo_wanted(unit: UnitOfWork, *, actor: Actor, form: Form | None, received_at: datetime) -> EntryShown:
    """Something else was sent where the photo is asked for."""
    if form is None or form.name != ENTERING:
        raise EntryUnknown
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, str(form.facts["entry"]), received_at)
        step = EntryStep.PHOTO if entry.photo_file_id is None else EntryStep.CHOICE
        return replace(await shown_of(unit, desk, entry, elector, step), not_a_photo=True)


async def choose(
    unit: UnitOfWork, *, actor: Actor, entry_id: str, choice: Choice | None, message_id: int | None, received_at: datetime, now: datetime
) -> EntryShown:
    """What the ballot says, shown once for whoever put it down; None: asked once more."""
    async with unit:
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at)
        if entry.channel is Channel.PAPER and entry.photo_file_id is None:
            raise PhotoMissing
        await unit.entries.change(entry.compound_id, entry.id, choice=choice)
        await note_screen(unit, actor, entry, message_id, now)
        step = EntryStep.CONFIRM if choice is not None else EntryStep.CHOICE
        shown = await shown_of(unit, desk, replace(entry, choice=choice), elector, step)
        await unit.commit()
    return shown


async def finish(
    unit: UnitOfWork, *, actor: Actor, entry_id: str, message_id: int | None, received_at: datetime, now: datetime
) -> EntryDone:
    """「记下」: on paper it is recorded; by phone it waits for the second person. A second press finds what the first one did."""
    async with unit:
        over = await _over(unit, actor, entry_id)
        if over is not None:
            return over
        entry, desk, elector = await own_draft(unit, actor, entry_id, received_at, held=True)
        if entry.choice is None:
            raise EntryUnknown
        if entry.channel is Channel.PAPER:
            _check_photo(entry)
            refusal = await put_down(unit, actor, desk, entry, elector=elector, second=None, received_at=received_at, now=now)
        else:
            refusal = None
            await unit.entries.change(entry.compound_id, entry.id, state=EntryState.WAITING, entered_at=now)
            await _tell_seconds(unit, actor, desk, entry, elector=elector, now=now)
        form = await unit.forms.form(actor.telegram_id, now)
        if form is not None and form.name == ENTERING:
            await unit.forms.clear(actor.telegram_id)
        if refusal is None:
            await forget_screen(unit, actor, message_id)
        done = await _done(unit, desk, entry.id, elector, now, ending=ending_of_refusal(refusal))
        await unit.commit()
    if refusal is not None:
        # What was refused is in the ledger all the same (R12).
        raise refusal
    return done


async def _done(unit: UnitOfWork, desk: Desk, entry_id: str, elector: Elector, now: datetime, *, ending: Ending | None) -> EntryDone:
    entry = await known(unit, entry_id)
    name = await owner_name(unit, desk.vote, entry.owner_id)
    await clear_screens(unit, desk.vote, entry, elector, name=name, now=now, ending=ending)
    return await done_of(unit, desk.vote, entry, elector)


async def _over(unit: UnitOfWork, actor: Actor, entry_id: str) -> EntryDone | None:
    entry = await unit.entries.entry(entry_id)
    ended = {EntryState.RECORDED, EntryState.WAITING}
    if entry is None or entry.entered_by != actor.person_id or entry.state not in ended:
        return None
    vote = await unit.votes.vote(entry.vote_id)
    assert vote is not None, "an entry of a vote that there is"
    return await done_of(unit, vote, entry, (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head))


def _check_photo(entry: Entry) -> None:
    if entry.photo_file_id is None:
        raise PhotoMissing
    if entry.photo_sha256 is None:
        raise PhotoOnItsWay


async def _tell_seconds(unit: UnitOfWork, actor: Actor, desk: Desk, entry: Entry, *, elector: Elector, now: datetime) -> None:
    """Those who may confirm it: not what it says. One letter of a vote at a time in each chat, of every ballot not told of yet."""
    vote, homes = desk.vote, names_of([elector])
    seconds = {f"phone-waits:{vote.id}:{one}": one for one in await those_in_charge(unit, vote) if one != actor.telegram_id}
    newest = await unit.outbox.newest(list(seconds)) if seconds else {}
    waiting = {key: decode(one.facts, PhoneWaits) for key, one in newest.items() if one.state in WAITING}
    for key, telegram_id in seconds.items():
        before = waiting.get(key)
        facts = PhoneWaits(vote.heading, homes, vote.closes_at, (entry.id,))
        if before is not None:
            facts = replace(facts, homes=(*before.homes, *homes), entries=(*before.entries, entry.id))
        name, waits = f"{key}:{entry.id}", can_wait(vote, now)
        letter = Letter(name, telegram_id, "entries.phone_waits", facts, coalesce_key=key, live_key=name, night_waits=waits)
        await unit.outbox.put(letter, now)


async def drop(unit: UnitOfWork, *, actor: Actor, entry_id: str, message_id: int | None, now: datetime) -> EntryDone:
    """「不录了」, at any time before it is recorded; also after the close, and by somebody whose role has ended."""
    async with unit:
        await unit.votes.lock([(await known(unit, entry_id)).vote_id])
        entry = await known(unit, entry_id)
        if entry.state is not EntryState.DRAFT or entry.entered_by != actor.person_id:
            raise EntryUnknown
        await unit.entries.end(entry, EntryState.DROPPED, actor.person_id, now)
        await unit.forms.clear(actor.telegram_id)
        vote = await unit.votes.vote(entry.vote_id)
        assert vote is not None, "an entry of a vote that there is"
        elector = (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head)
        ended = await known(unit, entry.id)
        done = await done_of(unit, vote, ended, elector)
        await forget_screen(unit, actor, message_id)
        await clear_screens(unit, vote, ended, elector, name=done.owner, now=now)
        await unit.commit()
    return done


async def forget_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day later: one that was left half filled in says nothing any more, and the photo of one that came to nothing goes."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        entry = await unit.entries.entry(item.target)
        if entry is not None:
            # Whoever presses 「记下」 at this moment holds it.
            await unit.votes.lock([entry.vote_id])
            entry = await known(unit, entry.id)
        if entry is not None and entry.state is EntryState.DRAFT:
            await _forget(unit, entry, now)
        photo = entry.photo_sha256 if entry is not None and entry.state in {EntryState.DRAFT, EntryState.DROPPED} else None
        if photo is not None and not await photo_is_used(unit, photo, entry=item.target):
            await unit.schedule.plan(PAPER_FADES, photo, now)
        await unit.commit()


async def _forget(unit: UnitOfWork, entry: Entry, now: datetime) -> None:
    """Also on the screen that shows what it says, and offers 「记下」."""
    await unit.entries.end(entry, EntryState.DROPPED, None, now)
    vote = await unit.votes.vote(entry.vote_id)
    assert vote is not None, "an entry of a vote that there is"
    elector = (await unit.electorates.frozen(vote.id, [entry.head])).elector(entry.head)
    name = await owner_name(unit, vote, entry.owner_id)
    await clear_screens(unit, vote, await known(unit, entry.id), elector, name=name, now=now)
