"""What happens to a chat that letters cannot reach any more."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.letters import LetterState


async def chat_lost(unit: UnitOfWork, *, letter_id: int, chat_id: int, reason: str, now: datetime) -> None:
    """Blocked, deactivated or thrown out: the letter is unreachable, and so is the chat until it shows itself again."""
    async with unit:
        await unit.outbox.settle(letter_id, LetterState.UNREACHABLE, reason)
        await unit.chats.set_reachable(chat_id, False)
        if chat_id < 0 and "kicked" in reason:
            await unit.groups.leave(chat_id, now)
        await unit.commit()
