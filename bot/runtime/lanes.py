"""Lanes: updates of one chat or one person in their order, different lanes side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog

log = structlog.get_logger()
# Handlers at once (design.md, How an update flows).
PARALLEL = 64
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


class Lanes:
    """`handle` is awaited for each update in the order of its lane; what it raises reaches whoever waits for the update."""

    def __init__(self, handle: Callable[[Raw, datetime], Awaitable[Any]]) -> None:
        self._handle = handle
        self._lanes: dict[str, deque[tuple[Raw, datetime, asyncio.Future[Any]]]] = {}
        self._slots = asyncio.Semaphore(PARALLEL)
        self._workers: set[asyncio.Task[None]] = set()
        self._unfinished: dict[int, datetime] = {}
        self._empty = asyncio.Event()
        self._empty.set()

    def put(self, update: Raw, received_at: datetime) -> "asyncio.Future[Any]":
        """Queued; the future ends with the handler's result."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        name = lane_of(update)
        self._unfinished[update["update_id"]] = received_at
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
        try:
            result = await self._handle(update, received_at)
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
            self._unfinished.pop(update["update_id"], None)
            if not self._unfinished:
                self._empty.set()

    def is_unfinished(self, update_id: int) -> bool:
        return update_id in self._unfinished

    def oldest_unfinished(self) -> datetime | None:
        """When the oldest update that is not finished was received (R14)."""
        return min(self._unfinished.values(), default=None)

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
