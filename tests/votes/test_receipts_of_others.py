"""A receipt is true of a home also after somebody else's ballot there: a joint owner's, or another account's of the same owner."""

from datetime import timedelta

import pytest

from tests.entries.test_several_heads import settle_for
from tests.entries.worlds import enter_paper, office, send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import AGREE, CHEN, Houses, owner
from tests.votes.test_several_heads import by_itself, two_heads
from tests.wire import Person, Shown, Wire

__all__ = ["two_heads"]
SECOND = Person(7071, "另一部手机")
BY_THE_OTHER, BY_NOBODY = "另一位业主的还在，这一户按那个计入", "现在算没有表决"


def receipt_of(wire: Wire, number: int = 1) -> Shown:
    return [one for one in wire.in_chat(owner(number).id) if "已记下：" in one.text or "已撤回：" in one.text][-1]


@pytest.fixture
async def spouses(wire: Wire, houses: Houses) -> str:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number in (1, 11):
        await wire.press(owner(number), f"vc:{vote}:agree")
        await wire.deliver()
    return vote


@pytest.mark.parametrize("together", [True, False])
async def test_who_took_it_back_first_reads_that_nobody_counts_now(wire: Wire, spouses: str, *, together: bool) -> None:
    for number in (1, 11):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(owner(number), f"vr:{spouses}")
        if number == 1 and not together:
            await wire.deliver()
            assert BY_THE_OTHER in receipt_of(wire).text
    await wire.deliver()
    for number in (1, 11):
        assert BY_THE_OTHER not in receipt_of(wire, number).text
        assert BY_NOBODY in receipt_of(wire, number).text
    await wire.press(owner(11), f"vc:{spouses}:against")
    await wire.deliver()
    assert BY_THE_OTHER in receipt_of(wire).text
    assert "反对" not in receipt_of(wire).text


async def test_a_home_that_another_account_voted_for_is_no_more_one_without_a_tap(wire: Wire, houses: Houses, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    assert "1栋1单元201 还没点" in receipt_of(wire).text
    await houses.bind(SECOND, 2, owner_number=1)
    await wire.press(SECOND, f"ve:{two_heads}")
    await wire.tap(SECOND, wire.last(SECOND.id), "2 反对")
    await wire.deliver()
    assert "还没点" not in receipt_of(wire).text
    assert "反对" not in receipt_of(wire).text
    assert "1栋1单元101 同意" in receipt_of(wire).text


async def test_a_paper_that_another_account_contradicts_counts_no_more_in_the_first_ones_receipt(
    wire: Wire, houses: Houses, two_heads: str
) -> None:
    await by_itself(wire, two_heads, "1 同意")
    await houses.bind(SECOND, 2, owner_number=1)
    await enter_paper(wire, two_heads, "201", AGREE)
    assert "1栋1单元201 同意" in receipt_of(wire).text
    assert "暂不计入" not in receipt_of(wire).text
    wire.clock.move(timedelta(minutes=1))
    for choice, counts in (("against", False), ("agree", True)):
        await wire.press(SECOND, f"ve:{two_heads}")
        await wire.tap(SECOND, wire.last(SECOND.id), "2 反对" if choice == "against" else "2 同意")
        await wire.deliver()
        assert ("暂不计入）" in receipt_of(wire).text) is not counts
        assert "反对" not in receipt_of(wire).text


async def test_who_took_it_back_reads_of_a_paper_that_came_later(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.press(owner(2), f"vc:{vote}:agree")
    await wire.press(owner(2), f"vr:{vote}")
    await wire.deliver()
    assert BY_NOBODY in receipt_of(wire, 2).text
    await enter_paper(wire, vote, "201", AGREE)
    assert BY_NOBODY not in receipt_of(wire, 2).text
    assert "您的纸质票或电话票还在，这一户按那个算" in receipt_of(wire, 2).text


def entered_of(wire: Wire) -> str:
    [text] = [text for text in wire.texts(owner(1).id) if "录入了您的纸质票" in text]
    return text


async def test_the_word_about_an_entered_ballot_says_what_became_of_it(wire: Wire, uow: Units) -> None:
    """「没错就不用做什么」 stood there while another account's tap had made two that differ, and after another one was settled to count."""
    houses, vote = await office(uow, wire)
    await houses.bind(SECOND, 1, owner_number=1)
    await enter_paper(wire, vote, "101", AGREE)
    assert "没错就不用做什么" in entered_of(wire)
    wire.clock.move(timedelta(minutes=1))
    await wire.press(SECOND, f"vc:{vote}:against")
    await wire.deliver()
    assert "没错就不用做什么" not in entered_of(wire)
    assert "两张都暂不计入" in entered_of(wire)
    await settle_for(wire, vote, "以手机投票为准")
    assert "以您的另一张票为准，这张不计" in entered_of(wire)
    assert "去核对」，点成" not in entered_of(wire)
    wire.clock.move(timedelta(minutes=1))
    await wire.press(SECOND, f"vr:{vote}")
    await wire.deliver()
    assert "没错就不用做什么" in entered_of(wire)


async def test_by_night_the_word_that_waits_is_mended_and_waits_on(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await houses.bind(SECOND, 1, owner_number=1)
    wire.clock.move_to(wire.clock.now().replace(hour=15))
    await enter_paper(wire, vote, "101", AGREE)
    await wire.press(SECOND, f"vc:{vote}:against")
    await wire.deliver()
    assert not [text for text in wire.texts(owner(1).id) if "录入了您的纸质票" in text]
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert "两张都暂不计入" in entered_of(wire)


async def test_who_took_it_back_reads_that_the_home_counts_again_once_another_owners_ballots_are_settled(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    for number, data in ((1, f"vc:{vote}:against"), (11, f"vc:{vote}:against"), (11, f"vr:{vote}")):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(owner(number), data)
        await wire.deliver()
    assert BY_THE_OTHER in receipt_of(wire, 11).text
    await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, wire.last(CHEN.id), "业主1")
    await wire.tap(CHEN, await send_photo(wire), "同意")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.deliver()
    assert BY_NOBODY in receipt_of(wire, 11).text
    await settle_for(wire, vote, "以手机投票为准")
    assert BY_THE_OTHER in receipt_of(wire, 11).text
