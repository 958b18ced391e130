"""The frozen electorate of a vote, read before the writer is asked for: it never changes while the vote lives."""

from bot.actions.unit import UnitOfWork
from bot.rules.votes.electorates import Electorate


async def read_electorate(unit: UnitOfWork, vote_id: str) -> Electorate:
    """On a reader of its own, so that twenty thousand homes hold nobody up; `unit` need not be entered."""
    async with UnitOfWork(unit.database, write=False) as reader:
        return await reader.electorates.frozen(vote_id)
