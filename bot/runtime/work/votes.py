"""Work of the votes feature for the runtime: fetching the scheme that a drafter sent, unpinning a card that is over."""

import contextlib

from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import UnpinChatMessage

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


async def unpin_card(job: Job, tools: Tools) -> None:
    """The card of a vote that is over. Somebody may have unpinned it already, or taken the right away."""
    with contextlib.suppress(TelegramBadRequest, TelegramForbiddenError):
        await tools.bot(UnpinChatMessage(chat_id=int(job.arguments["chat_id"]), message_id=int(job.arguments["message_id"])))


JOBS = {"votes.fetch_scheme": fetch_scheme, "votes.unpin_card": unpin_card}
