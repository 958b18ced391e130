"""What those in charge press once a menu is sent: how many have chosen, taking it back, closing it."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions.wishes import closing
from handlers.context import Context, answer, show_here
from handlers.wishes import cards
from handlers.wishes.callbacks import EndWishes, RetractWishes, ShowWishes
from messages import wishes as texts


async def wishes_opened(query: CallbackQuery, callback_data: ShowWishes, context: Context) -> AnswerCallbackQuery:
    view = await closing.read_view(context.read(), menu_id=callback_data.menu, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.wish_view(view, context.language))


async def retracted(query: CallbackQuery, callback_data: RetractWishes, context: Context) -> AnswerCallbackQuery:
    desk = await closing.retract(context.uow(), menu_id=callback_data.menu, telegram_id=query.from_user.id, now=context.now())
    await show_here(query, context, cards.wish_desk(desk, context.language))
    return answer(query, texts.wish_retracted(context.language), alert=True)


async def ending(query: CallbackQuery, callback_data: EndWishes, context: Context) -> AnswerCallbackQuery:
    menu, me, cancel = callback_data.menu, query.from_user.id, callback_data.cancel
    if not callback_data.sure:
        asked = await closing.read_ending(context.read(), menu_id=menu, telegram_id=me, cancel=cancel)
        return await show_here(query, context, cards.end_asked(asked, context.language))
    view = await closing.end_now(context.uow(), menu_id=menu, telegram_id=me, cancel=cancel, now=context.now())
    return await show_here(query, context, cards.wish_view(view, context.language))


def register(router: Router) -> None:
    router.callback_query.register(wishes_opened, ShowWishes.filter())
    router.callback_query.register(retracted, RetractWishes.filter())
    router.callback_query.register(ending, EndWishes.filter())
