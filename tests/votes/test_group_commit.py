"""Group commit: shared transactions, own results, refusals that stay alone, stops and crashes."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import func, insert, select

from bot.rules.violations import RuleViolation
from bot.rules.votes.violations import NothingToRetract
from storage.group_commit import GroupCommit
from storage.unit_of_work import UnitOfWork
from storage.updates import seen_updates
from tests.fixtures import Units

pytestmark = pytest.mark.storage


class Numbers:
    """Writes each number as an update id; odd ones over 1000 are refused, 666 breaks the transaction."""

    def __init__(self, uow: Units) -> None:
        self.uow = uow
        self.batches: list[int] = []

    async def apply(self, unit: UnitOfWork, items: Sequence[int]) -> list[int | RuleViolation]:
        self.batches.append(len(items))
        outcomes: list[int | RuleViolation] = []
        for item in items:
            if item == 666:
                raise OSError("disk full")
            if item > 1000 and item % 2:
                outcomes.append(NothingToRetract())
                continue
            await unit.connection.execute(insert(seen_updates).values(update_id=item, seen_at=self.uow.clock.now()))
            outcomes.append(item * 2)
        return outcomes

    async def written(self) -> int:
        async with self.uow.read() as unit:
            return await unit.connection.scalar(select(func.count()).select_from(seen_updates)) or 0


@pytest.fixture
def numbers(uow: Units) -> Numbers:
    return Numbers(uow)


async def test_what_waits_together_shares_a_transaction(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    results = await asyncio.gather(*(writer.submit(number) for number in range(100)))
    assert results == [number * 2 for number in range(100)]
    assert await numbers.written() == 100
    assert len(numbers.batches) == uow.commits <= 3


async def test_what_comes_while_others_write_is_taken_along(uow: Units, numbers: Numbers) -> None:
    """The writer is held, say by letters that leave: a tap alone would then wait for the second transaction of two."""
    if not uow.database.is_sqlite:
        pytest.skip("PostgreSQL has no queue before its writers")
    writer = GroupCommit(uow, numbers.apply)
    async with uow():
        waiting = [asyncio.ensure_future(writer.submit(number)) for number in range(10)]
        while writer._worker is None or not uow.database.write_queue._waiters:
            await asyncio.sleep(0)
        waiting += [asyncio.ensure_future(writer.submit(number)) for number in range(10, 20)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [number * 2 for number in range(20)]
    assert numbers.batches == [20]


async def test_what_is_on_its_way_is_waited_for(uow: Units, numbers: Numbers) -> None:
    """A tap needs some turns of the loop from its bytes to the writer; taps follow one another by a turn or two."""
    writer = GroupCommit(uow, numbers.apply)

    async def after(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await writer.submit(turns)

    assert await asyncio.gather(*(after(turns) for turns in range(0, 30, 2))) == [turns * 2 for turns in range(0, 30, 2)]
    assert numbers.batches == [15]


async def test_a_refusal_rolls_nothing_back(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    results = await asyncio.gather(*(writer.submit(number) for number in (1000, 1001, 1002, 1003)), return_exceptions=True)
    assert [type(result) for result in results] == [int, NothingToRetract, int, NothingToRetract]
    assert await numbers.written() == 2


async def test_one_bad_item_fails_alone(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    results = await asyncio.gather(*(writer.submit(number) for number in (1, 666, 2, 1001)), return_exceptions=True)
    assert [type(result) for result in results] == [int, OSError, int, NothingToRetract]
    assert await numbers.written() == 2


async def test_a_result_is_given_after_the_commit_only(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    await writer.submit(5)
    assert await numbers.written() == 1, "a reader of its own sees it"


async def test_stopping_finishes_what_was_submitted(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    waiting = [asyncio.ensure_future(writer.submit(number)) for number in range(10)]
    await asyncio.sleep(0)
    await writer.stop()
    assert await asyncio.gather(*waiting) == [number * 2 for number in range(10)]


async def test_a_crash_leaves_whole_batches_or_nothing(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    waiting = [asyncio.ensure_future(writer.submit(number)) for number in range(300)]
    while not numbers.batches:
        await asyncio.sleep(0)
    await writer.abort()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    answered = [result for result in results if isinstance(result, int)]
    assert await numbers.written() in {0, 256}
    assert len(answered) <= await numbers.written(), "nobody was answered without a commit"


async def test_somebody_who_stopped_waiting_disturbs_nobody(uow: Units, numbers: Numbers) -> None:
    writer = GroupCommit(uow, numbers.apply)
    waiting = [asyncio.ensure_future(writer.submit(number)) for number in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await writer.stop()
    assert (await waiting[0], await waiting[2]) == (0, 4)
