"""What was told points to a newer word that waits for the morning: the vote may be over before it comes, or that be true no more."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote
from tests.entries.worlds import send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
SECOND = Person(7071, "另一部手机")


async def settled(wire: Wire) -> None:
    while await wire.due():
        await wire.deliver()
    await wire.deliver()


async def test_cancelled_in_the_night_the_older_word_says_so(wire: Wire, houses: Houses, uow: Units) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), card, choice)
        await wire.deliver()
    differs = next(one for one in reversed(wire.in_chat(owner(1).id)) if "暂不计入" in one.text and "商量" in one.text)
    wire.clock.move_to(wire.clock.now().replace(hour=15))  # 23:00
    await settled(wire)
    for choice in ("同意", "反对"):
        await wire.tap(owner(11), card, choice)
        await wire.deliver()
        wire.clock.move(timedelta(minutes=2))
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要重做", now=wire.clock.now())
    for later in (timedelta(minutes=2), timedelta(hours=10)):
        wire.clock.move(later)
        await settled(wire)
        assert "方案要重做" in differs.text
        assert "商量" not in differs.text
        assert differs.labels == ["菜单"]


async def night(wire: Wire) -> None:
    wire.clock.move_to(wire.clock.now().replace(hour=15))  # 23:00
    await settled(wire)


async def tap(wire: Wire, person: Person, vote: str, choice: str) -> None:
    wire.clock.move(timedelta(minutes=2))
    await wire.press(person, f"v{'r' if choice == 'retract' else 'c'}:{vote}{'' if choice == 'retract' else f':{choice}'}")
    await settled(wire)


async def in_the_morning(wire: Wire) -> None:
    wire.clock.move(timedelta(hours=10))
    await settled(wire)


def of_own(wire: Wire, part: str, number: int = 1) -> Shown:
    return next(one for one in reversed(wire.in_chat(owner(number).id)) if part in one.text)


async def two_differ(wire: Wire, houses: Houses) -> str:
    """Two owners of one home, each of whom has been told so: their vote."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, owner(1), vote, "agree")
    await tap(wire, owner(11), vote, "against")
    return vote


async def test_a_newer_word_that_is_true_no_more_leaves_no_pointer_to_it(wire: Wire, houses: Houses) -> None:
    """「最新的一张在下面」 stood there in the morning, and nothing was below."""
    vote = await two_differ(wire, houses)
    differs = of_own(wire, "暂不计入")
    await night(wire)
    await tap(wire, owner(11), vote, "agree")
    await tap(wire, owner(1), vote, "retract")
    await tap(wire, owner(11), vote, "retract")
    await in_the_morning(wire)
    assert "在下面" not in differs.text
    assert "已经过时" in differs.text


async def test_nor_one_of_paper_that_speaks_against_its_owners_tap(wire: Wire, houses: Houses) -> None:
    """For as long as that is checked the other owner's counts: this waited, and was taken back."""
    vote = await two_differ(wire, houses)
    differs = of_own(wire, "暂不计入")
    await night(wire)
    whose = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, whose, next(one for one in whose.labels if "业主11" in one))
    await wire.tap(CHEN, await send_photo(wire), "同意")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await tap(wire, owner(1), vote, "retract")
    await in_the_morning(wire)
    assert "在下面" not in differs.text


async def taken_over(wire: Wire, houses: Houses) -> tuple[str, Shown]:
    """By night, by another account of the same owner; the vote, and the receipt of the first."""
    await houses.bind(SECOND, 1, owner_number=1)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, owner(1), vote, "agree")
    receipt = of_own(wire, "已记下")
    await night(wire)
    await tap(wire, SECOND, vote, "against")
    return vote, receipt


async def test_taken_over_by_night_the_receipt_points_to_nothing_that_is_not_there(wire: Wire, uow: Units, houses: Houses) -> None:
    """「最新的是下面 23:36 的那张」: that came in the morning, or never, once the vote was called off."""
    vote, receipt = await taken_over(wire, houses)
    assert "下面" not in receipt.text
    assert "23:36 用别的帐号点过" in receipt.text
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要重做", now=wire.clock.now())
    await in_the_morning(wire)
    assert "下面" not in receipt.text


async def test_nor_does_an_older_word_about_another_account(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.bind(SECOND, 1, owner_number=1)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, owner(1), vote, "agree")
    await tap(wire, SECOND, vote, "against")
    word = of_own(wire, "帐号您不认识")
    await tap(wire, owner(1), vote, "agree")
    await night(wire)
    await tap(wire, SECOND, vote, "against")
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要重做", now=wire.clock.now())
    await in_the_morning(wire)
    assert "在下面" not in word.text
    assert "方案要重做" in word.text


async def test_nor_where_the_first_account_taps_anew_before_the_morning(wire: Wire, houses: Houses) -> None:
    vote, _ = await taken_over(wire, houses)
    await in_the_morning(wire)
    word = of_own(wire, "帐号您不认识")
    await night(wire)
    for person in (owner(1), SECOND, owner(1)):
        await tap(wire, person, vote, "abstain")
        await tap(wire, person, vote, "agree")
    await in_the_morning(wire)
    assert "在下面" not in word.text
    assert "已经过时" in word.text


async def test_cancelled_before_the_pointer_left_the_older_word_says_so_too(wire: Wire, houses: Houses, uow: Units) -> None:
    """By day: the chat's turn had not come yet. The pointer was taken back before anybody looked which of them waited."""
    vote = await two_differ(wire, houses)
    differs = of_own(wire, "暂不计入")
    await wire.press(owner(11), f"vc:{vote}:agree")
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要重做", now=wire.clock.now())
    await wire.deliver()
    await settled(wire)
    assert "方案要重做" in differs.text
    assert differs.labels == ["菜单"]


async def test_by_night_the_older_word_says_at_once_that_it_is_out_of_date(wire: Wire, houses: Houses, uow: Units) -> None:
    """「暂不计入，请商量」 stood there until the morning for what counted, and after an extension with the former time."""
    vote = await two_differ(wire, houses)
    differs = of_own(wire, "商量")
    await night(wire)
    rang = len(wire.in_chat(owner(1).id))
    await tap(wire, owner(11), vote, "agree")
    assert "这一条已经过时" in differs.text
    assert len(wire.in_chat(owner(1).id)) == rang
    await in_the_morning(wire)
    assert "已经计入" in wire.last(owner(1).id).text


async def test_a_receipt_that_was_taken_over_before_it_came_is_pointed_to_no_more(wire: Wire, houses: Houses) -> None:
    """「最新的是下面 10:36 的那张」: the other account tapped before that had left."""
    await houses.bind(SECOND, 1, owner_number=1)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, owner(1), vote, "agree")
    receipt = of_own(wire, "已记下")
    wire.clock.move(timedelta(minutes=2))
    await wire.press(owner(1), f"vc:{vote}:against")
    await tap(wire, SECOND, vote, "abstain")
    assert "下面" not in receipt.text
    assert "用别的帐号点过" in receipt.text
