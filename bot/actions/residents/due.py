"""What happens to people by itself: requests go up, what a role left open is handed over, papers with codes leave the disk."""

from datetime import datetime

from bot.actions.papers import PAPER_FADES
from bot.actions.residents.binding import REQUEST_WAITS
from bot.actions.residents.escalation import HANDING_OVER, hand_over_due, request_waited
from bot.actions.residents.helping import PASSING_HELP, pass_help_due
from bot.actions.residents.mornings import say_morning
from bot.actions.residents.slips import DROP_PAPER
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.residents.mornings import MORNING


async def paper_fades(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A worker takes the file away: actions do not touch files."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        await unit.jobs.queue(DROP_PAPER, {"sha256": item.target}, now)
        await unit.commit()


DUE = {
    REQUEST_WAITS: request_waited,
    HANDING_OVER: hand_over_due,
    PASSING_HELP: pass_help_due,
    PAPER_FADES: paper_fades,
    MORNING: say_morning,
}
