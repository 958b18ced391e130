"""What drafters type and send while a form of theirs waits: words that are no command, a file or a photo."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.rules.votes.drafts import SchemeFile

# A photo has no name of its own.
PHOTO_NAME = "photo.jpg"


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text
        return {"words": text} if text and not text.startswith("/") else False


class HasFile(BaseFilter):
    """The largest size of a photo, or a document of any kind."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        if message.document is not None:
            file = message.document
            return {"file": SchemeFile(file.file_id, (file.file_name or PHOTO_NAME)[-120:], is_photo=False), "size": file.file_size or 0}
        if message.photo:
            photo = message.photo[-1]
            return {"file": SchemeFile(photo.file_id, PHOTO_NAME, is_photo=True), "size": photo.file_size or 0}
        return False
