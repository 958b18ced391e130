"""Answers that show what a whole roster comes to: it is looked at beside, the writer is held for what is kept alone."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.actions.unit import UnitOfWork
from bot.rules.violations import RuleViolation
from bot.rules.votes.drafts import Draft

Seen = TypeVar("Seen")
Take = Callable[[UnitOfWork], Awaitable[Draft]]


async def look_and_keep(
    unit: UnitOfWork,
    take: Take,
    look: Callable[[UnitOfWork, Draft], Awaitable[Seen]],
    keep: Callable[[UnitOfWork, Seen], Awaitable[object]],
) -> Seen:
    """What `look` sees of the draft that `take` gives; kept while `take` gives the same.

    Otherwise it is looked at anew: each time somebody else has kept a change of this one draft, so this ends.
    """
    while True:
        try:
            async with unit.beside() as reader:
                draft = await take(reader)
                seen = await look(reader, draft)
        except RuleViolation:
            # The same update once more is told so here, whatever has become of its draft.
            async with unit:
                raise
        async with unit:
            if await take(unit) != draft:
                continue
            await keep(unit, seen)
            await unit.commit()
        return seen
