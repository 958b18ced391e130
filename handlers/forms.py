"""Filters for typed words: which form waits for them, and at which question."""

from typing import Any

from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions.residents import read_has_call
from bot.actions.unit import Form
from bot.rules.votes.drafts import looks_like_a_table
from handlers.context import Context
from handlers.menus import MenuItem, named

# Questions that wait for one sentence. Other forms go on where they were left (ease.md, section 2, item 3).
SINGLE_QUESTIONS = frozenset({"residents.help", "residents.naming", "compounds.area_doubt", "asks.begin"})
# The same, but what they do others read, and it is not easily taken back: any other button or command leaves them.
GRAVE_QUESTIONS = frozenset(
    {"votes.cancel", "votes.extend", "compounds.gap", "compounds.retire", "concerns.answering", "concerns.ending", "entries.settling"}
    | {"opinions.titling", "opinions.rejecting", "opinions.declining", "statements.refusing", "votes.rescheme"}
    | {"opinions.picking"}
)
# Questions, by their form and step, that take a table: once something else is pressed, a table is a roster again. Its owners' names
# would be the scheme that a vote shows to everybody.
TABLE_QUESTIONS = frozenset({("entries.table", "file"), ("votes.draft", "file"), ("wishes.drafting", "file")})
# Questions that a button answers; typed words bring them again, and nothing else is for them.
BUTTON_QUESTIONS = frozenset({("polls.drafting", one) for one in ("kind", "per", "named")} | {("statements.drafting", "division")})
# Buttons, by the prefix of their data, that go on with such a question: what was sent for it stays in hand.
GOES_ON = {"votes.rescheme": frozenset({"wg", "wh", "wj"}), "opinions.picking": frozenset({"oo"})}


# What leads out of any form, typed alone: an answer is none of these.
TO_MENU, TO_HELP, TO_STOP = ("menu", "菜单"), ("help", "帮助", "怎么用"), ("cancel", "stop", "不填了", "取消")
TO_CALL = ("帮忙",)

# Which field of a message says what somebody sent instead of words.
KINDS = {
    "voice": "voice",
    "video_note": "voice",
    "audio": "voice",
    "photo": "photo",
    "sticker": "sticker",
    "animation": "sticker",
    "document": "file",
    "video": "file",
    "location": "file",
    "contact": "file",
    "poll": "file",
    "dice": "sticker",
}


def kind_of(message: Message) -> str | None:
    """What was sent that is not words; None for words, and for what the platform says by itself."""
    return next((kind for name, kind in KINDS.items() if getattr(message, name)), None)


def is_left_by_pressing(form: Form | None, pressed: str = "") -> bool:
    """Whether later words answer this form no more once its person presses something else: 「谢谢」 would be a reason, and a roster the
    new scheme of a vote. `pressed`: the button's data."""
    return form is not None and _is_left(form) and pressed.partition(":")[0] not in GOES_ON.get(form.name, ())


def _is_left(form: Form) -> bool:
    return form.name in GRAVE_QUESTIONS or (form.name, form.step) in TABLE_QUESTIONS


def waits_for_words(form: Form | None) -> bool:
    """Not where only a button goes on: what was said is shown once more, or a choice is asked for."""
    return form is not None and form.step != "confirm" and (form.name, form.step) not in BUTTON_QUESTIONS


def is_left_for_the_menu(form: Form | None) -> bool:
    return form is not None and (form.name in SINGLE_QUESTIONS or _is_left(form))


class FormStep(BaseFilter):
    """True when this person's form waits at `step` (any step of the form when it is left out)."""

    def __init__(self, name: str, step: str | None = None) -> None:
        self._name = name
        self._step = step

    async def __call__(self, _event: Any, context: Context) -> bool:
        form = context.form
        return form is not None and form.name == self._name and self._step in {None, form.step}


def gets_out(text: str) -> bool:
    return text.strip().lower() in {*TO_MENU, *TO_HELP, *TO_STOP, *TO_CALL}


def is_private(message: Message) -> bool:
    return message.chat.type == "private"


class HasWords(BaseFilter):
    """Words in private. Commands, and what gets out of a form, work at any time, also in the middle of one."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"words": text} if is_private(message) and text and not text.startswith("/") and not gets_out(text) else False


class SentInstead(BaseFilter):
    """A voice, a photo, a file in private, where words or a button are waited for: at a button a table of staff is still a roster."""

    async def __call__(self, message: Message, context: Context) -> bool:
        if not is_private(message) or kind_of(message) is None:
            return False
        return waits_for_words(context.form) or not is_staff_table(message, context)


class HasPhoto(BaseFilter):
    """The largest size of a photo with its caption, or a picture sent as a file."""

    async def __call__(self, message: Message) -> bool | dict[str, object]:
        photo = photo_of(message) if is_private(message) else None
        return False if photo is None else {"file_id": photo[0], "size": photo[1]}


def photo_of(message: Message) -> tuple[str, int] | None:
    if message.photo:
        return message.photo[-1].file_id, message.photo[-1].file_size or 0
    file = message.document
    if file is not None and (file.mime_type or "").startswith("image/"):
        return file.file_id, file.file_size or 0
    return None


class CameByLink(BaseFilter):
    """`/start <prefix><id>`: a button in a group leads here; what it is about comes as `argument`."""

    def __init__(self, prefix: str, argument: str) -> None:
        self._prefix = prefix
        self._argument = argument

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if not is_private(message) or command.lower() != "/start" or not payload.strip().startswith(self._prefix):
            return False
        return {self._argument: payload.strip().removeprefix(self._prefix)}


class StrayWords(BaseFilter):
    """Words in private that are neither the name of a menu's button nor go on with a call for help: those mean what they always mean."""

    async def __call__(self, message: Message, context: Context, menu: tuple[MenuItem, ...]) -> bool:
        words = message.text or ""
        if not is_private(message) or not words or words.startswith("/") or named(menu, context.actor, words) is not None:
            return False
        return not await read_has_call(context.read(), telegram_id=context.actor.telegram_id, now=context.now())


class StaffTable(BaseFilter):
    """What staff may have meant to be read as a roster, where nothing else waited."""

    async def __call__(self, message: Message, context: Context) -> bool:
        return is_private(message) and is_staff_table(message, context)


def is_staff_table(message: Message, context: Context) -> bool:
    return context.actor.is_staff and message.document is not None and looks_like_a_table(message.document.file_name or "")


class Said(BaseFilter):
    """One of these words, with or without a slash; without one only where no form waits for words, unless `in_forms`."""

    def __init__(self, *words: str, in_forms: bool = False) -> None:
        self._words = frozenset(words)
        self._in_forms = in_forms

    async def __call__(self, message: Message, context: Context) -> bool:
        text = (message.text or "").strip().lower()
        if not is_private(message) or not text:
            return False
        if text.startswith("/"):
            return text.split()[0].partition("@")[0][1:] in self._words
        return text in self._words and (self._in_forms or context.form is None)
