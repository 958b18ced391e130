"""A roster that was looked at and neither imported nor put aside: after a day its clerk hears that nothing was written."""

from datetime import datetime, timedelta

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.compounds import PreviewForgotten
from bot.rules.letters import Letter
from storage.forms import FORM_LIFE

FORGET, FORM = "compounds.forget_preview", "compounds.roster"
# The question is kept anew when its message is noted, some seconds after it was made.
KEPT_ANEW = timedelta(minutes=10)


async def wait_for(unit: UnitOfWork, telegram_id: int, compound_id: str, now: datetime) -> None:
    """The last file that was sent is looked at: it speaks for those before it."""
    await stop_waiting(unit, telegram_id)
    await unit.schedule.plan(FORGET, str(telegram_id), now + FORM_LIFE + KEPT_ANEW, compound_id)


async def stop_waiting(unit: UnitOfWork, telegram_id: int) -> None:
    """It is imported, put aside, or for another compound."""
    await unit.schedule.cancel(str(telegram_id), FORGET)


async def forget_preview_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    telegram_id = int(item.target)
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        place = await unit.compounds.place(item.compound_id) if item.compound_id is not None else None
        form = await unit.forms.form(telegram_id, now)
        if place is not None and form is not None and form.name == FORM:
            # A further file was asked about meanwhile, and the first one waits on.
            await wait_for(unit, telegram_id, place.id, now)
        elif place is not None:
            key = f"preview-forgotten:{telegram_id}:{int(now.timestamp())}"
            facts = PreviewForgotten(place.id, place.name)
            await unit.outbox.put(Letter(key, telegram_id, "compounds.preview_forgotten", facts, night_waits=True), now)
        await unit.commit()
