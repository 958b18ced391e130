"""Work of the opinions feature for the runtime: photos to fetch."""

from bot.actions.opinions.photos import FETCH, photo_fetched
from bot.actions.unit import Job
from bot.runtime.work.photos import keeping, not_had
from bot.runtime.workers import Tools


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    opinion_id, file_id = str(job.arguments["opinion"]), str(job.arguments["file_id"])
    return await photo_fetched(tools.uow(), opinion_id=opinion_id, file_id=file_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())


JOBS = {FETCH: keeping(_fetched)}
GIVEN_UP = {FETCH: not_had(_fetched)}
