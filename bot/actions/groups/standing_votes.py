"""The cards of open votes follow their group: to its place, to its new chat, into its language, up to date after the bot was away."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import card_key, card_letter, move_card
from bot.actions.votes.posting import tell_missed_ends
from bot.actions.votes.scopes import meets
from bot.rules.letters import Lane, Letter
from bot.rules.votes.facts import Retraction, VoteState
from storage.groups import Group
from storage.votes.records import Vote


async def renew_vote_cards(unit: UnitOfWork, group: Group, cause: str, now: datetime) -> None:
    """Edited where the card still stands, posted anew where its message was left in another chat. One `cause` has one effect."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        await put_vote_card(unit, group, vote_id, cause, now)


async def catch_up(unit: UnitOfWork, group: Group, held: list[Vote], cause: str, now: datetime) -> None:
    """After an absence: open votes as they are now, and what came of those that ended meanwhile."""
    await renew_vote_cards(unit, group, cause, now)
    await tell_missed_ends(unit, group, held, now)


async def post_vote_cards_anew(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """In another topic a card is another message; the one that stood becomes a pointer to it."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        vote = await unit.votes.vote(vote_id)
        there = next((one for one in await unit.votes.groups(vote_id) if one.id == group.id), None)
        if vote is None or there is None:
            continue
        last_id, *_ = await unit.groups.newest_card((card_key(vote_id, group.id),))
        await unit.mailing.put_all(await move_card(unit, vote, there, now, elsewhere=True), now)
        await put_vote_card(unit, group, vote_id, f"topic-{last_id}", now)


async def reword_vote_cards(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """No fact changed, but the words did: every open card is edited, also after another change in the same moment."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        last_id, *_ = await unit.groups.newest_card((card_key(vote_id, group.id),))
        await put_vote_card(unit, group, vote_id, f"reworded-{last_id}", now)


async def show_open_votes(unit: UnitOfWork, group: Group, held: list[Vote], now: datetime) -> None:
    """A group that was just bound gets the cards of the votes that its place is asked in, and the ends it missed while it was not."""
    for vote in held:
        if vote.state is VoteState.OPEN and meets(group, vote.compound_id, vote.place_id):
            await unit.votes.add_group(vote.id, group.id, vote.compound_id)
            last_id, *_ = await unit.groups.newest_card((card_key(vote.id, group.id),))
            await put_vote_card(unit, group, vote.id, f"bound-{last_id}", now)
    await tell_missed_ends(unit, group, held, now)


async def take_vote_cards_away(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """A group that belongs to nobody shows no vote; what it had shown of one that is over stays. Where we are not we say nothing."""
    for vote_id in await unit.groups.open_vote_ids(group.id):
        key = card_key(vote_id, group.id)
        last_id, *_ = await unit.groups.newest_card((key,))
        await unit.groups.drop_vote(group.id, vote_id)
        await unit.outbox.cancel(f"{key}:")
        if not group.present:
            continue
        gone = Letter(f"gone:{key}:{last_id}", group.chat_id, "votes.retracted", Retraction(vote_id), lane=Lane.CARD, live_key=key)
        await unit.outbox.put(gone, now)


async def put_vote_card(unit: UnitOfWork, group: Group, vote_id: str, cause: str, now: datetime) -> None:
    vote = await unit.votes.vote(vote_id)
    there = [one for one in await unit.votes.groups(vote_id) if one.id == group.id]
    if vote is not None and there:
        card = await unit.votes.card(vote, now)
        await unit.outbox.put(card_letter(vote, there[0], card, cause), now)
