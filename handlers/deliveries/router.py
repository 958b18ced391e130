"""「记送达」: buildings, entrances, homes; a tap on a home records it, another takes it back."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions.deliveries import recording
from handlers.context import Context, answer
from handlers.deliveries import cards
from handlers.deliveries.callbacks import MarkDelivery, PickBuilding, PickEntrance
from handlers.menus import OpenDeliveries
from handlers.screens import Screen
from messages import deliveries as texts


async def _show(query: CallbackQuery, context: Context, screen: Screen) -> None:
    message = query.message
    private = message is not None and message.chat.id == context.actor.telegram_id
    await context.show(screen, replace=message.message_id if private and message is not None else None)


async def places_opened(query: CallbackQuery, callback_data: OpenDeliveries | PickBuilding, context: Context) -> AnswerCallbackQuery:
    building = callback_data.building if isinstance(callback_data, PickBuilding) else -1
    vote = callback_data.vote
    facts = await recording.read_places(
        context.read(), actor=context.actor, vote_id=vote, building=building, received_at=context.received_at
    )
    await _show(query, context, cards.delivery_places(facts, context.language))
    return answer(query)


async def entrance_picked(query: CallbackQuery, callback_data: PickEntrance, context: Context) -> AnswerCallbackQuery:
    at = (callback_data.building, callback_data.entrance)
    await _show_homes(query, context, callback_data, at)
    return answer(query)


async def _show_homes(query: CallbackQuery, context: Context, where: PickEntrance | MarkDelivery, at: tuple[int, int]) -> None:
    facts = await recording.read_homes(
        context.read(),
        actor=context.actor,
        vote_id=where.vote,
        way=where.way,
        at=at,
        page=where.page,
        received_at=context.received_at,
    )
    await _show(query, context, cards.delivery_homes(facts, context.language))


async def home_marked(query: CallbackQuery, callback_data: MarkDelivery, context: Context) -> AnswerCallbackQuery:
    marked, at = await recording.mark(
        context.uow(),
        actor=context.actor,
        vote_id=callback_data.vote,
        home_id=callback_data.home,
        way=callback_data.way,
        on=callback_data.on,
        received_at=context.received_at,
    )
    await _show_homes(query, context, callback_data, at)
    return answer(query, texts.delivery_marked(context.language, marked=marked))


def build_router() -> Router:
    router = Router(name="deliveries")
    router.callback_query.register(places_opened, OpenDeliveries.filter())
    router.callback_query.register(places_opened, PickBuilding.filter())
    router.callback_query.register(entrance_picked, PickEntrance.filter())
    router.callback_query.register(home_marked, MarkDelivery.filter())
    return router
