"""Work of the proofs feature: a file of a vote that has ended, for whoever asked for it."""

import asyncio

from bot.actions.proofs.exporting import read_export
from bot.actions.proofs.handing import HAND, check_file, hand_over
from bot.actions.residents import read_actor
from bot.actions.unit import Job
from bot.rules.ports import Language
from bot.rules.proofs import as_file
from bot.rules.proofs_files import FileKind
from bot.rules.violations import RuleViolation
from bot.rules.votes.violations import NotInCharge
from bot.runtime.workers import Tools
from handlers.proofs.cards import file_refused


async def hand_file(job: Job, tools: Tools) -> None:
    """Asked again before it is written and once more before it leaves: whoever is not in charge any more gets nothing."""
    if job.chat_id is None:
        return
    language: Language = "en" if job.arguments["language"] == "en" else "zh"
    vote, kind = str(job.arguments["vote"]), FileKind(job.arguments["kind"])
    actor = await read_actor(tools.read(), telegram_id=job.chat_id)
    try:
        await check_file(tools.read(), actor=actor, vote_id=vote, kind=kind)
        exported = await read_export(tools.read(), vote_id=vote)
        content = exported.audit if kind is FileKind.AUDIT else exported.public
        # 20,000 ballots are some seconds of writing JSON.
        kept = await tools.attachments.keep(await asyncio.to_thread(as_file, content))
        head = exported.public["head"]
        given = {"actor": actor, "vote_id": vote, "kind": kind, "job": job.id, "sha256": kept.sha256, "head": head}
        await hand_over(tools.uow(), **given, now=tools.now())
    except NotInCharge:
        return
    except RuleViolation as violation:
        await tools.screens.show(job.chat_id, file_refused(violation, vote, language))


JOBS = {HAND: hand_file}
