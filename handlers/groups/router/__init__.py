"""Routes of the groups feature, and its menu entry."""

from aiogram import Router

from handlers.groups.router import membership, presses, private, talk
from handlers.menus import MenuItem, OpenGroups
from messages.groups.labels import label

MENU = (MenuItem(lambda language: label(language, "my_groups"), OpenGroups(), lambda actor: actor.is_staff),)


def build_router() -> Router:
    router = Router(name="groups")
    membership.register(router)
    talk.register(router)
    presses.register(router)
    private.register(router)
    return router
