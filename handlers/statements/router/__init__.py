"""Routes of the statements feature, and its menu entries."""

from aiogram import Router

from bot.rules.votes.drafts import DRAFTERS
from handlers.menus import MenuItem, TopicsInCharge
from handlers.statements.callbacks import TopicsAtHome
from handlers.statements.router import drafting, moderating, proposing, weighing
from messages.statements.labels import label

MENU = (
    MenuItem(lambda language: label(language, "at_home"), TopicsAtHome(), lambda actor: bool(actor.bindings)),
    MenuItem(
        lambda language: label(language, "topics"), TopicsInCharge(), lambda actor: any(one.role in DRAFTERS for one in actor.appointments)
    ),
)


def build_router() -> Router:
    router = Router(name="statements")
    weighing.register(router)
    proposing.register(router)
    drafting.register(router)
    moderating.register(router)
    return router
