"""An entry is over: every screen that shows what it says loses that, and whoever put it down hears what others made of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries import Ending, EntryState, ending_of
from bot.rules.entries.facts import EntriesLapsed, EntryEnded, EntryReturned
from bot.rules.entries.violations import OwnerNotHeard, PowerOver, ProxyCapReached, ProxyNotHeard
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.violations import RuleViolation
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import VoteState
from storage.entries import Entry
from storage.votes.records import Vote

# Homes in one letter about many; the screen it leads to has them all.
HOMES_TOLD = 8


async def note_screen(unit: UnitOfWork, actor: Actor, entry: Entry, message_id: int | None, now: datetime) -> None:
    """This message is about to show what the entry says: once it is over the message is edited, whoever made it so."""
    if message_id is not None:
        key = f"{unit.entries.screen_key(entry.id)}{actor.telegram_id}:{message_id}"
        await unit.chats.set_live(key, actor.telegram_id, message_id, now)


def put_down_screen(entry_id: str) -> str:
    """What whoever put down a ballot by phone reads until the second person has decided."""
    return f"put-down:{entry_id}"


async def leave_screen(unit: UnitOfWork, *, actor: Actor, message_id: int | None) -> None:
    """The message shows something else from now on."""
    async with unit:
        await forget_screen(unit, actor, message_id)
        await unit.commit()


async def forget_screen(unit: UnitOfWork, actor: Actor, message_id: int | None) -> None:
    if message_id is not None:
        await unit.entries.forget_screen(actor.telegram_id, message_id)


def ending_of_refusal(refusal: RuleViolation | None) -> Ending | None:
    """How it is told that a ballot was put down and does not count; None: it was not refused."""
    if isinstance(refusal, ProxyCapReached):
        return Ending.CAPPED
    if isinstance(refusal, ProxyNotHeard | OwnerNotHeard):
        return Ending.UNHEARD
    if isinstance(refusal, PowerOver):
        return Ending.POWER_OVER
    return None if refusal is None else Ending.REFUSED


async def clear_screens(
    unit: UnitOfWork, vote: Vote, entry: Entry, elector: Elector, *, name: str, now: datetime, ending: Ending | None = None
) -> None:
    """`entry` as it ended; by night too: an edit rings nobody. `name`: its owner's."""
    screens = await unit.entries.screens(entry.id)
    if ending is not None or entry.state is not EntryState.WAITING:
        screens += await unit.chats.shown(put_down_screen(entry.id))
    if not screens:
        return
    facts = await ended_of(unit, vote, entry, elector, name=name, ending=ending)
    letters = [
        Letter(f"{one.live_key}:{facts.ending}", one.chat_id, "entries.entry_ended", facts, live_key=one.live_key) for one in screens
    ]
    await unit.mailing.put_all(letters, now)


async def ended_of(unit: UnitOfWork, vote: Vote, entry: Entry, elector: Elector, *, name: str, ending: Ending | None = None) -> EntryEnded:
    ending = ending or ending_of(entry.state, entered_by=entry.entered_by, ended_by=entry.ended_by)
    by = await unit.residents.name(entry.ended_by) if entry.ended_by is not None else ""
    return EntryEnded(vote.heading, entry.channel, ending, names_of([elector]), name, entry.ended_at or entry.entered_at, by)


async def tell_returned(
    unit: UnitOfWork, vote: Vote, entry: Entry, elector: Elector, *, name: str, by: str, refused: Ending | None, now: datetime
) -> None:
    """To whoever put it down: the second person sent it back, or it was a change that this vote does not allow."""
    account = await unit.residents.account(entry.entered_by)
    if account is not None:
        facts = EntryReturned(vote.heading, names_of([elector]), name, by, now, vote.closes_at)
        facts = facts if refused is None else replace(facts, refused=True, why=refused)
        letter = Letter(f"returned:{entry.id}", account, "entries.entry_returned", facts, night_waits=can_wait(vote, now))
        await unit.outbox.put(letter, now)


