"""Files that people send: a copy at once, since the platform's link to a file lives for an hour (platform-and-faults.md, Files)."""

from collections.abc import Awaitable, Callable

from aiogram.exceptions import TelegramBadRequest

from bot.actions.unit import Job
from bot.runtime.workers import JobFunction, Tools

# Given the SHA-256 of the copy, None where the file could not be had. False: it belongs to nothing, and the copy goes.
Told = Callable[[Job, Tools, str | None], Awaitable[bool]]


def keeping(told: Told) -> JobFunction:
    """The file of the job's `file_id` is fetched and kept; a platform that refuses it is told like a last try that failed."""

    async def fetch(job: Job, tools: Tools) -> None:
        try:
            kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
        except TelegramBadRequest:
            await told(job, tools, None)
        else:
            if not await told(job, tools, kept.sha256):
                await tools.attachments.drop(kept.sha256)

    return fetch


def not_had(told: Told) -> JobFunction:
    """The last try failed: whoever sent the file is told to send it again."""

    async def give_up(job: Job, tools: Tools) -> None:
        await told(job, tools, None)

    return give_up
