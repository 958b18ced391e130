"""Freezing an electorate beside: heads in steps of their own that nobody sees; what a crash leaves is cleared by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.compounds.staging import parts
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.proofs import Sealed
from bot.rules.votes.electorates import Electorate

# An opening that is older has died with its process: 20,000 homes take a hundredth of it.
ABANDONED = timedelta(minutes=10)
ABANDONED_KIND = "votes.abandoned"


@dataclass(frozen=True, slots=True)
class Opening:
    """A vote to be: `roster` is the revision its electorate was read at, `values` the columns of its row, `sealed` its chain's begin."""

    vote_id: str
    compound_id: str
    roster: int
    electorate: Electorate
    values: dict[str, Any]
    sealed: Sealed


async def stage(unit: UnitOfWork, opening: Opening, now: datetime) -> None:
    """`unit` need not be entered; nothing of it is used but where it writes to."""
    async with unit.aside() as step:
        await step.openings.begin(opening.vote_id, opening.compound_id, opening.electorate, **opening.values)
        await step.schedule.plan(ABANDONED_KIND, opening.vote_id, now + ABANDONED, opening.compound_id)
        await step.commit()
    for electors in parts(opening.electorate.electors):
        async with unit.aside() as step:
            await step.openings.freeze(opening.vote_id, opening.compound_id, electors)
            await step.commit()


async def clear(unit: UnitOfWork, vote_id: str) -> None:
    """Nothing is left of an opening that came to nothing."""
    more = True
    while more:
        async with unit.aside() as step:
            more = await step.openings.clear(vote_id)
            if not more:
                await step.schedule.cancel(vote_id, ABANDONED_KIND)
            await step.commit()


async def abandoned_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """An opening whose process died; one that came to its end has cancelled this."""
    await clear(unit, item.target)
    async with unit:
        await unit.schedule.finish(item.id, now)
        await unit.commit()
