"""Work of the concerns feature for the runtime: photos to fetch."""

from aiogram.exceptions import TelegramBadRequest

from bot.actions.concerns.photos import FETCH, photo_fetched
from bot.actions.unit import Job
from bot.runtime.workers import Tools


async def fetch_photo(job: Job, tools: Tools) -> None:
    """A copy at once: the platform's link to the file lives for an hour (platform-and-faults.md, Files)."""
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
    except TelegramBadRequest:
        await _fetched(job, tools, None)
    else:
        if not await _fetched(job, tools, kept.sha256):
            await tools.attachments.drop(kept.sha256)


async def photo_not_fetched(job: Job, tools: Tools) -> None:
    """The last try failed: whoever sent it is told."""
    await _fetched(job, tools, None)


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    return await photo_fetched(tools.uow(), photo_id=str(job.arguments["photo"]), sha256=sha256, now=tools.now())


JOBS = {FETCH: fetch_photo}
GIVEN_UP = {FETCH: photo_not_fetched}
