"""Metric 6: a press through aiogram with every handler of Linli registered, and with one; neither handler does anything."""

import asyncio
import time
from statistics import median

from aiogram import Bot, Dispatcher, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Update

from bot.runtime.app import make_dispatcher
from tests.bench.metric import Metric
from tests.wire import TOKEN

ROUNDS, PRESSES = 15, 400


class Nothing(CallbackData, prefix="bench-nothing"):
    number: int


async def pressed(_query: CallbackQuery, callback_data: Nothing) -> None:
    return None


def router() -> Router:
    made = Router()
    made.callback_query.register(pressed, Nothing.filter())
    return made


def presses(bot: Bot) -> list[Update]:
    person = {"id": 5, "is_bot": False, "first_name": "A"}
    query = {"id": "1", "from": person, "chat_instance": "1"}
    made = [{"update_id": number, "callback_query": {**query, "data": Nothing(number=number).pack()}} for number in range(PRESSES)]
    return [Update.model_validate(one, context={"bot": bot}) for one in made]


async def seconds(dispatcher: Dispatcher, bot: Bot, updates: list[Update]) -> float:
    before = time.perf_counter()
    for update in updates:
        assert await dispatcher.feed_update(bot, update) is None
    return time.perf_counter() - before


async def rounds() -> float:
    """With one / with all, round by round in turn; ours is asked for last of all."""
    bot, one = Bot(TOKEN), Dispatcher(disable_fsm=True)
    one.include_router(router())
    everything = make_dispatcher(router())
    updates = presses(bot)
    ratios = [await seconds(one, bot, updates) / await seconds(everything, bot, updates) for _ in range(ROUNDS)]
    await bot.session.close()
    return median(ratios[1:])


def measure() -> list[Metric]:
    figure = round(asyncio.run(rounds()), 2)
    return [Metric(6, "dispatch with all handlers registered / with one", f"{figure}", "≥ 0.9", "1.0", [figure])]
