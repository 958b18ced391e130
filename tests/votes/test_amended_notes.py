"""What stands in private chats when a vote is extended, cancelled or closed: edited in steps, so that it says what is so."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.votes import amending
from bot.rules.votes.facts import Receipt, VoteState
from storage.base import decode
from storage.outbox_table import outbox
from storage.schedule import LEASE
from tests.fixtures import Units
from tests.votes.houses import AGREE, CHEN, GROUP, Houses, Voting, owner, settle
from tests.votes.test_told_in_steps import Act, cancel_it, close_it, die_in_what_is_due, extend_it, open_it, run_due
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def card(wire: Wire, vote: str) -> Shown:
    return wire.last(GROUP.id)


async def come_due(wire: Wire) -> None:
    for _ in range(2):
        while await wire.due():
            pass
        await wire.deliver()
        wire.clock.move(amending.LANDED)


async def reminded(wire: Wire, houses: Houses) -> str:
    """A vote of four days; at half time the second owner reads that their home has not answered."""
    vote = (await houses.open(closes_in=timedelta(days=4))).heading.vote_id
    await wire.deliver()
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    return vote


async def test_a_receipt_has_the_new_time_after_an_extension(wire: Wire, houses: Houses, vote: str, card: Shown) -> None:
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt, before = wire.last(owner(1).id), len(wire.in_chat(owner(1).id))
    assert "3月1日（周日）10:32 前可以改" in receipt.text
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "3月8日（周日）10:32 前可以改" in receipt.text
    assert receipt.text.startswith("🗳 <b>已记下"), "it is the receipt still"
    assert len(wire.in_chat(owner(1).id)) == before, "an edit, and nothing that rings"


async def test_a_receipt_promises_nothing_once_the_vote_is_called_off(wire: Wire, houses: Houses, vote: str, card: Shown) -> None:
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    await cancel_it(houses, vote)
    await come_due(wire)
    assert "按这个计入" not in receipt.text
    assert "取消了，原因：重复发了。点过的不再计入" in receipt.text
    assert "1栋1单元101：同意" in receipt.text.replace("\u2060", "")
    assert receipt.labels == ["菜单"]


async def test_after_the_close_a_receipt_leads_to_the_result(wire: Wire, houses: Houses, vote: str, card: Shown) -> None:
    await wire.tap(owner(1), card, "反对")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    code = receipt.text.split("凭证 ")[1][:4]
    await close_it(houses, vote)
    await come_due(wire)
    assert "已截止，不能再改" in receipt.text
    assert f"凭证 {code}" in receipt.text
    await wire.tap(owner(1), receipt, "看结果")
    assert "参与" in receipt.text


async def test_a_reminder_has_the_new_time_and_asks_nothing_when_it_is_over(wire: Wire, houses: Houses) -> None:
    vote = await reminded(wire, houses)
    reminder = wire.last(owner(2).id)
    assert "3月3日（周二）10:32" in reminder.text.replace("\u2060", "")
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "3月10日（周二）10:32" in reminder.text.replace("\u2060", "")
    assert "还没表决" in reminder.text
    await cancel_it(houses, vote)
    await come_due(wire)
    assert "取消了" in reminder.text
    assert reminder.labels == ["菜单"]


async def test_a_reminder_that_was_answered_does_not_ask_again(wire: Wire, houses: Houses) -> None:
    vote = await reminded(wire, houses)
    reminder = wire.last(owner(2).id)
    await wire.tap(owner(2), wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "还没点" not in reminder.text


async def test_nor_does_it_point_below_for_a_receipt_that_stands_above(wire: Wire, houses: Houses) -> None:
    """One home answered before the reminder, the other after it: that edits the receipt where it is."""
    await houses.bind(owner(1), 3, owner_number=3)
    vote = (await houses.open(closes_in=timedelta(days=4))).heading.vote_id
    await wire.deliver()
    await wire.press(owner(1), f"ve:{vote}")
    await wire.tap(owner(1), wire.last(owner(1).id), "1 弃权")
    await wire.deliver()
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    reminder = wire.last(owner(1).id)
    assert "还没表决" in reminder.text
    await wire.press(owner(1), f"vc:{vote}:abstain")
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "下面" not in reminder.text
    assert "凭证在上面" in reminder.text


async def test_the_private_card_is_edited_too(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False, bound=2)
    vote = await open_it(houses)
    await wire.deliver()
    card = wire.last(owner(1).id)
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "3月8日（周日）10:32 截止" in card.text
    await close_it(houses, vote)
    await come_due(wire)
    assert "已截止，不能再改" in card.text
    assert "同意" not in card.labels


async def held_receipts(houses: Houses) -> dict[int, Receipt]:
    """What the receipt of each chat says in the end."""
    async with houses.uow.read() as unit:
        query = select(outbox.c.chat_id, outbox.c.facts).where(outbox.c.card == "votes.receipt").order_by(outbox.c.id)
        return {row.chat_id: decode(row.facts, Receipt) for row in await unit.connection.execute(query)}


@pytest.fixture
async def answered(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> str:
    """Seven have answered, and are looked at two at a time."""
    monkeypatch.setattr(amending, "AT_ONCE", 2)
    vote = await open_it(houses)
    voting = Voting(houses, vote)
    for number in range(1, 8):
        await voting.cast(owner(number), AGREE)
    async with houses.uow() as unit:
        for row in (await unit.connection.execute(select(outbox).where(outbox.c.card == "votes.receipt"))).all():
            await unit.outbox.sent(row.id, row.id, houses.uow.clock.now())
            await unit.chats.set_live(row.live_key, row.chat_id, row.id, houses.uow.clock.now())
        await unit.commit()
    return vote


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after it"])
@pytest.mark.parametrize("die_at", [1, 3, 5])
@pytest.mark.parametrize(("act", "state"), [(cancel_it, VoteState.CANCELLED), (extend_it, None)])
async def test_a_crash_between_steps_leaves_no_receipt_out(
    houses: Houses, answered: str, act: Act, state: VoteState | None, die_at: int, after: bool
) -> None:
    await act(houses, answered)
    until = houses.uow.clock.now() + timedelta(days=4)
    await die_in_what_is_due(houses.uow, die_at, after=after)
    houses.uow.clock.move(LEASE)
    await run_due(houses.uow)
    held = await held_receipts(houses)
    assert Counter(one.ended for one in held.values()) == {state: 7}
    if state is None:
        assert {one.closes_at for one in held.values()} == {until}


async def test_one_that_waits_leaves_as_it_is_by_then(houses: Houses) -> None:
    vote = await open_it(houses)
    await Voting(houses, vote).cast(owner(1), AGREE)
    await cancel_it(houses, vote)
    await run_due(houses.uow)
    async with houses.uow.read() as unit:
        rows = (await unit.connection.execute(select(outbox.c.facts).where(outbox.c.card == "votes.receipt"))).all()
    assert [decode(row.facts, Receipt).ended for row in rows] == [VoteState.CANCELLED]


async def test_where_nobody_holds_anything_nothing_is_planned(houses: Houses) -> None:
    vote = await open_it(houses)
    await cancel_it(houses, vote)
    async with houses.uow.read() as unit:
        assert await unit.schedule.under_way(amending.AMEND, "") == []
        assert CHEN.id not in await unit.tellings.concerned((f"receipt:{vote}:",), 0, 9)
