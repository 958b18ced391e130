"""Workers: a job that failed waits before it is tried again; the last failure is told, by its kind's own words if it has any."""

import asyncio
from datetime import timedelta

import pytest

from bot.actions.unit import Job
from bot.runtime.workers import Tools, Workers
from storage.jobs import LEASE, MAX_TRIES, PAUSES
from tests.fake_clock import FakeClock
from tests.wire import Wire

pytestmark = pytest.mark.storage
INSTANT = timedelta(milliseconds=1)


class Work:
    def __init__(self) -> None:
        self.tries: list[str] = []
        self.given_up: list[str] = []
        self.telling_fails = False

    async def fails(self, job: Job, _tools: Tools) -> None:
        self.tries.append(job.kind)
        raise ConnectionError

    async def does(self, job: Job, _tools: Tools) -> None:
        self.tries.append(job.kind)

    async def tell(self, job: Job, _tools: Tools) -> None:
        if self.telling_fails:
            raise ConnectionError
        self.given_up.append(job.id)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def workers(wire: Wire, work: Work) -> Workers:
    functions = {"fails": work.fails, "fails.told": work.fails, "does": work.does}
    return Workers(wire.app.workers._tools, functions, {"fails.told": work.tell})


async def queue(wire: Wire, kind: str) -> str:
    async with wire.app.unit(True) as unit:
        job_id = await unit.jobs.queue(kind, {}, wire.clock.now(), chat_id=1)
        await unit.commit()
    return job_id


async def drain(workers: Workers) -> None:
    while await workers.run_one():
        pass


async def test_a_failed_job_waits_longer_each_time_and_lets_others_by(wire: Wire, workers: Workers, work: Work, clock: FakeClock) -> None:
    await queue(wire, "fails")
    await queue(wire, "does")
    await drain(workers)
    assert work.tries == ["fails", "does"]
    for number, pause in enumerate(PAUSES, start=2):
        clock.move(pause - INSTANT)
        await drain(workers)
        assert work.tries.count("fails") == number - 1
        clock.move(INSTANT)
        await drain(workers)
        assert work.tries.count("fails") == number
    assert len(PAUSES) == MAX_TRIES - 1
    assert list(PAUSES) == sorted(PAUSES)


async def test_the_last_failure_is_told_once_and_it_is_not_tried_again(wire: Wire, workers: Workers, work: Work, clock: FakeClock) -> None:
    await queue(wire, "fails")
    for _ in range(MAX_TRIES + 2):
        await drain(workers)
        await wire.deliver()
        assert len(wire.sent) == (len(work.tries) == MAX_TRIES)
        clock.move(LEASE)
    assert len(work.tries) == MAX_TRIES
    assert "没有办成" in wire.last(1).text


async def test_a_kind_with_words_of_its_own_says_only_those(wire: Wire, workers: Workers, work: Work, clock: FakeClock) -> None:
    job_id = await queue(wire, "fails.told")
    for _ in range(MAX_TRIES + 1):
        await drain(workers)
        clock.move(LEASE)
    await wire.deliver()
    assert work.given_up == [job_id]
    assert wire.sent == []


async def test_what_could_not_be_told_is_told_later(wire: Wire, workers: Workers, work: Work, clock: FakeClock) -> None:
    job_id = await queue(wire, "fails.told")
    work.telling_fails = True
    for _ in range(MAX_TRIES - 1):
        await drain(workers)
        clock.move(LEASE)
    with pytest.raises(ConnectionError):
        await drain(workers)
    work.telling_fails = False
    clock.move(LEASE)
    await drain(workers)
    assert work.given_up == [job_id]


async def claimed(wire: Wire) -> None:
    """By a process that ends before it is done."""
    async with wire.app.unit(True) as unit:
        assert await unit.jobs.claim(wire.clock.now()) is not None
        await unit.commit()


async def run_until_idle(workers: Workers) -> None:
    """Until it has looked and waits to be woken."""
    running = asyncio.create_task(workers.run())
    try:
        async with asyncio.timeout(10):
            while not workers._woken._waiters:
                await asyncio.sleep(0)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_a_dead_process_was_at_is_taken_up_at_once(wire: Wire, workers: Workers, work: Work) -> None:
    """By the process that leads now, without waiting for the lease to run out."""
    await queue(wire, "does")
    await claimed(wire)
    await drain(workers)
    assert work.tries == []
    await run_until_idle(workers)
    assert work.tries == ["does"]


async def test_what_ends_its_process_each_time_waits_for_its_lease(wire: Wire, workers: Workers, work: Work, clock: FakeClock) -> None:
    """Else the process would start and end in a circle."""
    await queue(wire, "does")
    for _ in range(MAX_TRIES):
        await claimed(wire)
        clock.move(LEASE)
    clock.move(-LEASE)
    await run_until_idle(workers)
    assert work.tries == []
    clock.move(LEASE)
    await drain(workers)
    assert work.tries == ["does"]
