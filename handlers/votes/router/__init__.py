"""Routes of the votes feature, and its menu entries."""

from aiogram import Router

from bot.rules.residents import Actor, Role
from bot.rules.votes.drafts import may_draft_anywhere
from handlers.menus import MenuItem, OpenDraft, VotesInCharge
from handlers.votes.callbacks import MyVotes
from handlers.votes.router import drafting, keeping, knocking, listing, rescheming, typing, voting
from messages.votes.labels import label


def _looks_after(actor: Actor) -> bool:
    return may_draft_anywhere(actor) or any(one.role is Role.BUILDING_HEAD for one in actor.appointments)


MENU = (
    MenuItem(lambda language: label(language, "start_vote"), OpenDraft(), may_draft_anywhere),
    MenuItem(lambda language: label(language, "votes"), VotesInCharge(), _looks_after),
    MenuItem(lambda language: label(language, "go_vote"), MyVotes(), lambda actor: bool(actor.active_bindings)),
)


def build_router() -> Router:
    router = Router(name="votes")
    voting.register(router)
    typing.register(router)
    rescheming.register(router)
    listing.register(router)
    drafting.register(router)
    keeping.register(router)
    knocking.register(router)
    return router
