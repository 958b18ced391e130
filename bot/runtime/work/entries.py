"""Work of the entries feature for the runtime: photos of paper ballots to fetch, tables of them to read."""

from datetime import datetime

from bot.actions.entries.entering import FETCH, photo_fetched
from bot.actions.entries.photos import photo_not_recorded, record_from_photo
from bot.actions.entries.powers import FETCH_POWER, power_fetched
from bot.actions.entries.tables import READ_TABLE, stage_table
from bot.actions.unit import Job
from bot.files.entries_tables import read_paper_ballots
from bot.rules.violations import RuleViolation
from bot.runtime.work.photos import keeping, not_had
from bot.runtime.work.progress import Progressing
from bot.runtime.workers import Tools
from handlers.entries import cards
from handlers.menus import OpenMenu
from handlers.screens import Screen, button, keyboard
from messages.labels import label
from messages.violations import violation_text


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    """Of one ballot that is being entered; with `received_at` of those of a table that are on this photo, each recorded by itself."""
    file_id, sent = str(job.arguments["file_id"]), job.arguments.get("received_at")
    if sent is None:
        entry_id = str(job.arguments["entry"])
        return await photo_fetched(tools.uow(), entry_id=entry_id, file_id=file_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())
    mine = [str(one) for one in job.arguments.get("entries") or [job.arguments["entry"]]]
    received_at, sender = datetime.fromisoformat(str(sent)), job.chat_id or 0
    recorded = [
        sha256 is not None
        and await record_from_photo(
            tools.uow(), entry_id=one, file_id=file_id, sha256=sha256, sender=sender, received_at=received_at, now=tools.now()
        )
        for one in mine
    ]
    if all(recorded):
        return True
    return await photo_not_recorded(tools.uow(), entry_ids=mine, file_id=file_id, sha256=sha256, sender=sender, now=tools.now())


async def _power_fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    power_id, file_id = str(job.arguments["power"]), str(job.arguments["file_id"])
    return await power_fetched(tools.uow(), power_id=power_id, file_id=file_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())


async def read_table(job: Job, tools: Tools) -> None:
    """A table of paper ballots, in the worker process; what is wrong with it is told with its rows."""
    chat_id, name = job.chat_id or 0, str(job.arguments["file_name"])
    async with tools.read() as unit:
        chat = await unit.chats.chat(chat_id)
        language = chat.language if chat else tools.facts.default_language
        actor = await unit.residents.actor(chat_id, language)
    told = Progressing(tools, chat_id, lambda done, total: cards.table_read_so_far(language, done, total))
    try:
        async with told:
            data = await tools.attachments.fetch(str(job.arguments["file_id"]))
            table = await tools.in_process(read_paper_ballots, name, data)
            vote, now = str(job.arguments["vote"]), tools.now()
            facts = await stage_table(tools.uow(), actor=actor, vote_id=vote, table=table, now=now, progress=told.tell)
    except RuleViolation as violation:
        menu = keyboard([button(label(language, "menu"), OpenMenu())])
        await told.finish(Screen(violation_text(language, violation), menu))
        return
    await told.finish(cards.table_preview(facts, language))


JOBS = {FETCH: keeping(_fetched), FETCH_POWER: keeping(_power_fetched), READ_TABLE: read_table}
GIVEN_UP = {FETCH: not_had(_fetched), FETCH_POWER: not_had(_power_fetched)}
