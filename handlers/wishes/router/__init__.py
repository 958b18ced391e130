"""Routes of the wishes feature, and its menu entry."""

from aiogram import Router

from bot.rules.residents import Actor
from bot.rules.votes.drafts import DRAFTERS
from handlers.menus import MenuItem
from handlers.wishes.callbacks import OpenWishes
from handlers.wishes.router import choosing, drafting, keeping
from messages.wishes.labels import label


def _has_any(actor: Actor) -> bool:
    return bool(actor.bindings) or any(one.role in DRAFTERS for one in actor.appointments)


MENU = (MenuItem(lambda language: label(language, "wishes"), OpenWishes(), _has_any),)


def build_router() -> Router:
    router = Router(name="wishes")
    choosing.register(router)
    keeping.register(router)
    drafting.register(router)
    return router
