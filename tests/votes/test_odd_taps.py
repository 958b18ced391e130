"""Taps as the platform sends them at times: from a message it no longer shows; and on a machine that stands in New York."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.groups import next_evening
from handlers.menus import OpenMenu
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Person, Shown, Wire


async def card_of(wire: Wire, houses: Houses) -> Shown:
    await houses.open()
    await wire.deliver()
    return wire.last(GROUP.id)


async def press_inaccessible(wire: Wire, person: Person, chat: dict[str, Any], message_id: int, data: str) -> Any:
    """Of a message that is too old, or gone, the platform sends its chat and id and 0 for its date; no text, no sender (fault 24)."""
    message = {"chat": chat, "message_id": message_id, "date": 0}
    return await wire.feed({"callback_query": {"id": "1", "from": person.raw, "chat_instance": "1", "data": data, "message": message}})


async def test_a_tap_on_a_card_that_the_platform_no_longer_shows_counts(wire: Wire, houses: Houses) -> None:
    card = await card_of(wire, houses)
    reply = await press_inaccessible(wire, owner(1), GROUP.raw, card.message_id, card.data("同意"))
    assert "已记下：1栋1单元101 同意" in reply.text
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text


async def test_in_private_what_is_not_there_any_more_is_shown_anew(wire: Wire, houses: Houses) -> None:
    chat = {"id": owner(1).id, "type": "private", "first_name": owner(1).first_name}
    await press_inaccessible(wire, owner(1), chat, 5, OpenMenu().pack())
    await wire.deliver()
    [menu] = wire.in_chat(owner(1).id)
    assert "我的家" in menu.labels, "posted, since nothing is there to be edited"


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Twelve or thirteen hours behind, and with a summer time of its own (fault 39)."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    assert datetime(2026, 2, 27, 12, tzinfo=UTC).astimezone().hour == 7
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_new_york")
async def test_where_the_machine_stands_changes_no_time(wire: Wire, houses: Houses, uow: Units) -> None:
    closes_at = wire.clock.now() + timedelta(days=2)
    card = await card_of(wire, houses)
    assert "3月1日（周日）10:32" in card.text
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    assert vote.closes_at == closes_at
    await wire.tap(owner(1), card, "同意")
    wire.clock.move_to(closes_at - timedelta(seconds=1))
    assert await wire.press(owner(2), f"vc:{vote.id}:agree", message=card)
    await wire.due()
    await wire.deliver()
    assert "1栋 ■□□□□ 2/6" in card.text
    wire.clock.move_to(closes_at)
    await wire.due()
    await wire.deliver()
    late = await wire.press(owner(3), f"vc:{vote.id}:agree", message=card)
    assert "表决已在 3月1日 10:32 截止" in late.text
    assert next_evening(datetime(2026, 2, 27, 2, 32, tzinfo=UTC)) == datetime(2026, 2, 27, 12, tzinfo=UTC)
