"""The head of a chain, told to the groups in the evening: once a day and a vote, never at night, never after the close."""

from datetime import timedelta

import pytest

from bot.rules.proofs import HeadLine, HeadPosted, shown_head
from bot.rules.votes.facts import Heading
from handlers.votes.callbacks import GiveReason
from messages.proofs import head_posted
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, SECOND_GROUP, Houses, join, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.mark.parametrize(("events", "said"), [(1, "1 entry so far."), (2, "2 entries so far.")])
def test_one_entry_is_no_entries(events: int, said: str) -> None:
    code = "a1b2c3d4e5f60718" * 4
    heading = Heading("v", "加装电梯", "锦绣花园")
    text = head_posted("en", facts=HeadPosted(heading, code, events, (HeadLine(heading, code, events),)))
    assert text.count(said) == 2


def posted(wire: Wire, chat: int = GROUP.id) -> list[str]:
    return [text.replace("\u2060", "") for text in wire.texts(chat) if "今晚的核对号" in text]


async def run(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()


async def test_every_evening_its_groups_read_where_the_chain_stands(wire: Wire, uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        await join(unit, SECOND_GROUP, houses.compound, houses.compound, wire.clock.now())
        await unit.commit()
    vote = (await houses.open(closes_in=timedelta(days=2, hours=3))).heading.vote_id
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    await run(wire, timedelta(hours=9, minutes=30))
    async with uow.read() as unit:
        chain = await unit.proofs.chain(vote)
    assert chain is not None
    for chat in (GROUP.id, SECOND_GROUP.id):
        [text] = posted(wire, chat)
        assert f"{shown_head(chain.head)}，已有 2 条记录" in text
    await run(wire, timedelta(days=1))
    assert len(posted(wire)) == 2
    assert posted(wire)[0].splitlines()[1] == posted(wire)[1].splitlines()[1], "nothing came between"
    await run(wire, timedelta(days=3))
    assert len(posted(wire)) == 2


async def test_a_group_reads_of_all_its_votes_at_once(wire: Wire, uow: Units, houses: Houses) -> None:
    """A message a vote was what the group read each evening."""
    titles, until = ("屋顶防水改造", "加装电梯"), timedelta(days=2, hours=3)
    votes = [(await houses.open(closes_in=until, title=title)).heading.vote_id for title in titles]
    await wire.deliver()
    await run(wire, timedelta(hours=9, minutes=30))
    [text] = posted(wire)
    async with uow.read() as unit:
        chains = [await unit.proofs.chain(vote) for vote in votes]
    assert all(chain is not None and shown_head(chain.head) in text for chain in chains)
    assert all(title in text for title in titles)


async def test_late_after_an_outage_it_is_left_out(wire: Wire, houses: Houses) -> None:
    await houses.open(closes_in=timedelta(days=3))
    await wire.deliver()
    await run(wire, timedelta(hours=12))  # 22:31 in Shanghai
    assert posted(wire) == []
    await run(wire, timedelta(hours=22))
    assert len(posted(wire)) == 1


async def test_an_extended_vote_goes_on_with_it(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(closes_in=timedelta(hours=3))).heading.vote_id
    await wire.deliver()
    at = int((wire.clock.now() + timedelta(days=2)).timestamp() // 60)

    await wire.press(CHEN, GiveReason(vote=vote, at=at, reason="few").pack())
    await run(wire, timedelta(hours=9, minutes=30))
    assert len(posted(wire)) == 1
