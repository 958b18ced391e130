"""What a result has to print besides its numbers: roster rows that were struck, with the reason (R2), and owner sets that overlap (R4)."""

from bot.actions.unit import UnitOfWork
from bot.rules.votes.heads import count_overlaps
from bot.rules.votes.roster_notes import RosterNotes
from storage.votes.records import Vote


async def roster_notes(unit: UnitOfWork, vote: Vote) -> RosterNotes:
    """As the roster was when the vote opened. Inside a unit that was entered."""
    place = await unit.compounds.place(vote.place_id)
    struck = await unit.roster_work.struck_rows(vote.compound_id, place, vote.entrance, until=vote.opened_at) if place is not None else []
    return RosterNotes(tuple(struck), count_overlaps(await unit.tellings.shared_owners(vote.id)))
