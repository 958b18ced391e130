"""What the clerk settles one by one: gaps, names at several homes, homes that a new file lacks."""

from datetime import datetime

from bot.actions.compounds.clerk import staff_of
from bot.actions.compounds.importing import write_difference
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import AllDone, AreaUnreadable, GapQuestion, GapSettled, MissingHome, NameQuestion, clean_reason
from bot.rules.residents import HomeRef, Place
from bot.rules.rosters import (
    AreaSource,
    HomeKind,
    HomeName,
    RosterDifference,
    RosterHome,
    find_home,
    parse_area,
)
from storage.roster_work import OpenGap

GAP_FORM, AREA, STRIKE = "compounds.gap", "area", "reason"
RETIRE_FORM, RETIRE = "compounds.retire", "reason"


async def read_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str) -> GapQuestion | AllDone:
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next_gap(unit, compound_id)


async def _next_gap(unit: UnitOfWork, compound_id: str) -> GapQuestion | AllDone:
    gaps = await unit.roster_work.open_gaps(compound_id)
    if not gaps:
        return AllDone(compound_id, "gaps")
    gap = gaps[0]
    home = HomeName(gap.building, gap.entrance, gap.room).in_full
    return GapQuestion(gap.id, compound_id, home, gap.row, gap.problem, gap.owners, len(gaps))


async def ask_about_gap(unit: UnitOfWork, *, telegram_id: int, compound_id: str, gap_id: str, step: str, now: datetime) -> GapQuestion:
    """`step` AREA or STRIKE: the next words typed are the area, or the reason."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        gap = await _gap(unit, compound_id, gap_id)
        await unit.forms.keep(telegram_id, Form(GAP_FORM, step, {"gap": gap_id, "compound": compound_id}), now)
        left = len(await unit.roster_work.open_gaps(compound_id))
        await unit.commit()
    home = HomeName(gap.building, gap.entrance, gap.room).in_full
    return GapQuestion(gap.id, compound_id, home, gap.row, gap.problem, gap.owners, left)


async def _gap(unit: UnitOfWork, compound_id: str, gap_id: str) -> OpenGap:
    found = [one for one in await unit.roster_work.open_gaps(compound_id) if one.id == gap_id]
    if not found:
        raise GapSettled
    return found[0]


async def fill_gap(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> GapQuestion | AllDone:
    """The typed area (with the home before it, where the row named none) makes it a home. The next gap, or all done."""
    async with unit:
        form = await _form(unit, telegram_id, GAP_FORM, now)
        actor, place = await staff_of(unit, telegram_id, form.facts["compound"])
        gap = await _gap(unit, place.id, form.facts["gap"])
        name, area = _typed(gap, text)
        await unit.roster_work.settle_gap(place.id, gap.id, state="filled", reason=None, by=actor.person_id, now=now)
        await _add(unit, place, gap, name, area)
        await unit.forms.clear(telegram_id)
        question = await _next_gap(unit, place.id)
        await unit.commit()
    return question


def _typed(gap: OpenGap, text: str) -> tuple[HomeName, int]:
    words = text.split()
    area = parse_area(words[-1]) if words else None
    home = HomeName(gap.building, gap.entrance, gap.room) if gap.room else find_home(" ".join(words[:-1]))
    if area is None or area <= 0 or home is None:
        raise AreaUnreadable(text[:40])
    return home, area


async def _add(unit: UnitOfWork, place: Place, gap: OpenGap, name: HomeName, area: int) -> None:
    owners = tuple(one for one in gap.owners.split("、") if one)
    home = RosterHome(name.building, name.entrance, name.room, HomeKind.HOME, area, AreaSource.UNSTATED, owners)
    if any(one.home.key == home.key for one in await unit.rosters.kept(place.id)):
        raise GapSettled
    await write_difference(unit, place, RosterDifference((home,), (), (), (), ()))


async def strike_gap(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> GapQuestion | AllDone:
    async with unit:
        form = await _form(unit, telegram_id, GAP_FORM, now)
        actor, place = await staff_of(unit, telegram_id, form.facts["compound"])
        gap = await _gap(unit, place.id, form.facts["gap"])
        await unit.roster_work.settle_gap(place.id, gap.id, state="struck", reason=clean_reason(text), by=actor.person_id, now=now)
        await unit.forms.clear(telegram_id)
        question = await _next_gap(unit, place.id)
        await unit.commit()
    return question


async def _form(unit: UnitOfWork, telegram_id: int, name: str, now: datetime) -> Form:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != name:
        raise GapSettled
    return form


async def read_name(unit: UnitOfWork, *, telegram_id: int, compound_id: str) -> NameQuestion | AllDone:
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next_name(unit, compound_id)


async def _next_name(unit: UnitOfWork, compound_id: str) -> NameQuestion | AllDone:
    names = await unit.roster_work.undecided_names(compound_id)
    if not names:
        return AllDone(compound_id, "names")
    owner = names[0]
    return NameQuestion(compound_id, owner.homes[0].id, owner.name, tuple(_in_full(home) for home in owner.homes), len(names))


async def decide_name(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, first_home: str, same: bool, now: datetime
) -> NameQuestion | AllDone:
    """Remembered when the roster is imported again. An older question whose name is decided shows the next one."""
    async with unit:
        actor, place = await staff_of(unit, telegram_id, compound_id)
        for owner in await unit.roster_work.undecided_names(place.id):
            if owner.homes[0].id != first_home:
                continue
            if not same:
                await unit.roster_work.separate(place.id, owner, by=actor.person_id, now=now)
            await unit.roster_work.decide_same(place.id, owner.name, by=actor.person_id, now=now)
            break
        question = await _next_name(unit, place.id)
        await unit.commit()
    return question


async def read_missing(unit: UnitOfWork, *, telegram_id: int, compound_id: str, after: str = "") -> MissingHome | AllDone:
    """The next home that the last file lacked; `after` skips those up to that home."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        return await _next_missing(unit, compound_id, after)


async def _next_missing(unit: UnitOfWork, compound_id: str, after: str = "") -> MissingHome | AllDone:
    last = await unit.roster_work.last_import(compound_id)
    homes = await unit.roster_work.standing(compound_id, last.undo["missing"]) if last else []
    ids = [home.id for home in homes]
    rest = homes[ids.index(after) + 1 :] if after in ids else homes
    if not rest:
        return AllDone(compound_id, "missing")
    return MissingHome(rest[0].id, compound_id, _in_full(rest[0]), len(rest))


async def ask_to_retire(unit: UnitOfWork, *, telegram_id: int, compound_id: str, home_id: str, now: datetime) -> str:
    """The home's name; the next words typed are the reason."""
    async with unit:
        await staff_of(unit, telegram_id, compound_id)
        found = await unit.roster_work.standing(compound_id, [home_id])
        if not found:
            raise GapSettled
        await unit.forms.keep(telegram_id, Form(RETIRE_FORM, RETIRE, {"home": home_id, "compound": compound_id}), now)
        await unit.commit()
    return _in_full(found[0])


async def retire_home(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> MissingHome | AllDone:
    async with unit:
        form = await _form(unit, telegram_id, RETIRE_FORM, now)
        _, place = await staff_of(unit, telegram_id, form.facts["compound"])
        if not await unit.roster_work.retire(place.id, form.facts["home"], clean_reason(text), now):
            raise GapSettled
        await unit.forms.clear(telegram_id)
        question = await _next_missing(unit, place.id)
        await unit.commit()
    return question


def _in_full(home: HomeRef) -> str:
    return HomeName(home.building, home.entrance, home.room).in_full
