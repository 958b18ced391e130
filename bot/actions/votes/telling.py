"""Telling everybody a vote concerns: its groups, and in private whoever has its card there."""

from typing import Any

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import announcement, private_key
from bot.rules.letters import Lane, Letter
from storage.votes.records import Vote


async def tell(unit: UnitOfWork, vote: Vote, card: str, facts: Any, cause: str) -> list[Letter]:
    groups = await unit.votes.groups(vote.id)
    if groups:
        # A group that was bound meanwhile does not reach everybody who has the card in private.
        addresses = [one.chat_id for one in await unit.chats.living_under(private_key(vote.id))]
    else:
        addresses = await unit.electorates.addresses(vote.id)
    return [
        *(announcement(vote, group, card, facts, cause) for group in groups),
        *(
            Letter(f"told:{vote.id}:{telegram_id}:{cause}", telegram_id, card, facts, lane=Lane.BULK, night_waits=True)
            for telegram_id in addresses
        ),
    ]
