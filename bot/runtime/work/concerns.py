"""Work of the concerns feature for the runtime: photos to fetch."""

from bot.actions.concerns.photos import FETCH, photo_fetched
from bot.actions.unit import Job
from bot.runtime.work.photos import keeping, not_had
from bot.runtime.workers import Tools


async def _fetched(job: Job, tools: Tools, sha256: str | None) -> bool:
    return await photo_fetched(tools.uow(), photo_id=str(job.arguments["photo"]), sha256=sha256, now=tools.now())


JOBS = {FETCH: keeping(_fetched)}
GIVEN_UP = {FETCH: not_had(_fetched)}
