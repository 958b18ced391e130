"""A roster's file in the clerk's chat: taken, previewed, confirmed, imported. The file itself is kept nowhere."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.compounds.forgetting import FORM, stop_waiting, wait_for
from bot.actions.compounds.importing import import_roster
from bot.actions.compounds.missing import dropped_homes
from bot.actions.compounds.planning import Plan, plan_import
from bot.actions.compounds.staff import own_community, own_compounds, staff_of
from bot.actions.compounds.staging import read_kept
from bot.actions.unit import Form, UnitOfWork
from bot.rules.compounds import (
    CHANGES_SHOWN,
    LARGEST_ROSTER,
    PROBLEMS_SHOWN,
    CompoundUnknown,
    FileRead,
    FileReplaced,
    HomeAltered,
    Imported,
    ImportGone,
    OtherFileAsked,
    PreviewReplaced,
    Problem,
    RosterChoice,
    RosterOutdated,
    RosterPreview,
    compound_name_from,
)
from bot.rules.ports import Language, Progress
from bot.rules.residents import Place, PlaceKind
from bot.rules.rosters import Counted, HomeKind, RosterNote, RosterReading, RosterTooBig, check_may_be_table, shared_names
from bot.rules.rosters.belonging import compound_in, strangers
from bot.rules.rosters.looks import looks_at
from storage.base import new_id

WHICH, NAME, CONFIRM = "which", "name", "confirm"
# What is known of the file that was sent, from the question which compound it is for to its import.
FILE = ("file_id", "file_name", "sent_at", "file")
READ_JOB, IMPORT_JOB = "compounds.read_roster", "compounds.import_roster"


async def take_file(
    unit: UnitOfWork, *, telegram_id: int, file_id: str, file_name: str, size: int, language: Language, now: datetime
) -> RosterChoice | FileRead:
    """The file is read by a worker. Several compounds, or none yet: which one is it for?"""
    check_may_be_table(file_name)
    if size > LARGEST_ROSTER:
        raise RosterTooBig(size, LARGEST_ROSTER)
    async with unit:
        facts: dict[str, Any] = {"file_id": file_id, "file_name": file_name, "sent_at": now.isoformat(), "file": new_id()}
        choice = await _choice(unit, telegram_id, language)
        if len(choice.compounds) == 1:
            await _read(unit, telegram_id, choice.compounds[0].id, facts, now)
        else:
            step = WHICH if choice.compounds or not choice.may_add else NAME
            before = await unit.forms.form(telegram_id, now)
            if before is not None and before.name == FORM:
                facts |= _left_by(before)
                choice = replace(choice, replaces=before.facts.get("asked_in"))
            await unit.forms.keep(telegram_id, Form(FORM, step, facts), now)
        await unit.commit()
    return replace(choice, file=facts["file"], file_name=file_name) if len(choice.compounds) != 1 else _being_read(facts)


def _being_read(facts: dict[str, Any]) -> FileRead:
    return FileRead(str(facts.get("file", "")), str(facts["file_name"]))


def reading_key(file: str) -> str:
    """What the message shows that says that the file is being read."""
    return f"reading:{file}"


async def note_reading(unit: UnitOfWork, *, telegram_id: int, file: str, message_id: int, now: datetime) -> bool:
    """Which message says so: it becomes the preview. False where the preview was faster."""
    async with unit:
        waits = await unit.jobs.is_open(READ_JOB, telegram_id, "file", file)
        if waits:
            await unit.chats.note_shown(reading_key(file), telegram_id, message_id, now)
        await unit.commit()
    return waits


async def read_reading(unit: UnitOfWork, file: str) -> int | None:
    async with unit:
        return next((one.message_id for one in await unit.chats.shown(reading_key(file))), None)


def _left_by(before: Form) -> dict[str, Any]:
    """The preview that goes on waiting while a further file is asked about."""
    waiting = before.facts if before.step == CONFIRM else before.facts.get("waiting")
    return {} if waiting is None else {"waiting": waiting}


async def note_question(unit: UnitOfWork, *, telegram_id: int, file: str, message_id: int, now: datetime) -> None:
    """Which message asks about the file, for it to say so when another one comes."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is not None and form.name == FORM and form.facts.get("file") == file:
            await unit.forms.keep(telegram_id, Form(FORM, form.step, form.facts | {"asked_in": message_id}), now)
        await unit.commit()


