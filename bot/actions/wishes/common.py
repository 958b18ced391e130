"""What the acts on renovation menus share: who may, the card in the groups."""

from datetime import datetime

from bot.actions.groups.living import replace_cards, standing_in
from bot.actions.residents.common import actor_of
from bot.actions.staff import compounds_led
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import Actor, HomeRef, Place
from bot.rules.starts import nothing_in_charge
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.wishes import WishState
from bot.rules.wishes.facts import WishCard, WishEnded
from bot.rules.wishes.violations import NotAtHomeHere, NotConfirmedYet, NotInCharge, WishDraftGone, WishesUnknown
from storage.base import new_id
from storage.groups import Group
from storage.wishes import Wishes

CLOSE, FORGET, DRAW, READ = "wishes.close", "wishes.forget", "wishes.draw", "wishes.read_table"
CARD = "wishes.wish_card"


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    found = await compounds_led(unit, actor)
    if not found:
        raise nothing_in_charge(actor, NotInCharge())
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


def card_key(menu_id: str, group_id: str) -> str:
    """The living card of a menu in a group."""
    return f"wishes:{menu_id}:{group_id}"


def card_letter(one: Wishes, group: Group, answered: int, cause: str, *, night_waits: bool = False) -> Letter:
    key = card_key(one.id, group.id)
    return Letter(
        f"{key}:{cause}",
        group.chat_id,
        CARD,
        WishCard(one.menu, answered),
        lane=Lane.CARD,
        coalesce_key=key,
        live_key=key,
        night_waits=night_waits,
        on_unknown=OnUnknown.RENEW,
    )


async def standing(unit: UnitOfWork, one: Wishes) -> dict[str, Group]:
    """The groups in which its card stands, or is about to, by the card's key."""
    return await standing_in(unit, one.compound_id, lambda group_id: card_key(one.id, group_id))


async def renew_cards(unit: UnitOfWork, one: Wishes, now: datetime) -> None:
    """How many homes have chosen, and nothing of what: an edit rings nobody. Keys stay: they say neither who tapped nor when."""
    answered = await unit.wishes.count(one.id)
    letters = [card_letter(one, group, answered, new_id()) for group in (await standing(unit, one)).values()]
    await unit.mailing.put_all(letters, now)


async def end_cards(unit: UnitOfWork, one: Wishes, state: WishState, answered: int, now: datetime) -> list[Group]:
    """Each card says that it is over. The groups that have, or get, the end."""
    there, ended = await standing(unit, one), WishEnded(one.menu, state, answered)
    await replace_cards(unit, there, waiting=f"wishes:{one.id}:", cause="over", card="wishes.wish_ended", facts=ended, now=now)
    return list(there.values())
