"""Which compounds a member of staff, or a compound chief, looks after."""

from collections.abc import Collection

from bot.actions.unit import UnitOfWork
from bot.rules.residents import STAFF, Actor, Place, PlaceKind, Role
from bot.rules.votes.drafts import DRAFTERS


async def compounds_of(unit: UnitOfWork, actor: Actor) -> list[Place]:
    """The compounds within this person's appointments as staff, each once; inside a unit that is open."""
    return list((await _within(unit, actor, STAFF)).values())


async def compounds_led(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """By their ids, those of a compound chief, and of staff: who may ask the residents something."""
    return await _within(unit, actor, DRAFTERS)


async def _within(unit: UnitOfWork, actor: Actor, roles: Collection[Role]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for appointment in actor.appointments:
        if appointment.role in roles:
            found |= {place.id: place for place in await unit.compounds.places_under(appointment.place, PlaceKind.COMPOUND)}
    return found
