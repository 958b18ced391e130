"""Who may work on a compound's roster, and what its screen shows."""

from bot.actions.staff import compounds_of
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import CompoundName, NotStaffOfCompound, RosterChoice, RosterOverview
from bot.rules.ports import Language
from bot.rules.residents import Actor, Place


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


async def read_roster_screen(unit: UnitOfWork, *, telegram_id: int, compound_id: str, language: Language) -> RosterOverview | RosterChoice:
    """The compound's roster; which compound, when several could be meant."""
    async with unit:
        if not compound_id:
            found = await own_compounds(unit, telegram_id, language)
            if len(found) != 1:
                return RosterChoice(found)
            compound_id = found[0].id
        _, place = await staff_of(unit, telegram_id, compound_id)
        return await overview(unit, place)


async def overview(unit: UnitOfWork, place: Place) -> RosterOverview:
    work = unit.roster_work
    last = await work.last_import(place.id)
    homes, area = await work.size(place.id)
    missing = await work.standing(place.id, last.undo["missing"]) if last else []
    undoable = last is not None and not await work.something_since(place.id, last.imported_at)
    return RosterOverview(
        place.id,
        place.name,
        homes,
        area,
        gaps=len(await work.open_gaps(place.id)),
        names=len(await work.undecided_names(place.id)),
        missing=len(missing),
        imported_at=last.imported_at if last else None,
        undoable=undoable,
    )
