"""Who may enter ballots of a vote, and what is said of a ballot that is being entered."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.rules.entries import ALIVE, EntryState, buildings_entered, check_running, ending_of, may_enter
from bot.rules.entries.facts import EntryDone, EntryShown, EntryStep
from bot.rules.entries.violations import EntryOver, EntryUnknown, NotAnEnterer
from bot.rules.residents import STAFF, Actor, Place, Role
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.electorates import Elector
from bot.rules.votes.violations import VoteUnknown
from storage.entries import Entry
from storage.votes.records import Vote


@dataclass(frozen=True, slots=True)
class Desk:
    """A vote, and what somebody may do with its ballots. `buildings` None: all of the compound; empty: none."""

    vote: Vote
    compound: Place
    buildings: frozenset[str] | None
    in_charge: bool
    """Of the vote: staff, and the compound's chief, who enters nothing."""

    @property
    def may_enter(self) -> bool:
        return self.buildings is None or bool(self.buildings)


async def desk_of(unit: UnitOfWork, actor: Actor, vote_id: str, *, held: bool = False) -> Desk:
    """Of whoever enters, confirms or settles: asked anew at every press. In a writing unit the vote is held."""
    vote = (await unit.votes.lock([vote_id])).get(vote_id) if held else await unit.votes.vote(vote_id)
    compound = None if vote is None else await unit.compounds.place(vote.compound_id)
    if vote is None or compound is None:
        raise VoteUnknown
    desk = Desk(vote, compound, buildings_entered(actor, compound, vote.terms), actor.has_role(DRAFTERS, compound))
    if not desk.may_enter and not desk.in_charge:
        raise NotAnEnterer
    return desk


async def desk_of_agent(unit: UnitOfWork, vote_id: str, *, held: bool = False) -> Desk:
    """Of somebody who stands in for an owner and enters nothing else; the caller has found their power."""
    vote = (await unit.votes.lock([vote_id])).get(vote_id) if held else await unit.votes.vote(vote_id)
    compound = None if vote is None else await unit.compounds.place(vote.compound_id)
    if vote is None or compound is None:
        raise VoteUnknown
    return Desk(vote, compound, frozenset(), in_charge=False)


async def entering_desk(unit: UnitOfWork, actor: Actor, vote_id: str, received_at: datetime, *, held: bool = False) -> Desk:
    """While ballots are taken."""
    desk = await desk_of(unit, actor, vote_id, held=held)
    if not desk.may_enter or actor.person_id is None:
        raise NotAnEnterer
    check_running(desk.vote.state, desk.vote.closes_at, received_at)
    return desk


async def elector_of(unit: UnitOfWork, desk: Desk, head: int) -> Elector:
    """One that this person may enter for."""
    elector = (await unit.electorates.frozen(desk.vote.id, [head])).elector(head)
    if not may_enter(elector, desk.buildings):
        raise NotAnEnterer
    return elector


async def heads_entered(unit: UnitOfWork, desk: Desk) -> set[int] | None:
    """Heads that this person may enter for; None: all of them."""
    if desk.buildings is None:
        return None
    within = await unit.entries.heads_within(desk.vote.id, desk.buildings)
    found = await unit.electorates.frozen(desk.vote.id, within) if within else None
    return {one.number for one in found.electors if may_enter(one, desk.buildings)} if found is not None else set()


async def known(unit: UnitOfWork, entry_id: str) -> Entry:
    """The caller authorises whoever asks against its vote, and then looks whether it is over."""
    entry = await unit.entries.entry(entry_id)
    if entry is None:
        raise EntryUnknown
    return entry


def check_living(entry: Entry, vote: Vote, received_at: datetime) -> None:
    """One that is over is told how it ended; one that ended with its vote, that the vote is over."""
    if entry.state is not EntryState.RECORDED:
        check_running(vote.state, vote.closes_at, received_at)
    if entry.state not in ALIVE:
        ending = ending_of(entry.state, entered_by=entry.entered_by, ended_by=entry.ended_by)
        raise EntryOver(ending=ending, at=entry.ended_at or entry.entered_at)


async def owner_name(unit: UnitOfWork, vote: Vote, owner_id: str) -> str:
    return (await unit.electorates.owner_names(vote.compound_id, [owner_id])).get(owner_id, "")


async def photo_is_used(unit: UnitOfWork, sha256: str, *, entry: str = "", power: str = "") -> bool:
    """The same file under another ballot or power than these: it is kept once, wherever it belongs."""
    return await unit.entries.is_photo_used(sha256, besides=entry) or await unit.powers.is_photo_used(sha256, besides=power)


async def agent_name(unit: UnitOfWork, entry: Entry) -> str:
    """Of whoever signed it for the owner; empty where the owner did."""
    power = await unit.powers.power(entry.power_id) if entry.power_id is not None else None
    return power.agent_name if power is not None else ""


async def shown_of(unit: UnitOfWork, desk: Desk, entry: Entry, elector: Elector, step: EntryStep) -> EntryShown:
    """Its choice on the two screens that check it, and on no other."""
    checks = step in {EntryStep.CONFIRM, EntryStep.CHECK}
    shown = EntryShown(
        entry_id=entry.id,
        heading=desk.vote.heading,
        channel=entry.channel,
        step=step,
        homes=names_of([elector]),
        owner=await owner_name(unit, desk.vote, entry.owner_id),
        choice=entry.choice if checks else None,
        agent=await agent_name(unit, entry),
    )
    return shown


async def done_of(unit: UnitOfWork, vote: Vote, entry: Entry, elector: Elector, *, may_enter: bool = True) -> EntryDone:
    """As it ended: without what it says."""
    name, at = await owner_name(unit, vote, entry.owner_id), entry.ended_at or entry.entered_at
    agent = await agent_name(unit, entry)
    done = EntryDone(vote.heading, entry.channel, entry.state, names_of([elector]), name, at, entry.receipt, agent=agent)
    returned = entry.state is EntryState.DROPPED and entry.ended_by not in {None, entry.entered_by}
    undo = entry.id if may_enter and entry.state is EntryState.RECORDED else ""
    return replace(done, returned=returned, may_enter=may_enter, undo=undo)


def office_of(actor: Actor, compound: Place) -> tuple[str, bool]:
    """(the place that this person acts for, whether as head of a building): how the owner is told who entered it."""
    staff = [one.place for one in actor.appointments if one.role in STAFF and one.place.id in compound.path]
    if staff:
        return staff[-1].name, False
    heads = [one.place for one in actor.appointments if one.role is Role.BUILDING_HEAD and one.place.compound_id == compound.id]
    return (heads[0].name, True) if heads else (compound.name, False)
