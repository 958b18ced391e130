"""Work of the votes feature that takes longer than a handler may: fetching the scheme that a drafter sent."""

from aiogram.exceptions import TelegramBadRequest

from bot.actions.unit import Job
from bot.actions.votes.drafting import scheme_fetched
from bot.runtime.workers import Tools


async def fetch_scheme(job: Job, tools: Tools) -> None:
    """A copy at once: the platform's link to the file lives for an hour (platform-and-faults.md, Files)."""
    file_id = str(job.arguments["file_id"])
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(file_id))
    except TelegramBadRequest:
        sha256 = None
    else:
        sha256 = kept.sha256
    await scheme_fetched(tools.uow(), draft_id=str(job.arguments["draft"]), file_id=file_id, sha256=sha256, now=tools.now())


JOBS = {"votes.fetch_scheme": fetch_scheme}
