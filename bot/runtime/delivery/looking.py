"""What one look at the outbox reads: the few letters that its bunch has room for; more only where some hide those behind them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane
from bot.runtime.delivery.budgets import Budgets
from storage.outbox import StoredLetter

# Of each lane at the most: more than a second's worth, so that cards that must wait hide nobody else's.
LOOK = 200
# Of each lane usually, in bunches: another letter to the same chat does not leave with the first.
BUNCHES = 2


def is_set_aside(letter: StoredLetter, now: datetime, *, night: bool) -> bool:
    """It has expired, or waits for the morning."""
    return bool(letter.expires_at and letter.expires_at <= now) or (night and letter.night_waits)


async def letters_seen(
    unit: UnitOfWork, budgets: Budgets, now: datetime, *, clock: float, busy: Collection[int], night: bool
) -> list[StoredLetter]:
    """In the order in which they may leave. `busy`: chats to which something is under way.

    While taps come in hundreds wait, and reading those held up every tap for as long as a dozen taps take.
    """
    held = budgets.held_chats(clock).union(busy)
    few = BUNCHES * budgets.pace.bunch
    if few >= LOOK:
        return await unit.outbox.ready(now, LOOK, but_not=held)

    def may_leave(letter: StoredLetter) -> bool:
        return not is_set_aside(letter, now, night=night) and budgets.own_wait(letter.chat_id, clock, live_key=letter.live_key) == 0

    def is_enough(lane: Sequence[StoredLetter]) -> bool:
        return len(lane) < few or len({one.chat_id for one in lane if may_leave(one)}) >= budgets.pace.bunch

    letters = await unit.outbox.ready(now, few, but_not=held)
    if all(is_enough([one for one in letters if one.lane is lane]) for lane in Lane):
        return letters
    return await unit.outbox.ready(now, LOOK, but_not=held)