async def lapse_entries(unit: UnitOfWork, vote: Vote, now: datetime, *, ending: Ending | None = None) -> None:
    """The vote has ended, or (`ending`) asks about another scheme: what still waits, or is being filled in, does not count. Inside a unit
    that was entered, the vote held.

    Whoever put down what waited is told; where the vote was called off everybody is told that.
    """
    alive = await unit.entries.shown(vote.compound_id, vote.id)
    ending = ending or (Ending.CALLED_OFF if vote.state is VoteState.CANCELLED else Ending.LAPSED)
    if ending is not Ending.CALLED_OFF:
        await _tell_lacking(unit, vote, ending, now)
        await _tell_unconfirmed(unit, vote, ending, now)
    await unit.entries.lapse(vote.compound_id, vote.id, now)
    if not alive:
        return
    electorate = await unit.electorates.frozen(vote.id, {one.head for one in alive})
    names = await unit.electorates.owner_names(vote.compound_id, sorted({one.owner_id for one in alive}))
    for one in alive:
        elector, name = electorate.elector(one.head), names.get(one.owner_id, "")
        await clear_screens(unit, vote, one, elector, name=name, now=now, ending=ending)
    if ending is not Ending.CALLED_OFF:
        await _tell_lapsed(unit, vote, [one for one in alive if one.state is EntryState.WAITING], ending, now)


async def _tell_lapsed(unit: UnitOfWork, vote: Vote, waiting: Sequence[Entry], ending: Ending, now: datetime) -> None:
    for person in dict.fromkeys(one.entered_by for one in waiting):
        account = await unit.residents.account(person)
        if account is None:
            continue
        theirs = [one.head for one in waiting if one.entered_by == person]
        electorate = await unit.electorates.frozen(vote.id, set(theirs))
        homes = names_of(electorate.elector(head) for head in dict.fromkeys(theirs))
        reschemed = ending is Ending.RESCHEMED
        facts = EntriesLapsed(vote.heading, homes, vote.closes_at, reschemed=reschemed)
        key = f"lapsed:{vote.id}:{account}" + (f":{vote.scheme_version}" if reschemed else "")
        await unit.outbox.put(Letter(key, account, "entries.entries_lapsed", facts, night_waits=True), now)


async def _tell_unconfirmed(unit: UnitOfWork, vote: Vote, ending: Ending, now: datetime) -> None:
    """Whoever sent a table and did not say that it was read right: none of its ballots counts."""
    for person, (total, heads) in (await unit.entries.unconfirmed_tables(vote.compound_id, vote.id, HOMES_TOLD)).items():
        account = await unit.residents.account(person)
        if account is not None:
            electorate = await unit.electorates.frozen(vote.id, set(heads))
            homes, reschemed = names_of(electorate.elector(head) for head in heads)[:HOMES_TOLD], ending is Ending.RESCHEMED
            facts = EntriesLapsed(vote.heading, homes, vote.closes_at, reschemed=reschemed, table=total)
            key = f"lapsed-table:{vote.id}:{account}" + (f":{vote.scheme_version}" if reschemed else "")
            await unit.outbox.put(Letter(key, account, "entries.entries_lapsed", facts, night_waits=True), now)


async def _tell_lacking(unit: UnitOfWork, vote: Vote, ending: Ending, now: datetime) -> None:
    """Whoever sent a table of ballots: for how many no photo was there at the close, and the first of them by their homes."""
    for person, (total, heads) in (await unit.entries.lacking_photo(vote.compound_id, vote.id, HOMES_TOLD)).items():
        account = await unit.residents.account(person)
        if account is not None:
            electorate = await unit.electorates.frozen(vote.id, set(heads))
            homes = names_of(electorate.elector(head) for head in heads)[:HOMES_TOLD]
            reschemed = ending is Ending.RESCHEMED
            facts = EntriesLapsed(vote.heading, homes, vote.closes_at, photos=total, reschemed=reschemed)
            key = f"lapsed-photos:{vote.id}:{account}" + (f":{vote.scheme_version}" if reschemed else "")
            await unit.outbox.put(Letter(key, account, "entries.entries_lapsed", facts, night_waits=True), now)
