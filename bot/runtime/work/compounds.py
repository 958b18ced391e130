"""Rosters that take longer than a handler may: read in a process of their own, previewed, imported."""

from bot.actions.compounds import files
from bot.actions.unit import Job
from bot.files.rosters import read_roster
from bot.rules.ports import Language
from bot.rules.rosters import RosterReading
from bot.rules.violations import RuleViolation
from bot.runtime.workers import Tools
from handlers.compounds import cards
from handlers.menus import OpenMenu
from handlers.screens import Screen, button, keyboard
from messages.labels import label
from messages.violations import violation_text


async def read_for_preview(job: Job, tools: Tools) -> None:
    """Fetches the file once and keeps it; a file that gives no roster is answered with what to do."""
    chat_id, compound_id = job.chat_id or 0, job.compound_id or ""
    name = job.arguments["file_name"]
    data = await tools.attachments.fetch(job.arguments["file_id"])
    kept = await tools.attachments.keep(data)
    language = await _language(tools, chat_id)
    try:
        reading = await tools.in_process(read_roster, data, name)
        facts = await files.preview_roster(
            tools.uow(), telegram_id=chat_id, compound_id=compound_id, file_name=name, sha256=kept.sha256, reading=reading, now=tools.now()
        )
    except RuleViolation as violation:
        await tools.screens.show(chat_id, _refused(violation, language))
        return
    await tools.screens.show(chat_id, cards.roster_preview(facts, language))


async def import_for_clerk(job: Job, tools: Tools) -> None:
    chat_id, compound_id = job.chat_id or 0, job.compound_id or ""
    name, sha256 = job.arguments["file_name"], job.arguments["sha256"]
    language = await _language(tools, chat_id)
    data = await tools.attachments.bytes_of(sha256)
    try:
        reading: RosterReading = await tools.in_process(read_roster, data, name)
        facts = await files.import_confirmed(
            tools.uow(), telegram_id=chat_id, compound_id=compound_id, file_name=name, sha256=sha256, reading=reading, now=tools.now()
        )
    except RuleViolation as violation:
        await tools.screens.show(chat_id, _refused(violation, language))
        return
    await tools.screens.show(chat_id, cards.roster_imported(facts, language))


async def _language(tools: Tools, chat_id: int) -> Language:
    async with tools.read() as unit:
        chat = await unit.chats.chat(chat_id)
    return chat.language if chat else tools.facts.default_language


def _refused(violation: RuleViolation, language: Language) -> Screen:
    return Screen(violation_text(language, violation), keyboard([button(label(language, "menu"), OpenMenu())]))


JOBS = {files.READ_JOB: read_for_preview, files.IMPORT_JOB: import_for_clerk}
