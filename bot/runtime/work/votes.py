"""Work of the votes feature for the runtime: fetching the scheme that a drafter sent, unpinning a card that is over."""

import contextlib

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import UnpinChatMessage

from bot.actions.unit import Job
from bot.actions.votes.drafting import scheme_fetched
from bot.runtime.workers import Tools


async def fetch_scheme(job: Job, tools: Tools) -> None:
    """A copy at once: the platform's link to the file lives for an hour (platform-and-faults.md, Files)."""
    try:
        kept = await tools.attachments.keep(await tools.attachments.fetch(str(job.arguments["file_id"])))
    except TelegramBadRequest:
        await _fetched(job, tools, None)
    else:
        await _fetched(job, tools, kept.sha256)


async def scheme_not_fetched(job: Job, tools: Tools) -> None:
    """The last try failed: the drafter is told to send it again, and the draft no longer waits for it."""
    await _fetched(job, tools, None)


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> None:
    draft_id, file_id = str(job.arguments["draft"]), str(job.arguments["file_id"])
    await scheme_fetched(tools.uow(), job_id=job.id, draft_id=draft_id, file_id=file_id, sha256=sha256, now=tools.now())


async def unpin_card(job: Job, tools: Tools) -> None:
    """The card of a vote that is over. Somebody may have unpinned it already, or taken the right away."""
    with contextlib.suppress(TelegramBadRequest, TelegramForbiddenError):
        await tools.bot(UnpinChatMessage(chat_id=int(job.arguments["chat_id"]), message_id=int(job.arguments["message_id"])))


JOBS = {"votes.fetch_scheme": fetch_scheme, "votes.unpin_card": unpin_card}
GIVEN_UP = {"votes.fetch_scheme": scheme_not_fetched}
