"""A gap between two heartbeats is told once, and told again only if the telling was cut off."""

from datetime import datetime, timedelta

import pytest

from bot.runtime.ticker import Ticker
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START, FakeClock
from tests.fixtures import Units

pytestmark = pytest.mark.storage


class Told:
    def __init__(self) -> None:
        self.gaps: list[tuple[datetime, datetime]] = []
        self.fails = False

    async def __call__(self, began_at: datetime, ended_at: datetime) -> None:
        if self.fails:
            raise ConnectionError
        self.gaps.append((began_at, ended_at))


async def nothing_waits(_until: datetime, _patience: float) -> None:
    return


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ticker(uow: Units, clock: FakeClock, told: Told) -> Ticker:
    def unit(write: bool) -> UnitOfWork:
        return uow() if write else uow.read()

    return Ticker(clock, unit, {}, patience={}, wait_for_updates=nothing_waits, outage=told)


async def outages(uow: Units) -> list[tuple[datetime, datetime]]:
    async with uow.read() as unit:
        return [(one.began_at, one.ended_at) for one in await unit.updates.outages(START - timedelta(days=1), START + timedelta(days=1))]


async def test_a_gap_of_more_than_two_minutes_is_told_and_recorded_once(ticker: Ticker, clock: FakeClock, told: Told, uow: Units) -> None:
    await ticker.beat()
    clock.move(timedelta(seconds=120))
    await ticker.beat()
    assert told.gaps == []
    clock.move(timedelta(seconds=121))
    for _ in range(2):
        await ticker.beat()
    assert told.gaps == [(START + timedelta(seconds=120), START + timedelta(seconds=241))]
    assert await outages(uow) == told.gaps


async def test_a_gap_that_could_not_be_told_is_still_a_gap(ticker: Ticker, clock: FakeClock, told: Told, uow: Units) -> None:
    await ticker.beat()
    clock.move(timedelta(minutes=3))
    told.fails = True
    with pytest.raises(ConnectionError):
        await ticker.beat()
    assert await outages(uow) == []
    told.fails = False
    clock.move(timedelta(seconds=10))
    await ticker.beat()
    assert [began for began, _ in told.gaps] == [START]
    assert await outages(uow) == told.gaps
