"""What residents press: the list, an item of the menu, what their home has chosen."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.wishes import choosing as actions
from bot.actions.wishes import reading
from bot.rules.wishes.facts import JoinFirst, MyWishes, PickHome
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink, Said
from handlers.screens import Screen
from handlers.wishes import cards
from handlers.wishes.callbacks import OpenMyWishes, OpenWishes, PickWish, ShowDetails
from handlers.wishes.forms import LINK_PREFIX
from messages import wishes as texts


def _screen(facts: MyWishes | PickHome | JoinFirst, context: Context) -> Screen:
    if isinstance(facts, JoinFirst):
        return cards.join_first(facts, context.language)
    return cards.pick_home(facts, context.language) if isinstance(facts, PickHome) else cards.my_wishes(facts, context.language)


async def _list(context: Context) -> Screen:
    facts = await reading.read_list(context.read(), telegram_id=context.actor.telegram_id)
    return cards.join_first(facts, context.language) if isinstance(facts, JoinFirst) else cards.wish_list(facts, context.language)


async def list_opened(query: CallbackQuery, callback_data: OpenWishes, context: Context) -> AnswerCallbackQuery:
    return await show_here(query, context, await _list(context))


async def list_asked(message: Message, context: Context) -> None:
    await context.show(await _list(context))


async def _mine(context: Context, menu: str, home: str, page: int) -> Screen:
    me = context.actor.telegram_id
    return _screen(
        await actions.read_mine(context.read(), menu_id=menu, home_id=home, page=page, telegram_id=me, now=context.now()), context
    )


async def mine_opened(query: CallbackQuery, callback_data: OpenMyWishes, context: Context) -> AnswerCallbackQuery:
    """In a group nothing is chosen: the tap itself leads to the private chat."""
    if in_group(query):
        return answer(query, url=context.start_link(f"{LINK_PREFIX}{callback_data.menu}"))
    return await show_here(query, context, await _mine(context, callback_data.menu, callback_data.home, callback_data.page))


async def came_to_choose(message: Message, context: Context, wishes: str) -> None:
    mine = await actions.open_mine(
        context.uow(), menu_id=wishes, telegram_id=context.actor.telegram_id, language=context.language, now=context.now()
    )
    await context.show(_screen(mine, context))


async def picked(query: CallbackQuery, callback_data: PickWish, context: Context) -> AnswerCallbackQuery:
    """The screen shows what is left at once; the first tap of a home is confirmed by a dialog."""
    outcome = await actions.pick(
        context.uow(),
        menu_id=callback_data.menu,
        home_id=callback_data.home,
        number=callback_data.item,
        on=callback_data.on,
        telegram_id=query.from_user.id,
        received_at=context.received_at,
        now=context.now(),
    )
    if isinstance(outcome, JoinFirst):
        return await show_here(query, context, cards.join_first(outcome, context.language))
    await show_here(query, context, await _mine(context, callback_data.menu, callback_data.home, callback_data.page))
    return answer(query, texts.wish_picked(context.language, facts=outcome), alert=outcome.first)


async def details_opened(query: CallbackQuery, callback_data: ShowDetails, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_details(
        context.read(), menu_id=callback_data.menu, home_id=callback_data.home, telegram_id=query.from_user.id
    )
    return await show_here(query, context, cards.wish_details(facts, context.language))


def register(router: Router) -> None:
    router.callback_query.register(list_opened, OpenWishes.filter())
    router.callback_query.register(mine_opened, OpenMyWishes.filter())
    router.callback_query.register(picked, PickWish.filter())
    router.callback_query.register(details_opened, ShowDetails.filter())
    router.message.register(came_to_choose, CameByLink(LINK_PREFIX, "wishes"))
    router.message.register(list_asked, Said("wishes", "我选的改造", in_forms=False))
