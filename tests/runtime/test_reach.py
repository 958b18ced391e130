"""The heart beats while updates can come, and stands still while they cannot."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import WebhookInfo

from bot.runtime import intake
from bot.runtime.intake import POLL_SECONDS, GetRawUpdates, Poller
from bot.runtime.lanes import Lanes
from bot.runtime.reach import SILENCE, Reach, delivers
from tests.fake_clock import START, FakeClock
from tests.wire import Wire

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)


def info(*, waiting: int, failed: timedelta | None) -> WebhookInfo:
    failed_at = None if failed is None else NOW - failed
    return WebhookInfo(url="https://example.org/x", has_custom_certificate=False, pending_update_count=waiting, last_error_date=failed_at)


@pytest.mark.parametrize(
    ("waiting", "failed", "expected"),
    [
        (0, None, True),
        (7, None, True),
        (0, timedelta(seconds=5), True),
        (7, timedelta(seconds=5), False),
        (7, timedelta(minutes=5), True),
    ],
)
def test_deliveries_fail_when_one_failed_lately_and_more_wait(waiting: int, failed: timedelta | None, expected: bool) -> None:
    assert delivers(info(waiting=waiting, failed=failed), NOW) is expected


def test_it_is_out_of_reach_after_a_long_silence_only() -> None:
    moment = 0.0
    reach = Reach(lambda: moment)
    moment = SILENCE
    assert reach.in_reach
    moment += 1
    assert not reach.in_reach
    assert not reach.hears
    reach.reached()
    assert reach.in_reach
    assert reach.hears
    moment += 2
    assert reach.silence == timedelta(seconds=SILENCE + 3)
    reach.written_down()
    assert reach.silence is None
    reach.failed()
    assert reach.in_reach
    assert not reach.hears, "one poll that failed says nothing of an outage, and enough not to close on it"


def test_whoever_takes_over_was_not_silent_before() -> None:
    moment = 0.0
    reach = Reach(lambda: moment)
    moment = 1_000.0
    reach.begin()
    assert reach.hears
    reach.reached()
    assert reach.silence is None


async def test_polls_that_succeed_reach_and_those_after_a_failure_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "FIRST_PAUSE", 0.0)
    asked: list[int | None] = []
    reached: list[int] = []
    over = asyncio.Event()

    async def bot(request: GetRawUpdates, **_: Any) -> list[dict[str, Any]]:
        asked.append(request.timeout)
        if len(asked) == 2:
            raise TelegramNetworkError(request, "no route")
        if len(asked) == 4:
            over.set()
            await asyncio.Event().wait()
        return []

    async def nothing(_raw: dict[str, Any], _at: datetime) -> None:
        return None

    failed: list[int] = []
    poller = Poller(bot, Lanes(nothing), FakeClock(), lambda: reached.append(len(asked)), lambda: failed.append(len(asked)))
    polling = asyncio.create_task(poller.run())
    await asyncio.wait_for(over.wait(), 5)
    polling.cancel()
    assert asked == [POLL_SECONDS, POLL_SECONDS, 0, POLL_SECONDS]
    assert reached == [1, 3]
    assert failed == [2]


@pytest.mark.storage
async def test_a_network_that_was_away_is_an_outage(wire: Wire) -> None:
    app = wire.app
    await app._beat()
    app.reach._last -= SILENCE + 1
    for _ in range(15):
        wire.clock.move(timedelta(seconds=10))
        await app._beat()
    async with app.unit(False) as unit:
        assert await unit.updates.outages(START, wire.clock.now()) == []
    app.reach.reached()
    await app._beat()
    async with app.unit(False) as unit:
        [outage] = await unit.updates.outages(START, wire.clock.now())
    assert (outage.began_at, outage.ended_at) == (START, START + timedelta(seconds=150))
