"""Rosters that take longer than a handler may: read in a process of their own, previewed, imported, undone."""

import hashlib
from functools import partial

from bot.actions.compounds import files, undoing
from bot.actions.unit import Job
from bot.files.rosters import read_roster
from bot.rules.ports import Language
from bot.rules.rosters import RosterReading
from bot.rules.violations import RuleViolation
from bot.runtime.collector import collector_waits
from bot.runtime.work.progress import Progressing
from bot.runtime.work.reading import read_and_report
from bot.runtime.workers import JobFunction, Tools
from handlers.compounds import cards
from handlers.menus import OpenMenu
from handlers.screens import Screen, button, keyboard
from messages.labels import label
from messages.violations import violation_text


async def read_for_preview(job: Job, tools: Tools) -> None:
    """A file that gives no roster is answered with what to do."""
    chat_id, compound_id, language = job.chat_id or 0, job.compound_id or "", await _language(tools, job)
    name = job.arguments["file_name"]
    data = await tools.attachments.fetch(job.arguments["file_id"])
    find = partial(files.read_reading, tools.read(), str(job.arguments.get("file", "")))
    told = Progressing(tools, chat_id, lambda done, total: cards.read_so_far(language, done, total), find=find)
    try:
        async with told:
            reading = await _reading(tools, data, name, told)
            facts = await files.preview_roster(
                tools.uow(), telegram_id=chat_id, compound_id=compound_id, file=job.arguments, reading=reading, now=tools.now()
            )
    except RuleViolation as violation:
        await told.finish(_refused(violation, language))
        return
    shown = await told.finish(cards.roster_preview(facts, language))
    if facts.replaces is not None:
        await tools.screens.show(chat_id, cards.preview_replaced(language), replace=facts.replaces)
    if shown is not None:
        await files.note_preview(tools.uow(), telegram_id=chat_id, preview_id=facts.preview_id, message_id=shown, now=tools.now())


async def import_for_clerk(job: Job, tools: Tools) -> None:
    chat_id, compound_id, language = job.chat_id or 0, job.compound_id or "", await _language(tools, job)
    name = job.arguments["file_name"]
    data = await tools.attachments.fetch(job.arguments["file_id"])
    told = Progressing(tools, chat_id, lambda done, total: cards.importing(language, done, total), job.arguments["message_id"])
    try:
        async with told:
            facts = await files.import_confirmed(
                tools.uow(),
                telegram_id=chat_id,
                compound_id=compound_id,
                file_name=name,
                sha256=hashlib.sha256(data).hexdigest(),
                reading=await _reading(tools, data, name, None),
                now=tools.now(),
                progress=told.tell,
            )
    except RuleViolation as violation:
        await told.finish(_refused(violation, language))
        return
    await told.finish(cards.roster_imported(facts, language))


async def undo_for_clerk(job: Job, tools: Tools) -> None:
    chat_id, compound_id, language = job.chat_id or 0, job.compound_id or "", await _language(tools, job)
    try:
        facts = await undoing.undo_import(
            tools.uow(), telegram_id=chat_id, compound_id=compound_id, import_id=job.arguments["import_id"], now=tools.now()
        )
    except RuleViolation as violation:
        await tools.screens.show(chat_id, _refused(violation, language), replace=job.arguments["message_id"])
        return
    await tools.screens.show(chat_id, cards.roster_undone(facts, language), replace=job.arguments["message_id"])


async def _reading(tools: Tools, data: bytes, name: str, told: Progressing | None) -> RosterReading:
    """In the worker process."""
    if told is None:
        return await tools.in_process(read_roster, data, name)
    with told.from_file() as path:
        return await tools.in_process(read_and_report, data, name, path)


async def _language(tools: Tools, job: Job) -> Language:
    async with tools.read() as unit:
        chat = await unit.chats.chat(job.chat_id or 0)
    return chat.language if chat else tools.facts.default_language


def _refused(violation: RuleViolation, language: Language) -> Screen:
    return Screen(violation_text(language, violation), keyboard([button(label(language, "menu"), OpenMenu())]))


def _without_collector(function: JobFunction) -> JobFunction:
    async def run(job: Job, tools: Tools) -> None:
        with collector_waits():
            await function(job, tools)

    return run


JOBS = {
    files.READ_JOB: _without_collector(read_for_preview),
    files.IMPORT_JOB: _without_collector(import_for_clerk),
    undoing.UNDO_JOB: _without_collector(undo_for_clerk),
}
