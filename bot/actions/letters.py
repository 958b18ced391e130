"""What happens to a chat that letters cannot reach any more, or that got another id."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.letters import LetterState


async def move_chat(unit: UnitOfWork, *, old_id: int, new_id: int) -> None:
    """The group became a supergroup: every table follows in one transaction; told twice it is done once."""
    async with unit:
        await unit.chats.migrate(old_id, new_id)
        await unit.groups.migrate(old_id, new_id)
        await unit.outbox.migrate(old_id, new_id)
        await unit.commit()


async def chat_lost(unit: UnitOfWork, *, letter_id: int, chat_id: int, reason: str, now: datetime) -> None:
    """Blocked, deactivated or thrown out: the letter is unreachable, and so is the chat until it shows itself again."""
    async with unit:
        await unit.outbox.settle(letter_id, LetterState.UNREACHABLE, reason)
        await unit.chats.set_reachable(chat_id, False)
        if chat_id < 0 and "kicked" in reason:
            await unit.groups.leave(chat_id, now)
        await unit.commit()
