"""What joint owners were told of their differing, where a ballot from paper comes in: true of its reader, and edited once it is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.votes import Choice
from storage.entries import entries
from tests.entries.worlds import CHEN, CHIEF, send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage

DIFFER, CHECKED, COUNTS = "另一位业主的意见和您不同", "另一位业主的两张票不一样", "没有不同了，这一户已经计入"
OVER = "这一条已经过时"


@pytest.fixture
async def vote(wire: Wire, uow: Units) -> str:
    """101 belongs to owners 1 and 11."""
    houses = await settle(uow, bound=9)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote


async def taps(wire: Wire, vote: str, number: int, choice: Choice) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(number), f"vc:{vote}:{choice.value}")
    await wire.deliver()


async def paper(wire: Wire, vote: str, number: int, label: str) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(CHEN, await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101")), f"业主{number}")
    await wire.tap(CHEN, await send_photo(wire), label)
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.deliver()


async def undo(wire: Wire, uow: Units) -> None:
    async with uow.read() as unit:
        [entry] = (await unit.connection.execute(select(entries.c.id).where(entries.c.state == "recorded"))).scalars().all()
    wire.clock.move(timedelta(minutes=1))
    await wire.press(CHEN, f"ju:{entry}:1")
    await wire.deliver()


def saying(wire: Wire, number: int, words: str) -> list[Shown]:
    return [one for one in wire.in_chat(owner(number).id) if words in one.text]


async def checked_to(wire: Wire, vote: str) -> Shown:
    """Owner 1 agrees, 11 is against, and 11's paper agrees."""
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    await paper(wire, vote, 11, "同意")
    [told] = saying(wire, 1, CHECKED)
    return told


async def test_the_owner_whose_own_ballots_differ_is_not_told_so_of_another(wire: Wire, vote: str) -> None:
    await taps(wire, vote, 11, AGAINST)
    await taps(wire, vote, 1, AGREE)
    [differs] = saying(wire, 11, DIFFER)
    await paper(wire, vote, 11, "同意")
    assert not saying(wire, 11, CHECKED)
    assert OVER in differs.text, "that the owners differ is true no more, and it does not count by theirs"


async def test_who_gives_in_has_no_older_word_beside_the_receipt(wire: Wire, vote: str) -> None:
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    [differs] = saying(wire, 1, DIFFER)
    await taps(wire, vote, 1, AGAINST)
    assert not saying(wire, 1, DIFFER)
    assert COUNTS in differs.text


async def test_the_reader_of_it_has_ballots_that_differ_too(wire: Wire, vote: str) -> None:
    told = await checked_to(wire, vote)
    await paper(wire, vote, 1, "反对")
    assert OVER in told.text
    assert not saying(wire, 1, CHECKED)


async def test_what_was_checked_is_settled_and_they_agree(wire: Wire, vote: str) -> None:
    told = await checked_to(wire, vote)
    await wire.press(CHIEF, f"jd:{vote}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "1 以纸质票为准")
    await wire.say(CHIEF, "问过本人")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定")
    await wire.deliver()
    assert COUNTS in told.text


async def test_the_paper_that_was_checked_is_undone(wire: Wire, uow: Units, vote: str) -> None:
    told = await checked_to(wire, vote)
    await undo(wire, uow)
    assert not saying(wire, 1, CHECKED)
    assert len(saying(wire, 1, DIFFER)) == 1
    await taps(wire, vote, 11, AGREE)
    assert len(saying(wire, 1, COUNTS)) == 1
    assert "先按您的" not in told.text


async def test_a_word_that_waits_for_the_morning_is_not_sent_once_they_agree(wire: Wire, vote: str) -> None:
    wire.clock.move_to(wire.clock.now().replace(hour=15) + timedelta(days=1))
    await taps(wire, vote, 1, AGREE)
    await taps(wire, vote, 11, AGAINST)
    await taps(wire, vote, 1, AGAINST)
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert not saying(wire, 1, DIFFER)


async def test_once_nobody_chooses_any_more_no_word_says_that_it_counts(wire: Wire, uow: Units, vote: str) -> None:
    """Only one of the two has ever tapped; the other one's ballot was a paper that was entered wrongly."""
    await taps(wire, vote, 1, AGREE)
    await paper(wire, vote, 11, "反对")
    await undo(wire, uow)
    assert saying(wire, 1, COUNTS)
    await wire.press(owner(1), f"vr:{vote}")
    await wire.deliver()
    for number in (1, 11):
        assert not saying(wire, number, COUNTS)


async def test_nor_where_both_were_put_down_on_paper(wire: Wire, uow: Units, vote: str) -> None:
    await paper(wire, vote, 1, "同意")
    await paper(wire, vote, 11, "反对")
    await paper(wire, vote, 11, "同意")
    assert saying(wire, 1, COUNTS)
    async with uow.read() as unit:
        found = await unit.connection.execute(select(entries.c.id).where(entries.c.state == "recorded").order_by(entries.c.entered_at))
        first, _, last = found.scalars().all()
    for entry in (last, first):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(CHEN, f"ju:{entry}:1")
        await wire.deliver()
    for number in (1, 11):
        assert not saying(wire, number, COUNTS)
