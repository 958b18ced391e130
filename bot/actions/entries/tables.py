"""Paper ballots from a table: read, staged beside, shown by counts, confirmed in one step; each counts once its photo is there."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.speakers import may_be_sold, present_of
from bot.actions.entries.common import Desk, entering_desk
from bot.actions.entries.ending import HOMES_TOLD
from bot.actions.entries.photos import PHOTOS, ask_photos, wanted
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.rules.entries import EntryState, ballot_owners, may_enter
from bot.rules.entries.facts import EntriesLapsed
from bot.rules.entries.tables import (
    LARGEST_TABLE,
    ROWS_SHOWN,
    BallotTable,
    PhotosWanted,
    TableAsked,
    TableBallot,
    TableHome,
    TablePreview,
    TableTooBig,
    TableUnknown,
    judge_rows,
)
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.votes.ballots import Channel
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import VoteState
from bot.rules.votes.heads import PlaceKey
from storage.base import new_id
from storage.entries import Entry

TABLE, FILE = "entries.table", "file"
READ_TABLE, FORGET_TABLE = "entries.read_table", "entries.forget_table"
# Rows in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
STAGED_AT_ONCE = 500
# A table that nobody confirms is forgotten with what its rows say.
STAGED_KEPT = timedelta(hours=24)


async def ask_table(unit: UnitOfWork, *, actor: Actor, vote_id: str, received_at: datetime, now: datetime) -> TableAsked:
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        await unit.forms.keep(actor.telegram_id, Form(TABLE, FILE, {"vote": vote_id}), now)
        await unit.commit()
    return TableAsked(desk.vote.heading, desk.vote.closes_at)


async def read_table_asked(unit: UnitOfWork, *, actor: Actor, form: Form | None, received_at: datetime) -> TableAsked:
    """Words were sent where the file is asked for."""
    if form is None or form.name != TABLE:
        raise TableUnknown
    async with unit:
        desk = await entering_desk(unit, actor, str(form.facts["vote"]), received_at)
    return TableAsked(desk.vote.heading, desk.vote.closes_at)


async def send_table(
    unit: UnitOfWork, *, actor: Actor, form: Form | None, file_id: str, file_name: str, size: int, received_at: datetime, now: datetime
) -> None:
    """A worker reads it, in a process of its own. Where photos are asked for it is the one with the rows that were mended."""
    if form is None or form.name not in {TABLE, PHOTOS}:
        raise TableUnknown
    if size > LARGEST_TABLE:
        raise TableTooBig(size, LARGEST_TABLE)
    async with unit:
        desk = await entering_desk(unit, actor, str(form.facts["vote"]), received_at)
        arguments: dict[str, Any] = {"vote": desk.vote.id, "file_id": file_id, "file_name": file_name}
        await unit.jobs.queue(READ_TABLE, arguments, now, compound_id=desk.vote.compound_id, chat_id=actor.telegram_id)
        await unit.commit()


async def stage_table(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, table: BallotTable, now: datetime, progress: Callable[[int, int], None]
) -> TablePreview:
    """Everything but the switch: rows that no list shows and no count counts. `unit` need not be entered."""
    async with unit.beside() as reader:
        desk = await entering_desk(reader, actor, vote_id, now)
        electorate, books = await reader.electorates.frozen(vote_id), await reader.ballots.all_books(vote_id)
        owners = await _owners(reader, desk, electorate, books)
        names = await _names(reader, desk, owners)
    homes = await asyncio.to_thread(_homes, electorate, owners, names, desk.buildings)
    ballots, faults = await asyncio.to_thread(judge_rows, table.rows, homes, desk.vote.closes_at)
    batch, assigned = new_id(), actor.person_id
    assert assigned is not None, "somebody with a role"
    async with unit.aside() as step:
        await step.schedule.plan(FORGET_TABLE, batch, now + STAGED_KEPT, desk.vote.compound_id)
        await step.commit()
    for start in range(0, len(ballots), STAGED_AT_ONCE):
        async with unit.aside() as step:
            some = ballots[start : start + STAGED_AT_ONCE]
            await step.entries.stage([_staged(desk, one, batch=batch, by=assigned, now=now) for one in some])
            await step.commit()
        progress(min(start + STAGED_AT_ONCE, len(ballots)), len(ballots))
    return TablePreview(batch, desk.vote.heading, len(table.rows), len(ballots), tuple(faults[:ROWS_SHOWN]), len(faults))


async def _owners(reader: UnitOfWork, desk: Desk, electorate: Electorate, books: dict[int, HeadBook]) -> dict[int, tuple[str, ...]]:
    """Whose ballot one of each head may be: by the roster as it is now where it was sold (R16)."""
    heads = [(one, books.get(one.number) or HeadBook(one.number, one.head.designated)) for one in electorate.electors]
    sold = [elector.homes[0].id for elector, book in heads if may_be_sold(elector, book)]
    now = await reader.electorates.owners_now_of(desk.vote.compound_id, sold)
    found = {}
    for elector, book in heads:
        named = now.get(elector.homes[0].id, ())
        present = present_of(elector, book, named) if may_be_sold(elector, book) else elector.head.owners
        found[elector.number] = ballot_owners(elector, book, present)
    return found


async def _names(reader: UnitOfWork, desk: Desk, of_heads: Mapping[int, tuple[str, ...]]) -> dict[str, str]:
    owners = sorted({owner for mine in of_heads.values() for owner in mine})
    found: dict[str, str] = {}
    for start in range(0, len(owners), STAGED_AT_ONCE):
        found |= await reader.electorates.owner_names(desk.vote.compound_id, owners[start : start + STAGED_AT_ONCE])
    return found


def _homes(
    electorate: Electorate, owners: Mapping[int, tuple[str, ...]], names: dict[str, str], buildings: frozenset[str] | None
) -> dict[PlaceKey, TableHome]:
    found: dict[PlaceKey, TableHome] = {}
    for elector in electorate.electors:
        mine = tuple((owner, names.get(owner, "")) for owner in owners[elector.number])
        yours = may_enter(elector, buildings)
        found |= {home.row.key: TableHome(home.id, elector.number, mine, yours) for home in elector.homes}
    return found


def _staged(desk: Desk, one: TableBallot, *, batch: str, by: str, now: datetime) -> dict[str, Any]:
    about = {"compound_id": desk.vote.compound_id, "vote_id": desk.vote.id, "home_id": one.home.home_id, "head": one.home.head}
    said = {"owner_id": one.owner_id, "channel": Channel.PAPER, "choice": one.choice, "state": EntryState.STAGED, "batch": batch}
    return {**about, **said, "entered_by": by, "entered_at": now, "receipt": ""}


async def _own(unit: UnitOfWork, actor: Actor, batch: str) -> Entry:
    found, _ = await unit.entries.staged(batch)
    if found is None or found.entered_by != actor.person_id:
        raise TableUnknown
    return found


async def confirm_table(unit: UnitOfWork, *, actor: Actor, batch: str, received_at: datetime, now: datetime) -> PhotosWanted:
    """All its ballots at once, in the place of those of the same owners that still wait; the next photos are theirs."""
    async with unit:
        found = await _own(unit, actor, batch)
        desk = await entering_desk(unit, actor, found.vote_id, received_at, held=True)
        replaced = await unit.entries.replace_waiting(found.compound_id, batch, found.entered_by, now)
        if not await unit.entries.switch(found.compound_id, batch, EntryState.PHOTO, now):
            raise TableUnknown
        await ask_photos(unit, actor, found.vote_id, "", now)
        shown = await wanted(unit, desk)
        await unit.commit()
    return replace(shown, replaced=replaced)


async def drop_table(unit: UnitOfWork, *, actor: Actor, batch: str, now: datetime) -> None:
    async with unit:
        found = await _own(unit, actor, batch)
        await unit.entries.switch(found.compound_id, batch, EntryState.DROPPED, now)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()


async def forget_table_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A day later nobody confirmed it: whoever sent it hears that none of it counts."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        found, _ = await unit.entries.staged(item.target)
        if found is not None:
            before = await unit.entries.unconfirmed_tables(found.compound_id, found.vote_id, HOMES_TOLD)
            await unit.entries.switch(found.compound_id, item.target, EntryState.DROPPED, now)
            after = await unit.entries.unconfirmed_tables(found.compound_id, found.vote_id, HOMES_TOLD)
            # Not where it was sent once more: that one was taken, or waits yet and will speak for both.
            if found.entered_by in before and found.entered_by not in after:
                await _tell_forgotten(unit, found, item.target, before[found.entered_by], now)
        await unit.commit()


async def _tell_forgotten(unit: UnitOfWork, found: Entry, batch: str, ballots: tuple[int, list[int]], now: datetime) -> None:
    """`ballots`: how many, and heads of some. What the close or a cancellation takes is told with these."""
    vote, account = await unit.votes.vote(found.vote_id), await unit.residents.account(found.entered_by)
    if vote is None or account is None or vote.state is not VoteState.OPEN:
        return
    total, heads = ballots
    electorate = await unit.electorates.frozen(vote.id, set(heads))
    homes = names_of(electorate.elector(head) for head in heads)[:HOMES_TOLD]
    facts = EntriesLapsed(vote.heading, homes, vote.closes_at, table=total, forgotten=True)
    await unit.outbox.put(Letter(f"table-forgotten:{batch}", account, "entries.entries_lapsed", facts, night_waits=True), now)
