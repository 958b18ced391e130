"""A compound's roster on one screen: what is there, what is open, what can be undone."""

from bot.actions.compounds.missing import dropped_homes, missing_homes
from bot.actions.compounds.staff import own_compounds, staff_of
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import RosterChoice, RosterOverview
from bot.rules.ports import Language
from bot.rules.residents import Place


async def read_roster_screen(unit: UnitOfWork, *, telegram_id: int, compound_id: str, language: Language) -> RosterOverview | RosterChoice:
    """The compound's roster; which compound, when several could be meant."""
    async with unit:
        if not compound_id:
            found = await own_compounds(unit, telegram_id, language)
            if len(found) != 1:
                return RosterChoice(found)
            compound_id = found[0].id
    return await read_roster(unit, telegram_id=telegram_id, compound_id=compound_id)


async def read_roster(unit: UnitOfWork, *, telegram_id: int, compound_id: str) -> RosterOverview:
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        return await overview(unit, place)


async def overview(unit: UnitOfWork, place: Place) -> RosterOverview:
    """Inside an open unit."""
    last = await unit.roster_work.last_import(place.id)
    homes, area = await unit.rosters.size(place.id)
    undoable = last is not None and not await unit.roster_work.something_since(place.id, last.imported_at)
    return RosterOverview(
        place.id,
        place.name,
        homes,
        area,
        gaps=len(await unit.rosters.gaps(place.id)),
        names=len(await unit.roster_work.undecided_names(place.id)),
        missing=len(await missing_homes(unit, place.id)),
        imported_at=last.imported_at if last else None,
        file_name=last.file_name if last else "",
        undoable=last.id if last is not None and undoable else "",
        dropped=await dropped_homes(unit, place.id),
    )
