"""What a card is made of: text, buttons, a file. Pure data between the features' cards and the wire."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.rules.ports import Language

# At most three buttons in a row (voice.md, rule 11).
ROW = 3
# Telegram's limit for callback data, in bytes.
DATA_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a screen: bytes kept under DATA_DIR/attachments by their SHA-256."""

    sha256: str
    name: str
    is_photo: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """Text is Telegram's HTML. `delete` takes the living message away instead of saying anything.

    `is_caption`: the living message is a picture or a file, and the text stands under it. `silent`: no telephone rings for it.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    attachment: Attachment | None = None
    delete: bool = False
    is_caption: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class ScreenShown:
    """What became of a screen. `message_id`: None where it became a letter. `changed`: False where its message says the same already."""

    message_id: int | None = None
    changed: bool = True


Card = Callable[[Any, Language], Screen]


@dataclass(frozen=True, slots=True)
class CardKind:
    """A letter's card: the dataclass of its facts, and the pure function that words it."""

    facts: type
    words: Card


Cards = Mapping[str, CardKind]


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """A button that presses; its data is checked when it is built."""
    packed = data.pack()
    if len(packed.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data of {len(packed.encode())} bytes: {packed}")
    return InlineKeyboardButton(text=text, callback_data=packed)


def link(text: str, url: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, url=url)


def keyboard(*rows: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows as given; empty ones fall out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int = ROW) -> list[list[InlineKeyboardButton]]:
    items = list(buttons)
    return [items[start : start + width] for start in range(0, len(items), width)]
