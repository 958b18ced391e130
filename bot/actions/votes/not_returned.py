"""「没点的名单」: who has not answered, for those in charge and for heads of buildings; never what others chose (section 6)."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.actions.ballots.receipts import home_names
from bot.actions.entries.reading import ways_in
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import buildings_headed, buildings_seen, may_designate
from bot.actions.votes.reminding import is_reminder_planned
from bot.rules.residents import Actor
from bot.rules.votes.electorates import Elector, Electorate, RosterHome
from bot.rules.votes.facts import CALLED_OFF, VoteState
from bot.rules.votes.previews import NotReturned
from bot.rules.votes.violations import VoteUnknown
from storage.votes.records import Vote


@dataclass(frozen=True, slots=True)
class _Known:
    """What the list is made of; `reached` are heads of which a reminder that is still to come finds somebody."""

    electorate: Electorate
    silent: set[int]
    registered: set[str]
    reached: set[int]
    reminds: bool
    differing: Collection[int]
    out_of_reach: list[Elector]
    headed: frozenset[str]
    may_enter: bool


async def read_not_returned(unit: UnitOfWork, *, actor: Actor, vote_id: str, page: int = 0) -> NotReturned:
    """Homes without a ballot, building by building; for those in charge of the whole vote also owners who have no home there."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        seen = await buildings_seen(unit, actor, vote)
        if vote.state in CALLED_OFF:
            return NotReturned(vote.heading, "", (), (), (), vote.closes_at, state=vote.state, end_reason=vote.end_reason or "")
        known = await _known(unit, actor, vote, seen)
    silent = [elector for elector in known.electorate.electors if elector.number in known.silent]
    return _list(vote, known, silent, seen, page)


async def _known(unit: UnitOfWork, actor: Actor, vote: Vote, seen: frozenset[str] | None) -> _Known:
    is_open = vote.state is VoteState.OPEN
    reminds = is_open and await is_reminder_planned(unit, vote.id)
    electorate = await unit.electorates.frozen(vote.id)
    asks_more = seen is None and electorate.heads_without_home > 0
    return _Known(
        electorate=electorate,
        silent=await unit.ballots.silent(vote.id),
        registered=await unit.electorates.registered_homes(vote.id),
        reached=await unit.electorates.heads_to_remind(vote.id) if reminds else set(),
        reminds=reminds,
        differing=[*await _owners_differ(unit, vote, electorate), *await unit.electorates.registered_speakers(vote.id)] if is_open else [],
        out_of_reach=electorate.out_of_reach(await unit.electorates.owners_at_home(vote.compound_id)) if asks_more else [],
        headed=await buildings_headed(unit, actor, vote) if is_open else frozenset(),
        may_enter=(await ways_in(unit, actor, vote))[0],
    )


async def _owners_differ(unit: UnitOfWork, vote: Vote, electorate: Electorate) -> list[int]:
    """Heads for which an owner may be named; where one owner's channels contradict each other that would settle nothing (R13)."""
    disputed = await unit.ballots.disputed(vote.id)
    books = await unit.ballots.books(vote.id, disputed) if disputed else {}
    return [number for number in disputed if books[number].owners_differ(electorate.elector(number))]


def _list(vote: Vote, known: _Known, silent: list[Elector], seen: frozenset[str] | None, page: int) -> NotReturned:
    homes = [home for elector in silent for home in elector.dwellings if seen is None or home.row.building in seen]
    homes.sort(key=lambda home: home.position)
    buildings = tuple(dict.fromkeys(home.row.building for home in homes))
    at = min(max(page, 0), max(len(buildings) - 1, 0))
    shown = buildings[at] if buildings else ""
    mine = [home for home in homes if home.row.building == shown]
    reminded, others = _split(mine, {home.id for elector in silent if elector.number in known.reached for home in elector.dwellings})
    there, not_there = _split(others, known.registered)
    # They stand in no building: on the first page, which is the one that is opened.
    places = [home for elector in known.out_of_reach if elector.number in known.silent and at == 0 for home in elector.homes]
    return NotReturned(
        heading=vote.heading,
        building=shown,
        buildings=buildings,
        registered=home_names(there),
        not_registered=home_names(not_there),
        closes_at=vote.closes_at,
        disputed=sum(may_designate(known.electorate.elector(number), seen) for number in known.differing),
        state=vote.state,
        may_knock=any(building in known.headed for building in buildings),
        may_enter=known.may_enter,
        reminded=home_names(reminded),
        reminds=known.reminds,
        places=home_names(sorted(places, key=lambda home: home.position)),
    )


def _split(homes: list[RosterHome], those: set[str]) -> tuple[list[RosterHome], list[RosterHome]]:
    return [home for home in homes if home.id in those], [home for home in homes if home.id not in those]
