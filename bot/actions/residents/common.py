"""What the actions about people share: names of homes and places, who acts, whom a decision is put to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.actions.unit import UnitOfWork
from bot.actions.votes.missed import catch_up
from bot.rules.groups import is_nobody
from bot.rules.letters import Lane, Letter
from bot.rules.ports import Language
from bot.rules.residents import DECIDERS, LEVEL_ROLES, Actor, HomeRef, HomeRole, Level, Place, PlaceKind
from bot.rules.residents.deciding import LEVELS
from bot.rules.residents.facts import HomeAt, OwnerName, PlaceName
from bot.rules.residents.violations import ActAsPerson, HomeUnknown
from storage.base import decode
from storage.residents.homes import Member

# The language of somebody of whom no app said another; letters are worded in the reader's own anyway.
ANY_LANGUAGE: Language = "zh"


async def arrive(unit: UnitOfWork, telegram_id: int, language: Language, now: datetime) -> Actor:
    """Somebody is in their private chat: letters arrive there from now on. Nobody in particular is refused (threat 5)."""
    check_is_person(telegram_id)
    if await unit.chats.meet(telegram_id, is_group=False, language=language, now=now):
        await unit.outbox.revive(telegram_id, now)
        await catch_up(unit, telegram_id, now)
    return await unit.residents.actor(telegram_id, language)


def check_is_person(telegram_id: int) -> None:
    if is_nobody(telegram_id) or telegram_id <= 0:
        raise ActAsPerson


async def actor_of(unit: UnitOfWork, telegram_id: int) -> Actor:
    return await unit.residents.actor(telegram_id, ANY_LANGUAGE)


async def place_name(unit: UnitOfWork, place: Place) -> PlaceName:
    inside = ""
    if place.kind is PlaceKind.BUILDING:
        compound = await unit.compounds.place(place.compound_id or "")
        inside = compound.name if compound is not None else ""
    return PlaceName(place.id, place.kind, place.name, inside)


def home_of(home: HomeRef, compound: Place) -> HomeAt:
    return HomeAt(home.id, compound.name, home.building, home.entrance, home.room)


async def home_at(unit: UnitOfWork, home_id: str) -> tuple[HomeAt, Place]:
    """(the home as it is spoken of, its building); also one that the roster has retired meanwhile."""
    found = await unit.doors.home(home_id, standing=False)
    if found is None:
        raise HomeUnknown
    home, building, compound = found
    return home_of(home, compound), building


async def as_own(unit: UnitOfWork, home: HomeAt, compound_id: str | None, person_id: str | None) -> HomeAt:
    """As it is spoken of to this person: with its compound where they are at home in another one, too."""
    homes = await unit.bindings.of_person(person_id) if person_id is not None else []
    return replace(home, apart=any(one.compound_id != compound_id for one in homes))


async def in_charge_of(unit: UnitOfWork, home: HomeAt, actor: Actor) -> HomeAt:
    """As it is spoken of to whoever decides there: with its compound where they decide in several."""
    return replace(home, apart=await decides_in_several(unit, actor))


async def decides_in_several(unit: UnitOfWork, actor: Actor) -> bool:
    """Compounds, each with a 1栋1单元101."""
    compounds: set[str] = set()
    for place in [one.place for one in actor.appointments if one.role in DECIDERS]:
        if place.compound_id is not None:
            compounds.add(place.compound_id)
        else:
            compounds |= {one.id for one in await unit.compounds.places_under(place, PlaceKind.COMPOUND)}
    return len(compounds) > 1


async def owner_names(unit: UnitOfWork, home_id: str) -> tuple[OwnerName, ...]:
    return tuple(OwnerName(owner.id, owner.name) for owner in await unit.doors.owners(home_id))


def is_unnamed_owner(member: Member) -> bool:
    """Registered as an owner while the roster named nobody at the home: no ballots until it is said which owner this is."""
    return member.role is HomeRole.OWNER and member.owner_id is None


async def holders_at(unit: UnitOfWork, building: Place, level: Level, besides: int | None) -> list[int]:
    return [one for one in await unit.residents.holders(LEVEL_ROLES[level], building.path) if one != besides]


async def deciders(unit: UnitOfWork, building: Place, levels: Iterable[Level], besides: int | None) -> tuple[Level, list[int]]:
    """The first of the levels at which letters reach somebody, `besides` the newcomer; staff, even where nobody is.

    Where they reach nobody at all, the first at which somebody is: they find the card when they are back.
    """
    out_of_reach: tuple[Level, list[int]] | None = None
    for level in levels:
        holders = await holders_at(unit, building, level, besides)
        if await unit.residents.arriving(holders):
            return level, holders
        if holders and out_of_reach is None:
            out_of_reach = level, holders
    return out_of_reach or (Level.STAFF, [])


async def first_deciders(unit: UnitOfWork, building: Place, besides: int | None) -> tuple[Level, list[int]]:
    return await deciders(unit, building, LEVELS, besides)


async def put_card(unit: UnitOfWork, *, key: str, telegram_id: int, card: str, facts: Any, cause: str, now: datetime) -> None:
    """A card in the private chat of somebody in charge, edited in place later, under `key` and this account."""
    if isinstance(home := getattr(facts, "home", None), HomeAt):
        facts = replace(facts, home=await in_charge_of(unit, home, await actor_of(unit, telegram_id)))
    live_key = f"{key}:{telegram_id}"
    # An edit rings nobody awake; a new message does.
    waits = await unit.chats.live(live_key) is None
    letter = Letter(
        f"{live_key}:{cause}", telegram_id, card, facts, lane=Lane.CARD, live_key=live_key, coalesce_key=live_key, night_waits=waits
    )
    await unit.outbox.put(letter, now)


Card = TypeVar("Card")


class Closable(Protocol):
    """The facts of a card that somebody had as long as they had a role."""

    @property
    def is_taken_away(self) -> bool: ...


async def card_of(unit: UnitOfWork, *, key: str, telegram_id: int, kind: type[Card]) -> Card | None:
    """What the card under `key` says in somebody's chat; None where none stands, or its words are gone."""
    words = await unit.residents.words_told(telegram_id, f"{key}:")
    stands = bool(words) and await unit.chats.live(f"{key}:{telegram_id}") is not None
    found: Card | None = decode(words, kind) if stands else None
    return found


