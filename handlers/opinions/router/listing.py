"""The demand list: read and supported by residents, in a group and in private."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.opinions import listing as actions
from bot.rules.opinions.facts import JoinFirst, PickCompound
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink, Said
from handlers.opinions import cards
from handlers.opinions.callbacks import ShowDemands, SupportDemand
from handlers.opinions.forms import LIST_LINK, OPINION_LINK
from handlers.screens import Screen
from messages import opinions as texts


async def _list(context: Context, place: str, page: int) -> Screen:
    facts = await actions.read_list(context.read(), actor=context.actor, place_id=place, page=page)
    if isinstance(facts, JoinFirst):
        return cards.join_first(facts, context.language)
    return cards.pick_list(facts, context.language) if isinstance(facts, PickCompound) else cards.demand_list(facts, context.language)


async def list_opened(query: CallbackQuery, callback_data: ShowDemands, context: Context) -> AnswerCallbackQuery:
    if in_group(query):
        return answer(query, url=context.start_link(f"{LIST_LINK}{callback_data.place}"))
    return await show_here(query, context, await _list(context, callback_data.place, callback_data.page))


async def list_started(message: Message, context: Context, place: str) -> None:
    await context.show(await _list(context, place, 0))


async def list_asked(message: Message, context: Context) -> None:
    await context.show(await _list(context, "", 0))


async def supported(query: CallbackQuery, callback_data: SupportDemand, context: Context) -> AnswerCallbackQuery:
    """Somebody not known is taken to the private chat by the tap itself."""
    told = await actions.support(
        context.uow(),
        demand_id=callback_data.demand,
        telegram_id=query.from_user.id,
        received_at=context.received_at,
        now=context.now(),
    )
    if isinstance(told, JoinFirst):
        return answer(query, url=context.start_link(f"{OPINION_LINK}{told.place_id}"))
    if callback_data.page >= 0 and not in_group(query):
        place = await actions.read_place(context.read(), demand_id=callback_data.demand)
        await show_here(query, context, await _list(context, place, callback_data.page))
    return answer(query, texts.support_told(context.language, facts=told))


def register(router: Router) -> None:
    router.callback_query.register(list_opened, ShowDemands.filter())
    router.callback_query.register(supported, SupportDemand.filter())
    router.message.register(list_started, CameByLink(LIST_LINK, "place"))
    router.message.register(list_asked, Said("demands", "需求清单", "demand list"))
