"""Where ballots are entered: the places and homes of the vote, and what waits. No look here says what any ballot says."""

from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.entries.common import Desk, desk_of, entering_desk, heads_entered, owner_name
from bot.actions.unit import UnitOfWork
from bot.rules.entries import EntryState
from bot.rules.entries.facts import (
    Contradiction,
    Contradictions,
    EntriesHome,
    EntriesWaiting,
    EntryHome,
    EntryHomes,
    EntryPlaces,
    WaitingEntries,
    WaitingLine,
)
from bot.rules.entries.violations import NotAnEnterer
from bot.rules.residents import Actor
from bot.rules.votes.ballots import BallotState, Channel
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import VoteState
from storage.votes.records import Vote

# Rooms and lines of one screen: each is a button.
HOMES_A_PAGE, LINES_A_PAGE = 24, 6


async def read_home(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> EntriesHome:
    async with unit:
        desk = await desk_of(unit, actor, vote_id)
        heads = await _heads(unit, desk)
        waiting = await unit.entries.count(desk.vote.compound_id, vote_id, EntryState.WAITING, heads)
        differ = len(await contradictions(unit, desk)) if desk.in_charge else 0
        of_theirs = (desk.vote.compound_id, vote_id, await heads_entered(unit, desk))
        powers = (await unit.powers.standing(*of_theirs, limit=0, offset=0))[1] if desk.may_enter else 0
        photos = await unit.entries.count(desk.vote.compound_id, vote_id, EntryState.PHOTO, heads)
    is_open = desk.vote.state is VoteState.OPEN
    may = (desk.may_enter and is_open, desk.in_charge and is_open)
    return EntriesHome(desk.vote.heading, desk.vote.closes_at, waiting, differ, *may, powers, photos)


async def _heads(unit: UnitOfWork, desk: Desk) -> set[int] | None:
    """Heads that this person may look at; None: all of them."""
    if desk.in_charge or desk.buildings is None:
        return None
    return await unit.entries.heads_within(desk.vote.id, desk.buildings)


async def read_places(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, channel: Channel, building: int, received_at: datetime
) -> EntryPlaces:
    """`building` -1: the buildings; else the entrances of that one. Numbers are places in the roster's order."""
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        buildings = await unit.entries.buildings(vote_id)
        theirs = [(number, name) for number, name in enumerate(buildings) if desk.buildings is None or name in desk.buildings]
        if building < 0 and len(theirs) == 1:
            building = theirs[0][0]
        if building < 0:
            return EntryPlaces(desk.vote.heading, channel, tuple(theirs))
        name = _named(dict(theirs), building)
        entrances = await unit.entries.entrances(vote_id, name)
    return EntryPlaces(desk.vote.heading, channel, tuple(enumerate(entrances)), name, building)


def _named(places: dict[int, str], number: int) -> str:
    if number not in places:
        raise NotAnEnterer
    return places[number]


async def read_homes(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, channel: Channel, at: tuple[int, int], page: int, received_at: datetime
) -> EntryHomes:
    async with unit:
        desk = await entering_desk(unit, actor, vote_id, received_at)
        building = _named(dict(enumerate(await unit.entries.buildings(vote_id))), at[0])
        if desk.buildings is not None and building not in desk.buildings:
            raise NotAnEnterer
        entrance = _named(dict(enumerate(await unit.entries.entrances(vote_id, building))), at[1])
        homes = await unit.entries.homes(vote_id, building, entrance)
        done = await unit.entries.heads_with(desk.vote.compound_id, vote_id, channel, {home.head for home in homes})
    pages = max(1, -(-len(homes) // HOMES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = homes[page * HOMES_A_PAGE :][:HOMES_A_PAGE]
    rooms = tuple(EntryHome(home.id, home.room, home.head in done) for home in shown)
    return EntryHomes(desk.vote.heading, channel, building, entrance, at, rooms, page, pages)


async def read_waiting(unit: UnitOfWork, *, actor: Actor, vote_id: str, page: int) -> WaitingEntries:
    """Ballots by phone that nobody has confirmed: which homes, never what they say. After the close: how many were left."""
    async with unit:
        desk = await desk_of(unit, actor, vote_id)
        vote, heads = desk.vote, await _heads(unit, desk)
        is_open = vote.state is VoteState.OPEN
        state = EntryState.WAITING if is_open else EntryState.LAPSED
        total = await unit.entries.count(vote.compound_id, vote_id, state, heads)
        pages = max(1, -(-total // LINES_A_PAGE))
        page = min(max(page, 0), pages - 1)
        at = {"limit": LINES_A_PAGE, "offset": page * LINES_A_PAGE}
        found = await unit.entries.some(vote.compound_id, vote_id, state, heads, **at)
        electorate = await unit.electorates.frozen(vote_id, {one.head for one in found}) if found else Electorate(())
    lines = tuple(
        WaitingLine(one.id, names_of([electorate.elector(one.head)]), one.entered_at, one.entered_by == actor.person_id) for one in found
    )
    return WaitingEntries(vote.heading, vote.closes_at, lines, total, page, pages, 0 if is_open else total)


async def contradictions(unit: UnitOfWork, desk: Desk) -> list[Contradiction]:
    """Of owners for whom their own channels, or their agent's, say different things: that they do.

    Inside a unit; for those in charge of the vote."""
    heads = await unit.entries.heads_in_question(desk.vote.id)
    if not heads or desk.vote.state is not VoteState.OPEN:
        return []
    books = await unit.ballots.books(desk.vote.id, heads)
    owners = [
        (number, owner) for number, book in books.items() for owner in sorted({one[0] for one in book.streams}) if book.contradicts(owner)
    ]
    electorate = await unit.electorates.frozen(desk.vote.id, {number for number, _ in owners}) if owners else Electorate(())
    found = []
    for number, owner in owners:
        elector = electorate.elector(number)
        if books[number].hears(elector, owner):
            name = await owner_name(unit, desk.vote, owner)
            holds = books[number].counted is BallotState.DISPUTED and not books[number].owners_differ(elector)
            about = (number, owner, name, names_of([elector]), tuple(books[number].speaking(owner)), holds)
            found.append(Contradiction(*about, by_agent=books[number].by_agent(owner)))
    return found


async def entries_waiting(unit: UnitOfWork, actor: Actor, vote_id: str) -> EntriesWaiting:
    """What those in charge may do about it: neither confirm what they put down themselves, nor settle their own. Inside a unit."""
    try:
        desk = await desk_of(unit, actor, vote_id)
    except NotAnEnterer:
        return EntriesWaiting(vote_id)
    photos = 0
    if desk.may_enter:
        photos = await unit.entries.count(desk.vote.compound_id, vote_id, EntryState.PHOTO, await _heads(unit, desk))
    if not desk.in_charge:
        return EntriesWaiting(vote_id, photos=photos)
    mine = {one.owner_id for one in actor.bindings}
    alive = [one for one in await unit.entries.shown(desk.vote.compound_id, vote_id) if one.state is EntryState.WAITING]
    phones = sum(one.entered_by != actor.person_id and one.owner_id not in mine for one in alive)
    return EntriesWaiting(vote_id, phones, len({one.owner_id for one in await contradictions(unit, desk)} - mine), photos)


async def ways_in(unit: UnitOfWork, actor: Actor, vote: Vote) -> tuple[bool, list[Contradiction]]:
    """(whether entering is this person's, the owners whose channels contradict each other). Inside a unit."""
    try:
        desk = await desk_of(unit, actor, vote.id)
    except NotAnEnterer:
        return False, []
    if vote.state is not VoteState.OPEN:
        return False, []
    return True, await contradictions(unit, desk)


async def read_contradictions(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> Contradictions:
    async with unit:
        desk = await desk_of(unit, actor, vote_id)
        if not desk.in_charge:
            raise NotAnEnterer
        found = await contradictions(unit, desk)
    return Contradictions(desk.vote.heading, desk.vote.closes_at, tuple(found[:LINES_A_PAGE]), len(found))
