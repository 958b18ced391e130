"""What the acts on polls share: who may, the card in the groups."""

from datetime import datetime

from bot.actions.asking import Asked, compounds_asked_by
from bot.actions.residents.common import actor_of
from bot.actions.unit import UnitOfWork
from bot.rules.polls import Per, PollState
from bot.rules.polls.facts import PollCard
from bot.rules.polls.violations import NotAtHomeHere, NotConfirmedYet, NotInCharge, PollUnknown
from bot.rules.residents import Actor, Place
from bot.rules.votes.drafts import DRAFTERS
from storage.polls import Poll

CLOSE, FORGET, DRAW = "polls.close", "polls.forget", "polls.draw"
CARD = "polls.poll_card"


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """Those of a compound chief, and of staff; NotInCharge for everybody else."""
    found = await compounds_asked_by(unit, actor)
    if not found:
        raise NotInCharge
    return found


async def in_charge(unit: UnitOfWork, poll_id: str, telegram_id: int, *, write: bool = True) -> tuple[Poll, Actor]:
    """A poll that was sent, of somebody in charge of its compound; in a writing unit it is held."""
    poll = await (unit.polls.held if write else unit.polls.poll)(poll_id)
    actor = await actor_of(unit, telegram_id)
    compound = None if poll is None else await unit.compounds.place(poll.compound_id)
    if poll is None or compound is None or poll.state is PollState.DRAFT or not actor.has_role(DRAFTERS, compound):
        raise PollUnknown
    return poll, actor


def voices_of(actor: Actor, poll: Poll) -> list[tuple[str, str]]:
    """(voice, home): of a poll per home each home of this person, else the person. Owners, family and tenants alike."""
    here = [one.home.id for one in actor.active_bindings if one.home.compound_id == poll.compound_id]
    if not here:
        waiting = any(one.home.compound_id == poll.compound_id for one in actor.bindings)
        raise NotConfirmedYet if waiting else NotAtHomeHere
    assert actor.person_id is not None, "somebody with a home"
    if poll.text.per is Per.PERSON:
        return [(actor.person_id, here[0])]
    return [(home, home) for home in dict.fromkeys(here)]


def asked(poll: Poll) -> Asked:
    """Its living card in the groups."""
    return Asked("poll", CARD, poll.id, poll.compound_id)


async def renew_cards(unit: UnitOfWork, poll: Poll, cause: str, now: datetime) -> None:
    """How many have answered, and nothing of how."""
    await asked(poll).renew(unit, PollCard(poll.text, await unit.polls.count_answers(poll.id)), cause, now)
