"""The cards of open votes follow their group: to its new chat, into its language, and up to date after the bot was away."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import card_key, card_letter
from storage.groups import Group


async def renew_vote_cards(unit: UnitOfWork, group: Group, cause: str, now: datetime) -> None:
    """Edited where the card still stands, posted anew where its message was left in another chat. One `cause` has one effect."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        await put_vote_card(unit, group, vote_id, cause, now)


async def reword_vote_cards(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """No fact changed, but the words did: every open card is edited, also after another change in the same moment."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        last_id, *_ = await unit.groups.newest_card((card_key(vote_id, group.id),))
        await put_vote_card(unit, group, vote_id, f"reworded-{last_id}", now)


async def put_vote_card(unit: UnitOfWork, group: Group, vote_id: str, cause: str, now: datetime) -> None:
    vote = await unit.votes.vote(vote_id)
    there = [one for one in await unit.votes.groups(vote_id) if one.id == group.id]
    if vote is not None and there:
        card = await unit.votes.card(vote, now)
        await unit.outbox.put(card_letter(vote, there[0], card, cause), now)
