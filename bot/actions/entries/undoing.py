"""A ballot that was entered wrongly is taken back by the office: both stay in the ledger."""

from datetime import datetime

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.items import Cast, Entered
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import receipts_of_head
from bot.actions.entries.common import Desk, agent_name, done_of, elector_of, entering_desk, known, office_of, owner_name
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries import EntryState, check_undo
from bot.rules.entries.facts import BallotUndone, EntryDone, UndoAsked
from bot.rules.entries.violations import EntryUnknown, NotAnEnterer
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.violations import RuleViolation
from bot.rules.votes.electorates import Elector, Electorate
from bot.rules.votes.facts import NotBound
from storage.entries import Entry


async def _recorded(
    unit: UnitOfWork, actor: Actor, entry_id: str, received_at: datetime, *, held: bool = False
) -> tuple[Entry, Desk, Elector]:
    """For whoever entered it, and for staff."""
    entry = await known(unit, entry_id)
    desk = await entering_desk(unit, actor, entry.vote_id, received_at, held=held)
    elector = await elector_of(unit, desk, entry.head)
    entry = await known(unit, entry_id) if held else entry
    if entry.state not in {EntryState.RECORDED, EntryState.UNDONE}:
        raise EntryUnknown
    if not actor.is_staff_of(desk.compound) and entry.entered_by != actor.person_id:
        raise NotAnEnterer
    return entry, desk, elector


async def _check(unit: UnitOfWork, desk: Desk, entry: Entry) -> None:
    book = (await unit.ballots.books(desk.vote.id, [entry.head]))[entry.head]
    stand = book.stand(entry.owner_id, entry.channel, by_proxy=entry.power_id is not None)
    check_undo(desk.vote.change_policy, stand, entry.receipt)


async def ask_undo(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime) -> UndoAsked:
    async with unit:
        entry, desk, elector = await _recorded(unit, actor, entry_id, received_at)
        await _check(unit, desk, entry)
        name = await owner_name(unit, desk.vote, entry.owner_id)
    return UndoAsked(entry.id, desk.vote.heading, entry.channel, names_of([elector]), name, entry.receipt)


async def undo(unit: UnitOfWork, *, actor: Actor, entry_id: str, received_at: datetime, now: datetime) -> EntryDone:
    """Its stream in the ledger has a retraction; a second press finds what the first one did."""
    async with unit:
        entry, desk, elector = await _recorded(unit, actor, entry_id, received_at, held=True)
        if entry.state is EntryState.UNDONE:
            return await done_of(unit, desk.vote, entry, elector)
        await _check(unit, desk, entry)
        assert actor.person_id is not None, "somebody with a role"
        # Of an agent's ballot the agent's stream, whatever became of the power since.
        power = await unit.powers.power(entry.power_id) if entry.power_id is not None else None
        cast = Cast(
            vote_id=entry.vote_id,
            telegram_id=actor.telegram_id,
            choice=None,
            received_at=received_at,
            now=now,
            electorate=Electorate((elector,)),
            head=entry.head,
            channel=entry.channel,
            entered=Entered(entry.owner_id, actor.person_id, agent=power.agent if power is not None else None),
        )
        [outcome] = await record_ballots(unit, [cast])
        if isinstance(outcome, RuleViolation):
            raise outcome
        assert not isinstance(outcome.outcome, NotBound), "its owner is known"
        code = outcome.outcome.code
        about = {"state": EntryState.UNDONE, "ended_by": actor.person_id, "ended_at": now, "receipt": code}
        await unit.entries.change(entry.compound_id, entry.id, **about)
        await _tell_owner(unit, actor, desk, entry, elector, code=code, now=now)
        done = await done_of(unit, desk.vote, await known(unit, entry.id), elector)
        await unit.commit()
    return done


async def _tell_owner(unit: UnitOfWork, actor: Actor, desk: Desk, entry: Entry, elector: Elector, *, code: str, now: datetime) -> None:
    vote, owner = desk.vote, entry.owner_id
    book = (await unit.ballots.books(vote.id, [elector.number]))[elector.number]
    accounts = await unit.electorates.accounts_of_owners([owner])
    office, by_head = office_of(actor, desk.compound)
    facts = BallotUndone(
        heading=vote.heading,
        channel=entry.channel,
        homes=names_of([elector]),
        office=office,
        by_head=by_head,
        closes_at=vote.closes_at,
        code=code,
        own=owner in book.choosing and book.hears(elector, owner),
        counts=book.takes_part,
        agent=await agent_name(unit, entry),
        by_agent=book.by_agent(owner),
    )
    key = f"undone:{entry.id}"
    waits = can_wait(vote, now)
    letters = [Letter(f"{key}:{account}", account, "entries.ballot_undone", facts, night_waits=waits) for _, account in accounts]
    reworded = await receipts_of_head(unit, vote, elector, book, accounts=accounts, cause=f"undone-{entry.id}")
    await unit.mailing.put_all([*reworded, *letters], now)
