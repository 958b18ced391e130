"""An entered ballot goes into the ledger as a tap does, and its owner is told."""

from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.entered import as_it_counts, entered_key
from bot.actions.ballots.items import Cast, Entered
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import receipts_of_head
from bot.actions.ballots.speakers import may_speak
from bot.actions.entries.common import Desk, agent_name, office_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries import EntryState, check_running
from bot.rules.entries.facts import BallotEntered
from bot.rules.entries.powers import PowerState, check_term
from bot.rules.entries.tables import TableRefused
from bot.rules.entries.violations import EntryChangeRefused, EntryRefusal, EntryUnknown, OwnerNotHeard, PowerOver, ProxyNotHeard
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import Channel, Choice
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
    by = second or entry.entered_by
    agent, refusal = await _whose(unit, desk, entry, elector, received_at)
    if refusal is not None:
        return await _dropped(unit, entry, by, refusal, now)
    entered = Entered(entry.owner_id, entry.entered_by, second, entry.photo_sha256, agent)
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
    if isinstance(outcome, RuleViolation):
        return await _dropped(unit, entry, by, EntryChangeRefused() if isinstance(outcome, ChangeNotAllowed) else outcome, now)
    receipt = outcome.outcome
    assert not isinstance(receipt, NotBound), "its owner is known"
    await unit.entries.end(entry, EntryState.RECORDED, by, now, receipt=receipt.code)
    if not receipt.repeated:
        await _tell_owner(unit, actor, desk, entry, elector=elector, receipt=receipt, now=now)
    return None


async def put_down_from_table(
    unit: UnitOfWork, entry: Entry, sha256: str, *, sender: int, received_at: datetime, now: datetime
) -> RuleViolation | None:
    """The photo of a ballot from a table is kept: it goes into the ledger, as received with its photo. Inside a unit that was entered.

    Whoever sent the photo was authorised when it arrived, and vouches for the ballot beside whoever sent the table.
    """
    vote = (await unit.votes.lock([entry.vote_id]))[entry.vote_id]
    compound = await unit.compounds.place(vote.compound_id)
    held = await unit.entries.entry(entry.id)
    assert compound is not None, "a vote of a compound"
    if held is None or held.state is not EntryState.PHOTO or held.photo_file_id != entry.photo_file_id:
        return EntryUnknown()
    try:
        check_running(vote.state, vote.closes_at, received_at)
    except EntryRefusal as over:
        return over
    await unit.entries.change(entry.compound_id, entry.id, photo_sha256=sha256)
    actor, desk = await unit.residents.actor(sender, "zh"), Desk(vote, compound, frozenset(), in_charge=False)
    elector = (await unit.electorates.frozen(entry.vote_id, [entry.head])).elector(entry.head)
    second = actor.person_id if actor.person_id != entry.entered_by else None
    kept = replace(held, photo_sha256=sha256)
    refusal = await put_down(unit, actor, desk, kept, elector=elector, second=second, received_at=received_at, now=now)
    if refusal is not None:
        facts = TableRefused(vote.heading, names_of([elector]), unheard=isinstance(refusal, OwnerNotHeard))
        for account in dict.fromkeys((sender, await unit.residents.account(entry.entered_by) or sender)):
            await unit.outbox.put(Letter(f"table-refused:{entry.id}:{account}", account, "entries.table_refused", facts), now)
    return None


async def _dropped(unit: UnitOfWork, entry: Entry, by: str, refusal: RuleViolation, now: datetime) -> RuleViolation:
    await unit.entries.end(entry, EntryState.DROPPED, by, now)
    return refusal


async def _whose(
    unit: UnitOfWork, desk: Desk, entry: Entry, elector: Elector, received_at: datetime
) -> tuple[str | None, RuleViolation | None]:
    """(who stands in, why it is nobody's ballot to cast by now)."""
    try:
        agent = await _agent(unit, entry, received_at)
    except PowerOver as over:
        return None, over
    if await may_speak(unit, desk.vote, elector, entry.owner_id):
        return agent, None
    return agent, OwnerNotHeard() if entry.power_id is None else ProxyNotHeard()


async def _agent(unit: UnitOfWork, entry: Entry, received_at: datetime) -> str | None:
    """Who stands in by the power that was named, which may have ended since; None: the owner's own ballot."""
    power = await unit.powers.power(entry.power_id) if entry.power_id is not None else None
    if power is None:
        return None
    if power.state is not PowerState.STANDING:
        raise PowerOver
    check_term(power.until, received_at)
    return power.agent


async def _tell_owner(
    unit: UnitOfWork, actor: Actor, desk: Desk, entry: Entry, *, elector: Elector, receipt: Receipt, now: datetime
) -> None:
    """In private, where the owner is bound: what was entered for them, and how to object. Their receipt says at once whether it counts."""
    assert entry.choice is not None
    office, by_head = office_of(await _who_entered(unit, actor, entry), desk.compound)
    letters = await owner_letters(
        unit,
        desk,
        elector,
        entry.owner_id,
        channel=entry.channel,
        choice=entry.choice,
        receipt=receipt,
        agent=await agent_name(unit, entry),
        key=entered_key(entry.id),
        now=now,
        office=office,
        by_head=by_head,
    )
    await unit.mailing.put_all(letters, now)


async def owner_letters(
    unit: UnitOfWork,
    desk: Desk,
    elector: Elector,
    owner_id: str,
    *,
    channel: Channel,
    choice: Choice,
    receipt: Receipt,
    agent: str,
    key: str,
    now: datetime,
    office: str = "",
    by_head: bool = False,
) -> list[Letter]:
    """`key`, with each account, names the living message."""
    book = (await unit.ballots.books(desk.vote.id, [elector.number]))[elector.number]
    accounts = await unit.electorates.accounts_of_owners([owner_id])
    facts = BallotEntered(
        heading=desk.vote.heading,
        channel=channel,
        homes=names_of([elector]),
        choice=choice,
        office=office,
        by_head=by_head,
        received_at=receipt.received_at,
        closes_at=desk.vote.closes_at,
        code=receipt.code,
        agent=agent,
    )
    facts = as_it_counts(facts, desk.vote, elector, book, owner=owner_id, channel=channel, by_proxy=bool(agent))
    keys = {f"{key}:{account}": account for _, account in accounts}
    letters = [
        Letter(one, account, "entries.ballot_entered", facts, coalesce_key=one, live_key=one, night_waits=can_wait(desk.vote, now))
        for one, account in keys.items()
    ]
    cause = key.replace(":", "-")
    return [*await receipts_of_head(unit, desk.vote, elector, book, accounts=accounts, cause=cause), *letters]


async def _who_entered(unit: UnitOfWork, actor: Actor, entry: Entry) -> Actor:
    """By phone it is another one who confirms."""
    account = await unit.residents.account(entry.entered_by)
    return actor if account is None or account == actor.telegram_id else await unit.residents.actor(account, actor.language)
