"""Whoever had blocked the bot reads, once they are back, what is true by then: also where it was written otherwise meanwhile."""

from datetime import timedelta

import pytest

from tests.entries.worlds import CHEN, enter_paper, office, send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import AGREE, GROUP, Houses, owner
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
OWNER = owner(1)


async def tap(wire: Wire, label: str, number: int = 1) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], label)
    await wire.deliver()


async def back(wire: Wire) -> list[Shown]:
    """What came once the bot was not blocked any more, besides the menu."""
    before = len(wire.session.shown)
    wire.session.blocked.clear()
    await wire.say(OWNER, "/start")
    await wire.deliver()
    return [one for one in wire.session.shown[before:] if "菜单" not in one.text.split("\n", 1)[0]]


async def test_a_receipt_of_before_does_not_come_back_over_a_newer_one(wire: Wire, vote: str, houses: Houses) -> None:
    """Of two lost receipts the newer one was brought; the next time the older one was, and edited over what stood there."""
    wire.session.blocked.add(OWNER.id)
    await tap(wire, "反对")
    await tap(wire, "弃权")
    [receipt] = await back(wire)
    assert "已记下：1栋1单元101 弃权" in receipt.text
    await tap(wire, "同意")
    newest = wire.last(OWNER.id)
    assert "已记下：1栋1单元101 同意" in newest.text
    other = (await houses.open(title="加装门禁")).heading.vote_id
    wire.session.blocked.add(OWNER.id)
    await wire.press(OWNER, f"vc:{other}:agree")
    await wire.deliver()
    [receipt] = await back(wire)
    assert "加装门禁" in receipt.text
    assert "已记下：1栋1单元101 同意" in newest.text


async def test_a_receipt_that_was_lost_says_how_it_stands_by_now(wire: Wire, uow: Units) -> None:
    """「不改就按这个计入」 came, and a ballot on paper that says otherwise had been put down meanwhile."""
    _, vote = await office(uow, wire)
    wire.session.blocked.add(OWNER.id)
    await tap(wire, "弃权")
    await enter_paper(wire, vote, "101", AGREE)
    receipt = next(one for one in await back(wire) if "已记下：1栋1单元101 弃权" in one.text)
    assert "按这个计入" not in receipt.text
    assert "两张都暂不计入" in receipt.text


async def test_a_receipt_that_was_lost_knows_of_the_close(wire: Wire, vote: str) -> None:
    """「可以改，也可以撤回」 came hours after it."""
    wire.session.blocked.add(OWNER.id)
    await tap(wire, "弃权")
    wire.clock.move(timedelta(days=1, hours=23, minutes=59, seconds=30))
    await wire.app.ticker.moved(lambda: None)
    wire.clock.move(timedelta(seconds=50))
    await wire.due()
    await wire.deliver()
    wire.clock.move(timedelta(hours=2))
    told = await back(wire)
    assert told
    assert not [one for one in told if "可以改" in one.text]
    assert [one for one in told if "弃权" in one.text]


async def test_a_reminder_that_waited_is_for_homes_that_have_not_answered(wire: Wire, vote: str, houses: Houses) -> None:
    """「您家还没点」 came at 08:00 to somebody who had tapped in the evening."""
    await houses.share(2, 1)
    other = (await houses.open(title="加装门禁", closes_in=timedelta(days=3))).heading.vote_id
    await wire.deliver()
    async with houses.uow.read() as unit:
        due = next(one.due_at for one in await unit.schedule.waiting() if one.kind == "votes.remind_half" and one.target == other)
    wire.clock.move_to(due)
    await wire.app.ticker.moved(lambda: None)
    await wire.due()
    async with houses.uow.read() as unit:
        [head] = {one.number for one in (await unit.electorates.frozen(other)).electors if len(one.head.owners) == 1 and one.number == 1}
    await wire.press(OWNER, f"vh:{other}:{head}:agree")
    await wire.press(owner(3), f"vc:{other}:agree")
    await wire.deliver()
    [reminder] = [one for one in wire.in_chat(OWNER.id) if "还没表决" in one.text and "加装门禁" in one.text]
    assert "201" in reminder.text
    assert "101" not in reminder.text
    assert "各户分别表决" in reminder.labels
    assert not [one for one in wire.in_chat(owner(3).id) if "还没表决" in one.text and "加装门禁" in one.text]


async def test_a_ballot_on_paper_that_came_in_meanwhile_is_told(wire: Wire, uow: Units) -> None:
    """Whom nothing reached was written nothing; a receipt that stood went on to say that it counts."""
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.press(OWNER, f"vc:{vote}:agree")
    await wire.deliver()
    receipt = wire.last(OWNER.id)
    wire.session.blocked.add(OWNER.id)
    async with uow() as unit:
        await unit.chats.set_reachable(OWNER.id, False)
        await unit.commit()
    await wire.press(owner(11), f"vc:{vote}:against")
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "业主1")
    await wire.tap(CHEN, await send_photo(wire), "弃权")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    assert "按这个计入" in receipt.text
    told = await back(wire)
    assert "按这个计入" not in receipt.text
    assert "暂不计入" in receipt.text
    assert [one for one in told if "录入了您的纸质票" in one.text]
