"""What drafters type and send while a form of theirs waits: words that are no command, a file or a photo."""

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.votes.looking import read_draft_at_hand
from bot.actions.votes.reasons import REASON, read_held
from bot.rules.votes.drafts import SchemeFile, looks_like_a_table
from handlers.context import Context

# A photo has no name of its own.
PHOTO_NAME = "photo.jpg"


class HasWords(BaseFilter):
    """Commands work at any time, also in the middle of a form."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text
        return {"words": text} if text and not text.startswith("/") else False


class FileAtHand(BaseFilter):
    """A file that is no table, sent while no form waits and a draft is in hand: at its preview nothing asks for it."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, object]:
        found = await HasFile(tables=False)(message)
        if context.form is not None or message.chat.type != "private" or not isinstance(found, dict):
            return False
        draft = await read_draft_at_hand(context.read(), actor=context.actor, now=context.now())
        return False if draft is None else found | {"draft": draft.id}


class DraftWaits(BaseFilter):
    """While no form waits: the draft that this person has in hand, with a button as its next step."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, object]:
        if context.form is not None or message.chat.type != "private":
            return False
        draft = await read_draft_at_hand(context.read(), actor=context.actor, now=context.now())
        return False if draft is None else {"draft": draft}


class ReasonWaits(BaseFilter):
    """A reason was shown once more, and waits for its button: what it is for."""

    async def __call__(self, _message: Message, context: Context) -> bool | dict[str, object]:
        form = context.form
        held = await read_held(context.read(), actor=context.actor, form=form) if form is not None and form.name == REASON else None
        return False if held is None else {"held": held}


class HasFile(BaseFilter):
    """The largest size of a photo, or a document of any kind; a table only where a file is asked for: elsewhere it is a roster."""

    def __init__(self, *, tables: bool = True) -> None:
        self._tables = tables

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        if message.document is not None:
            file = message.document
            if not self._tables and looks_like_a_table(file.file_name or ""):
                return False
            return {"file": SchemeFile(file.file_id, (file.file_name or PHOTO_NAME)[-120:], is_photo=False), "size": file.file_size or 0}
        if message.photo:
            photo = message.photo[-1]
            return {"file": SchemeFile(photo.file_id, PHOTO_NAME, is_photo=True), "size": photo.file_size or 0}
        return False
