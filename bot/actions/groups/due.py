"""The evening line: how many homes were bound today, only where somebody was."""

from datetime import datetime

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.groups import EVENING_LATEST, EVENING_LINE, evening_count, next_evening
from bot.rules.letters import Lane, Letter, OnUnknown


async def say_evening_line(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """One a day for a group; late after an outage it is left out rather than said at night."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        group = await unit.groups.by_id(item.target)
        place = await unit.compounds.place(group.place_id) if group is not None and group.present and group.place_id else None
        if group is not None and place is not None:
            await unit.schedule.plan(EVENING_LINE, group.id, next_evening(now), group.compound_id)
            buildings = await unit.groups.buildings_of(place)
            count = evening_count([(one.name, one.homes, one.bound_at) for one in buildings], item.due_at)
            if count.today and now - item.due_at < EVENING_LATEST:
                key = f"evening:{group.id}:{item.due_at:%Y-%m-%d}"
                latest = item.due_at + EVENING_LATEST
                letter = Letter(
                    key, group.chat_id, "groups.evening_line", count, lane=Lane.BULK, expires_at=latest, on_unknown=OnUnknown.RENEW
                )
                await unit.outbox.put(letter, now)
        await unit.commit()


DUE = {EVENING_LINE: say_evening_line}
