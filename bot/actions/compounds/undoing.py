"""The last import as if it had not been, while nothing depends on it."""

from datetime import datetime

from bot.actions.compounds.clerk import overview
from bot.actions.compounds.planning import Undo
from bot.actions.compounds.staff import staff_of
from bot.actions.compounds.staging import RosterMoved, Staging, claimed, parts
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import OtherImportSince, RosterBusy, RosterOverview, UndoTooLate
from storage.base import decode
from storage.roster_work import LastImport

UNDO_JOB = "compounds.undo_import"


async def ask_to_undo(
    unit: UnitOfWork, *, telegram_id: int, compound_id: str, import_id: str, message_id: int | None, now: datetime
) -> None:
    """「撤销导入」: a worker takes it back; UndoTooLate at once when it is too late. Only the import that was seen is undone."""
    async with unit:
        _, place = await staff_of(unit, telegram_id, compound_id)
        await _undoable(unit, place.id, import_id)
        facts = {"import_id": import_id, "message_id": message_id}
        await unit.jobs.queue(UNDO_JOB, facts, now, compound_id=place.id, chat_id=telegram_id)
        await unit.commit()


async def _undoable(unit: UnitOfWork, compound_id: str, import_id: str) -> LastImport:
    last = await unit.roster_work.last_import(compound_id)
    if last is None or last.id != import_id:
        raise OtherImportSince
    if await unit.roster_work.something_since(compound_id, last.imported_at):
        raise UndoTooLate
    return last


async def undo_import(unit: UnitOfWork, *, telegram_id: int, compound_id: str, import_id: str, now: datetime) -> RosterOverview:
    """Entered several times: prepared in small transactions and switched in by a short one, as the import was.

    Pressed twice, the second time finds it done.
    """
    async with unit.beside() as reader:
        _, place = await staff_of(reader, telegram_id, compound_id)
        if await reader.roster_work.is_undone(place.id, import_id):
            return await overview(reader, place)
        last = await _undoable(reader, place.id, import_id)
    undo: Undo = decode(last.undo, Undo)
    async with claimed(unit, place.id, now):
        staging = await Staging.begin(unit, place.id, now)
        try:
            await _prepare(staging, undo)
            await _switch(staging, import_id)
        except RosterMoved:
            raise RosterBusy from None
    for owners in parts(undo.owners):
        async with unit:
            await unit.roster_switches.forget_owners(place.id, owners)
            await unit.commit()
    async with unit:
        await unit.roster_switches.forget_buildings(place.id)
        after = await overview(unit, place)
        await unit.commit()
    return after


async def _prepare(staging: Staging, undo: Undo) -> None:
    for some in parts(undo.changed):
        async with staging.unit as unit, staging.step(unit):
            now = await unit.rosters.owner_ids([home.id for home in some])
            changes = [(home, now[home.id]) for home in some]
            await unit.roster_switches.stage_changes(staging.compound_id, staging.import_id, changes)


async def _switch(staging: Staging, import_id: str) -> None:
    async with staging.unit as unit:
        await staging.take(unit)
        await _undoable(unit, staging.compound_id, import_id)
        if not await unit.roster_work.mark_undone(import_id, staging.now):
            raise OtherImportSince
        await unit.roster_switches.undo(staging.compound_id, import_id, staging.import_id, staging.now)
        await unit.commit()