async def _choice(unit: UnitOfWork, telegram_id: int, language: Language) -> RosterChoice:
    found = await own_compounds(unit, telegram_id, language)
    return RosterChoice(found, with_file=True, may_add=await own_community(unit, telegram_id, language) is not None)


async def choose_again(unit: UnitOfWork, *, telegram_id: int, preview_id: str, language: Language, now: datetime) -> RosterChoice:
    """The file is for another compound than the preview says; pressed twice it is asked once more."""
    async with unit:
        form = await _form(unit, telegram_id, now, CONFIRM, WHICH, NAME)
        if form.facts.get("doubted") != preview_id and _looked_at(form, preview_id) is not form.facts:
            raise OtherFileAsked(str(form.facts["file_name"]))
        facts: dict[str, Any] = {name: form.facts[name] for name in (*FILE, "titled") if name in form.facts}
        facts |= {"file": new_id(), "doubted": preview_id}
        await unit.forms.keep(telegram_id, Form(FORM, WHICH, facts), now)
        await stop_waiting(unit, telegram_id)
        choice = await _choice(unit, telegram_id, language)
        await unit.commit()
    choice = replace(choice, file=facts["file"], file_name=facts["file_name"])
    titled = str(facts.get("titled", "")) if choice.may_add else ""
    return replace(choice, titled="" if titled in {one.name for one in choice.compounds} else titled)


async def ask_new_name(unit: UnitOfWork, *, telegram_id: int, file: str, now: datetime) -> str:
    """The next words typed are the name of a compound that is not there yet. The name of the file that is for it."""
    async with unit:
        form = await _asked(unit, telegram_id, file, now)
        await unit.forms.keep(telegram_id, Form(FORM, NAME, form.facts), now)
        await unit.commit()
    return str(form.facts["file_name"])


async def name_compound(unit: UnitOfWork, *, telegram_id: int, text: str, language: Language, now: datetime) -> FileRead:
    """The compound of this name, made in the clerk's own community when it is not there; its file is read."""
    async with unit:
        form = await _form(unit, telegram_id, now, WHICH, NAME)
        name = compound_name_from(text)
        compound_id = await _known(unit, telegram_id, name, language) or await _added(unit, telegram_id, name, language)
        await _read(unit, telegram_id, compound_id, form.facts, now)
        await unit.commit()
    return _being_read(form.facts)


async def add_titled(unit: UnitOfWork, *, telegram_id: int, file: str, language: Language, now: datetime) -> FileRead:
    """The compound that the file itself names is made, and the file read for it."""
    async with unit:
        form = await _asked(unit, telegram_id, file, now)
        name = compound_name_from(str(form.facts.get("titled", "")))
        await _read(unit, telegram_id, await _added(unit, telegram_id, name, language), form.facts, now)
        await unit.commit()
    return _being_read(form.facts)


async def _known(unit: UnitOfWork, telegram_id: int, name: str, language: Language) -> str | None:
    found = await own_compounds(unit, telegram_id, language)
    return next((one.id for one in found if one.name == name), None)


async def _added(unit: UnitOfWork, telegram_id: int, name: str, language: Language) -> str:
    community = await own_community(unit, telegram_id, language)
    if community is None:
        raise CompoundUnknown(name)
    return (await unit.compounds.add_place(PlaceKind.COMPOUND, name, community)).id


async def choose_compound(unit: UnitOfWork, *, telegram_id: int, compound_id: str, file: str, now: datetime) -> FileRead:
    async with unit:
        form = await _asked(unit, telegram_id, file, now)
        await staff_of(unit, telegram_id, compound_id)
        await _read(unit, telegram_id, compound_id, form.facts, now)
        await unit.commit()
    return _being_read(form.facts)


async def _asked(unit: UnitOfWork, telegram_id: int, file: str, now: datetime) -> Form:
    """The question under which this button stands; FileReplaced where another file is asked about by now."""
    form = await _form(unit, telegram_id, now, WHICH, NAME)
    if form.facts.get("file") != file:
        raise FileReplaced(str(form.facts["file_name"]))
    return form


def _looked_at(form: Form, preview_id: str) -> dict[str, Any]:
    """What is known of this preview: it may wait behind the question about a further file."""
    waiting: dict[str, Any] | None = form.facts if form.step == CONFIRM else form.facts.get("waiting")
    if waiting is None:
        raise ImportGone
    if waiting["preview"] != preview_id:
        raise PreviewReplaced
    return waiting


async def _form(unit: UnitOfWork, telegram_id: int, now: datetime, *steps: str) -> Form:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != FORM or form.step not in steps:
        raise ImportGone
    return form


