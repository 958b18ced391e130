"""Which compounds a member of staff looks after."""

from bot.actions.unit import UnitOfWork
from bot.rules.residents import STAFF, Actor, Place, PlaceKind


async def compounds_of(unit: UnitOfWork, actor: Actor) -> list[Place]:
    """The compounds within this person's appointments as staff, each once; inside a unit that is open."""
    found: dict[str, Place] = {}
    for appointment in actor.appointments:
        if appointment.role in STAFF:
            found |= {place.id: place for place in await unit.compounds.places_under(appointment.place, PlaceKind.COMPOUND)}
    return list(found.values())
