"""What nothing else understood in a private chat: one kind sentence, and the menu. Routed last of all."""

from aiogram import Router
from aiogram.types import Message

from bot.actions import residents as actions
from handlers.context import Context
from handlers.forms import is_staff_table, kind_of, waits_for_words
from handlers.menus import MenuItem, named
from handlers.residents.cards import serving as cards
from handlers.residents.router.filters import OWN_FORMS, Private
from handlers.residents.router.menu import show_menu
from messages import residents as texts

FINDING = f"{OWN_FORMS}finding"
# On the way to a door: what is typed there, and is not what was asked for, is no word to the menu.
WAY_TO_A_DOOR = frozenset({FINDING, f"{OWN_FORMS}joining", f"{OWN_FORMS}asking"})


async def not_understood(message: Message, context: Context, menu: tuple[MenuItem, ...]) -> None:
    kind = kind_of(message)
    if message.text is None and kind is None:
        return  # a service message: somebody pinned something, a chat was cleared
    if waits_for_words(context.form) and kind is not None:
        await context.show(cards.form_waits("table" if is_staff_table(message, context) else kind, context.language))
        return
    if kind is not None:
        await show_menu(context, menu, words=texts.not_words(context.language, kind=kind))
        return
    words = message.text or ""
    meant = named(menu, context.actor, words)
    if meant is not None:
        await context.show(cards.meant(meant, context.language))
        return
    if not words.startswith("/"):
        telegram_id, now = context.actor.telegram_id, context.now()
        if await actions.read_has_call(context.read(), telegram_id=telegram_id, now=now):
            added = await actions.add_to_call(context.uow(), telegram_id=telegram_id, words=words, now=now)
            if added is not None:
                await context.show(cards.help_added(added, context.language))
                return
    if context.form is not None and context.form.name in WAY_TO_A_DOOR:
        await context.show(cards.press_waits(context.language, is_finding=context.form.name == FINDING))
        return
    who = await actions.read_who_i_am(context.read(), telegram_id=context.actor.telegram_id, now=context.now())
    # What waits still, a slip that was scanned, is lost by no day.
    is_nobody = context.form is None and not who.roles and not who.homes
    await show_menu(context, menu, words=texts.unknown_words(context.language, is_nobody=is_nobody))


def register(router: Router) -> None:
    router.message.register(not_understood, Private())
