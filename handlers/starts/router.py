"""Shows the way to the first vote, from the menu and from its own list."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import starts as actions
from bot.rules.starts import StartChoices
from handlers.context import Context, answer
from handlers.menus import MenuItem, OpenStart
from handlers.starts import cards
from messages.starts.labels import label

MENU = (MenuItem(lambda language: label(language, "start"), OpenStart(), lambda actor: actor.is_staff),)


async def start_opened(query: CallbackQuery, callback_data: OpenStart, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_start(
        context.read(),
        telegram_id=query.from_user.id,
        language=context.language,
        place_id=callback_data.place,
        bot_username=context.facts.bot_username,
    )
    words = cards.start_choices(facts, context.language) if isinstance(facts, StartChoices) else cards.start_card(facts, context.language)
    await context.show(words, replace=query.message.message_id if query.message is not None else None)
    return answer(query)


def build_router() -> Router:
    router = Router(name="starts")
    router.callback_query.register(start_opened, OpenStart.filter())
    return router
