"""Who looks after a vote, and who may see which homes have not answered."""

from collections.abc import Iterable

from bot.actions.unit import UnitOfWork
from bot.rules.residents import Actor, Place, Role
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import VoteState
from bot.rules.votes.parts import Part
from bot.rules.votes.violations import AlreadyCancelled, AlreadyRetracted, BuildingNotAsked, NotInCharge, ResultStands, VoteUnknown
from storage.votes.records import Vote

HEADS = frozenset({Role.BUILDING_HEAD})


async def vote_in_charge(unit: UnitOfWork, actor: Actor, vote_id: str, *, held: bool = False) -> Vote:
    """The vote, when this person drafts votes in its compound; inside a unit that was entered."""
    vote = (await unit.votes.lock([vote_id])).get(vote_id) if held else await unit.votes.vote(vote_id)
    if vote is None:
        raise VoteUnknown
    compound = await unit.compounds.place(vote.compound_id)
    if compound is None or not actor.has_role(DRAFTERS, compound):
        raise NotInCharge
    return vote


async def read_parts(unit: UnitOfWork, vote_id: str) -> list[str]:
    """The votes of its matter, this one first; read beside."""
    async with unit.beside() as reader:
        vote = await reader.votes.vote(vote_id)
        others = await reader.votes.parts(vote.pair_id) if vote is not None and vote.pair_id is not None else []
    return [vote_id, *(one.id for one in others if one.id != vote_id)]


async def parts_in_charge(unit: UnitOfWork, actor: Actor, vote_id: str) -> list[Vote]:
    """As `vote_in_charge` with every vote of its matter (a lift has two), this one first; all of them held, in the order of their ids."""
    known = await unit.votes.vote(vote_id)
    ids = [one.id for one in await unit.votes.parts(known.pair_id)] if known is not None and known.pair_id is not None else [vote_id]
    held = await unit.votes.lock(sorted({vote_id, *ids}))
    await vote_in_charge(unit, actor, vote_id)
    return sorted(held.values(), key=lambda one: one.id != vote_id)


def building_first(parts: Iterable[Vote]) -> list[Vote]:
    """In the order in which people read of a matter's two questions, whichever of them was pressed at."""
    return sorted(parts, key=lambda one: one.part is Part.LAND)


def check_not_called_off(vote: Vote) -> None:
    """A resident reads of a tap that does not count; these read that nothing is left to do."""
    if vote.state is VoteState.CANCELLED:
        raise AlreadyCancelled(cancelled_at=vote.closed_at or vote.closes_at)
    if vote.state is VoteState.RETRACTED:
        raise AlreadyRetracted


def check_alive(vote: Vote) -> None:
    check_not_called_off(vote)
    if vote.state is VoteState.CLOSED:
        raise ResultStands(closed_at=vote.closes_at)


async def buildings_seen(unit: UnitOfWork, actor: Actor, vote: Vote) -> frozenset[str] | None:
    """Names of the buildings whose open homes this person may see; None for all of them. A head sees the own ones only.

    BuildingNotAsked to a head of buildings that the vote does not ask.
    """
    compound = await unit.compounds.place(vote.compound_id)
    if compound is not None and actor.has_role(DRAFTERS, compound):
        return None
    own = await buildings_headed(unit, actor, vote)
    if not own:
        raise NotInCharge
    await check_asked(unit, vote, own)
    return own


async def check_asked(unit: UnitOfWork, vote: Vote, buildings: frozenset[str]) -> None:
    """Of the buildings of somebody who heads them."""
    if not await unit.electorates.asks_building(vote.id, buildings):
        raise BuildingNotAsked(vote.heading.compound, vote.heading.building, vote.heading.entrance)


async def buildings_headed(unit: UnitOfWork, actor: Actor, vote: Vote) -> frozenset[str]:
    """Names of the buildings of the vote's compound that this person is the head of."""
    compound = await unit.compounds.place(vote.compound_id)
    return frozenset(one.place.name for one in actor.appointments if one.role in HEADS and _within(one.place, compound))


def may_designate(elector: Elector, buildings: frozenset[str] | None) -> bool:
    """A head registers who speaks for homes that all stand in the own buildings; `buildings` None: anywhere in the compound."""
    return buildings is None or all(home.row.building in buildings for home in elector.dwellings or elector.homes)


def _within(place: Place, compound: Place | None) -> bool:
    return compound is not None and place.compound_id == compound.id
