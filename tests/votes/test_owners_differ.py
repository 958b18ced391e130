"""A home whose owners differ, through the real dispatcher: both are told, and their receipts say how it stands."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.menus import ShowMyVote
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Wire


async def test_what_was_said_of_a_dispute_does_not_stand_beside_its_end(wire: Wire, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await wire.tap(owner(11), card, "反对")
    await wire.deliver()
    differs = wire.last(owner(1).id)
    assert "暂不计入" in differs.text
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    assert "这一户已经计入" in wire.last(owner(1).id).text
    assert "暂不计入" not in differs.text
    assert differs.labels == []


@pytest.mark.parametrize("hour", [2, 17], ids=["by day", "by night"])
async def test_the_other_owners_receipt_says_how_it_stands(wire: Wire, houses: Houses, hour: int) -> None:
    """「不改就按这个计入」 stood until the morning, when the letter came, and above it afterwards."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    wire.clock.move_to(wire.clock.now().replace(hour=hour) + timedelta(days=1))
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert "不改就按这个计入" in receipt.text
    wire.clock.move(timedelta(minutes=20))
    await wire.tap(owner(11), card, "反对")
    await wire.deliver()
    assert "这一户暂不计入" in receipt.text
    assert "不改就按这个计入" not in receipt.text
    assert "反对" not in receipt.text.replace("同意、反对", ""), "never what the other chose"
    wire.clock.move(timedelta(minutes=5))
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    assert "暂不计入" not in receipt.text
    assert "不改就按这个计入" in receipt.text
    told = [text for text in wire.texts(owner(1).id) if "已记下" in text]
    assert len(told) == 1, "edited, never sent anew"


@pytest.mark.rule("R4.told")
async def test_of_several_homes_the_receipt_names_the_one_that_does_not_count(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.share(2, 1)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.bind(owner(1), 2, owner_number=1)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    before = receipt.text
    await wire.tap(owner(11), card, "反对")
    await wire.deliver()
    assert "1栋1单元101 另一位业主的意见不同" in receipt.text
    assert "其余的不改就按这个计入" in receipt.text
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    assert receipt.text == before


async def test_a_receipt_that_still_waits_leaves_as_it_is_true(wire: Wire, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), card, choice)
    await wire.deliver()
    [receipt] = [text for text in wire.texts(owner(1).id) if "已记下" in text]
    assert "这一户暂不计入" in receipt


async def test_owners_who_came_to_agree_are_told_also_after_the_close(wire: Wire, uow: Units, houses: Houses) -> None:
    """They had read 「暂不计入」, and its pointer had gone out already."""
    wire.clock.move_to(wire.clock.now().replace(hour=12, minute=30))  # 20:30 in Shanghai
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open(closes_in=timedelta(hours=3, minutes=20))
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), card, choice)
    await wire.deliver()
    wire.clock.move(timedelta(hours=2))
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    wire.clock.move(timedelta(hours=12))
    for _ in range(3):
        await wire.due()
        await wire.deliver()
    assert any("这一户已经计入" in text for text in wire.texts(owner(1).id))


async def test_who_is_back_after_the_close_reads_that_it_counted_without_choices(wire: Wire, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), card, choice)
        await wire.deliver()
    wire.session.blocked.add(owner(1).id)
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    wire.clock.move(timedelta(days=2, seconds=30))
    while await wire.due():
        await wire.deliver()
    wire.session.blocked.clear()
    await wire.say(owner(1), "/start")
    await wire.deliver()
    [told] = [one for one in wire.in_chat(owner(1).id) if "这一户已经计入" in one.text]
    assert told.labels == ["菜单"]


@pytest.mark.parametrize("last", [1, 11])
async def test_what_was_said_to_count_points_to_the_retraction_that_took_the_home_out(wire: Wire, houses: Houses, last: int) -> None:
    """「这一户已经计入。不用再点」 stood after the last choice of the home was taken back."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对"), (11, "同意")):
        await wire.tap(owner(number), card, choice)
        await wire.deliver()
    settled = wire.last(owner(1).id)
    assert "这一户已经计入" in settled.text
    for number in (12 - last, last):
        assert "这一户已经计入" in settled.text, "the other owner's choice stands"
        receipt = [one for one in wire.in_chat(owner(number).id) if "凭证" in one.text][-1]
        wire.clock.move(timedelta(minutes=1))
        await wire.tap(owner(number), receipt, "撤回")
        await wire.deliver()
    assert "这一户已经计入" not in settled.text
    assert "这一张已经换了" in settled.text
    assert settled.labels == []


async def test_what_counts_no_more_is_not_said_to_count_in_the_morning(wire: Wire, houses: Houses) -> None:
    wire.clock.move_to(wire.clock.now().replace(hour=17))  # 01:00 in Shanghai
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    for number, choice in ((1, "同意"), (11, "反对"), (11, "同意")):
        await wire.tap(owner(number), card, choice)
        await wire.deliver()
    for number in (1, 11):
        await wire.tap(owner(number), [one for one in wire.in_chat(owner(number).id) if "凭证" in one.text][-1], "撤回")
        await wire.deliver()
    wire.clock.move(timedelta(hours=8))
    await wire.deliver()
    assert not any("这一户已经计入" in text for text in wire.texts(owner(1).id))


async def test_of_two_homes_of_one_head_both_are_meant(wire: Wire, uow: Units, houses: Houses) -> None:
    """「1栋1单元101、201：……这一户暂不计入」"""
    async with uow() as unit:
        second = home_owners.c.home_id == houses.homes[2]
        await unit.connection.execute(update(home_owners).where(second).values(owner_id=houses.owners[1]))
        await unit.commit()
    for home in (1, 2):
        await houses.share(home, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        answered = await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], choice)
    await wire.deliver()
    assert "这几户暂不计入" in (answered.text or "")
    told = wire.last(owner(1).id).text
    assert "这几户暂不计入" in told
    assert "这一户" not in told
    receipt = next(text for text in wire.texts(owner(11).id) if "已记下" in text)
    assert receipt.count("这几户") == 2
    await wire.press(owner(1), ShowMyVote(vote=vote).pack())
    assert "这几户暂不计入" in wire.last(owner(1).id).text
