"""Words that no question can take as they came: a text that arrives in pieces, or one that was edited afterwards."""

from datetime import UTC, datetime
from typing import Literal

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.actions import residents as actions
from bot.rules.residents.pieces import are_too_long, is_rest
from handlers.context import Context
from handlers.forms import is_private
from handlers.menus import MenuItem
from handlers.residents.cards import serving as cards
from handlers.residents.router.filters import Private
from handlers.residents.router.menu import show_menu
from messages import residents as texts


class Piece(BaseFilter):
    """While a form waits: a text longer than any answer, and what its app sends after it in the same breath."""

    async def __call__(self, message: Message, context: Context) -> Literal[False] | dict[str, bool]:
        if not is_private(message) or not message.text or message.text.startswith("/") or context.form is None:
            return False
        if are_too_long(message.text):
            return {"rest": False}
        before = context.form.facts.get(actions.LONG_ONE)
        is_one = is_rest(message.date, None if before is None else datetime.fromtimestamp(before, UTC))
        return {"rest": True} if is_one else False


async def piece_arrived(message: Message, context: Context, rest: bool) -> None:
    """Said once, under the first piece; the form goes on waiting."""
    if rest:
        return
    at = int(message.date.timestamp())
    await actions.note_long_words(context.uow(), telegram_id=context.actor.telegram_id, sent_at=at, now=context.now())
    await context.show(cards.words_too_long(context.language))


async def words_edited(message: Message, context: Context, menu: tuple[MenuItem, ...]) -> None:
    """What was said stands as it was said (platform-and-faults, fault 30)."""
    if message.text is None and message.caption is None:
        return
    if context.form is not None:
        await context.show(cards.edited_in_form(context.language))
    else:
        await show_menu(context, menu, words=texts.words_edited(context.language))


def register(router: Router) -> None:
    router.message.register(piece_arrived, Piece())
    router.edited_message.register(words_edited, Private())
