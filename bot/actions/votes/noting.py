"""What a result has to print besides its numbers: roster rows that were struck, with the reason (R2), and owner sets that overlap (R4)."""

from bot.actions.unit import UnitOfWork
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import RosterNotes
from bot.rules.votes.heads import overlapping_heads
from storage.votes.records import Vote


async def roster_notes(unit: UnitOfWork, vote: Vote, electorate: Electorate) -> RosterNotes:
    """As the roster was when the vote opened. Inside a unit that was entered."""
    place = await unit.compounds.place(vote.place_id)
    struck = await unit.roster_work.struck_rows(vote.compound_id, place, vote.entrance, until=vote.opened_at) if place is not None else []
    overlapping = len(overlapping_heads(elector.head for elector in electorate.electors))
    return RosterNotes(tuple(struck), overlapping)
