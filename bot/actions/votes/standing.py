"""Whether a letter may still go out: revived, tried again or taken up after a crash, its vote may be over, what it points to missing."""

from bot.actions.unit import UnitOfWork
from bot.actions.votes.posting import newer_stands
from bot.rules.votes.facts import VoteState
from storage.outbox import StoredLetter

UNANSWERABLE = frozenset({VoteState.CLOSED, VoteState.CANCELLED, VoteState.RETRACTED})
# How the keys of those letters begin; the vote's id comes next.
KINDS = frozenset({"vote", "remind", "designated", "differ"})


async def asks_still(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """Asked in the transaction in which the letter is leased, so that a retraction comes before it or after it."""
    kind, _, rest = letter.key.partition(":")
    vote = await unit.votes.vote(rest.partition(":")[0]) if kind in KINDS else None
    return vote is None or vote.state not in UNANSWERABLE


ASKING = ("votes.private_card", "votes.vote_card", "votes.reminder", "votes.owner_designated", "votes.owners_differ")
CONDITIONS = {**dict.fromkeys(ASKING, asks_still), "votes.card_moved": newer_stands}
