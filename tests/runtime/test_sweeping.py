"""What was kept long enough goes: letters lose their words and keep their keys, jobs and due rows go, soon after every start."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Column, Table, insert, select, update

from bot.rules.letters import Letter, LetterState
from bot.rules.updates import Apology
from bot.runtime import app as process
from storage.jobs import DONE_KEPT as JOBS_DONE_KEPT
from storage.jobs import FAILED_KEPT, MAX_TRIES, jobs
from storage.outbox import SHED_AT_ONCE, WORDS_KEPT
from storage.outbox_table import outbox
from storage.schedule import DONE_KEPT, due
from storage.updates import dead_letters, seen_updates
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.wire import Wire

pytestmark = pytest.mark.storage
INSTANT = timedelta(seconds=1)


async def put(wire: Wire, key: str, **fields) -> None:
    async with wire.app.unit(True) as unit:
        await unit.outbox.put(Letter(key, 1, "updates.apology", Apology("王芳的话"), **fields), wire.clock.now())
        await unit.commit()


async def kept(wire: Wire) -> dict[str, tuple[str, bool]]:
    """key: (state, whether anything of what it said is left)."""
    async with wire.app.unit(False) as unit:
        rows = await unit.connection.execute(select(outbox.c.key, outbox.c.state, outbox.c.facts, outbox.c.request).order_by(outbox.c.id))
        return {key: (state, "王芳" in facts + (request or "")) for key, state, facts, request in rows}


async def test_a_letters_words_go_and_the_same_act_written_again_is_no_second_letter(wire: Wire, clock: FakeClock) -> None:
    await put(wire, "receipt:1")
    await wire.deliver()
    clock.move(WORDS_KEPT)
    await wire.app.ticker.sweep()
    assert await kept(wire) == {"receipt:1": ("sent", True)}
    clock.move(INSTANT)
    await wire.app.ticker.sweep()
    assert await kept(wire) == {"receipt:1": ("sent", False)}
    await put(wire, "receipt:1")
    await wire.deliver()
    assert await kept(wire) == {"receipt:1": ("sent", False)}
    assert len(wire.sent) == 1


@pytest.mark.parametrize("state", list(LetterState))
async def test_only_what_is_settled_is_shed(wire: Wire, clock: FakeClock, state: LetterState) -> None:
    await put(wire, "a")
    async with wire.app.unit(True) as unit:
        await unit.connection.execute(update(outbox).values(state=state))
        await unit.commit()
    clock.move(WORDS_KEPT + INSTANT)
    await wire.app.ticker.sweep()
    waits = state in {LetterState.PENDING, LetterState.RETRY, LetterState.DEFERRED, LetterState.LEASED}
    assert await kept(wire) == {"a": (state, waits)}


async def test_the_time_counts_from_the_end_and_not_from_the_writing(wire: Wire, clock: FakeClock) -> None:
    """A letter for later, and one whose chat could not be had for long."""
    await put(wire, "later", not_before=clock.now() + timedelta(days=20))
    clock.move(timedelta(days=20))
    await wire.deliver()
    clock.move(WORDS_KEPT)
    await wire.app.ticker.sweep()
    assert await kept(wire) == {"later": ("sent", True)}


async def test_many_are_shed_bit_by_bit_so_that_nobody_waits_for_the_writer(wire: Wire, clock: FakeClock) -> None:
    async with wire.app.unit(True) as unit:
        letters = [Letter(f"k{number}", number, "updates.apology", Apology("王芳的话")) for number in range(1, 2 * SHED_AT_ONCE + 2)]
        await unit.mailing.put_all(letters, wire.clock.now())
        await unit.connection.execute(update(outbox).values(state=LetterState.SENT))
        await unit.commit()
    clock.move(WORDS_KEPT + INSTANT)
    async with wire.app.unit(True) as unit:
        assert await unit.outbox.shed_words(clock.now()) == SHED_AT_ONCE
        await unit.commit()
    await wire.app.ticker.sweep()
    assert set((await kept(wire)).values()) == {("sent", False)}


async def test_jobs_go_when_nobody_can_ask_for_them_any_more(wire: Wire, uow: Units, clock: FakeClock) -> None:
    async with uow() as unit:
        for kind in ("done", "failed", "waiting"):
            await unit.jobs.queue(kind, {}, clock.now())
            clock.move(INSTANT)
        done = await unit.jobs.claim(clock.now())
        assert done is not None
        await unit.jobs.finish(done.id, clock.now())
        failed = await unit.jobs.claim(clock.now())
        assert failed is not None
        await unit.connection.execute(
            update(jobs).where(jobs.c.id == failed.id).values(state="failed", tries=MAX_TRIES, finished_at=clock.now())
        )
        await unit.commit()

    async def left() -> set[str]:
        async with uow.read() as unit:
            return set((await unit.connection.execute(select(jobs.c.kind))).scalars())

    clock.move(JOBS_DONE_KEPT)
    await wire.app.ticker.sweep()
    assert await left() == {"done", "failed", "waiting"}
    clock.move(INSTANT)
    await wire.app.ticker.sweep()
    assert await left() == {"failed", "waiting"}
    clock.move(FAILED_KEPT)
    await wire.app.ticker.sweep()
    assert await left() == {"waiting"}


async def test_due_rows_that_were_done_go_and_those_that_wait_stay(wire: Wire, uow: Units, clock: FakeClock) -> None:
    async with uow() as unit:
        await unit.schedule.plan("nobody.does", "a", clock.now())
        await unit.schedule.plan("nobody.does", "b", clock.now())
        first, _ = await unit.schedule.claim("nobody.does", clock.now())
        await unit.schedule.finish(first.id, clock.now())
        await unit.commit()
    clock.move(DONE_KEPT + INSTANT)
    await wire.app.ticker.sweep()
    async with uow.read() as unit:
        assert list((await unit.connection.execute(select(due.c.target))).scalars()) == ["b"]


async def test_the_first_sweep_comes_soon_after_the_start(wire: Wire, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is restarted every half hour sweeps too."""
    assert process.FIRST_SWEEP.total_seconds() <= 300
    await put(wire, "a")
    await wire.deliver()
    clock.move(WORDS_KEPT + INSTANT)
    monkeypatch.setattr(process, "FIRST_SWEEP", timedelta(milliseconds=20))
    ticking = wire.app.start_ticking()
    try:
        async with asyncio.timeout(10):
            while (await kept(wire))["a"] != ("sent", False):
                await asyncio.sleep(0.02)
    finally:
        ticking.shutdown(wait=False)


@pytest.mark.parametrize(
    ("table", "moment", "days"), [(seen_updates, seen_updates.c.seen_at, 8), (dead_letters, dead_letters.c.died_at, 30)]
)
async def test_seen_updates_are_known_for_eight_days_and_dead_letters_kept_for_thirty(
    wire: Wire, clock: FakeClock, table: Table, moment: Column[datetime], days: int
) -> None:
    died = {"update_id": 7, "raw": "{}", "reason": "x", "received_at": clock.now()} if table is dead_letters else {"update_id": 7}
    async with wire.app.unit(True) as unit:
        await unit.connection.execute(insert(table).values({**died, moment.name: clock.now()}))
        await unit.commit()
    for step, left in ((timedelta(days=days), 1), (INSTANT, 0)):
        clock.move(step)
        await wire.app.ticker.sweep()
        async with wire.app.unit(False) as unit:
            assert len((await unit.connection.execute(select(table))).all()) == left
