"""Routes of the entries feature."""

from aiogram import Router

from handlers.entries.router import entering, powers, settling, tables


def build_router() -> Router:
    router = Router(name="entries")
    entering.register(router)
    powers.register(router)
    settling.register(router)
    tables.register(router)
    return router
