"""A private letter about a vote that arrives proves that the vote has reached the heads its reader owns a part of."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import vote_of_key
from bot.actions.votes.missed import card_landed
from bot.actions.votes.opening import PRIVATE_CARD
from storage.outbox import StoredLetter

REMINDER = "votes.reminder"


async def private_card_landed(unit: UnitOfWork, letter: StoredLetter, now: datetime) -> None:
    await card_landed(unit, letter, now)
    await _reached(unit, letter, vote_of_key(letter.key), now)


async def reminder_landed(unit: UnitOfWork, letter: StoredLetter, now: datetime) -> None:
    """Where the vote has a group, this is the first that is read by one owner alone."""
    await _reached(unit, letter, letter.key.split(":")[1], now)


async def _reached(unit: UnitOfWork, letter: StoredLetter, vote_id: str | None, now: datetime) -> None:
    vote = await unit.votes.vote(vote_id or "")
    if vote is not None:
        await unit.deliveries.by_chat(vote.id, vote.compound_id, letter.chat_id, now)


LANDINGS = {PRIVATE_CARD: private_card_landed, REMINDER: reminder_landed}
