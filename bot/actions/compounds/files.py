"""A roster's file in the clerk's chat: taken, previewed, confirmed, imported. The file itself is kept nowhere."""

import asyncio
from datetime import datetime
from typing import Any

from bot.actions.compounds.importing import import_roster
from bot.actions.compounds.planning import Plan, plan_import
from bot.actions.compounds.staff import own_community, own_compounds, staff_of
from bot.actions.compounds.staging import read_kept
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import (
    LARGEST_ROSTER,
    PROBLEMS_SHOWN,
    Imported,
    ImportGone,
    Problem,
    RosterChoice,
    RosterOutdated,
    RosterPreview,
    compound_name_from,
    looks_at,
)
from bot.rules.ports import Language, Progress
from bot.rules.residents import Place, PlaceKind
from bot.rules.rosters import Counted, HomeKind, RosterReading, RosterTooBig, shared_names

FORM, WHICH, NAME, CONFIRM = "compounds.roster", "which", "name", "confirm"
READ_JOB, IMPORT_JOB = "compounds.read_roster", "compounds.import_roster"


async def take_file(
    unit: UnitOfWork, *, telegram_id: int, file_id: str, file_name: str, size: int, language: Language, now: datetime
) -> RosterChoice | None:
    """The file is read by a worker; None then. Several compounds, or none yet: which one is it for?"""
    if size > LARGEST_ROSTER:
        raise RosterTooBig(size, LARGEST_ROSTER)
    async with unit:
        facts = {"file_id": file_id, "file_name": file_name, "sent_at": now.isoformat()}
        choice = await _choice(unit, telegram_id, language)
        if len(choice.compounds) == 1:
            await _read(unit, telegram_id, choice.compounds[0].id, facts, now)
        else:
            step = WHICH if choice.compounds or not choice.may_add else NAME
            await unit.forms.keep(telegram_id, Form(FORM, step, facts), now)
        await unit.commit()
    return choice if len(choice.compounds) != 1 else None


async def _choice(unit: UnitOfWork, telegram_id: int, language: Language) -> RosterChoice:
    found = await own_compounds(unit, telegram_id, language)
    return RosterChoice(found, with_file=True, may_add=await own_community(unit, telegram_id, language) is not None)


async def choose_again(unit: UnitOfWork, *, telegram_id: int, language: Language, now: datetime) -> RosterChoice:
    """The file is for another compound than the preview says."""
    async with unit:
        form = await _form(unit, telegram_id, now, CONFIRM, WHICH, NAME)
        facts = {name: form.facts[name] for name in ("file_id", "file_name", "sent_at")}
        await unit.forms.keep(telegram_id, Form(FORM, WHICH, facts), now)
        choice = await _choice(unit, telegram_id, language)
        await unit.commit()
    return choice


async def ask_new_name(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> None:
    """The next words typed are the name of a compound that is not there yet."""
    async with unit:
        form = await _form(unit, telegram_id, now, WHICH, NAME)
        await unit.forms.keep(telegram_id, Form(FORM, NAME, form.facts), now)
        await unit.commit()


async def name_compound(unit: UnitOfWork, *, telegram_id: int, text: str, language: Language, now: datetime) -> str:
    """The compound of this name in the clerk's own community, made when it is not there; its file is read."""
    async with unit:
        form = await _form(unit, telegram_id, now, NAME)
        community = await own_community(unit, telegram_id, language)
        if community is None:
            raise ImportGone
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, compound_name_from(text), community)
        await _read(unit, telegram_id, place.id, form.facts, now)
        await unit.commit()
    return str(form.facts["file_name"])


async def choose_compound(unit: UnitOfWork, *, telegram_id: int, compound_id: str, now: datetime) -> str:
    """The name of the file that is read now."""
    async with unit:
        form = await _form(unit, telegram_id, now, WHICH, NAME)
        await staff_of(unit, telegram_id, compound_id)
        await _read(unit, telegram_id, compound_id, form.facts, now)
        await unit.commit()
    return str(form.facts["file_name"])


async def _form(unit: UnitOfWork, telegram_id: int, now: datetime, *steps: str) -> Form:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != FORM or form.step not in steps:
        raise ImportGone
    return form


async def _read(unit: UnitOfWork, telegram_id: int, compound_id: str, facts: dict[str, Any], now: datetime) -> None:
    await unit.forms.clear(telegram_id)
    await unit.jobs.queue(READ_JOB, facts, now, compound_id=compound_id, chat_id=telegram_id)


async def preview_roster(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, file: dict[str, Any], reading: RosterReading, now: datetime
) -> RosterPreview:
    """What importing it would do; nothing is written but the question that waits. `file`: the facts that its job was given."""
    kept = await read_kept(unit, compound_id)
    plan = await asyncio.to_thread(plan_import, kept, reading)
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        newer = await unit.forms.form(telegram_id, now)
        if newer is not None and newer.name == FORM and _sent_at(newer.facts) > _sent_at(file):
            raise RosterOutdated(file["file_name"], newer.facts["file_name"])
        await unit.forms.keep(telegram_id, Form(FORM, CONFIRM, file | {"compound_id": compound_id}), now)
        await unit.commit()
    return _preview(place, file["file_name"], reading, plan)


def _sent_at(facts: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(facts["sent_at"])


def _preview(place: Place, file_name: str, reading: RosterReading, plan: Plan) -> RosterPreview:
    problems = [Problem(gap.name, gap.row, gap.problem) for gap in reading.gaps]
    flats = reading.of_kind(HomeKind.HOME)
    difference = plan.difference
    return RosterPreview(
        place.id,
        place.name,
        file_name,
        Counted.of(reading.homes),
        reading.area_cm2m(),
        owners=len({name for home in flats for name in home.owners}),
        shared=len(shared_names(flats)),
        brought=Counted.of(difference.new),
        altered=Counted.of(one.after for one in difference.changed),
        missing=len(difference.missing),
        problems=tuple(problems[:PROBLEMS_SHOWN]),
        more_problems=max(0, len(problems) - PROBLEMS_SHOWN),
        skipped=tuple(column.heading for column in reading.skipped_columns),
        open_gaps=plan.gaps.open_after,
        looks=looks_at(reading),
    )


async def confirm_import(unit: UnitOfWork, *, telegram_id: int, message_id: int | None, now: datetime) -> None:
    """「导入」: a worker reads the file once more and writes it; `message_id` is the message that tells how far it is."""
    async with unit:
        form = await _form(unit, telegram_id, now, CONFIRM)
        compound_id = form.facts["compound_id"]
        await staff_of(unit, telegram_id, compound_id)
        await unit.forms.clear(telegram_id)
        facts = form.facts | {"message_id": message_id}
        await unit.jobs.queue(IMPORT_JOB, facts, now, compound_id=compound_id, chat_id=telegram_id)
        await unit.commit()


async def import_confirmed(
    unit: UnitOfWork,
    *,
    telegram_id: int,
    compound_id: str,
    file_name: str,
    sha256: str,
    reading: RosterReading,
    now: datetime,
    progress: Progress = lambda _done, _total: None,
) -> Imported:
    async with unit.beside() as reader:
        actor, place = await staff_of(reader, telegram_id, compound_id)
    result = await import_roster(
        unit,
        compound_id=place.id,
        reading=reading,
        file_name=file_name,
        sha256=sha256,
        imported_by=actor.person_id,
        now=now,
        progress=progress,
    )
    async with unit.beside() as reader:
        names = len(await reader.roster_work.undecided_names(place.id))
    return Imported(place.id, place.name, result, names)
