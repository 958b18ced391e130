"""What letters about entered ballots say when they leave: the night may have held them, and much happens in a night."""

from dataclasses import replace

from bot.actions.ballots.differing import differing, those_in_charge
from bot.actions.ballots.entered import as_it_counts
from bot.actions.ballots.receipts import names_of
from bot.actions.entries.agents import given_now, is_registered
from bot.actions.unit import UnitOfWork
from bot.actions.votes.standing import UNDONE
from bot.rules.entries import EntryState
from bot.rules.entries.facts import BallotEntered, BallotsDiffer, BallotSettled, BallotUndone, EntryReturned, PhoneWaits
from bot.rules.entries.powers import PowerEntered, PowerGiven, PowerState
from bot.rules.letters import Reworded
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import VoteState
from storage.base import decode
from storage.outbox import StoredLetter
from storage.votes.records import Vote

Verdict = bool | Reworded


async def _asked(unit: UnitOfWork, vote_id: str) -> Vote | None:
    """None: cancelled or taken back, and its news are there."""
    vote = await unit.votes.vote(vote_id)
    return None if vote is None or vote.state in UNDONE else vote


async def _head(unit: UnitOfWork, vote: Vote, head: int) -> tuple[Elector, HeadBook]:
    elector = (await unit.electorates.frozen(vote.id, [head])).elector(head)
    return elector, (await unit.ballots.books(vote.id, [head]))[head]


async def _owners_of(unit: UnitOfWork, book: HeadBook, telegram_id: int) -> set[str]:
    """Those of the head's owners whom the reader was verified as."""
    owners = sorted({owner for owner, _, _ in book.streams})
    return {owner for owner, account in await unit.electorates.accounts_of_owners(owners) if account == telegram_id}


async def _in_charge(unit: UnitOfWork, vote_id: str, telegram_id: int) -> Vote | None:
    """None: its ballots are settled and confirmed no more, or not by this account."""
    vote = await _asked(unit, vote_id)
    return vote if vote is not None and vote.state is VoteState.OPEN and telegram_id in await those_in_charge(unit, vote) else None


def _done(vote: Vote, facts: BallotsDiffer | PhoneWaits, letter: StoredLetter) -> Verdict:
    """Nobody is told anew that nothing is to be done; what stands says so."""
    return Reworded(replace(facts, closes_at=vote.closes_at, done=True)) if letter.key != letter.live_key else False


async def differ_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """The homes of which it was not told yet and that still want settling, by somebody who still may."""
    facts = decode(letter.facts, BallotsDiffer)
    if facts.void:
        return True
    vote = await _in_charge(unit, facts.heading.vote_id, letter.chat_id)
    if vote is None:
        return False
    heads = facts.heads or await unit.entries.heads_in_question(vote.id)
    books = await unit.ballots.books(vote.id, heads)
    electorate = await unit.electorates.frozen(vote.id, heads)
    apart = {
        number: {owner for owner in book.choosing if book.contradicts(owner) and book.hears(electorate.elector(number), owner)}
        for number, book in books.items()
    }
    mine = {number for number, book in books.items() if apart[number] <= await _owners_of(unit, book, letter.chat_id)}
    left = {number for number, owners in apart.items() if owners} - mine
    return Reworded(await differing(unit, vote, left)) if left else _done(vote, facts, letter)


async def waits_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """The ballots by phone that it was written of and that nobody has confirmed or sent back."""
    facts = decode(letter.facts, PhoneWaits)
    if facts.void:
        return True
    vote = await _in_charge(unit, facts.heading.vote_id, letter.chat_id)
    if vote is None:
        return False
    shown = await unit.entries.shown(vote.compound_id, vote.id)
    waiting = {one.id: one.head for one in shown if one.state is EntryState.WAITING and (not facts.entries or one.id in facts.entries)}
    if not waiting:
        return _done(vote, facts, letter)
    electorate = await unit.electorates.frozen(vote.id, set(waiting.values()))
    homes = names_of(electorate.elector(head) for head in dict.fromkeys(waiting.values()))
    return Reworded(PhoneWaits(vote.heading, homes, vote.closes_at, tuple(waiting)))


