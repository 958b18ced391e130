"""What an owner was told of a ballot that was entered, or cast by their agent, stays true: the message says anew whether it counts."""

from dataclasses import replace

from bot.actions.unit import UnitOfWork
from bot.rules.entries.facts import BallotEntered
from bot.rules.letters import Letter, LetterState
from bot.rules.votes import Channel
from bot.rules.votes.casting import HeadBook, Stream
from bot.rules.votes.electorates import Elector
from storage.base import decode
from storage.votes.records import Vote


def entered_key(entry_id: str) -> str:
    """With an account, of the living message that tells it of that entry."""
    return f"entered:{entry_id}"


def cast_key(power_id: str, receipt: str) -> str:
    """The same of an agent's tap."""
    return f"proxy:{power_id}:{receipt}"


def has_entered(book: HeadBook) -> bool:
    return any(stand.former.choice is not None and _is_told(stream) for stream, stand in book.streams.items())


def _is_told(stream: Stream) -> bool:
    """What owners tap themselves has a receipt; of the rest they are told by a letter."""
    _, channel, by_proxy = stream
    return by_proxy or channel is not Channel.CHAT


async def entered_letters(unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, cause: str) -> list[Letter]:
    """By night too: an edit rings nobody. A head without such a ballot costs nothing."""
    if not has_entered(book):
        return []
    accounts = await unit.electorates.accounts_of_owners(sorted(book.choosing))
    keys: dict[str, tuple[Stream, int]] = {}
    for stream, stand in book.streams.items():
        if stand.former.choice is not None and _is_told(stream):
            names = await _names(unit, vote, elector, stream, stand.receipt)
            keys |= {f"{name}:{account}": (stream, account) for name in names for owner, account in accounts if owner == stream[0]}
    newest = await unit.outbox.newest(list(keys)) if keys else {}
    living = await unit.ballots.living(list(newest)) if newest else {}
    letters = []
    for key, letter in newest.items():
        stream, account = keys[key]
        before = decode(letter.facts, BallotEntered)
        facts = as_it_counts(before, vote, elector, book, stream)
        if facts != before and (key in living or letter.state is not LetterState.SENT):
            letters.append(Letter(f"{key}:{cause}", account, "entries.ballot_entered", facts, coalesce_key=key, live_key=key))
    return letters


async def _names(unit: UnitOfWork, vote: Vote, elector: Elector, stream: Stream, receipt: str) -> list[str]:
    owner, channel, by_proxy = stream
    if channel is Channel.CHAT:
        return [cast_key(power, receipt) for power in await unit.powers.ids_of_owner(vote.id, owner)]
    found = await unit.entries.with_receipt(vote.compound_id, vote.id, receipt)
    mine = (elector.number, owner, channel, by_proxy)
    return [entered_key(one.id) for one in found if (one.head, one.owner_id, one.channel, one.power_id is not None) == mine]


def as_it_counts(facts: BallotEntered, vote: Vote, elector: Elector, book: HeadBook, stream: Stream) -> BallotEntered:
    owner, channel, by_proxy = stream
    stand = book.stand(owner, channel, by_proxy=by_proxy)
    aside = stand is not None and stand.set_aside
    beaten = by_proxy and not book.by_agent(owner)
    return replace(
        facts,
        contradicts=book.contradicts(owner) and not beaten,
        counts=book.takes_part and book.hears(elector, owner) and not aside and not beaten,
        aside=aside,
        beaten=beaten,
        closes_at=vote.closes_at,
    )
