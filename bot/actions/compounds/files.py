"""A roster's file in the clerk's chat: taken, previewed, confirmed, undone."""

from datetime import datetime
from typing import Any

from bot.actions.compounds.clerk import overview, own_compounds, staff_of
from bot.actions.compounds.importing import import_roster
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import (
    LARGEST_ROSTER,
    PROBLEMS_SHOWN,
    Imported,
    ImportGone,
    Problem,
    RosterChoice,
    RosterOverview,
    RosterPreview,
    UndoTooLate,
)
from bot.rules.ports import Language
from bot.rules.residents import Place
from bot.rules.rosters import HomeKind, RosterGap, RosterHome, RosterProblem, RosterReading, RosterTooBig, compare_rosters
from storage.base import decode, encode

FORM, WHICH, CONFIRM = "compounds.roster", "which", "confirm"
READ_JOB, IMPORT_JOB = "compounds.read_roster", "compounds.import_roster"


async def take_file(
    unit: UnitOfWork, *, telegram_id: int, file_id: str, file_name: str, size: int, language: Language, now: datetime
) -> RosterChoice | None:
    """The file is read by a worker; None then. Several compounds: which one is it for?"""
    if size > LARGEST_ROSTER:
        raise RosterTooBig(size, LARGEST_ROSTER)
    async with unit:
        found = await own_compounds(unit, telegram_id, language)
        facts = {"file_id": file_id, "file_name": file_name}
        choice = None if len(found) == 1 else RosterChoice(found, with_file=True)
        if choice is None:
            await _read(unit, telegram_id, found[0].id, facts, now)
        else:
            await unit.forms.keep(telegram_id, Form(FORM, WHICH, facts), now)
        await unit.commit()
    return choice


async def choose_compound(unit: UnitOfWork, *, telegram_id: int, compound_id: str, now: datetime) -> None:
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or (form.name, form.step) != (FORM, WHICH):
            raise ImportGone
        await staff_of(unit, telegram_id, compound_id)
        await _read(unit, telegram_id, compound_id, form.facts, now)
        await unit.commit()


async def _read(unit: UnitOfWork, telegram_id: int, compound_id: str, facts: dict[str, Any], now: datetime) -> None:
    await unit.forms.clear(telegram_id)
    await unit.jobs.queue(READ_JOB, facts, now, compound_id=compound_id, chat_id=telegram_id)


async def preview_roster(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, file_name: str, sha256: str, reading: RosterReading, now: datetime
) -> RosterPreview:
    """What importing it would do; nothing is written but the question that waits."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        kept = await unit.rosters.kept(compound_id)
        difference = compare_rosters([one.home for one in kept], reading)
        await unit.forms.keep(telegram_id, Form(FORM, CONFIRM, {"sha256": sha256, "file_name": file_name, "compound_id": compound_id}), now)
        await unit.commit()
    problems = [Problem(gap.name.in_full, gap.row, gap.problem) for gap in reading.gaps]
    flats = reading.of_kind(HomeKind.HOME)
    return RosterPreview(
        place.id,
        place.name,
        file_name,
        len(flats),
        reading.area_cm2m(),
        owners=len({name for home in flats for name in home.owners}),
        new=len(difference.new),
        changed=len(difference.changed),
        missing=len(difference.missing),
        problems=tuple(problems[:PROBLEMS_SHOWN]),
        more_problems=max(0, len(problems) - PROBLEMS_SHOWN),
        open_gaps=len(reading.open_gaps),
        skipped=tuple(column.heading for column in reading.skipped_columns),
    )


async def confirm_import(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> None:
    """「导入」: a worker reads the kept file once more and writes it."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or (form.name, form.step) != (FORM, CONFIRM):
            raise ImportGone
        await staff_of(unit, telegram_id, form.facts["compound_id"])
        await unit.forms.clear(telegram_id)
        await unit.jobs.queue(IMPORT_JOB, form.facts, now, compound_id=form.facts["compound_id"], chat_id=telegram_id)
        await unit.commit()


async def import_confirmed(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, file_name: str, sha256: str, reading: RosterReading, now: datetime
) -> Imported:
    async with unit:
        actor, place = await staff_of(unit, telegram_id, compound_id)
        result = await import_roster(
            unit.lent(), compound_id=place.id, reading=reading, file_name=file_name, sha256=sha256, imported_by=actor.person_id, now=now
        )
        names = len(await unit.roster_work.undecided_names(place.id))
        await unit.commit()
    return Imported(place.id, place.name, result, names)


async def undo_import(unit: UnitOfWork, *, telegram_id: int, compound_id: str, now: datetime) -> RosterOverview:
    """The last import as if it had not been, while nothing depends on it."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        last = await unit.roster_work.last_import(place.id)
        if last is None or await unit.roster_work.something_since(place.id, last.imported_at):
            raise UndoTooLate
        if not await unit.roster_work.mark_undone(last.id, now):
            raise UndoTooLate
        await unit.roster_work.forget_homes(place.id, last.undo["new"])
        await _restore(unit, place, last.undo["changed"])
        await unit.rosters.replace_gaps(place.id, [_gap(one) for one in last.undo["gaps"]], "")
        after = await overview(unit, place)
        await unit.commit()
    return after


async def _restore(unit: UnitOfWork, place: Place, changed: list[Any]) -> None:
    homes = {home_id: decode(encode(home), RosterHome) for home_id, home in changed}
    owners = {key.name: owner_id for key, owner_id in (await unit.rosters.owners(place.id)).items() if not key.apart_at}
    designated = {home_id: owners.get(home.designated) for home_id, home in homes.items()}
    await unit.rosters.change_homes(place.id, [(home_id, home, designated[home_id]) for home_id, home in homes.items()])
    await unit.rosters.set_owners(place.id, {home_id: [owners[name] for name in home.owners] for home_id, home in homes.items()})


def _gap(row: dict[str, Any]) -> RosterGap:
    owners = tuple(name for name in row["owners"].split("、") if name)
    return RosterGap(row["row"], "", RosterProblem(row["problem"]), row["building"], row["entrance"], row["room"], owners=owners)
