"""What a newer file lacks: homes, one by one (they stay, or staff retire them with a reason), and owners who are registered."""

from datetime import datetime

from bot.actions.compounds.left_open import all_done
from bot.actions.compounds.planning import Undo
from bot.actions.compounds.staff import form_of, staff_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import AllDone, GapSettled, MissingHome, Settled, Settling, clean_reason
from bot.rules.residents import HomeRef
from bot.rules.rosters import HomeName
from storage.base import decode

FORM, REASON = "compounds.retire", "reason"


async def missing_homes(unit: UnitOfWork, compound_id: str) -> list[HomeRef]:
    """Inside an open unit: homes that the last file lacked and that still stand, in the roster's order."""
    last = await unit.roster_work.last_import(compound_id)
    if last is None:
        return []
    undo: Undo = decode(last.undo, Undo)
    return await unit.roster_work.standing(compound_id, undo.missing)


async def dropped_homes(unit: UnitOfWork, compound_id: str) -> tuple[HomeName, ...]:
    """Inside an open unit: where an owner is registered whom the roster does not name there any more; heads and staff end it, or ask."""
    return tuple(dict.fromkeys((await unit.roster_work.dropped_owners(compound_id)).values()))


async def read_missing(unit: UnitOfWork, *, telegram_id: int, compound_id: str, after: str = "") -> MissingHome | AllDone:
    """The next missing home; `after` skips those up to that one."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next(unit, compound_id, await missing_homes(unit, compound_id), after)


async def _next(
    unit: UnitOfWork, compound_id: str, homes: list[HomeRef], after: str = "", settled: Settled | None = None
) -> MissingHome | AllDone:
    ids = [home.id for home in homes]
    rest = homes[ids.index(after) + 1 :] if after in ids else homes
    if not rest:
        return await all_done(unit, compound_id, "missing", settled)
    return MissingHome(rest[0].id, compound_id, _named(rest[0]), len(rest), settled)


async def ask_to_retire(unit: UnitOfWork, *, telegram_id: int, compound_id: str, home_id: str, now: datetime) -> HomeName:
    """The home; the next words typed are the reason."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        home = _lacking(await missing_homes(unit, compound_id), home_id)
        await unit.forms.keep(telegram_id, Form(FORM, REASON, {"home": home_id, "compound": compound_id}), now)
        await unit.commit()
    return _named(home)


def _lacking(homes: list[HomeRef], home_id: str) -> HomeRef:
    """GapSettled where it is retired, or where a newer file has it again."""
    found = next((home for home in homes if home.id == home_id), None)
    if found is None:
        raise GapSettled
    return found


async def retire_home(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> MissingHome | AllDone:
    """Votes that are open keep their homes (R1); the next vote does not ask this one."""
    async with unit:
        form = await form_of(unit, telegram_id, FORM, now)
        _, place = await staff_of(unit, telegram_id, form.facts["compound"])
        home_id, reason = form.facts["home"], clean_reason(text)
        homes = await missing_homes(unit, place.id)
        home = _lacking(homes, home_id)
        if not await unit.roster_work.retire(place.id, home_id, reason, now):
            raise GapSettled
        await unit.roster_switches.touch(place.id)
        await unit.forms.clear(telegram_id)
        question = await _next(unit, place.id, homes, home_id, Settled(Settling.RETIRED, home_id, home=_named(home), reason=reason))
        await unit.commit()
    return question


async def bring_home_back(unit: UnitOfWork, *, telegram_id: int, compound_id: str, home_id: str) -> MissingHome | AllDone:
    """「改回去」: a retired home counts again."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        if not await unit.roster_work.bring_back(place.id, home_id):
            raise GapSettled
        await unit.roster_switches.touch(place.id)
        question = await _next(unit, place.id, await missing_homes(unit, place.id))
        await unit.commit()
    return question


def _named(home: HomeRef) -> HomeName:
    return HomeName(home.building, home.entrance, home.room)
