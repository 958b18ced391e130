"""Handed over or posted: recorded home by home, taken back by the same button; each is a row with who and when."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.entries.common import Desk, desk_of
from bot.actions.unit import UnitOfWork
from bot.rules.deliveries import (
    DeliveriesOver,
    DeliveryHome,
    DeliveryHomes,
    DeliveryMarked,
    DeliveryPlaces,
    NoDeliverer,
    Way,
    next_mark,
)
from bot.rules.entries.violations import NotAnEnterer
from bot.rules.residents import Actor
from bot.rules.votes.facts import HomeName, VoteState
from bot.rules.votes.violations import VoteUnknown
from storage.entries import HomeOfVote

# Rooms of one screen: each is a button, three in a row.
HOMES_A_PAGE = 24


async def _desk(unit: UnitOfWork, actor: Actor, vote_id: str, *, held: bool = False) -> Desk:
    """Of whoever may enter paper ballots there."""
    try:
        desk = await desk_of(unit, actor, vote_id, held=held)
    except NotAnEnterer:
        raise NoDeliverer from None
    if not desk.may_enter or actor.person_id is None:
        raise NoDeliverer
    return desk


def _is_open(desk: Desk, received_at: datetime) -> bool:
    return desk.vote.state is VoteState.OPEN and received_at <= desk.vote.closes_at


async def read_places(unit: UnitOfWork, *, actor: Actor, vote_id: str, building: int, received_at: datetime) -> DeliveryPlaces:
    """`building` -1: the buildings; else the entrances of that one. Numbers are places in the roster's order."""
    async with unit:
        desk = await _desk(unit, actor, vote_id)
        theirs = await _buildings(unit, desk)
        if building < 0 and len(theirs) == 1:
            building = next(iter(theirs))
        name = _named(theirs, building) if building >= 0 else ""
        places = tuple(enumerate(await unit.entries.entrances(vote_id, name))) if name else tuple(theirs.items())
        delivered, homes = await unit.deliveries.count_homes(vote_id, [name] if name else desk.buildings, desk.vote.closes_at)
    is_open = _is_open(desk, received_at)
    return DeliveryPlaces(desk.vote.heading, desk.vote.closes_at, homes, delivered, is_open, places, name, building)


async def _buildings(unit: UnitOfWork, desk: Desk) -> dict[int, str]:
    names = enumerate(await unit.entries.buildings(desk.vote.id))
    return {number: name for number, name in names if desk.buildings is None or name in desk.buildings}


def _named(places: dict[int, str], number: int) -> str:
    if number not in places:
        raise NoDeliverer
    return places[number]


async def read_homes(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, way: Way, at: tuple[int, int], page: int, received_at: datetime
) -> DeliveryHomes:
    async with unit:
        desk = await _desk(unit, actor, vote_id)
        if not _is_open(desk, received_at):
            raise DeliveriesOver(desk.vote.closes_at)
        building = _named(await _buildings(unit, desk), at[0])
        entrance = _named(dict(enumerate(await unit.entries.entrances(vote_id, building))), at[1])
        homes = await unit.entries.homes(vote_id, building, entrance)
        pages = max(1, -(-len(homes) // HOMES_A_PAGE))
        page = min(max(page, 0), pages - 1)
        shown = homes[page * HOMES_A_PAGE :][:HOMES_A_PAGE]
        ways = await _ways(unit, vote_id, shown)
    lines = tuple(DeliveryHome(home.id, home.room, ways.get(home.id)) for home in shown)
    return DeliveryHomes(desk.vote.heading, way, building, entrance, at, lines, page, pages)


async def _ways(unit: UnitOfWork, vote_id: str, homes: Sequence[HomeOfVote]) -> dict[str, Way]:
    hand = await unit.deliveries.by_hand(vote_id, [home.id for home in homes])
    chat = await unit.deliveries.in_chat(vote_id, {home.head for home in homes})
    by_chat = {home.id: Way.CHAT for home in homes if home.head in chat}
    return by_chat | {home: proof.way for home, proof in hand.items()}


async def mark(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, home_id: str, way: Way, on: bool, received_at: datetime
) -> tuple[DeliveryMarked, tuple[int, int]]:
    """What was done, and where the home stands in the lists. It counts as of when the press arrived (R14)."""
    async with unit:
        desk = await _desk(unit, actor, vote_id, held=True)
        if not _is_open(desk, received_at):
            raise DeliveriesOver(desk.vote.closes_at)
        home = await unit.entries.home(vote_id, home_id)
        if home is None or way is Way.CHAT:
            raise VoteUnknown
        places = await _buildings(unit, desk)
        if home.building not in places.values():
            raise NoDeliverer
        was = (await _ways(unit, vote_id, [home])).get(home.id)
        written = next_mark(was, way, on=on)
        if written is not None:
            await unit.deliveries.mark(desk.vote.compound_id, vote_id, home.head, home.id, written, by=actor.person_id, at=received_at)
        # A letter that arrived proves it still when what was recorded by hand is taken back.
        now_is = (await _ways(unit, vote_id, [home])).get(home.id)
        at = await _at(unit, vote_id, home)
        await unit.commit()
    return DeliveryMarked(HomeName(home.building, home.entrance, home.room), now_is, was), at


async def _at(unit: UnitOfWork, vote_id: str, home: HomeOfVote) -> tuple[int, int]:
    buildings, entrances = await unit.entries.buildings(vote_id), await unit.entries.entrances(vote_id, home.building)
    return buildings.index(home.building), entrances.index(home.entrance)
