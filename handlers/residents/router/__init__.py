"""Routes of the residents feature: `build_router` early, `build_rest` after every other feature."""

from aiogram import Router

from handlers.residents.router import coming, data, deciding, homes, menu, pieces, rest, serving
from handlers.residents.router.menu import MENU_FIRST, MENU_LAST

__all__ = ["MENU_FIRST", "MENU_LAST", "build_rest", "build_router"]


def build_router() -> Router:
    router = Router(name="residents")
    pieces.register(router)
    menu.register(router)
    # a code before every question that waits for words
    coming.register(router)
    data.register(router)
    menu.register_words(router)
    deciding.register(router)
    homes.register(router)
    serving.register(router)
    return router


def build_rest() -> Router:
    """What no feature understood: routed last."""
    router = Router(name="residents.rest")
    rest.register(router)
    return router
