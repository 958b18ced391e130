"""Of any head `verify.py` says what the assistant counts: whoever is designated, registered, has bought, or speaks by several channels."""

import random
from datetime import UTC, datetime

from bot.cli import verify
from bot.rules.votes.ballots import Channel, Choice, Former
from bot.rules.votes.casting import HeadBook, Stand
from bot.rules.votes.electorates import RosterHome, freeze
from bot.rules.votes.heads import RosterRow

HEADS = 20_000
NOW = datetime(2026, 2, 27, 2, 31, tzinfo=UTC)
BUYERS = ("X", "Y")


def test_every_head_is_counted_alike() -> None:
    chance = random.Random(16)
    heads = (a_head(chance) for _ in range(HEADS))
    differ = [head for *head, ours in heads if verify.state_of(*head) != ours]
    assert differ == []


Head = tuple[dict[str, object], str | None, dict[tuple[str, str, bool], str], dict[tuple[str, bool], str], object]


def a_head(chance: random.Random) -> Head:
    """What the audit file says of it, who was registered, what was chosen and settled; and what the assistant counts."""
    owners = tuple(chance.sample("ABC", chance.randint(0, 3)))
    row = RosterRow("1栋", "1单元", "101", 100, owners, designated=chance.choice((None, *owners)), developer=chance.random() < 0.1)
    [elector] = freeze([RosterHome("home", row, "register", 1)]).electors
    registered = chance.choice((None, None, *owners, *BUYERS))
    streams = {
        (owner, channel, by_proxy): chance.choice((None, *Choice))
        for owner in chance.sample([*owners, *BUYERS], chance.randint(0, len(owners) + 2))
        for channel in chance.sample([Channel.CHAT, Channel.PAPER], chance.choice([1, 1, 1, 2]))
        for by_proxy in chance.sample([False, True], chance.choice([1, 1, 2]))
    }
    book = HeadBook(1, registered or elector.head.designated, registered=registered is not None)
    book.streams = {stream: Stand(Former(choice), "K7Q2", NOW) for stream, choice in streams.items()}
    settled: dict[tuple[str, bool], str] = {}
    for owner in chance.sample([*owners, *BUYERS], chance.choice([0, 0, 1, 2]) if owners else 0):
        if speaking := list(book.speaking(owner)):
            channel, by_agent = chance.choice(speaking), book.by_agent(owner)
            book.settle(owner, channel)
            settled[owner, by_agent] = channel.value
    verdict = book.verdict(elector)
    counted = "disputed" if verdict.disputed else verdict.choice.value if verdict.choice else None
    assert (book.recount(elector) is None) is (counted is None and not verdict.contradictory_owners)
    entry = {"head": 1, "owners": sorted(owners), "designated": elector.head.designated, "developer": elector.head.developer}
    said = {
        (owner, channel.value, by_proxy): choice.value if choice else "retract" for (owner, channel, by_proxy), choice in streams.items()
    }
    return entry, registered, said, settled, (counted, len(verdict.contradictory_owners))
