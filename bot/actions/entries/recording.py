"""An entered ballot goes into the ledger as a tap does, and its owner is told."""

from datetime import datetime

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.entered import entered_key
from bot.actions.ballots.items import Cast, Entered
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import receipts_of_head
from bot.actions.entries.common import Desk, office_of
from bot.actions.unit import UnitOfWork
from bot.rules.entries import EntryState
from bot.rules.entries.facts import BallotEntered
from bot.rules.entries.violations import EntryChangeRefused
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.violations import RuleViolation
from bot.rules.votes.electorates import Elector, Electorate
from bot.rules.votes.facts import NotBound, Receipt
from bot.rules.votes.violations import ChangeNotAllowed
from storage.entries import Entry


async def put_down(
    unit: UnitOfWork,
    actor: Actor,
    desk: Desk,
    entry: Entry,
    *,
    elector: Elector,
    second: str | None,
    received_at: datetime,
    now: datetime,
) -> RuleViolation | None:
    """Inside a unit that was entered, the vote held. A refusal is written down like a ballot, and given back to be said.

    `second`: who confirmed it. What it says is forgotten here; it stands in the ledger alone.
    """
    assert entry.choice is not None, "a ballot that was filled in"
    entered = Entered(entry.owner_id, entry.entered_by, second, entry.photo_sha256)
    cast = Cast(
        vote_id=entry.vote_id,
        telegram_id=actor.telegram_id,
        choice=entry.choice,
        received_at=received_at,
        now=now,
        electorate=Electorate((elector,)),
        head=entry.head,
        channel=entry.channel,
        entered=entered,
    )
    [outcome] = await record_ballots(unit, [cast])
    by = second or entry.entered_by
    if isinstance(outcome, RuleViolation):
        await unit.entries.end(entry, EntryState.DROPPED, by, now)
        return EntryChangeRefused() if isinstance(outcome, ChangeNotAllowed) else outcome
    receipt = outcome.outcome
    assert not isinstance(receipt, NotBound), "its owner is known"
    await unit.entries.end(entry, EntryState.RECORDED, by, now, receipt=receipt.code)
    if not receipt.repeated:
        await _tell_owner(unit, actor, desk, entry, elector=elector, receipt=receipt, now=now)
    return None


async def _tell_owner(
    unit: UnitOfWork, actor: Actor, desk: Desk, entry: Entry, *, elector: Elector, receipt: Receipt, now: datetime
) -> None:
    """In private, where the owner is bound: what was entered for them, and how to object. Their receipt says at once whether it counts."""
    assert entry.choice is not None
    book = (await unit.ballots.books(desk.vote.id, [elector.number]))[elector.number]
    accounts = await unit.electorates.accounts_of_owners([entry.owner_id])
    office, by_head = office_of(await _who_entered(unit, actor, entry), desk.compound)
    facts = BallotEntered(
        heading=desk.vote.heading,
        channel=entry.channel,
        homes=names_of([elector]),
        choice=entry.choice,
        office=office,
        by_head=by_head,
        received_at=receipt.received_at,
        closes_at=desk.vote.closes_at,
        code=receipt.code,
        contradicts=book.contradicts(entry.owner_id),
        counts=book.takes_part and book.hears(elector, entry.owner_id),
    )
    keys = {entered_key(entry.id, telegram_id): telegram_id for _, telegram_id in accounts}
    letters = [
        Letter(key, telegram_id, "entries.ballot_entered", facts, coalesce_key=key, live_key=key, night_waits=True)
        for key, telegram_id in keys.items()
    ]
    reworded = await receipts_of_head(unit, desk.vote, elector, book, accounts=accounts, cause=f"entered-{entry.id}")
    await unit.mailing.put_all([*reworded, *letters], now)


async def _who_entered(unit: UnitOfWork, actor: Actor, entry: Entry) -> Actor:
    """By phone it is another one who confirms."""
    account = await unit.residents.account(entry.entered_by)
    return actor if account is None or account == actor.telegram_id else await unit.residents.actor(account, actor.language)
