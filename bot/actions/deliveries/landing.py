"""A private letter about a vote that arrives proves that the vote has reached the heads its reader owns a part of; a card, that it is
the newest."""

from collections.abc import Mapping, Sequence

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import newer_landed, scheme_of, vote_of_key
from bot.actions.votes.missed import card_landed
from bot.actions.votes.opening import PRIVATE_CARD
from storage.outbox import Landed
from storage.votes.records import Vote

REMINDER = "votes.reminder"
CARD = "votes.vote_card"


async def private_cards_landed(unit: UnitOfWork, landed: Sequence[Landed]) -> None:
    by_vote = _by_vote(landed)
    votes = await unit.votes.some(by_vote.keys())
    for vote_id, vote in votes.items():
        for one in by_vote[vote_id]:
            await card_landed(unit, vote, one)
    await _reached(unit, votes, by_vote)


async def reminders_landed(unit: UnitOfWork, landed: Sequence[Landed]) -> None:
    """Where the vote has a group, this is the first that is read by one owner alone."""
    by_vote = _by_vote(landed)
    await _reached(unit, await unit.votes.some(by_vote.keys()), by_vote)


async def cards_landed(unit: UnitOfWork, landed: Sequence[Landed]) -> None:
    """In a group: an older card points to it from now on."""
    by_vote = _by_vote(landed)
    for vote_id, vote in sorted((await unit.votes.some(by_vote.keys())).items()):
        for one in by_vote[vote_id]:
            await newer_landed(unit, vote, one.letter.chat_id, one.at)


def _by_vote(landed: Sequence[Landed]) -> dict[str, list[Landed]]:
    """The key of a reminder names its vote where that of a card does."""
    found: dict[str, list[Landed]] = {}
    for one in landed:
        key = one.letter.key
        found.setdefault(vote_of_key(key) or key.split(":")[1], []).append(one)
    return found


async def _reached(unit: UnitOfWork, votes: Mapping[str, Vote], by_vote: Mapping[str, Sequence[Landed]]) -> None:
    """Of all that arrived together at once: a compound's letters land at the hour at which people tap."""
    for vote_id, vote in sorted(votes.items()):
        current = [one for one in by_vote[vote_id] if scheme_of(one.letter.facts) == vote.scheme_version]
        if current:
            at = {one.letter.chat_id: one.at for one in reversed(current)}
            await unit.deliveries.by_chat(vote.id, vote.compound_id, vote.scheme_version, at)


LANDINGS = {PRIVATE_CARD: private_cards_landed, REMINDER: reminders_landed, CARD: cards_landed}
