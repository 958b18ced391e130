"""Work of the wishes feature for the runtime: tables of items to read, pictures of results to draw."""

from bot.actions.unit import Job
from bot.actions.wishes.closing import post_picture, read_drawing
from bot.actions.wishes.common import DRAW, READ
from bot.actions.wishes.drafting import stage_table
from bot.files.pictures.wishes import draw_wishes
from bot.files.wishes_tables import read_wish_table
from bot.rules.ports import Language
from bot.rules.violations import RuleViolation
from bot.runtime.workers import Tools
from handlers.menus import OpenMenu
from handlers.screens import Screen, button, keyboard
from handlers.wishes import cards
from messages.labels import label
from messages.violations import violation_text


async def read(job: Job, tools: Tools) -> None:
    """In the worker process; what was read, or why it cannot be, is shown to whoever sent it."""
    chat_id, menu = job.chat_id or 0, str(job.arguments["menu"])
    async with tools.read() as unit:
        chat = await unit.chats.chat(chat_id)
    language = (chat.language if chat else None) or tools.facts.default_language
    try:
        data = await tools.attachments.fetch(str(job.arguments["file_id"]))
        table = await tools.in_process(read_wish_table, str(job.arguments["file_name"]), data)
        facts = await stage_table(tools.uow(), telegram_id=chat_id, menu_id=menu, table=table, now=tools.now())
    except RuleViolation as violation:
        screen = Screen(violation_text(language, violation), keyboard([button(label(language, "menu"), OpenMenu())]))
    else:
        screen = cards.table_shown(facts, language)
    await tools.screens.show(chat_id, screen)


async def draw(job: Job, tools: Tools) -> None:
    """One picture a language, for each group that has the result."""
    found = await read_drawing(tools.read(), menu_id=str(job.arguments["menu"]))
    if found is None:
        return
    result, groups = found
    drawn: dict[Language, str] = {}
    for group, spoken in groups:
        language = spoken or tools.facts.default_language
        if language not in drawn:
            drawn[language] = (await tools.attachments.keep(await tools.in_process(draw_wishes, result, language))).sha256
        await post_picture(tools.uow(), result=result, group=group, sha256=drawn[language], now=tools.now())


JOBS = {READ: read, DRAW: draw}
