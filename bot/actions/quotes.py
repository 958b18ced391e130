"""Screens that show somebody's own words to those who sort them: once the author takes the words back, the screens lose them, too."""

from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter


async def read_is_quote(unit: UnitOfWork, *, chat_id: int, message_id: int) -> bool:
    async with unit:
        return await unit.quotes.is_one(chat_id, message_id)


async def note_screen(unit: UnitOfWork, *, quotes: str, chat_id: int, message_id: int, now: datetime) -> None:
    """What this private message quotes from now on; empty: nothing any more."""
    async with unit:
        await unit.quotes.forget(chat_id, message_id)
        if quotes:
            await unit.quotes.note(quotes, chat_id, message_id, now)
        await unit.commit()


async def take_words_away(unit: UnitOfWork, quotes: str, card: str, facts: Any, now: datetime) -> None:
    """Inside a unit: an edit rings nobody, by night neither."""
    screens = await unit.quotes.of(quotes)
    letters = [Letter(f"{one.live_key}:gone", one.chat_id, card, facts, live_key=one.live_key) for one in screens]
    await unit.mailing.put_all(letters, now)
