"""What people type while a question about a concern waits, and the link by which a group's button leads here."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from handlers.forms import is_private

# How the vote is written in a link: `c_<vote>`.
LINK_PREFIX = "c_"


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") else False


class CameWithConcern(BaseFilter):
    """`/start c_<vote>`: 「我有顾虑」 was tapped in a group."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if not is_private(message) or command.lower() != "/start" or not payload.strip().startswith(LINK_PREFIX):
            return False
        return {"vote": payload.strip().removeprefix(LINK_PREFIX)}
