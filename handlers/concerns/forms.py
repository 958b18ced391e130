"""What people type while a question about a concern waits, and the link by which a group's button leads here."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.concerns.raising import RAISING
from bot.rules.concerns.facts import RaisingStep
from handlers.context import Context
from handlers.forms import is_private, is_staff_table, kind_of, photo_of

# How the vote is written in a link: `c_<vote>`.
LINK_PREFIX = "c_"


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") else False


class HasPhoto(BaseFilter):
    """The largest size of a photo, or a picture sent as a file."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        photo = photo_of(message) if is_private(message) else None
        return False if photo is None else {"file_id": photo[0], "size": photo[1]}


class AtAButton(BaseFilter):
    """Words, or anything else sent, where the form goes on by a button."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, bool]:
        form, text = context.form, message.text or ""
        waits = form is not None and form.name == RAISING and form.step != RaisingStep.WORDS
        if not waits or not is_private(message) or text.startswith("/") or is_staff_table(message, context):
            return False
        return {"typed": bool(text)} if text or kind_of(message) is not None else False


class CameWithConcern(BaseFilter):
    """`/start c_<vote>`: 「我有顾虑」 was tapped in a group."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if not is_private(message) or command.lower() != "/start" or not payload.strip().startswith(LINK_PREFIX):
            return False
        return {"vote": payload.strip().removeprefix(LINK_PREFIX)}
