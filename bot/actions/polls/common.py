"""What the acts on polls share: who may, the card in the groups."""

from datetime import datetime

from bot.actions.groups.living import standing_in
from bot.actions.residents.common import actor_of
from bot.actions.staff import compounds_led
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.polls import Per, PollState
from bot.rules.polls.facts import PollCard
from bot.rules.polls.violations import NotAtHomeHere, NotConfirmedYet, NotInCharge, PollUnknown
from bot.rules.residents import Actor, Place
from bot.rules.starts import nothing_in_charge
from bot.rules.votes.drafts import DRAFTERS
from storage.base import new_id
from storage.groups import Group
from storage.polls import Poll

CLOSE, FORGET, DRAW = "polls.close", "polls.forget", "polls.draw"
CARD = "polls.poll_card"


def card_key(poll_id: str, group_id: str) -> str:
    """The living card of a poll in a group."""
    return f"poll:{poll_id}:{group_id}"


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """Those of a compound chief, and of staff; NotInCharge for everybody else."""
    found = await compounds_led(unit, actor)
    if not found:
        raise nothing_in_charge(actor, NotInCharge())
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


def card_letter(poll: Poll, group: Group, answered: int, cause: str, *, night_waits: bool = False) -> Letter:
    key = card_key(poll.id, group.id)
    return Letter(
        f"{key}:{cause}",
        group.chat_id,
        CARD,
        PollCard(poll.text, answered),
        lane=Lane.CARD,
        coalesce_key=key,
        live_key=key,
        night_waits=night_waits,
        on_unknown=OnUnknown.RENEW,
    )


async def asked_in(unit: UnitOfWork, poll: Poll) -> dict[str, Group]:
    """The groups in which its card stands, or is about to, by the card's key."""
    return await standing_in(unit, poll.compound_id, lambda group_id: card_key(poll.id, group_id))


async def renew_cards(unit: UnitOfWork, poll: Poll, now: datetime) -> None:
    """How many have answered, and nothing of how: an edit rings nobody. Keys stay in the outbox: they say neither who tapped nor when."""
    answered = await unit.polls.count_answers(poll.id)
    letters = [card_letter(poll, group, answered, new_id()) for group in (await asked_in(unit, poll)).values()]
    await unit.mailing.put_all(letters, now)