async def close_card(unit: UnitOfWork, *, key: str, telegram_id: int, card: str, facts: Any, now: datetime) -> None:
    """Whose role ended: a card not sent yet is not sent; one that stands says so and loses its buttons."""
    await unit.outbox.cancel(f"{key}:{telegram_id}:")
    if await unit.chats.live(f"{key}:{telegram_id}") is not None:
        cause = f"role-ended:{now.isoformat()}"
        await put_card(unit, key=key, telegram_id=telegram_id, card=card, facts=facts, cause=cause, now=now)


async def renew_cards(
    unit: UnitOfWork, *, key: str, card: str, facts: Closable, cause: str, now: datetime, besides: int | None = None
) -> None:
    """Everybody who has the card sees what became of it; one that still waits for the morning is not sent any more."""
    for telegram_id in await unit.residents.told(f"{key}:"):
        stands = await card_of(unit, key=key, telegram_id=telegram_id, kind=type(facts))
        # Whose role has ended is not told what others decide about people.
        if telegram_id == besides or (stands is not None and stands.is_taken_away):
            continue
        unsent = await unit.chats.live(f"{key}:{telegram_id}") is None
        if unsent and await unit.outbox.cancel(f"{key}:{telegram_id}:"):
            continue
        await put_card(unit, key=key, telegram_id=telegram_id, card=card, facts=facts, cause=cause, now=now)


async def tell(
    unit: UnitOfWork, telegram_id: int | None, *, key: str, card: str, facts: Any, now: datetime, night_waits: bool = True
) -> None:
    """A letter to one person; nothing to somebody who has left."""
    if telegram_id is not None:
        await unit.outbox.put(Letter(f"{key}:{telegram_id}", telegram_id, card, facts, night_waits=night_waits), now)
