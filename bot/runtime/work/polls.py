"""Work of the polls feature for the runtime: pictures of results to draw."""

from bot.actions.polls.closing import post_picture, read_drawing
from bot.actions.polls.common import DRAW
from bot.actions.unit import Job
from bot.files.pictures.bars import draw_bars
from bot.rules.ports import Language
from bot.runtime.work.pictures import one_a_language
from bot.runtime.workers import Tools


async def draw(job: Job, tools: Tools) -> None:
    """For each group that has the result."""
    found = await read_drawing(tools.read(), poll_id=str(job.arguments["poll"]))
    if found is None:
        return
    result, groups = found

    async def drawn(language: Language) -> str:
        return (await tools.attachments.keep(await tools.in_process(draw_bars, result, language))).sha256

    async for group, sha256 in one_a_language(tools, groups, drawn):
        await post_picture(tools.uow(), result=result, group=group, sha256=sha256, now=tools.now())


JOBS = {DRAW: draw}
