"""What an owner was told of a ballot that was entered stays true: the message says anew whether it counts."""

from dataclasses import replace

from bot.actions.unit import UnitOfWork
from bot.rules.entries.facts import BallotEntered
from bot.rules.letters import Letter, LetterState
from bot.rules.votes import Channel
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from storage.base import decode
from storage.votes.records import Vote


def entered_key(entry_id: str) -> str:
    """With an account, of the living message that tells it of that entry."""
    return f"entered:{entry_id}"


def has_entered(book: HeadBook) -> bool:
    return any(channel is not Channel.CHAT for owner in book.choosing for channel in book.own(owner))


async def entered_letters(unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, cause: str) -> list[Letter]:
    """By night too: an edit rings nobody. A head without such a ballot costs nothing."""
    if not has_entered(book):
        return []
    accounts = await unit.electorates.accounts_of_owners(sorted(book.choosing))
    keys: dict[str, tuple[str, Channel, int]] = {}
    for owner in book.choosing:
        for channel, stand in book.own(owner).items():
            for entry in await unit.entries.with_receipt(vote.compound_id, vote.id, stand.receipt) if channel is not Channel.CHAT else ():
                if (entry.head, entry.owner_id, entry.channel) == (elector.number, owner, channel):
                    keys |= {
                        f"{entered_key(entry.id)}:{account}": (owner, channel, account) for whose, account in accounts if whose == owner
                    }
    newest = await unit.outbox.newest(list(keys)) if keys else {}
    living = await unit.ballots.living(list(newest)) if newest else {}
    letters = []
    for key, letter in newest.items():
        owner, channel, account = keys[key]
        before = decode(letter.facts, BallotEntered)
        facts = as_it_counts(before, vote, elector, book, owner=owner, channel=channel)
        if facts != before and (key in living or letter.state is not LetterState.SENT):
            letters.append(Letter(f"{key}:{cause}", account, "entries.ballot_entered", facts, coalesce_key=key, live_key=key))
    return letters


def as_it_counts(facts: BallotEntered, vote: Vote, elector: Elector, book: HeadBook, *, owner: str, channel: Channel) -> BallotEntered:
    stand = book.stand(owner, channel)
    aside = stand is not None and stand.set_aside
    return replace(
        facts,
        contradicts=book.contradicts(owner),
        counts=book.takes_part and book.hears(elector, owner) and not aside,
        aside=aside,
        closes_at=vote.closes_at,
    )
