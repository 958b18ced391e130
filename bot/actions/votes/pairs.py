"""From one vote of a matter to its other: a lift is decided by its building and by the whole compound."""

from bot.actions.unit import UnitOfWork
from bot.rules.votes.violations import VoteUnknown


async def read_other(unit: UnitOfWork, vote_id: str) -> str:
    """Whoever asks is authorised where it is shown."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        parts = await unit.votes.parts(vote.pair_id) if vote is not None and vote.pair_id is not None else []
    for one in parts:
        if one.id != vote_id:
            return one.id
    raise VoteUnknown
