"""What the acts on renovation menus share: who may, the card in the groups."""

from datetime import datetime

from bot.actions.asking import Asked, compounds_asked_by
from bot.actions.residents.common import actor_of
from bot.actions.unit import UnitOfWork
from bot.rules.residents import Actor, HomeRef, Place
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.wishes import WishState
from bot.rules.wishes.facts import WishCard
from bot.rules.wishes.violations import NotAtHomeHere, NotConfirmedYet, NotInCharge, WishDraftGone, WishesUnknown
from storage.wishes import Wishes

CLOSE, FORGET, DRAW, READ = "wishes.close", "wishes.forget", "wishes.draw", "wishes.read_table"
CARD = "wishes.wish_card"


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    found = await compounds_asked_by(unit, actor)
    if not found:
        raise NotInCharge
    return found


async def is_in_charge(unit: UnitOfWork, actor: Actor, compound_id: str) -> bool:
    compound = await unit.compounds.place(compound_id)
    return compound is not None and actor.has_role(DRAFTERS, compound)


async def in_charge(unit: UnitOfWork, menu_id: str, telegram_id: int, *, write: bool = True) -> tuple[Wishes, Actor]:
    """A menu that was sent, of somebody in charge of its compound; in a writing unit it is held."""
    one = await (unit.wishes.held if write else unit.wishes.wishes)(menu_id)
    actor = await actor_of(unit, telegram_id)
    if one is None or one.state is WishState.DRAFT or not await is_in_charge(unit, actor, one.compound_id):
        raise WishesUnknown
    return one, actor


async def own_draft(unit: UnitOfWork, menu_id: str, telegram_id: int) -> Wishes:
    """The draft of whoever began it, while they are in charge there; in a writing unit it is held."""
    one = await (unit.wishes.held if unit.write else unit.wishes.wishes)(menu_id)
    actor = await actor_of(unit, telegram_id)
    if one is None or one.state is not WishState.DRAFT or one.created_by != actor.person_id:
        raise WishDraftGone
    if not await is_in_charge(unit, actor, one.compound_id):
        raise NotInCharge
    return one


async def sent(unit: UnitOfWork, menu_id: str, *, write: bool = False) -> Wishes:
    one = await (unit.wishes.held if write else unit.wishes.wishes)(menu_id)
    if one is None or one.state is WishState.DRAFT:
        raise WishesUnknown
    return one


def homes_in(actor: Actor, compound_id: str) -> list[HomeRef]:
    """Each home there of this person: owners, family and tenants alike (docs/decisions/0025)."""
    here = {one.home.id: one.home for one in actor.active_bindings if one.home.compound_id == compound_id}
    if not here:
        waiting = any(one.home.compound_id == compound_id for one in actor.bindings)
        raise NotConfirmedYet if waiting else NotAtHomeHere
    return list(here.values())


def asked(one: Wishes) -> Asked:
    """Its living card in the groups."""
    return Asked("wishes", CARD, one.id, one.compound_id)


async def renew_cards(unit: UnitOfWork, one: Wishes, cause: str, now: datetime) -> None:
    """How many homes have chosen, and nothing of what."""
    await asked(one).renew(unit, WishCard(one.menu, await unit.wishes.count(one.id)), cause, now)
