"""Routes of the entries feature."""

from aiogram import Router

from handlers.entries.router import entering, settling


def build_router() -> Router:
    router = Router(name="entries")
    entering.register(router)
    settling.register(router)
    return router
