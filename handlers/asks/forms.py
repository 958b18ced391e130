"""What those in charge type while a question of a renovation waits."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from handlers.forms import is_private


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") else False
