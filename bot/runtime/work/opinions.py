"""Work of the opinions feature for the runtime: photos to fetch."""

from bot.actions.opinions.photos import FETCH, photo_fetched
from bot.actions.unit import Job
from bot.runtime.work.photos import keeping, not_had
from bot.runtime.workers import Tools


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    # A job of before 0024 names the opinion, whose only photo has its id since.
    photo_id = str(job.arguments.get("photo") or job.arguments["opinion"])
    return await photo_fetched(tools.uow(), photo_id=photo_id, sha256=sha256, telegram_id=job.chat_id, now=tools.now())


JOBS = {FETCH: keeping(_fetched)}
GIVEN_UP = {FETCH: not_had(_fetched)}
