"""Two accounts of one roster owner, and a tap that is handled long after it arrived: the newest choice stands, each learns only its own."""

from datetime import timedelta

import orjson
import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage
from sqlalchemy import select

from bot.actions.residents.common import arrive
from storage.votes import standing_choices
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Person, Shown, Wire

SECOND = Person(7070, "另一部手机")


@pytest.fixture
async def card(houses: Houses, wire: Wire) -> Shown:
    await houses.open()
    await wire.deliver()
    return wire.last(GROUP.id)


async def standing(uow: Units) -> list[str | None]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(standing_choices.c.choice))).scalars())


async def test_the_other_account_learns_that_its_ballot_counts_no_more_and_not_why(
    wire: Wire, uow: Units, houses: Houses, card: Shown
) -> None:
    await houses.bind(SECOND, 1, owner_number=1)
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    wire.clock.move(timedelta(minutes=3))
    said = await wire.tap(SECOND, card, "反对")
    assert "同意" not in said.text, "what the other account chose is not told"
    await wire.deliver()
    assert "代替" not in wire.last(SECOND.id).text
    assert (receipt.labels, "已经换了" in receipt.text) == ([], True)
    told = wire.last(owner(1).id)
    assert "另一个帐号 10:35 点过了" in told.text
    assert "反对" not in told.text
    await wire.tap(owner(1), told, "弃权")
    assert await standing(uow) == ["abstain"]


async def test_of_what_the_other_account_answered_no_screen_says_that_nobody_did(wire: Wire, houses: Houses, card: Shown) -> None:
    """「还没点」 stood in 「去表决」, where the receipt that was taken over sends its reader."""
    await houses.bind(SECOND, 1, owner_number=1)
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    wire.clock.move(timedelta(minutes=3))
    await wire.tap(SECOND, card, "反对")
    await wire.deliver()
    vote = card.data("同意").split(":")[1]
    for screen in ("vy", "ve"):
        await wire.press(owner(1), f"{screen}:{vote}")
        said = wire.last(owner(1).id).text
        assert "您的另一个帐号点过了" in said
        assert "还没点" not in said
        assert "反对" not in said
    await wire.tap(owner(1), card, "弃权")
    await wire.press(owner(1), f"vy:{vote}")
    assert "1栋1单元101：弃权" in wire.last(owner(1).id).text.replace("\u2060", "")


async def test_who_blocked_the_bot_finds_the_newest_receipt_when_they_come_back(wire: Wire, uow: Units, card: Shown) -> None:
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    blocked = TelegramForbiddenError(SendMessage(chat_id=1, text="x"), "Forbidden: bot was blocked by the user")
    wire.session.refuse["editMessageText"] = blocked
    for choice in ("反对", "弃权"):
        wire.session.refuse["sendMessage"] = blocked
        await wire.tap(owner(1), card, choice)
        await wire.deliver()
    assert "同意" in receipt.text
    async with uow() as unit:
        await arrive(unit, owner(1).id, "zh", wire.clock.now())
        await unit.commit()
    await wire.deliver()
    assert "弃权" in wire.last(owner(1).id).text
    assert "已经换了" in receipt.text
    assert [text for text in wire.texts(owner(1).id) if "反对" in text and "代替" not in text] == []


async def test_taken_back_by_one_of_two_owners_the_home_counts_by_the_other(wire: Wire, houses: Houses) -> None:
    await houses.share(2, 12)
    await houses.bind(owner(12), 2, owner_number=12)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(2), card, "同意")
    await wire.tap(owner(12), card, "反对")
    await wire.deliver()
    said = await wire.tap(owner(12), wire.last(owner(12).id), "撤回")
    assert "另一位业主的还在，这一户按那个计入" in said.text
    await wire.deliver()
    assert "这一户按那个计入" in wire.last(owner(12).id).text
    assert "没有不同了，这一户已经计入" in wire.last(owner(2).id).text


async def test_a_second_tap_of_ones_own_tells_nobody_else(wire: Wire, houses: Houses, card: Shown) -> None:
    await houses.bind(SECOND, 1, owner_number=1)
    await wire.tap(owner(1), card, "同意")
    await wire.tap(owner(1), card, "反对")
    await wire.deliver()
    assert wire.in_chat(SECOND.id) == []


async def test_a_dead_letter_that_is_replayed_does_not_override_what_was_chosen_since(wire: Wire, uow: Units, card: Shown) -> None:
    pressed = {"id": "1", "from": owner(1).raw, "chat_instance": "1", "data": card.data("同意"), "message": wire.message(card)}
    async with uow() as unit:
        raw = orjson.dumps({"update_id": 9001, "callback_query": pressed}).decode()
        await unit.updates.bury(9001, raw, "broken", received_at=wire.clock.now(), now=wire.clock.now())
        await unit.updates.note(9001, wire.clock.now())
        await unit.commit()
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(1), card, "反对")
    wire.clock.move(timedelta(hours=1))
    await replay(wire, uow)
    assert await standing(uow) == ["against"]


@pytest.mark.rule("R14.intake")
async def test_a_dead_letter_is_replayed_with_the_time_at_which_it_arrived(wire: Wire, uow: Units, card: Shown) -> None:
    pressed = {"id": "1", "from": owner(1).raw, "chat_instance": "1", "data": card.data("同意"), "message": wire.message(card)}
    arrived = wire.clock.now()
    async with uow() as unit:
        raw = orjson.dumps({"update_id": 9001, "callback_query": pressed}).decode()
        await unit.updates.bury(9001, raw, "broken", received_at=arrived, now=arrived)
        await unit.commit()
    wire.clock.move(timedelta(hours=1))
    await replay(wire, uow)
    async with uow.read() as unit:
        assert list((await unit.connection.execute(select(standing_choices.c.received_at))).scalars()) == [arrived]


async def replay(wire: Wire, uow: Units) -> None:
    async with uow() as unit:
        await unit.schedule.plan("updates.replay", "1", wire.clock.now())
        await unit.commit()
    await wire.due()
    assert await wire.app.lanes.wait_empty(5)
    await wire.deliver()
