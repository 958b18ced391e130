"""What happens to people by itself: requests go up, papers with codes leave the disk."""

from datetime import datetime

from bot.actions.residents.binding import REQUEST_WAITS
from bot.actions.residents.escalation import request_waited
from bot.actions.residents.mydata import PAPER_FADES
from bot.actions.residents.slips import DROP_PAPER
from bot.actions.unit import DueItem, UnitOfWork


async def paper_fades(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """A worker takes the file away: actions do not touch files."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        await unit.jobs.queue(DROP_PAPER, {"sha256": item.target}, now)
        await unit.commit()


DUE = {REQUEST_WAITS: request_waited, PAPER_FADES: paper_fades}
