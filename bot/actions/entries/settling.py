"""Where an owner's channels contradict each other: settled by channel, with a reason, without a look at what they say (R13)."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.ballots.letters import Post
from bot.actions.ballots.pointing import told_key
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import receipts_of_head
from bot.actions.ballots.sums import count_anew, write_standing
from bot.actions.entries.common import Desk, desk_of
from bot.actions.entries.reading import contradictions
from bot.actions.proofs.adding import add_settled
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.letters import can_wait, card_letters
from bot.rules.entries import Way, check_running, reason_from, settling_channel, ways_to_settle
from bot.rules.entries.facts import BallotSettled, Contradiction, SettlingAsked
from bot.rules.entries.violations import EntryUnknown, NotAnEnterer, NothingToSettle, OwnContradiction
from bot.rules.letters import Letter
from bot.rules.proofs import settled_entry
from bot.rules.residents import Actor
from bot.rules.votes.ballots import Channel
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import OwnersDiffer
from storage.ballots import Writes
from storage.base import decode
from storage.votes.records import Vote

# Typed words are left by any other press; what was said is shown once more, and waits for its button.
SETTLING, REASON = "entries.settling", "reason"
SETTLE, CONFIRM = "entries.settle", "confirm"


async def _asked(
    unit: UnitOfWork, actor: Actor, *, vote_id: str, head: int, owner_id: str, way: Way, received_at: datetime, held: bool = False
) -> tuple[Desk, Contradiction]:
    """For those in charge of the vote, and not of one's own ballots."""
    desk = await desk_of(unit, actor, vote_id, held=held)
    if not desk.in_charge or actor.person_id is None:
        raise NotAnEnterer
    check_running(desk.vote.state, desk.vote.closes_at, received_at)
    found = next((one for one in await contradictions(unit, desk) if (one.head, one.owner_id) == (head, owner_id)), None)
    if found is None or way not in ways_to_settle(found.channels):
        raise NothingToSettle
    if owner_id in {one.owner_id for one in actor.bindings}:
        raise OwnContradiction
    if found.by_agent and await unit.powers.stands_in(vote_id, owner_id, {one.owner_id for one in actor.bindings if one.owner_id}):
        raise OwnContradiction
    return desk, found


async def ask_reason(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, way: Way, received_at: datetime, now: datetime
) -> SettlingAsked:
    async with unit:
        desk, found = await _asked(unit, actor, vote_id=vote_id, head=head, owner_id=owner_id, way=way, received_at=received_at)
        facts = {"vote": vote_id, "head": head, "owner": owner_id, "way": way.value}
        await unit.forms.keep(actor.telegram_id, Form(SETTLING, REASON, facts), now)
        await unit.commit()
    return SettlingAsked(desk.vote.heading, found, way)


async def type_reason(
    unit: UnitOfWork, *, actor: Actor, form: Form | None, typed: str, received_at: datetime, now: datetime
) -> SettlingAsked:
    if form is None or form.name != SETTLING:
        raise EntryUnknown
    facts = form.facts
    about = {"vote_id": facts["vote"], "head": facts["head"], "owner_id": facts["owner"]}
    return await give_reason(unit, actor=actor, **about, way=Way(facts["way"]), typed=typed, received_at=received_at, now=now)


async def give_reason(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, way: Way, typed: str, received_at: datetime, now: datetime
) -> SettlingAsked:
    """Shown once more; only its button settles."""
    reason = reason_from(typed)
    async with unit:
        desk, found = await _asked(unit, actor, vote_id=vote_id, head=head, owner_id=owner_id, way=way, received_at=received_at)
        facts = {"vote": vote_id, "head": head, "owner": owner_id, "way": way.value, "reason": reason}
        await unit.forms.keep(actor.telegram_id, Form(SETTLE, CONFIRM, facts), now)
        await unit.commit()
    return SettlingAsked(desk.vote.heading, found, way, reason)


async def settle(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, way: Way, received_at: datetime, now: datetime
) -> SettlingAsked:
    """From now on that channel's ballot of the owner counts, until the owner's next one."""
    async with unit:
        desk, found = await _asked(unit, actor, vote_id=vote_id, head=head, owner_id=owner_id, way=way, received_at=received_at, held=True)
        form = await unit.forms.form(actor.telegram_id, now)
        wanted = {"vote": vote_id, "head": head, "owner": owner_id, "way": way.value}
        if form is None or form.name != SETTLE or {**form.facts, **wanted} != form.facts:
            raise EntryUnknown
        await _settle(unit, actor, desk, found, way, reason=form.facts["reason"], now=now)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()
    return SettlingAsked(desk.vote.heading, found, way, form.facts["reason"])


async def _settle(unit: UnitOfWork, actor: Actor, desk: Desk, found: Contradiction, way: Way, *, reason: str, now: datetime) -> None:
    vote, head, owner = desk.vote, found.head, found.owner_id
    assert actor.person_id is not None, "somebody with a role"
    elector = (await unit.electorates.frozen(vote.id, [head])).elector(head)
    book = (await unit.ballots.books(vote.id, [head]))[head]
    channel, before, writes = settling_channel(book, owner, way), book.counted, Writes()
    for stream in book.settle(owner, channel):
        write_standing(writes, vote.id, book, stream)
    count_anew(writes, vote.id, elector, before=before, after=book.recount(elector))
    await add_settled(unit, vote, settled_entry(vote.id, head, owner, channel.value, reason, by_proxy=found.by_agent), now)
    await unit.ballots.record(writes, {vote.id: vote.compound_id}, now)
    await unit.entries.settle(vote.compound_id, vote.id, head, owner, channel, reason=reason, by=actor.person_id, now=now)
    cause = f"settled-{head}-{now.isoformat()}"
    facts = BallotSettled(vote.heading, names_of([elector]), Channel(channel), reason, vote.closes_at, by_agent=found.by_agent)
    # Whoever took a choice back has a receipt that says whether the home counts by another owner.
    everybody = await unit.electorates.accounts_of_owners(sorted({one for one, _, _ in book.streams}))
    accounts = [(one, account) for one, account in everybody if one in book.choosing]
    letters = [
        *await _joint_owners_told(unit, vote, elector, book, accounts=accounts, cause=cause, now=now),
        *await receipts_of_head(unit, vote, elector, book, accounts=everybody, cause=cause),
        *(
            Letter(f"{cause}:{vote.id}:{one}", one, "entries.ballot_settled", facts, night_waits=can_wait(vote, now))
            for whose, one in accounts
            if whose == owner
        ),
        *await card_letters(unit, vote, cause, now),
    ]
    await unit.mailing.put_all(letters, now)


async def _joint_owners_told(
    unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, *, accounts: Sequence[tuple[str, int]], cause: str, now: datetime
) -> list[Letter]:
    """That they choose differently now, or do so no more: also whoever stands with a letter that was not corrected (R4)."""
    differ, post = book.owners_differ(elector), Post()
    keys = {told_key(vote.id, elector.number, account): owner for owner, account in accounts}
    stand = await unit.outbox.newest(list(keys)) if keys else {}
    said = {keys[key] for key, one in stand.items() if one.card == "votes.owners_differ" and not decode(one.facts, OwnersDiffer).settled}
    owners = {owner for owner, _ in accounts} - said if differ else said
    told = owners if differ or book.takes_part else ()
    post.settled(vote, elector, book, told, agree=not differ, cause=cause)
    return await post.letters(unit, now)
