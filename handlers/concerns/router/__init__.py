"""Routes of the concerns feature, and its menu entry."""

from aiogram import Router

from bot.rules.residents import Actor, Role
from handlers.concerns.router import keeping, raising
from handlers.menus import ConcernsInCharge, MenuItem
from messages.concerns.labels import label


def _answers(actor: Actor) -> bool:
    return actor.is_staff or any(one.role is Role.COMPOUND_CHIEF for one in actor.appointments)


MENU = (MenuItem(lambda language: label(language, "concerns"), ConcernsInCharge(), _answers),)


def build_router() -> Router:
    router = Router(name="concerns")
    raising.register(router)
    keeping.register(router)
    return router
