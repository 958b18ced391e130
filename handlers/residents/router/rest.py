"""What nothing else understood in a private chat: one kind sentence, and the menu. Routed last of all."""

from aiogram import Router
from aiogram.types import Message

from handlers.context import Context
from handlers.menus import MenuItem
from handlers.residents.cards import serving as cards
from handlers.residents.router.filters import Private
from handlers.residents.router.menu import show_menu
from messages import residents as texts

# Which field of a message says what somebody sent instead of words.
_KINDS = {
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


async def not_understood(message: Message, context: Context, menu: tuple[MenuItem, ...]) -> None:
    kind = next((kind for name, kind in _KINDS.items() if getattr(message, name)), None)
    if message.text is None and kind is None:
        return  # a service message: somebody pinned something, a chat was cleared
    if context.form is not None and kind is not None:
        await context.show(cards.form_waits(context.language))
        return
    words = texts.unknown_words(context.language) if kind is None else texts.not_words(context.language, kind=kind)
    await show_menu(context, menu, words=words)


def register(router: Router) -> None:
    router.message.register(not_understood, Private())
