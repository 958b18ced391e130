"""The features, in the order in which they are asked: routers, cards, menu items."""

from aiogram import Router

from handlers.menus import MenuItem
from handlers.screens import CardKind


def build_routers() -> list[Router]:
    """New routers (one attaches to one dispatcher only); the order is the routing."""
    return []


def all_cards() -> dict[str, CardKind]:
    """Every card that a letter may name, as `<feature>.<card>`."""
    return {}


def menu_items() -> tuple[MenuItem, ...]:
    """What the menu offers, in its order; each feature's items say to whom they are shown."""
    return ()
