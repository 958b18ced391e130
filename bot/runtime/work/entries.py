"""Work of the entries feature for the runtime: photos of paper ballots to fetch."""

from aiogram.exceptions import TelegramBadRequest

from bot.actions.entries.entering import FETCH, photo_fetched
from bot.actions.entries.powers import FETCH_POWER, power_fetched
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
    """The last try failed: whoever sent it is told to send it again."""
    await _fetched(job, tools, None)


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    entry_id, file_id = str(job.arguments["entry"]), str(job.arguments["file_id"])
    return await photo_fetched(tools.uow(), entry_id=entry_id, file_id=file_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())


async def fetch_power(job: Job, tools: Tools) -> None:
    """The photo of a written power."""
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
    except TelegramBadRequest:
        await _power_fetched(job, tools, None)
    else:
        if not await _power_fetched(job, tools, kept.sha256):
            await tools.attachments.drop(kept.sha256)


async def power_not_fetched(job: Job, tools: Tools) -> None:
    await _power_fetched(job, tools, None)


async def _power_fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    power_id, file_id = str(job.arguments["power"]), str(job.arguments["file_id"])
    return await power_fetched(tools.uow(), power_id=power_id, file_id=file_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())


JOBS = {FETCH: fetch_photo, FETCH_POWER: fetch_power}
GIVEN_UP = {FETCH: photo_not_fetched, FETCH_POWER: power_not_fetched}
