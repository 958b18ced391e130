"""Telling everybody a vote concerns: its groups, or in private where there is none."""

from typing import Any

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import announcement
from bot.rules.letters import Lane, Letter
from storage.votes.records import Vote


async def tell(unit: UnitOfWork, vote: Vote, card: str, facts: Any, cause: str) -> list[Letter]:
    groups = await unit.votes.groups(vote.id)
    if groups:
        return [announcement(vote, group, card, facts, cause) for group in groups]
    addresses = await unit.electorates.addresses(vote.id)
    return [
        Letter(f"told:{vote.id}:{telegram_id}:{cause}", telegram_id, card, facts, lane=Lane.BULK, night_waits=True)
        for telegram_id in addresses
    ]
