"""The ticker: due rows to their actions, heartbeats, gaps, and the sweeping of what has been kept long enough."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.ports import Clock
from bot.rules.updates import GAP
from bot.runtime.reach import Reach

log = structlog.get_logger()
DueAction = Callable[[UnitOfWork, DueItem, datetime], Awaitable[None]]
HEART = "runtime"
Outage = Callable[[datetime, datetime], Awaitable[None]]


class Ticker:
    """`now` is always a parameter; what fails is logged, its lease runs out, and it is claimed again.

    `patience`: kinds that wait for updates received before they were due, and how long after it at most.
    """

    def __init__(
        self,
        clock: Clock,
        unit: Callable[[bool], UnitOfWork],
        due: Mapping[str, DueAction],
        *,
        patience: Mapping[str, timedelta],
        wait_for_updates: Callable[[datetime, float], Awaitable[None]],
        outage: Outage,
        reach: Reach | None = None,
    ) -> None:
        self._clock = clock
        self._unit = unit
        self._due = due
        self._patience = patience
        self._wait_for_updates = wait_for_updates
        self._outage = outage
        self._reach = reach or Reach()
        self._running = asyncio.Lock()
        self._released = False
        self._held_back = False
        self._beating = asyncio.Lock()

    async def run_due(self) -> int:
        """Everything that is due now, oldest first; how many things were done."""
        async with self._running:
            done = 0
            while items := await self._claim():
                done += sum([await self._do(item) for item in items])
            return done

    async def _claim(self) -> list[DueItem]:
        now = self._clock.now()
        if not self._released:
            # It runs in the leading process only: what was claimed before it took over is nobody's.
            async with self._unit(True) as unit:
                await unit.schedule.release()
                await unit.commit()
            self._released = True
        async with self._unit(False) as unit:
            kinds = {item.kind for item in await unit.schedule.waiting() if item.due_at <= now}
        if kinds & self._patience.keys():
            kinds = await self._heard(kinds)
        if not kinds & self._due.keys():
            return []
        async with self._unit(True) as unit:
            items = [item for kind in sorted(kinds & self._due.keys()) for item in await unit.schedule.claim(kind, now)]
            await unit.commit()
        # What may have to wait comes first: what is behind it has time.
        return sorted(items, key=lambda item: (item.kind not in self._patience, item.due_at, item.id))

    async def _heard(self, kinds: set[str]) -> set[str]:
        """Without those that wait for updates while none arrives: they are done once the silence is over, and written down."""
        if not self._reach.hears:
            if not self._held_back:
                # Once, not with every tick of a long night.
                log.warning("close_held_back", hint="平台联系不上，先不结束 / the platform is not reached: nothing is closed meanwhile")
            self._held_back = True
            return kinds - self._patience.keys()
        self._held_back = False
        if self._reach.silence is not None:
            # Also waits for a beat that is writing it down just now.
            await self.beat()
        return kinds

    async def _do(self, item: DueItem) -> int:
        if patience := self._patience.get(item.kind):
            # Counted from when it was due, so that several at once wait no longer than one.
            left = item.due_at + patience - self._clock.now()
            await self._wait_for_updates(item.due_at, max(left.total_seconds(), 0.0))
        try:
            await self._due[item.kind](self._unit(True), item, self._clock.now())
        except Exception as error:
            log.exception("due_failed", kind=item.kind, target=item.target, error=type(error).__name__)
            return 0
        return 1

    async def moved(self, move: Callable[[], None]) -> None:
        """The sandbox's clock jumps: the heart beats at the new time at once, so the jump is no outage."""
        async with self._beating:
            move()
            async with self._unit(True) as unit:
                await unit.updates.beat(HEART, self._clock.now())
                await unit.commit()

    async def beat(self) -> None:
        """One heartbeat; a gap since the last one is written down and told."""
        async with self._beating:
            await self._beat()

    async def _beat(self) -> None:
        now = self._clock.now()
        async with self._unit(False) as unit:
            last = await unit.updates.last_heartbeat(HEART)
        silent = self._reach.silence
        if last is not None and silent is not None:
            # The heart beat on for a while before the silence was noticed.
            last = min(last, now - silent)
        gap = last is not None and now - last > GAP
        if gap and last is not None:
            # Told first: cut off in between, the next start finds the same gap, and its letters have the same keys.
            log.warning("was_away", seconds=(now - last).total_seconds())
            await self._outage(last, now)
        async with self._unit(True) as unit:
            if gap and last is not None:
                await unit.updates.record_outage(last, now)
            await unit.updates.beat(HEART, now)
            await unit.commit()
        if silent is not None:
            # After the commit: until then no close may go past it.
            self._reach.written_down()

    async def sweep(self) -> None:
        now = self._clock.now()
        async with self._unit(True) as unit:
            await unit.updates.forget_old(now)
            await unit.forms.forget_old(now)
            await unit.schedule.forget_old(now)
            await unit.jobs.forget_old(now)
            await unit.invites.forget_old(now)
            await unit.residents.forget_old(now)
            await unit.help_calls.forget_old(now)
            await unit.commit()
        while await self._shed(now):
            pass

    async def _shed(self, now: datetime) -> int:
        async with self._unit(True) as unit:
            shed = await unit.outbox.shed_words(now)
            await unit.commit()
        return shed


SWEEP_EVERY = timedelta(hours=1)
# After the start's own work, and soon: a process that never lives for an hour sweeps too.
FIRST_SWEEP = timedelta(minutes=1)
