"""What letters about a registration say when they leave: the night may have held them."""

from dataclasses import replace

from bot.actions.residents.binding import open_votes
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Reworded
from bot.rules.residents import BindingState
from bot.rules.residents.facts import Joined, NewcomerTold, RequestMoved
from bot.rules.votes.facts import VoteState
from storage.base import decode
from storage.outbox import StoredLetter


async def joined_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """With the votes that ask the home by now. Whose registration was ended or put on hold meanwhile has a letter about that."""
    facts = decode(letter.facts, Joined)
    member = await unit.bindings.member(facts.binding_id)
    if member is None or member.state is not BindingState.ACTIVE:
        return False
    vote = await unit.votes.vote(facts.tap_vote) if facts.tap_vote else None
    if vote is not None and vote.state is not VoteState.OPEN:
        ended_at = None if vote.state in {VoteState.CANCELLED, VoteState.RETRACTED} else vote.closes_at
        facts = replace(facts, asks_tap=False, lapsed=False, missed=vote.title, missed_at=ended_at, tap_vote="")
    return Reworded(replace(facts, open_votes=len(await open_votes(unit, member))))


async def moved_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """That it went up is no news once it was decided, or went on from there."""
    request = await unit.bindings.request(letter.key.split(":")[1])
    return request is not None and request.level is decode(letter.facts, RequestMoved).level


async def newcomer_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Only of somebody who is at the home, to somebody who is."""
    newcomer = await unit.bindings.member(decode(letter.facts, NewcomerTold).binding_id)
    reader = await unit.residents.person(letter.chat_id)
    if newcomer is None or newcomer.state not in {BindingState.ACTIVE, BindingState.SUSPENDED} or reader is None:
        return False
    own = await unit.bindings.living(reader, newcomer.home_id)
    return own is not None and own.state is BindingState.ACTIVE


async def suspended_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Settled meanwhile, it has a letter of its own."""
    member = await unit.bindings.member(letter.key.split(":")[1])
    return member is not None and member.state is BindingState.SUSPENDED


CONDITIONS = {
    "residents.binding_suspended": suspended_still,
    "residents.joined": joined_still,
    "residents.newcomer_told": newcomer_still,
    "residents.request_moved": moved_still,
}
