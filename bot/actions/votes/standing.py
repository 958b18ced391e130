"""Whether a letter may still go out: revived, tried again or taken up after a crash, its vote may be over, what it points to missing."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.elsewhere import elsewhere_now
from bot.actions.ballots.mandates import own_mandates
from bot.actions.ballots.pointing import word_now
from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import scheme_of
from bot.actions.votes.posting import newer_stands
from bot.actions.votes.showing import shows_what_is_asked
from bot.rules.letters import Reworded
from bot.rules.residents import BindingState
from bot.rules.votes.casting import HeadBook, Mandate, Voter
from bot.rules.votes.facts import OwnerElsewhere, OwnersDiffer, Reminder, VoteCard, VoteState
from bot.rules.votes.pictures import ParticipationPicture
from storage.base import decode
from storage.outbox import StoredLetter
from storage.votes.records import Vote

UNDONE = frozenset({VoteState.CANCELLED, VoteState.RETRACTED})
UNANSWERABLE = UNDONE | {VoteState.CLOSED}
ASKING = ("votes.private_card", "votes.vote_card", "votes.owner_designated", "votes.remembered_tap")
# How the keys of those letters begin; the vote's id comes next.
KINDS = frozenset({"vote", "remind", "designated", "differ", "picture", "tap", "receipt", "doubt"})


async def asks_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Asked in the transaction in which the letter is leased, so that a retraction comes before it or after it."""
    return await _is_none_of(unit, letter, UNANSWERABLE, of_this_scheme=True)


async def tap_asked_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Of whoever is registered here still and has not answered since: an older tap must not take the place of a newer one."""
    _, vote_id, _, asked_at = letter.key.split(":", 3)
    vote = await unit.votes.vote(vote_id)
    if vote is None or not await asks_still(unit, letter):
        return False
    voter, mandates, books = await own_mandates(unit, letter.chat_id, vote)
    living = [one.home_id for one in voter.bindings if one.state is BindingState.ACTIVE]
    if not living or not await unit.electorates.asks_any(vote.id, living):
        return False
    return not mandates or not all(_has_chosen(voter, one, books, since=datetime.fromisoformat(asked_at)) for one in mandates)


async def asks_anew_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Whoever has answered already gets it, too: another scheme is told by it, and an extension to whom none came before. It says
    that what they chose stands, and asks for no tap."""
    if not await asks_still(unit, letter):
        return False
    facts = decode(letter.facts, VoteCard)
    vote = await unit.votes.vote(facts.heading.vote_id)
    if vote is None:
        return True
    voter, mandates, books = await own_mandates(unit, letter.chat_id, vote)
    answered = bool(mandates) and all(_has_chosen(voter, one, books) for one in mandates)
    return Reworded(replace(facts, answered=answered)) if answered else True


def _has_chosen(voter: Voter, mandate: Mandate, books: Mapping[int, HeadBook], *, since: datetime | None = None) -> bool:
    stand = books[mandate.elector.number].stand(mandate.owner)
    if stand is None or stand.former.choice is None or stand.person_id != voter.person_id:
        return False
    return since is None or stand.received_at >= since


