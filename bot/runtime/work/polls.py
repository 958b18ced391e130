"""Work of the polls feature for the runtime: pictures of results to draw."""

from bot.actions.polls.closing import post_picture, read_drawing
from bot.actions.polls.common import DRAW
from bot.actions.unit import Job
from bot.files.pictures.bars import draw_bars
from bot.rules.ports import Language
from bot.runtime.workers import Tools


async def draw(job: Job, tools: Tools) -> None:
    """One picture a language, for each group that has the result."""
    found = await read_drawing(tools.read(), poll_id=str(job.arguments["poll"]))
    if found is None:
        return
    result, groups = found
    drawn: dict[Language, str] = {}
    for group, spoken in groups:
        language = spoken or tools.facts.default_language
        if language not in drawn:
            drawn[language] = (await tools.attachments.keep(await tools.in_process(draw_bars, result, language))).sha256
        await post_picture(tools.uow(), result=result, group=group, sha256=drawn[language], now=tools.now())


JOBS = {DRAW: draw}
