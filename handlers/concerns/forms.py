"""What people type while a question about a concern waits, and the link by which a group's button leads here."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.concerns.raising import RAISING
from bot.rules.concerns.facts import RaisingStep
from handlers.context import Context
from handlers.forms import gets_out, is_private, is_staff_table, kind_of

# How the vote is written in a link: `c_<vote>`.
LINK_PREFIX = "c_"


class AtAButton(BaseFilter):
    """Words, or anything else sent, where the form goes on by a button."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, bool]:
        form, text = context.form, message.text or ""
        waits = form is not None and form.name == RAISING and form.step != RaisingStep.WORDS
        if not waits or not is_private(message) or text.startswith("/") or gets_out(text) or is_staff_table(message, context):
            return False
        return {"typed": bool(text)} if text or kind_of(message) is not None else False