async def reminds_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Of the homes that still have no answer: it may have waited for its turn, for the morning, or for its reader to be back."""
    if not letter.key.startswith("remind:"):
        # Edits one that stands.
        return True
    facts = decode(letter.facts, Reminder)
    vote = await unit.votes.vote(facts.heading.vote_id)
    if vote is None or not await asks_still(unit, letter):
        return False
    _, mandates, books = await own_mandates(unit, letter.chat_id, vote)
    uncounted = (one for one in mandates if books[one.elector.number].counted is None)
    asked = (one for one in uncounted if books[one.elector.number].hears(one.elector, one.owner))
    silent = {home for one in asked for home in names_of([one.elector])}
    homes = tuple(home for home in facts.homes if home in silent)
    return Reworded(replace(facts, homes=homes, part=facts.part or homes != facts.homes)) if homes else False


async def is_of_this_scheme(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """What was chosen about a former one is void: nobody is told any more that it was recorded (R15)."""
    return await _is_none_of(unit, letter, frozenset(), of_this_scheme=True)


async def counts_elsewhere_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Of the homes for which the reader has not tapped anew since. Whose ballot counted in the end is of use after the close, too."""
    facts = decode(letter.facts, OwnerElsewhere)
    vote = await unit.votes.vote(facts.heading.vote_id)
    if vote is None or vote.state in UNDONE or facts.heading.scheme < vote.scheme_version:
        return False
    now = await elsewhere_now(unit, vote, facts, letter.chat_id)
    stands = not now.over or (letter.live_key is not None and await unit.chats.live(letter.live_key) is not None)
    return Reworded(replace(now, closes_at=vote.closes_at, closed=vote.state is not VoteState.OPEN)) if stands else False


async def waits_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Whoever is asked how to close it reads so while that is open."""
    return await _is_none_of(unit, letter, frozenset(VoteState) - {VoteState.UNDECIDED})


async def matters_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """「暂不计入，请商量」 is for while they can; 「已经计入」 is true after the close, too. What is true no more is said where it stands
    already, and otherwise not at all."""
    # That of the message: the letter may edit it, for whatever cause.
    _, vote_id, head, account, *_ = (letter.live_key or letter.key).split(":")
    facts, vote = decode(letter.facts, OwnersDiffer), await unit.votes.vote(vote_id)
    if vote is None or not _leaves(vote, letter, UNDONE if facts.settled else UNANSWERABLE, of_this_scheme=True):
        return False
    number = int(head)
    elector = (await unit.electorates.frozen(vote.id, [number])).elector(number)
    book = (await unit.ballots.books(vote.id, [number]))[number]
    accounts = await unit.electorates.accounts_of_owners(sorted({owner for owner, _, _ in book.streams}))
    now = word_now(facts, elector, book, {owner for owner, one in accounts if one == int(account)})
    stands = now == facts or (letter.live_key is not None and await unit.chats.live(letter.live_key) is not None)
    return Reworded(replace(now, closes_at=vote.closes_at, closed=vote.state is not VoteState.OPEN)) if stands else False


async def shows_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """A picture of how far it has come is overtaken by the end; the one of the end is not."""
    closed = bool(letter.facts) and decode(letter.facts, ParticipationPicture).closed
    return await _is_none_of(unit, letter, UNDONE if closed else UNANSWERABLE)


async def _is_none_of(unit: UnitOfWork, letter: StoredLetter, states: Collection[VoteState], *, of_this_scheme: bool = False) -> bool:
    # What edits a message begins with its cause (`until-…`): which vote it is of, the message's own key says.
    named = (one.split(":") for one in (letter.key, letter.live_key or ""))
    vote_id = next((rest[0] for kind, *rest in named if kind in KINDS and rest), None)
    vote = await unit.votes.vote(vote_id) if vote_id is not None else None
    return vote is None or _leaves(vote, letter, states, of_this_scheme=of_this_scheme)


def _leaves(vote: Vote, letter: StoredLetter, states: Collection[VoteState], *, of_this_scheme: bool) -> bool:
    is_former = of_this_scheme and vote.scheme_version > 1 and scheme_of(letter.facts) < vote.scheme_version
    return vote.state not in states and not is_former


CONDITIONS = {
    **dict.fromkeys(ASKING, asks_still),
    "votes.private_card": asks_anew_still,
    "votes.remembered_tap": tap_asked_still,
    "votes.close_in_doubt": waits_still,
    "votes.owner_elsewhere": counts_elsewhere_still,
    "votes.owners_differ": matters_still,
    "votes.participation_picture": shows_still,
    "votes.card_moved": newer_stands,
    "votes.receipt": is_of_this_scheme,
    "votes.reminder": reminds_still,
    "votes.scheme": shows_what_is_asked,
    "votes.scheme_file": shows_what_is_asked,
}
