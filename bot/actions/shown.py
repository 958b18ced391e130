"""Screens that a settlement elsewhere makes untrue: noted when they are shown, edited then."""

from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter


async def note_shown(unit: UnitOfWork, *, what: str | tuple[str, ...], telegram_id: int, message_id: int, now: datetime) -> None:
    """`what`: several of a list, of which each makes the whole untrue."""
    async with unit:
        for one in (what,) if isinstance(what, str) else what:
            await unit.chats.note_shown(one, telegram_id, message_id, now)
        await unit.commit()


async def renew_shown(unit: UnitOfWork, what: str, *, card: str, facts: Any, cause: str, now: datetime) -> None:
    """Inside a unit: every message that shows `what` says this instead, by night too, since an edit rings nobody."""
    for one in await unit.chats.shown(what):
        key = f"{one.live_key}:{cause}"
        await unit.outbox.put(Letter(key, one.chat_id, card, facts, lane=Lane.CARD, live_key=one.live_key, coalesce_key=one.live_key), now)
