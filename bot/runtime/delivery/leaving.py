"""The transaction in which letters leave: what each of them says must be true still, and then it is under way."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.actions.unit import UnitOfWork
from bot.rules.letters import LetterState, Reworded
from storage.base import encode
from storage.outbox import StoredLetter

# True: it may leave. False: what it says is true no more, and there is nothing to say in its place.
Condition = Callable[[UnitOfWork, StoredLetter], Awaitable[bool | Reworded]]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that is about to be sent; `request` None: what it should take away is not there."""

    letter: StoredLetter
    request: str | None


async def lease(conditions: Mapping[str, Condition], unit: UnitOfWork, leaving: Sequence[Leaving]) -> list[bool]:
    """Which of them may leave. In the order of the rows: whoever holds several takes them so."""
    leased: dict[int, bool] = {}
    for one in sorted(leaving, key=lambda one: one.letter.id):
        leased[one.letter.id] = await _may_leave(unit, one, conditions.get(one.letter.card))
    return [leased[one.letter.id] for one in leaving]


async def _may_leave(unit: UnitOfWork, one: Leaving, condition: Condition | None) -> bool:
    letter = one.letter
    stands = condition is None or await condition(unit, letter)
    if isinstance(stands, Reworded):
        facts = encode(stands.facts)
        if facts != letter.facts:
            # The next look words it anew.
            await unit.outbox.not_under_way(letter.id)
            await unit.outbox.reword(letter, facts)
            return False
    if stands and one.request is not None:
        if await unit.outbox.lease(letter, one.request):
            return True
        await unit.outbox.not_under_way(letter.id)
        return False
    why = "nothing to take away" if stands else "true no more"
    await unit.outbox.settle(letter.id, LetterState.CANCELLED, why, said=letter.facts)
    await unit.outbox.not_under_way(letter.id)
    return False
