"""What happens to a chat that letters cannot reach any more, and to a group that they reach again."""

from datetime import datetime

from bot.actions.groups.cards import tell_closed
from bot.actions.groups.standing_votes import catch_up
from bot.actions.residents.helping import pass_help_on
from bot.actions.unit import UnitOfWork
from bot.actions.votes.posting import hold_votes
from bot.rules.letters import LetterState


async def chat_lost(unit: UnitOfWork, *, letter_id: int, chat_id: int, reason: str, now: datetime) -> None:
    """Blocked, deactivated, muted or thrown out: the letter is unreachable, and so is the chat until it shows itself again."""
    async with unit:
        await unit.outbox.settle(letter_id, LetterState.UNREACHABLE, reason)
        if await unit.chats.set_reachable(chat_id, False) and chat_id > 0:
            await pass_help_on(unit, chat_id, now)
        group = await unit.groups.group(chat_id) if chat_id < 0 else None
        if group is not None and "kicked" in reason:
            await unit.groups.leave(chat_id, now)
        elif group is not None and group.present:
            await tell_closed(unit, group, now)
        await unit.commit()


async def group_found(unit: UnitOfWork, *, chat_id: int, now: datetime) -> None:
    """A new message got through where none did: the platform says nothing of rights that all members get back together."""
    async with unit:
        group = await unit.groups.group(chat_id)
        held = await hold_votes(unit, group.compound_id if group else None, now)
        if await unit.chats.set_reachable(chat_id, True) and group is not None and group.present:
            await catch_up(unit, group, held, f"found-{int(now.timestamp())}", now)
        await unit.commit()
