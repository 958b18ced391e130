"""What an owner was told of a ballot that was entered, or cast by an agent, stays true: the message says anew whether it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.actions.unit import UnitOfWork
from bot.rules.entries.facts import BallotEntered
from bot.rules.letters import Letter, LetterState
from bot.rules.votes import Channel
from bot.rules.votes.casting import HeadBook, Stand, Stream
from bot.rules.votes.electorates import Elector
from storage.base import decode
from storage.votes.records import Vote

# How the keys of what an owner is told begin.
ENTERED, BY_PROXY = "entered:", "proxy:"


@dataclass(frozen=True, slots=True)
class Gone:
    """A ballot that somebody put down for an owner and that stands no more: taken back, or another took its place."""

    vote: Vote
    elector: Elector
    stream: Stream
    former: Stand
    undone: bool
    cause: str


def entered_key(entry_id: str) -> str:
    """With an account, of the living message that tells it of that entry."""
    return f"{ENTERED}{entry_id}"


def proxy_key(power_id: str, receipt: str) -> str:
    """The same of what an agent tapped under that power."""
    return f"{BY_PROXY}{power_id}:{receipt}"


def _put_down(book: HeadBook) -> Mapping[Stream, Stand]:
    """Ballots of the head that its owners did not tap themselves."""
    return {one: stand for one, stand in book.streams.items() if stand.former.choice is not None and is_put_down(one)}


def is_put_down(stream: Stream) -> bool:
    """By an office, or by an agent: not by the owner's own tap."""
    _, channel, by_proxy = stream
    return channel is not Channel.CHAT or by_proxy


def has_entered(book: HeadBook) -> bool:
    return bool(_put_down(book))


async def entered_letters(unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, cause: str) -> list[Letter]:
    """By night too: an edit rings nobody. A head without such a ballot costs nothing."""
    put_down = _put_down(book)
    if not put_down:
        return []
    accounts = await unit.electorates.accounts_of_owners(sorted({owner for owner, _, _ in put_down}))
    keys: dict[str, tuple[Stream, int]] = {}
    for stream, stand in put_down.items():
        for key in await _keys(unit, vote, elector, stream, stand):
            keys |= {f"{key}:{account}": (stream, account) for whose, account in accounts if whose == stream[0]}
    newest = await unit.outbox.newest(list(keys)) if keys else {}
    living = await unit.ballots.living(list(newest)) if newest else {}
    letters = []
    for key, letter in newest.items():
        (owner, channel, by_proxy), account = keys[key]
        before = decode(letter.facts, BallotEntered)
        facts = as_it_counts(before, vote, elector, book, owner=owner, channel=channel, by_proxy=by_proxy)
        if facts != before and (key in living or letter.state is not LetterState.SENT):
            letters.append(Letter(f"{key}:{cause}", account, "entries.ballot_entered", facts, coalesce_key=key, live_key=key))
    return letters


async def gone_letters(unit: UnitOfWork, gone: Iterable[Gone]) -> list[Letter]:
    """What an owner was told of these says that it stands no more. What has not left yet, does not (entries/standing.py)."""
    letters = []
    for one in gone:
        accounts = await unit.electorates.accounts_of_owners([one.stream[0]])
        names = await _keys(unit, one.vote, one.elector, one.stream, one.former) if accounts else []
        keys = {f"{name}:{account}": account for name in names for _, account in accounts}
        newest = await unit.outbox.newest(list(keys)) if keys else {}
        living = await unit.ballots.living(list(newest)) if newest else {}
        for key, letter in newest.items():
            if key in living or letter.state is LetterState.LEASED:
                facts = replace(decode(letter.facts, BallotEntered), undone=one.undone, replaced=not one.undone)
                name = f"{key}:{one.cause}:gone"
                letters.append(Letter(name, keys[key], "entries.ballot_entered", facts, coalesce_key=key, live_key=key))
    return letters


async def _keys(unit: UnitOfWork, vote: Vote, elector: Elector, stream: Stream, stand: Stand) -> list[str]:
    owner, channel, by_proxy = stream
    if by_proxy and channel is Channel.CHAT:
        return [proxy_key(power, stand.receipt) for power in await unit.powers.ids_of_owner(vote.id, owner)]
    found = await unit.entries.with_receipt(vote.compound_id, vote.id, stand.receipt)
    mine = (elector.number, owner, channel, by_proxy)
    return [entered_key(one.id) for one in found if (one.head, one.owner_id, one.channel, one.power_id is not None) == mine]


def as_it_counts(
    facts: BallotEntered, vote: Vote, elector: Elector, book: HeadBook, *, owner: str, channel: Channel, by_proxy: bool = False
) -> BallotEntered:
    """An agent's beside a ballot of the owner's own does not count (R11)."""
    stand = book.stand(owner, channel, by_proxy=by_proxy)
    aside, beaten = stand is not None and stand.set_aside, by_proxy and bool(book.own(owner))
    return replace(
        facts,
        contradicts=book.contradicts(owner) and not beaten,
        counts=book.takes_part and book.hears(elector, owner) and not aside,
        aside=aside,
        beaten=beaten,
        closes_at=vote.closes_at,
    )
