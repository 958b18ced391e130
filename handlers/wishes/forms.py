"""What drafters type and send while a question about a menu waits, and the link by which a group's button leads here."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.rules.votes.drafts import looks_like_a_table
from handlers.forms import is_private, kind_of

# How the menu is written in a link: `m_<menu>`.
LINK_PREFIX = "m_"


class HasTable(BaseFilter):
    """A file that looks like a table."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        file = message.document
        if not is_private(message) or file is None or not looks_like_a_table(file.file_name or ""):
            return False
        return {"file_id": file.file_id, "file_name": (file.file_name or "")[-120:], "size": file.file_size or 0}


class SomethingElse(BaseFilter):
    """A voice, a picture, a file where something else is asked for."""

    async def __call__(self, message: Message) -> bool:
        return is_private(message) and kind_of(message) is not None
