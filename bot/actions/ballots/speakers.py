"""Of whom one may be registered to speak for a home whose owners differ."""

from bot.actions.unit import UnitOfWork
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from storage.votes.records import Vote


async def owners_present(unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook) -> tuple[str, ...]:
    """The owners of the head; of a home whose buyers vote (R16) those whom the roster names by now, and whoever has a ballot there.

    A seller who did not vote has no say left.
    """
    if book.choosing <= set(elector.head.owners):
        return elector.head.owners
    named = await unit.electorates.owners_now(vote.compound_id, elector.homes[0].id)
    return tuple(dict.fromkeys((*named, *sorted(book.choosing))))
