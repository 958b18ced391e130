"""One kind of question about a roster is answered: what is left of the others."""

from bot.actions.unit import UnitOfWork
from bot.rules.compounds import AllDone, Settled


async def all_done(unit: UnitOfWork, compound_id: str, what: str, settled: Settled | None) -> AllDone:
    """Inside an open unit: what else waits is said, or nobody would ask about it before the vote."""
    gaps, names = await unit.rosters.gaps(compound_id), await unit.roster_work.undecided_names(compound_id)
    return AllDone(compound_id, what, settled, gaps=len(gaps), names=len(names))
