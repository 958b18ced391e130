"""The features, in the order in which they are asked: routers, cards, menu items."""

from collections.abc import Mapping

from aiogram import Router

from handlers.asks import cards as asks_cards
from handlers.asks import router as asks
from handlers.compounds import cards as compounds_cards
from handlers.compounds import router as compounds
from handlers.concerns import cards as concerns_cards
from handlers.concerns import router as concerns
from handlers.deliveries import router as deliveries
from handlers.entries import cards as entries_cards
from handlers.entries import router as entries
from handlers.groups import cards as groups_cards
from handlers.groups import router as groups
from handlers.menus import MenuItem
from handlers.opinions import cards as opinions_cards
from handlers.opinions import router as opinions
from handlers.polls import cards as polls_cards
from handlers.polls import router as polls
from handlers.proofs import cards as proofs_cards
from handlers.proofs import router as proofs
from handlers.residents import cards as residents_cards
from handlers.residents import router as residents
from handlers.screens import CardKind
from handlers.sheets import router as sheets
from handlers.starts import cards as starts_cards
from handlers.starts import router as starts
from handlers.statements import cards as statements_cards
from handlers.statements import router as statements
from handlers.updates import cards as updates_cards
from handlers.votes import cards as votes_cards
from handlers.votes import router as votes
from handlers.wishes import cards as wishes_cards
from handlers.wishes import router as wishes


def build_routers() -> list[Router]:
    """New routers (one attaches to one dispatcher only); the order is the routing."""
    return [
        groups.build_router(),
        starts.build_router(),
        proofs.build_router(),
        concerns.build_router(),
        deliveries.build_router(),
        opinions.build_router(),
        polls.build_router(),
        asks.build_router(),
        statements.build_router(),
        wishes.build_router(),
        entries.build_router(),
        residents.build_router(),
        compounds.build_areas(),
        votes.build_router(),
        sheets.build_router(),
        compounds.build_router(),
        residents.build_rest(),
    ]


def all_cards() -> dict[str, CardKind]:
    """Every card that a letter may name, as `<feature>.<card>`."""
    features: dict[str, Mapping[str, CardKind]] = {
        "asks": asks_cards.CARDS,
        "compounds": compounds_cards.CARDS,
        "concerns": concerns_cards.CARDS,
        "entries": entries_cards.CARDS,
        "groups": groups_cards.CARDS,
        "opinions": opinions_cards.CARDS,
        "polls": polls_cards.CARDS,
        "proofs": proofs_cards.CARDS,
        "residents": residents_cards.CARDS,
        "starts": starts_cards.CARDS,
        "statements": statements_cards.CARDS,
        "updates": updates_cards.CARDS,
        "votes": votes_cards.CARDS,
        "wishes": wishes_cards.CARDS,
    }
    return {f"{slug}.{name}": kind for slug, cards in features.items() for name, kind in cards.items()}


def menu_items() -> tuple[MenuItem, ...]:
    """What the menu offers, in its order; each feature's items say to whom they are shown."""
    first = (*residents.MENU_FIRST, *votes.MENU, *concerns.MENU, *opinions.MENU, *polls.MENU, *statements.MENU, *wishes.MENU, *asks.MENU)
    return (*first, *starts.MENU, *compounds.MENU, *groups.MENU, *residents.MENU_LAST)
