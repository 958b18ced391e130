"""Who may work on a compound's roster, and which form of theirs waits for words."""

from datetime import datetime

from bot.actions.staff import compounds_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import CompoundName, GapSettled, NotStaffOfCompound
from bot.rules.ports import Language
from bot.rules.residents import STAFF, Actor, Place, PlaceKind


async def staff_of(unit: UnitOfWork, telegram_id: int, compound_id: str) -> tuple[Actor, Place]:
    """Asked anew at every tap; NotStaffOfCompound for anybody else."""
    actor, place = await unit.residents.actor(telegram_id, "zh"), await unit.compounds.place(compound_id)
    if place is None or place.compound_id != place.id or not actor.is_staff_of(place):
        raise NotStaffOfCompound
    return actor, place


async def own_compounds(unit: UnitOfWork, telegram_id: int, language: Language) -> tuple[CompoundName, ...]:
    actor = await unit.residents.actor(telegram_id, language)
    found = await compounds_of(unit, actor)
    if not actor.is_staff:
        raise NotStaffOfCompound
    return tuple(CompoundName(place.id, place.name) for place in found)


async def own_community(unit: UnitOfWork, telegram_id: int, language: Language) -> Place | None:
    """The one community in which this person may make compounds; None when it could be several."""
    actor = await unit.residents.actor(telegram_id, language)
    found: dict[str, Place] = {}
    for appointment in actor.appointments:
        if appointment.role in STAFF:
            found |= {place.id: place for place in await unit.compounds.places_under(appointment.place, PlaceKind.COMMUNITY)}
    return next(iter(found.values())) if len(found) == 1 else None


async def form_of(unit: UnitOfWork, telegram_id: int, name: str, now: datetime) -> Form:
    """GapSettled when the form is gone."""
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != name:
        raise GapSettled
    return form
