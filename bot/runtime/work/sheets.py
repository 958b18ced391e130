"""Work of the sheets feature: a sheet as a Word file, for whoever asked for it."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.actions.residents import plan_fading, read_actor
from bot.actions.sheets import PRINT, read_sheet
from bot.actions.unit import Job
from bot.files.sheets import print_sheet
from bot.rules.ports import Language
from bot.rules.sheets import PaperSize, SheetKind, printed
from bot.rules.violations import RuleViolation
from bot.rules.votes.violations import NotInCharge
from bot.runtime.templates import own_template
from bot.runtime.workers import Tools
from handlers.screens import Attachment
from handlers.sheets.cards import sheet_printed, sheet_refused
from messages import sheets as texts

# A sheet leaves the disk after a day: by then it has been sent.
PAPER_KEPT = timedelta(days=1)


async def print_for_staff(job: Job, tools: Tools) -> None:
    """As it is when it is printed; whoever is not in charge any more gets nothing."""
    if job.chat_id is None:
        return
    language: Language = "en" if job.arguments["language"] == "en" else "zh"
    vote, kind, paper = str(job.arguments["vote"]), SheetKind(job.arguments["kind"]), PaperSize(job.arguments["paper"])
    actor = await read_actor(tools.read(), telegram_id=job.chat_id)
    zone = ZoneInfo(tools.facts.timezone)
    try:
        sheet = await read_sheet(tools.read(), actor=actor, vote_id=vote, kind=kind, zone=zone, now=tools.now())
        own = await asyncio.to_thread(own_template, tools.data_dir, kind, paper)
        data = await tools.in_process(print_sheet, sheet, kind, paper, own)
    except NotInCharge:
        return
    except RuleViolation as violation:
        await tools.screens.show(job.chat_id, sheet_refused(violation, vote, language))
        return
    kept = await tools.attachments.keep(data)
    await plan_fading(tools.uow(), sha256=kept.sha256, at=tools.now() + PAPER_KEPT)
    file = Attachment(kept.sha256, texts.sheet_file(language, kind=kind, paper=paper))
    await tools.screens.show(job.chat_id, sheet_printed(printed(sheet, kind), file, language))


JOBS = {PRINT: print_for_staff}
