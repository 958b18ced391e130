"""Whose ballot a head's may be: of whom one may be registered to speak, and for whom one may be put down."""

from collections.abc import Sequence

from bot.actions.unit import UnitOfWork
from bot.rules.entries import ballot_owners
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from storage.votes.records import Vote


async def owners_present(unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook) -> tuple[str, ...]:
    """The owners of the head; of a home whose buyers vote (R16) those whom the roster names by now, and whoever has a ballot there.

    A seller who did not vote has no say left.
    """
    if not may_be_sold(elector, book):
        return elector.head.owners
    named = await unit.electorates.owners_now(vote.compound_id, elector.homes[0].id)
    return present_of(elector, book, named)


def may_be_sold(elector: Elector, book: HeadBook) -> bool:
    """Whether the roster as it is now has a say in whose ballot it is: not where the seller's stands, nor of a head of several homes."""
    return not book.choosing <= set(elector.head.owners) or (not book.choosing and len(elector.homes) == 1)


def present_of(elector: Elector, book: HeadBook, named: Sequence[str]) -> tuple[str, ...]:
    """`named`: by the roster as it is now. One that names nobody there has sold it to nobody."""
    return tuple(dict.fromkeys((*named, *sorted(book.choosing)))) or elector.head.owners


async def may_speak(unit: UnitOfWork, vote: Vote, elector: Elector, owner: str) -> bool:
    """Whether a ballot put down for this owner is one at this moment: another may have been registered to speak (R4), or have bought it."""
    book = (await unit.ballots.books(vote.id, [elector.number]))[elector.number]
    return owner in ballot_owners(elector, book, await owners_present(unit, vote, elector, book))