async def entered_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """Once it was taken back, or a newer one of its kind took its place, only its own message says so: these have letters of their own."""
    facts = decode(letter.facts, BallotEntered)
    vote = await _asked(unit, facts.heading.vote_id)
    if vote is not None and (facts.undone or facts.replaced):
        return letter.live_key is not None and await unit.chats.live(letter.live_key) is not None
    whose = await _whose(unit, letter) if vote is not None else None
    if vote is None or whose is None:
        return False
    head, owner, by_proxy = whose
    elector, book = await _head(unit, vote, head)
    stand = book.stand(owner, facts.channel, by_proxy=by_proxy)
    if stand is None or stand.former.choice is None or stand.receipt != facts.code:
        return False
    now = as_it_counts(facts, vote, elector, book, owner=owner, channel=facts.channel, by_proxy=by_proxy)
    return Reworded(replace(now, over=vote.state is not VoteState.OPEN))


async def _whose(unit: UnitOfWork, letter: StoredLetter) -> tuple[int, str, bool] | None:
    """(head, owner, whether an agent stood in) of the ballot: the key names its entry, or the power that it was tapped by.

    That of the message: the letter may edit it, for whatever cause."""
    kind, identifier, *_ = (letter.live_key or letter.key).split(":")
    if kind == "proxy":
        power = await unit.powers.power(identifier)
        return None if power is None else (power.head, power.owner_id, True)
    entry = await unit.entries.entry(identifier)
    return None if entry is None else (entry.head, entry.owner_id, entry.power_id is not None)


async def settled_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """Not once the owner has chosen anew: what was settled was about others (R13)."""
    facts = decode(letter.facts, BallotSettled)
    vote = await _asked(unit, facts.heading.vote_id)
    if vote is None:
        return False
    # settled-7-2026-11-30T22:10:00+08:00:vote:account
    _, book = await _head(unit, vote, int(letter.key.split("-")[1]))
    owners = await _owners_of(unit, book, letter.chat_id)
    if not any(_is_settled_for(book, owner, facts) for owner in owners):
        return False
    return Reworded(replace(facts, closes_at=vote.closes_at, over=vote.state is not VoteState.OPEN))


def _is_settled_for(book: HeadBook, owner: str, facts: BallotSettled) -> bool:
    found, channel = book.speaking(owner), facts.channel
    alike = book.by_agent(owner) == facts.by_agent and channel in found
    return alike and not found[channel].set_aside and any(stand.set_aside for stand in found.values())


async def undone_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """That it was taken back stays true; what stands for the owner instead may be another one by now."""
    facts = decode(letter.facts, BallotUndone)
    vote, entry = await _asked(unit, facts.heading.vote_id), await unit.entries.entry(letter.key.split(":")[1])
    if vote is None or entry is None:
        return False
    elector, book = await _head(unit, vote, entry.head)
    own = entry.owner_id in book.choosing and book.hears(elector, entry.owner_id)
    how = {"own": own, "counts": book.takes_part, "over": vote.state is not VoteState.OPEN}
    how |= {"by_agent": book.by_agent(entry.owner_id)}
    return Reworded(replace(facts, closes_at=vote.closes_at, **how))


async def returned_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    facts = decode(letter.facts, EntryReturned)
    vote = await _asked(unit, facts.heading.vote_id)
    if vote is None:
        return False
    return Reworded(replace(facts, closes_at=vote.closes_at, over=vote.state is not VoteState.OPEN))


async def power_stands_still(unit: UnitOfWork, letter: StoredLetter) -> Verdict:
    """A power that was taken back since is told as that."""
    facts = decode(letter.facts, PowerEntered if letter.card == "entries.power_entered" else PowerGiven)
    withdrawn = facts.withdrawn if isinstance(facts, PowerEntered) else facts.over
    power = await unit.powers.power(facts.power_id if isinstance(facts, PowerGiven) else letter.key.split(":")[1])
    vote = await _asked(unit, power.vote_id) if power is not None else None
    if power is None or vote is None:
        return False
    if withdrawn or (isinstance(facts, PowerGiven) and facts.void):
        return True
    if power.state is not PowerState.STANDING or vote.state is not VoteState.OPEN:
        return False
    if isinstance(facts, PowerGiven) and not await is_registered(unit, power.agent_owner_id or "", letter.chat_id):
        return False
    return Reworded(await given_now(unit, vote, facts) if isinstance(facts, PowerGiven) else replace(facts, closes_at=vote.closes_at))


CONDITIONS = {
    "entries.ballots_differ": differ_still,
    "entries.phone_waits": waits_still,
    "entries.ballot_entered": entered_still,
    "entries.ballot_settled": settled_still,
    "entries.ballot_undone": undone_still,
    "entries.entry_returned": returned_still,
    "entries.power_entered": power_stands_still,
    "entries.power_given": power_stands_still,
}
