"""What those who answer concerns see: their list, and one of them."""

from datetime import datetime

from bot.actions.concerns.common import PAGE, card_of, handled, line_of
from bot.actions.unit import UnitOfWork
from bot.rules.concerns.facts import ConcernCard, ConcernList
from bot.rules.concerns.violations import NotInCharge
from bot.rules.residents import STAFF, Actor, PlaceKind, Role
from storage.concerns import Charge


async def charge_of(unit: UnitOfWork, actor: Actor) -> Charge:
    """Inside a unit."""
    chief_of = [one.place.id for one in actor.appointments if one.role is Role.COMPOUND_CHIEF]
    staff_of: dict[str, None] = {}
    for one in actor.appointments:
        if one.role in STAFF:
            staff_of |= dict.fromkeys(place.id for place in await unit.compounds.places_under(one.place, PlaceKind.COMPOUND))
    return Charge(actor.person_id or "", tuple(chief_of), tuple(staff_of))


async def read_concerns(unit: UnitOfWork, *, actor: Actor, page: int, now: datetime) -> ConcernList:
    """Open ones: those that wait for an answer first, the next to be due on top."""
    if not any(one.role in STAFF or one.role is Role.COMPOUND_CHIEF for one in actor.appointments):
        raise NotInCharge
    async with unit:
        charge = await charge_of(unit, actor)
        total = await unit.concerns.count_for(charge)
        pages = max(1, -(-total // PAGE))
        page = min(max(page, 0), pages - 1)
        found = await unit.concerns.page_for(charge, limit=PAGE, offset=page * PAGE)
        lines = [await line_of(unit, one, now) for one in found]
    return ConcernList(tuple(lines), total, page, pages)


async def read_concern(unit: UnitOfWork, *, concern_id: str, telegram_id: int) -> ConcernCard:
    async with unit:
        concern, _ = await handled(unit, concern_id, telegram_id, write=False)
        return await card_of(unit, concern)
