"""Lanes: order inside, side by side outside."""

import asyncio
import gc
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.runtime import lanes as lanes_module
from bot.runtime.lanes import PARALLEL, Lanes, lane_of
from tests.fake_clock import START


def message(update_id: int, chat: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"chat": {"id": chat}}}


async def test_one_lane_keeps_its_order() -> None:
    seen: list[int] = []

    async def handle(update: dict[str, Any], _at: Any) -> None:
        await asyncio.sleep(0 if update["update_id"] % 2 else 0.01)
        seen.append(update["update_id"])

    lanes = Lanes(handle)
    await asyncio.gather(*(lanes.put(message(number, 1), START) for number in range(10)))
    assert seen == list(range(10))


async def test_other_lanes_do_not_wait() -> None:
    release = asyncio.Event()

    async def handle(update: dict[str, Any], _at: Any) -> int:
        if update["update_id"] == 1:
            await release.wait()
        return update["update_id"]

    lanes = Lanes(handle)
    slow, fast = lanes.put(message(1, 1), START), lanes.put(message(2, 2), START + timedelta(seconds=1))
    assert await fast == 2
    assert lanes.oldest_unfinished() == START
    assert not await lanes.wait_empty(0.01)
    release.set()
    assert await slow == 1
    assert await lanes.wait_empty(1)


async def test_never_more_than_the_slots() -> None:
    running, most = 0, 0

    async def handle(_update: dict[str, Any], _at: Any) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    lanes = Lanes(handle)
    await asyncio.gather(*(lanes.put(message(number, number), START) for number in range(PARALLEL * 3)))
    assert most == PARALLEL


async def test_what_is_raised_reaches_who_waits_and_the_lane_goes_on() -> None:
    async def handle(update: dict[str, Any], _at: Any) -> int:
        if update["update_id"] == 1:
            raise OSError("the disk is full")
        return update["update_id"]

    lanes = Lanes(handle)
    first, second = lanes.put(message(1, 1), START), lanes.put(message(2, 1), START)
    with pytest.raises(OSError, match="disk"):
        await first
    assert await second == 2


def test_presses_go_by_person_and_messages_by_chat() -> None:
    press = {"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -1}}}}
    assert lane_of(press) == "person 7"
    assert lane_of(message(2, -1)) == lane_of({"update_id": 3, "my_chat_member": {"chat": {"id": -1}}}) == "chat -1"


def test_what_has_not_the_shape_of_an_update_gets_a_lane_of_its_own() -> None:
    assert lane_of({"update_id": 5, "message": {"nonsense": True}}) == "update 5"
    assert lane_of({"update_id": 6, "callback_query": None}) == "update 6"


async def test_what_a_handler_raises_is_logged_by_us_also_when_nobody_waits_for_it() -> None:
    """A replayed dead letter, or a stop: asyncio would log at some later time that an exception was never retrieved."""
    unretrieved: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unretrieved.append(context))

    async def handle(_update: dict[str, Any], _at: Any) -> None:
        raise OSError("the database is away")

    lanes = Lanes(handle)
    with capture_logs() as said:
        lanes.put(message(1, 1), START)
        with pytest.raises(OSError, match="away"):
            await lanes.put(message(2, 1), START)
        await lanes.wait_empty()
    gc.collect()
    assert unretrieved == []
    assert [(line["event"], line["error"]) for line in said] == [("update_unhandled", "OSError")] * 2


class Failing:
    """A handler that fails so often with what cannot even be buried; it notes when each update is said to have arrived."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.arrived: list[datetime] = []
        self.lanes = Lanes(self._handle)

    async def _handle(self, _update: dict[str, Any], received_at: datetime) -> None:
        self.arrived.append(received_at)
        if len(self.arrived) <= self.times:
            raise OSError("the database is away")

    async def delivered(self, update: dict[str, Any], at: datetime) -> None:
        await asyncio.gather(self.lanes.put(update, at), return_exceptions=True)


async def test_an_update_that_comes_again_after_it_failed_has_the_time_at_which_it_came_first() -> None:
    """R14: a tap before the close was late once the database was back (by polling as by webhook: both put it here)."""
    failing = Failing(2)
    for seconds in (0, 7, 14):
        await failing.delivered(message(1, 1), START + timedelta(seconds=seconds))
    assert failing.arrived == [START, START, START]
    await failing.delivered(message(1, 1), START + timedelta(days=3))
    assert failing.arrived[-1] == START + timedelta(days=3), "handled, it is forgotten: ids may begin anew"


async def test_what_failed_is_waited_for_until_the_platform_had_time_to_bring_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Failing(1)
    await failing.delivered(message(1, 1), START)
    assert failing.lanes.oldest_unfinished() == START
    assert await failing.lanes.wait_empty(0.01), "a stop does not wait for it"
    monkeypatch.setattr(lanes_module, "AWAITED", 0.0)
    assert failing.lanes.oldest_unfinished() is None
    await failing.delivered(message(1, 1), START + timedelta(minutes=2))
    assert failing.arrived == [START, START]


async def test_a_day_later_the_same_id_is_another_update() -> None:
    failing = Failing(1)
    await failing.delivered(message(1, 1), START)
    await failing.delivered(message(1, 1), START + timedelta(hours=25))
    assert failing.arrived == [START, START + timedelta(hours=25)]


async def test_of_many_that_failed_the_newest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "REMEMBERED", 2)
    failing = Failing(3)
    for number in (1, 2, 3):
        await failing.delivered(message(number, 1), START + timedelta(seconds=number))
    for number in (1, 2, 3):
        await failing.delivered(message(number, 1), START + timedelta(minutes=1))
    assert failing.arrived[3:] == [START + timedelta(minutes=1), START + timedelta(seconds=2), START + timedelta(seconds=3)]


async def test_delivered_again_before_it_is_finished_it_came_when_it_came_first() -> None:
    """By webhook: a close at a moment between the two did not wait for the first, and the second ended both."""
    release = asyncio.Event()
    arrived: list[datetime] = []

    async def handle(_update: dict[str, Any], received_at: datetime) -> None:
        arrived.append(received_at)
        await release.wait()
        release.clear()

    lanes = Lanes(handle)
    first, second = lanes.put(message(1, 1), START), lanes.put(message(1, 1), START + timedelta(seconds=9))
    assert lanes.oldest_unfinished() == START
    release.set()
    await first
    assert lanes.is_unfinished(1)
    assert lanes.oldest_unfinished() == START
    assert not await lanes.wait_empty(0.01)
    release.set()
    await second
    assert lanes.oldest_unfinished() is None
    assert await lanes.wait_empty(1)
    assert arrived == [START, START]
