"""Work of the statements feature for the runtime: pictures of what came of a topic."""

from bot.actions.statements.common import DRAW
from bot.actions.statements.picturing import post_picture, read_drawing, send_picture
from bot.actions.unit import Job
from bot.files.pictures.stances import draw_stances
from bot.rules.ports import Language
from bot.rules.statements.facts import TopicReport
from bot.runtime.work.pictures import one_a_language
from bot.runtime.workers import Tools


async def draw(job: Job, tools: Tools) -> None:
    """For each group that has the report, or for somebody who asked."""
    found = await read_drawing(tools.read(), topic_id=str(job.arguments["topic"]), telegram_id=job.chat_id)
    if found is None:
        return
    if job.chat_id is not None:
        sha256 = await _drawn(tools, found.report, "en" if job.arguments["language"] == "en" else "zh")
        await send_picture(tools.uow(), report=found.report, telegram_id=job.chat_id, asked=job.id, sha256=sha256, now=tools.now())
        return
    async for group, sha256 in one_a_language(tools, found.groups, lambda language: _drawn(tools, found.report, language)):
        await post_picture(tools.uow(), report=found.report, group=group, sha256=sha256, now=tools.now())


async def _drawn(tools: Tools, report: TopicReport, language: Language) -> str:
    return (await tools.attachments.keep(await tools.in_process(draw_stances, report, language))).sha256


JOBS = {DRAW: draw}
