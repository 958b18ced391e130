"""Routes of the polls feature, and its menu entry."""

from aiogram import Router

from bot.rules.votes.drafts import DRAFTERS
from handlers.menus import MenuItem
from handlers.polls.callbacks import PollsInCharge
from handlers.polls.router import answering, drafting
from messages.polls.labels import label

MENU = (
    MenuItem(
        lambda language: label(language, "polls"), PollsInCharge(), lambda actor: any(one.role in DRAFTERS for one in actor.appointments)
    ),
)


def build_router() -> Router:
    router = Router(name="polls")
    answering.register(router)
    drafting.register(router)
    return router
