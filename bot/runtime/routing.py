"""Presses find their handler by the prefix of their data.

aiogram asks one filter after the other; a press on the last of a hundred and forty buttons waited for all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import TelegramObject

PRESS = "callback_query"
# Between the prefix and the rest, unless a callback data class has one of its own: aiogram's default.
SEPARATOR = ":"


class PressObserver(TelegramEventObserver):
    """In the place of aiogram's own: those handlers alone are asked whose callback data begins as the press does."""

    def __init__(self, router: Router, handlers: Iterable[HandlerObject]) -> None:
        super().__init__(router, PRESS)
        self._by_prefix: dict[str, TelegramEventObserver] = {}
        for handler in handlers:
            data = data_of(handler)
            self._by_prefix.setdefault(data.__prefix__, TelegramEventObserver(router, PRESS)).handlers.append(handler)

    async def trigger(self, event: TelegramObject, **kwargs: Any) -> Any:
        said = getattr(event, "data", None) or ""
        asked = self._by_prefix.get(said.partition(SEPARATOR)[0])
        return UNHANDLED if asked is None else await asked.trigger(event, **kwargs)


def data_of(handler: HandlerObject) -> type[CallbackData]:
    """The callback data that the handler waits for. A TypeError for one that waits for something else: no prefix leads to it."""
    asked = [one.callback for one in handler.filters or ()]
    if not asked or not isinstance(asked[0], CallbackQueryFilter):
        raise TypeError(f"{handler.callback} is registered for presses without callback data")
    if asked[0].callback_data.__separator__ != SEPARATOR:
        raise TypeError(f"{asked[0].callback_data} has a separator of its own")
    return asked[0].callback_data


def press_router(routers: Sequence[Router]) -> Router:
    """Takes the press handlers from these routers, in their order, into one router of its own."""
    router = Router(name="presses")
    handlers = []
    for one in _all(routers):
        handlers += one.callback_query.handlers
        one.callback_query.handlers = []
    router.callback_query = router.observers[PRESS] = PressObserver(router, handlers)
    return router


def _all(routers: Iterable[Router]) -> Iterator[Router]:
    for router in routers:
        yield router
        yield from _all(router.sub_routers)
