"""The cards of open votes follow their group: to its new chat, and up to date after the bot was away."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import card_letter
from storage.groups import Group


async def renew_vote_cards(unit: UnitOfWork, group: Group, cause: str, now: datetime) -> None:
    """Edited where the card still stands, posted anew where its message was left in another chat. One `cause` has one effect."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        vote = await unit.votes.vote(vote_id)
        there = [one for one in await unit.votes.groups(vote_id) if one.id == group.id]
        if vote is not None and there:
            card = await unit.votes.card(vote, now)
            await unit.outbox.put(card_letter(vote, there[0], card, cause), now)
