"""Asking everybody again about another scheme, some at a time: the old messages say that they are void, a new card asks (R15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.entries.agents import GIVEN, ask_agents_again, given_prefix
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import scheme_of
from bot.actions.votes.opening import private_facts, private_letter
from bot.actions.votes.telling import ASKED_AGAIN, AT_ONCE, TELL, go_on
from bot.rules.entries.facts import BallotsDiffer, PhoneWaits
from bot.rules.entries.powers import PowerGiven, has_ended
from bot.rules.letters import Lane, Letter
from bot.rules.votes.facts import VoteState
from bot.rules.votes.schemes import PapersVoid, SchemeChanged
from storage.base import decode
from storage.votes.records import Vote

# A message that was just being sent while the scheme was changed has arrived by then, and is looked for once more.
LANDED = timedelta(minutes=1)
# What those in charge were asked to do about ballots: nothing of it is left to do.
TOLD_IN_CHARGE: dict[str, tuple[str, type[PhoneWaits | BallotsDiffer]]] = {
    "phone-waits": ("entries.phone_waits", PhoneWaits),
    "ballots-differ": ("entries.ballots_differ", BallotsDiffer),
}


def cause_of(vote: Vote) -> str:
    """By what it is told, in the keys of its letters and of its steps."""
    return f"{ASKED_AGAIN}{vote.scheme_version}"


async def read_concerned(unit: UnitOfWork, vote_id: str, after: int = 0) -> list[int]:
    """Some of those who are asked again; read beside, so that it holds no writer."""
    async with unit.beside() as reader:
        return await reader.schemes.concerned(vote_id, after, AT_ONCE)


async def ask_again(unit: UnitOfWork, vote: Vote, addresses: Sequence[int], now: datetime) -> None:
    """Some of those whom it concerns. Inside a unit that was entered, the vote held and as it is since the change."""
    await unit.mailing.put_all(await _voided(unit, vote, addresses), now)
    reached = await unit.tellings.registered_among(vote.id, addresses)
    card = await private_facts(unit, vote, now)
    await unit.mailing.put_all([private_letter(vote, card, one, night_waits=True) for one in addresses if one in reached], now)
    await unit.mailing.put_all(await ask_agents_again(unit, vote, addresses, now), now)
    await go_on(unit, vote, cause_of(vote), addresses, now)


async def look_again(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """A minute later: what was just being sent about the former scheme has arrived by then, and is void like the rest."""
    await unit.schedule.plan(TELL, f"{vote.id}:{cause_of(vote)}:0", now + LANDED, vote.compound_id)


async def ask_again_due(unit: UnitOfWork, vote: Vote, cause: str, addresses: Sequence[int], now: datetime) -> None:
    """The next step; nothing any more once another scheme is asked about, or nobody is asked."""
    if vote.state is VoteState.OPEN and cause == cause_of(vote):
        await ask_again(unit, vote, addresses, now)


async def _voided(unit: UnitOfWork, vote: Vote, addresses: Sequence[int]) -> list[Letter]:
    """Receipts, cards and whatever else stands about the former scheme: by night too, an edit rings nobody."""
    living = await unit.schemes.living(vote.id, addresses)
    former = {key: one for key, one in living.items() if scheme_of(one.facts) < vote.scheme_version}
    renamed = {key: f"void:{vote.id}:{one.chat_id}:{one.message_id}" for key, one in former.items()}
    await unit.ballots.rename_living(renamed)
    letters = []
    for key, one in former.items():
        card, facts = _void(vote, key, one.facts)
        letters.append(Letter(f"{renamed[key]}:now", one.chat_id, card, facts, lane=Lane.BULK, live_key=renamed[key]))
    return letters


def _void(vote: Vote, key: str, facts: str) -> tuple[str, PowerGiven | SchemeChanged | PhoneWaits | BallotsDiffer]:
    """(card, what it says) in place of a message about the former scheme. `facts` empty: of a letter that was shed since."""
    reason = vote.scheme_reason or ""
    if facts and key.startswith(given_prefix(vote.id)):
        given = decode(facts, PowerGiven)
        return GIVEN, given if given.over else replace(given, void=True, over=has_ended(given.until, vote.asked_at), reason=reason)
    for kind, (card, said) in TOLD_IN_CHARGE.items():
        if facts and key.startswith(f"{kind}:"):
            return card, replace(decode(facts, said), void=reason)
    code = str(decode(facts).get("code", "")) if facts else ""
    return "votes.scheme_changed", SchemeChanged(vote.heading, vote.asked_at, reason, vote.closes_at, code)


async def tell_enterers(unit: UnitOfWork, vote: Vote, reason: str, now: datetime) -> None:
    """Whoever put down ballots that are void by now goes there again. `vote` as it was asked until now."""
    for person, owners in await unit.schemes.enterers(vote.id, vote.asked_at):
        account = await unit.residents.account(person)
        if account is not None:
            facts = PapersVoid(vote.heading, owners, reason, vote.closes_at)
            key = f"papers-void:{vote.id}:{vote.scheme_version}:{account}"
            await unit.outbox.put(Letter(key, account, "votes.papers_void", facts, night_waits=True), now)
