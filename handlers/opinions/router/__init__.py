"""Routes of the opinions feature, and its menu entries."""

from aiogram import Router

from bot.rules.residents import Actor
from bot.rules.votes.drafts import DRAFTERS
from handlers.menus import MenuItem, NewOpinions
from handlers.opinions.callbacks import GiveOpinion
from handlers.opinions.router import giving, listing, sorting
from messages.opinions.labels import label


def _sorts(actor: Actor) -> bool:
    return any(one.role in DRAFTERS for one in actor.appointments)


MENU = (
    MenuItem(lambda language: label(language, "give"), GiveOpinion(), lambda actor: bool(actor.bindings)),
    MenuItem(lambda language: label(language, "opinions"), NewOpinions(), _sorts),
)


def build_router() -> Router:
    router = Router(name="opinions")
    giving.register(router)
    listing.register(router)
    sorting.register(router)
    return router
