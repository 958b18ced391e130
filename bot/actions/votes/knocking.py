"""「去敲门」: a building's head sees who has not answered there, ticks off the doors, prints the list. Each look asks anew who they are."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import buildings_headed, check_asked
from bot.actions.votes.reminding import is_reminder_planned
from bot.rules.residents import Actor
from bot.rules.votes.facts import VoteState
from bot.rules.votes.knocking import DoorTicked, KnockingForHeads, KnockList, KnockSheet, NobodyToKnock, by_entrance, knock_list
from bot.rules.votes.violations import BuildingNotAsked, VoteUnknown
from storage.votes.records import Vote

PRINT_KNOCKS = "votes.print_knocks"


async def read_knocks(unit: UnitOfWork, *, actor: Actor, vote_id: str, page: int = 0, now: datetime) -> KnockList:
    """A home that has answered since is not on it any more; NobodyToKnock once nobody is left, or the vote is over."""
    async with unit:
        vote, buildings = await _headed(unit, actor, vote_id)
        is_open = vote.state is VoteState.OPEN
        reminds = is_open and await is_reminder_planned(unit, vote.id)
        reached = await unit.electorates.heads_to_remind(vote.id) if reminds else set()
        delivered = await unit.deliveries.heads(vote.id, now) if is_open else set()
        homes = await unit.knocks.left(vote.id, buildings, reached, delivered) if is_open else []
    return knock_list(vote.heading, homes, page, vote.closes_at, reminds=reminds)


async def tick_door(unit: UnitOfWork, *, actor: Actor, vote_id: str, home_id: str, knocked: bool, now: datetime) -> DoorTicked:
    """「敲过门了」, or that it was not (`knocked` False): the button says which, so that a tap delivered twice is one."""
    async with unit:
        vote, buildings = await _headed(unit, actor, vote_id)
        home = await unit.knocks.name(vote.id, buildings, home_id)
        if home is None:
            raise VoteUnknown
        is_left = vote.state is VoteState.OPEN and await unit.knocks.is_left(vote.id, buildings, home_id)
        if is_left and knocked:
            await unit.knocks.tick(vote.id, home_id, vote.compound_id, actor.person_id, now)
        elif is_left:
            await unit.knocks.untick(vote.id, home_id)
        await unit.commit()
    return DoorTicked(home, knocked, is_left)


async def queue_knock_print(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> None:
    """A worker prints it, as it is by then, for whoever heads the buildings by then."""
    async with unit:
        vote, buildings = await _headed(unit, actor, vote_id)
        if vote.state is not VoteState.OPEN or not await unit.knocks.left(vote.id, buildings):
            raise NobodyToKnock
        arguments = {"vote": vote.id, "language": actor.language}
        await unit.jobs.queue(PRINT_KNOCKS, arguments, now, compound_id=vote.compound_id, chat_id=actor.telegram_id)
        await unit.commit()


async def read_knock_sheet(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> KnockSheet | None:
    """None where there is nothing to print any more: the role has ended, the vote is over, everybody has answered."""
    async with unit:
        try:
            vote, buildings = await _headed(unit, actor, vote_id)
        except (BuildingNotAsked, KnockingForHeads, VoteUnknown):
            return None
        delivered = await unit.deliveries.heads(vote.id, now)
        homes = await unit.knocks.left(vote.id, buildings, delivered=delivered) if vote.state is VoteState.OPEN else []
    return KnockSheet(vote.heading, by_entrance(homes), vote.closes_at, now) if homes else None


async def _headed(unit: UnitOfWork, actor: Actor, vote_id: str) -> tuple[Vote, frozenset[str]]:
    vote = await unit.votes.vote(vote_id)
    if vote is None:
        raise VoteUnknown
    buildings = await buildings_headed(unit, actor, vote)
    if not buildings:
        raise KnockingForHeads
    await check_asked(unit, vote, buildings)
    return vote, buildings