async def _read(unit: UnitOfWork, telegram_id: int, compound_id: str, facts: dict[str, Any], now: datetime) -> None:
    """A preview that waits goes on waiting: the file that is read now may be none."""
    waiting = facts.get("waiting")
    form = await unit.forms.form(telegram_id, now)
    if waiting is not None:
        await unit.forms.keep(telegram_id, Form(FORM, CONFIRM, waiting), now)
    elif form is not None and (form.name, form.step) != (FORM, CONFIRM):
        await unit.forms.clear(telegram_id)
    file = {name: facts[name] for name in FILE if name in facts}
    await unit.jobs.queue(READ_JOB, file, now, compound_id=compound_id, chat_id=telegram_id)


async def preview_roster(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, file: dict[str, Any], reading: RosterReading, now: datetime
) -> RosterPreview:
    """What importing it would do; nothing is written but the question that waits. `file`: the facts that its job was given."""
    kept = await read_kept(unit, compound_id)
    plan = await asyncio.to_thread(plan_import, kept, reading)
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        preview = _preview(place, file["file_name"], reading, plan)
        before = await unit.forms.form(telegram_id, now)
        if before is not None and before.name == FORM and _sent_at(before.facts) > _sent_at(file):
            raise RosterOutdated(file["file_name"], before.facts["file_name"])
        waited = before.facts.get("message_id") if before is not None and (before.name, before.step) == (FORM, CONFIRM) else None
        facts = file | {"compound_id": compound_id, "preview": preview.preview_id, "titled": preview.titled}
        await unit.forms.keep(telegram_id, Form(FORM, CONFIRM, facts), now)
        await wait_for(unit, telegram_id, compound_id, now)
        await unit.commit()
    return replace(preview, replaces=waited)


def _sent_at(facts: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(facts["sent_at"])


async def note_preview(unit: UnitOfWork, *, telegram_id: int, preview_id: str, message_id: int, now: datetime) -> None:
    """Which message shows the preview, for the next one to say there that it came."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is not None and form.facts.get("preview") == preview_id:
            await unit.forms.keep(telegram_id, Form(form.name, form.step, form.facts | {"message_id": message_id}), now)
        await unit.commit()


def _preview(place: Place, file_name: str, reading: RosterReading, plan: Plan) -> RosterPreview:
    # What stands in the way of a vote first; that a row stands twice can wait. Rows of co-owners are told once, as such.
    joined = {(one.sheet, one.row) for one in reading.warnings if one.note is RosterNote.OWNERS_JOINED}
    told = sorted((gap for gap in reading.gaps if gap.is_open or (gap.sheet, gap.row) not in joined), key=lambda gap: not gap.is_open)
    problems = [Problem(gap.name, gap.row, gap.problem, gap.text.startswith("=")) for gap in told]
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
        lacking=Counted.of(difference.missing),
        problems=tuple(problems[:PROBLEMS_SHOWN]),
        more_problems=max(0, len(problems) - PROBLEMS_SHOWN),
        skipped=tuple(column.heading for column in reading.skipped_columns),
        open_gaps=plan.gaps.open_after,
        looks=looks_at(reading),
        titled=compound_in((*reading.titles, file_name), place.name),
        strangers=strangers(difference),
        preview_id=new_id(),
        changes=tuple(HomeAltered.of(one) for one in difference.changed[:CHANGES_SHOWN]),
        more_changes=max(0, len(difference.changed) - CHANGES_SHOWN),
    )


async def confirm_import(unit: UnitOfWork, *, telegram_id: int, preview_id: str, message_id: int | None, now: datetime) -> None:
    """「导入」: a worker reads the file once more and writes it; `message_id` is the message that tells how far it is."""
    async with unit:
        form = await _form(unit, telegram_id, now, CONFIRM, WHICH, NAME)
        waiting = _looked_at(form, preview_id)
        compound_id = waiting["compound_id"]
        await staff_of(unit, telegram_id, compound_id)
        if waiting is form.facts:
            await unit.forms.clear(telegram_id)
        else:
            # The further file is asked about still.
            rest = {name: value for name, value in form.facts.items() if name != "waiting"}
            await unit.forms.keep(telegram_id, Form(FORM, form.step, rest), now)
        await stop_waiting(unit, telegram_id)
        facts = {name: waiting[name] for name in FILE if name in waiting} | {"message_id": message_id}
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
        dropped = await dropped_homes(reader, place.id)
    return Imported(place.id, place.name, result, names, dropped)
