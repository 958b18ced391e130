"""Presses by the prefix of their data: nobody else's handler is asked, and none is lost on the way."""

from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Update, User

from bot.runtime.app import make_dispatcher
from bot.runtime.routing import PRESS, PressObserver, data_of, press_router
from handlers.registry import build_routers
from tests.wire import TOKEN


class First(CallbackData, prefix="f"):
    number: int


class Second(CallbackData, prefix="ff"):
    pass


def query(data: str | None) -> Update:
    pressed = CallbackQuery(id="1", from_user=User(id=5, is_bot=False, first_name="A"), chat_instance="1", data=data)
    return Update(update_id=1, callback_query=pressed)


def handlers_of(routers: list[Router]) -> list[Any]:
    return [one for router in routers for one in (*router.callback_query.handlers, *handlers_of(router.sub_routers))]


async def press(*routers: Router, data: str | None) -> Any:
    dispatcher, bot = Dispatcher(disable_fsm=True), Bot(TOKEN)
    dispatcher.include_routers(press_router(list(routers)), *routers)
    return await dispatcher.feed_update(bot, query(data))


def test_every_press_handler_is_in_the_one_router() -> None:
    before = {one.callback for one in handlers_of(build_routers())}
    assert len(before) > 100
    [presses] = [one for one in make_dispatcher().sub_routers if one.name == "presses"]
    observer = presses.observers[PRESS]
    assert isinstance(observer, PressObserver)
    by_prefix = observer._by_prefix
    taken = {one.callback for asked in by_prefix.values() for one in asked.handlers}
    assert {one.__qualname__ for one in taken} == {one.__qualname__ for one in before}
    assert all(data_of(one).__prefix__ == prefix for prefix, asked in by_prefix.items() for one in asked.handlers)
    assert handlers_of([one for one in make_dispatcher().sub_routers if one.name != "presses"]) == []


async def test_only_whose_prefix_it_is_is_asked() -> None:
    said: list[str] = []

    async def first(_query: CallbackQuery, callback_data: First) -> str:
        said.append(f"first {callback_data.number}")
        return "done"

    async def second(_query: CallbackQuery) -> None:
        said.append("second")

    outer, inner = Router(), Router()
    inner.callback_query.register(first, First.filter())
    outer.include_router(inner)
    outer.callback_query.register(second, Second.filter())
    assert await press(outer, data="f:7") == "done"
    for unknown in ("f:x", "g:1", "", None, ":", "f"):
        outer, inner = Router(), Router()
        inner.callback_query.register(first, First.filter())
        assert await press(inner, outer, data=unknown) is UNHANDLED, unknown
    assert said == ["first 7"]


async def test_of_two_with_one_prefix_the_first_that_does_not_pass_it_on_answers() -> None:
    async def passes(_query: CallbackQuery) -> None:
        raise SkipHandler

    async def takes(_query: CallbackQuery) -> str:
        return "taken"

    router = Router()
    router.callback_query.register(passes, First.filter())
    router.callback_query.register(takes, First.filter())
    assert await press(router, data="f:1") == "taken"


@pytest.mark.parametrize("filters", [(), (F.data == "x",)])
def test_one_that_no_prefix_leads_to_stops_the_start(filters: tuple[Any, ...]) -> None:
    async def pressed(_query: CallbackQuery) -> None:
        return None

    router = Router()
    router.callback_query.register(pressed, *filters)
    with pytest.raises(TypeError, match="without callback data"):
        press_router([router])
