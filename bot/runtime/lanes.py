"""Lanes: updates of one chat or one person in their order, different lanes side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

log = structlog.get_logger()
# Handlers at once (design.md, How an update flows).
PARALLEL = 64
# What failed is delivered again within this time or not at all: Telegram keeps an update for 24 h (design.md, How an update flows).
KEPT_BY_PLATFORM = timedelta(hours=24)
# Arrivals of so many failed updates are remembered: a database that is away for long would fill the memory.
REMEMBERED = 10_000
# So long (seconds) a close counts on it, as on the tries of one that is being handled (design.md, Numbers: 3 tries in 60 s).
AWAITED = 60.0
Raw = dict[str, Any]
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")


def lane_of(update: Raw) -> str:
    """Messages and membership by chat, button presses by person, as Telegram's own queues do.

    An update that has not the shape of one gets a lane of its own: it will not parse either, and must not stop the others.
    """
    try:
        return _known_lane(update)
    except (KeyError, TypeError):
        return f"update {update['update_id']}"


def _known_lane(update: Raw) -> str:
    for kind in (*_MESSAGES, "my_chat_member", "chat_member"):
        if kind in update:
            return f"chat {update[kind]['chat']['id']}"
    if "callback_query" in update:
        return f"person {update['callback_query']['from']['id']}"
    return f"update {update['update_id']}"


@dataclass(slots=True)
class _Arrival:
    """When an update came first. Deliveries of it may wait or run; once there are none, it failed and is expected again."""

    received_at: datetime
    deliveries: int = 0
    is_done: bool = False
    failed_at: float = 0.0
    """By the loop's clock."""


class Lanes:
    """`handle` is awaited for each update in the order of its lane; what it raises reaches whoever waits for the update."""

    def __init__(self, handle: Callable[[Raw, datetime], Awaitable[Any]]) -> None:
        self._handle = handle
        self._lanes: dict[str, deque[tuple[Raw, datetime, asyncio.Future[Any]]]] = {}
        self._slots = asyncio.Semaphore(PARALLEL)
        self._workers: set[asyncio.Task[None]] = set()
        # In the order of their last failure; whatever is queued or runs is among them.
        self._arrivals: dict[int, _Arrival] = {}
        self._running = 0
        self._empty = asyncio.Event()
        self._empty.set()

    def put(self, update: Raw, received_at: datetime) -> "asyncio.Future[Any]":
        """Queued; the future ends with the handler's result.

        An update that this process has received before, and that is not finished, keeps the time of its first arrival (R14): neither
        handled nor buried, since the database is away, it is delivered again. A process that starts anew knows of no earlier arrival:
        what it is given then arrives then, and where Linli was away for long at the close, the vote is not tallied (heartbeat).
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        name = lane_of(update)
        received_at = self._arrived(update["update_id"], received_at)
        self._empty.clear()
        waiting = self._lanes.get(name)
        if waiting is not None:
            waiting.append((update, received_at, future))
            return future
        self._lanes[name] = deque([(update, received_at, future)])
        worker = asyncio.create_task(self._work(name), name=f"lane {name}")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return future

    def _arrived(self, update_id: int, at: datetime) -> datetime:
        arrival = self._arrivals.get(update_id)
        # Ids may begin anew: what comes so much later is another one.
        if arrival is None or (not arrival.deliveries and at - arrival.received_at > KEPT_BY_PLATFORM):
            arrival = self._arrivals[update_id] = _Arrival(at)
        arrival.received_at = min(arrival.received_at, at)
        arrival.deliveries += 1
        self._running += 1
        return arrival.received_at

    def _ended(self, update_id: int, *, done: bool) -> None:
        arrival = self._arrivals[update_id]
        arrival.deliveries -= 1
        arrival.is_done |= done
        self._running -= 1
        if not self._running:
            self._empty.set()
        if arrival.deliveries:
            return
        del self._arrivals[update_id]
        if not arrival.is_done:
            arrival.failed_at = asyncio.get_running_loop().time()
            self._arrivals[update_id] = arrival
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        if len(self._arrivals) - self._running > REMEMBERED:
            oldest = next(one for one, arrival in self._arrivals.items() if not arrival.deliveries)
            del self._arrivals[oldest]

    async def _work(self, name: str) -> None:
        queue = self._lanes[name]
        try:
            while queue:
                update, received_at, future = queue.popleft()
                async with self._slots:
                    await self._one(update, received_at, future)
        finally:
            del self._lanes[name]

    async def _one(self, update: Raw, received_at: datetime, future: "asyncio.Future[Any]") -> None:
        done = False
        try:
            result = await self._handle(update, received_at)
            done = True
        except Exception as error:
            log.warning("update_unhandled", update=update["update_id"], error=type(error).__name__)
            if not future.done():
                future.set_exception(error)
                # Seen: a stop or a replay waits for no future, and asyncio would log what it holds.
                future.exception()
        else:
            if not future.done():
                future.set_result(result)
        finally:
            self._ended(update["update_id"], done=done)

    def is_unfinished(self, update_id: int) -> bool:
        arrival = self._arrivals.get(update_id)
        return arrival is not None and arrival.deliveries > 0

    def oldest_unfinished(self) -> datetime | None:
        """When the oldest update that is not finished was received (R14); what has just failed will be delivered again."""
        since = asyncio.get_running_loop().time() - AWAITED
        awaited = (one.received_at for one in self._arrivals.values() if one.deliveries or one.failed_at > since)
        return min(awaited, default=None)

    async def wait_empty(self, seconds: float | None = None) -> bool:
        """False when it took longer."""
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True

    async def abandon(self) -> None:
        """What is not finished is dropped without an acknowledgement: the platform delivers it again."""
        for worker in list(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
