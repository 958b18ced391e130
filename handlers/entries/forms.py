"""What people send while an entry waits for its photo, or a settlement for its reason."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.entries.photos import vote_of_photo
from bot.actions.votes.looking import read_draft_at_hand
from bot.rules.votes.drafts import looks_like_a_table
from handlers.context import Context
from handlers.forms import gets_out, is_private

IMAGES = "image/"


class HasPhoto(BaseFilter):
    """The largest size of a photo, or a picture sent as a file."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        if not is_private(message):
            return False
        if message.photo:
            return {"file_id": message.photo[-1].file_id, "size": message.photo[-1].file_size or 0}
        file = message.document
        if file is not None and (file.mime_type or "").startswith(IMAGES):
            return {"file_id": file.file_id, "size": file.file_size or 0}
        return False


class HasPhotoOfTable(BaseFilter):
    """A photo that no form asks for, of staff with a table of ballots that wait for theirs: the form was a day ago.

    While a draft of a vote is in hand only words that name a home say so: else it is the draft's file.
    """

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, object]:
        found = await HasPhoto()(message) if context.form is None and context.actor.appointments else False
        if not isinstance(found, dict):
            return False
        words = message.caption or ""
        drafting = await read_draft_at_hand(context.read(), actor=context.actor, now=context.now()) is not None
        vote = await vote_of_photo(context.read(), actor=context.actor, words=words, received_at=context.received_at, only_named=drafting)
        return found | {"vote": vote} if vote is not None else False


class HasTable(BaseFilter):
    """A file that looks like a table."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        file = message.document
        if not is_private(message) or file is None or not looks_like_a_table(file.file_name or ""):
            return False
        return {"file_id": file.file_id, "file_name": (file.file_name or "")[-120:], "size": file.file_size or 0}


class HasNoCommand(BaseFilter):
    """Words, or a file that is no picture: commands, and what leads out of a form, work at any time."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and not text.startswith("/") and not gets_out(text) else False
