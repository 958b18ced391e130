"""What happens to votes by itself, by the kind of its due row.

Each holds the vote first and finishes its row then, as whoever changes a vote does: on PostgreSQL they would wait for each other.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.amending import AMEND, amend_due
from bot.actions.votes.closing import close_due
from bot.actions.votes.continuing import tell_due, unsend_due
from bot.actions.votes.doubting import still_in_doubt_due
from bot.actions.votes.freezing import ABANDONED_KIND, abandoned_due
from bot.actions.votes.letters import UNSEND
from bot.actions.votes.practising import practice_over_due
from bot.actions.votes.reminding import REDATE, redate_due, refresh_due, remind_due
from bot.actions.votes.telling import TELL
from bot.rules.votes import LONGEST_WAIT_FOR_UPDATES

DUE: dict[str, Callable[[UnitOfWork, DueItem, datetime], Awaitable[None]]] = {
    ABANDONED_KIND: abandoned_due,
    "votes.close": close_due,
    "votes.practice_over": practice_over_due,
    "votes.refresh": refresh_due,
    "votes.remind_day": remind_due,
    "votes.remind_half": remind_due,
    "votes.still_in_doubt": still_in_doubt_due,
    AMEND: amend_due,
    REDATE: redate_due,
    TELL: tell_due,
    UNSEND: unsend_due,
}
# A ballot that arrived in time counts, also while it is still being recorded (R14).
PATIENCE: dict[str, timedelta] = {"votes.close": LONGEST_WAIT_FOR_UPDATES}
