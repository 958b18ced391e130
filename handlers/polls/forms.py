"""What drafters type while a question of a poll waits, and the link by which a group's button leads here."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from handlers.forms import is_private

# How the poll is written in a link: `p_<poll>`.
LINK_PREFIX = "p_"


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") else False


class CameToAnswer(BaseFilter):
    """`/start p_<poll>`: a button of a poll's card was tapped in a group."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if not is_private(message) or command.lower() != "/start" or not payload.strip().startswith(LINK_PREFIX):
            return False
        return {"poll": payload.strip().removeprefix(LINK_PREFIX)}
