"""The intake by long polling, which acknowledges after the commit; the webhook that answers after it is in `hook.py`."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramNetworkError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod

from bot.rules.ports import Clock
from bot.runtime.lanes import Lanes

log = structlog.get_logger()
# What is handled; null would keep whatever an earlier program set (platform-and-faults.md, allowed_updates).
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
# Telegram holds a long poll for at most 50 s; shorter finds a dead line sooner.
POLL_SECONDS = 25
BATCH = 100
# While some updates of a batch are not finished the next ones are asked for so often (seconds).
LOOK_AGAIN = 1.0
# Pause after a failed poll, doubling (seconds): when the line is back, presses of the last 150 s are still there to be had.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """Raw JSON, so that one update that does not parse cannot stop the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Poller:
    """The offset moves past an update only when its effect is durable: Telegram is the inbox."""

    def __init__(self, bot: Bot, lanes: Lanes, clock: Clock, reached: Callable[[], None], failed: Callable[[], None]) -> None:
        self._bot = bot
        self._lanes = lanes
        self._clock = clock
        self._reached = reached
        self._failed = failed
        self._futures: dict[int, asyncio.Future[Any]] = {}
        self._offset: int | None = None
        self._told_conflict = False
        self._failing = False

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                updates = await self._poll()
                self._failing = False
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            except TelegramUnauthorizedError:
                raise
            except TelegramConflictError:
                self._tell_conflict()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except (TelegramAPIError, TelegramNetworkError) as error:
                log.warning("poll_failed", error=type(error).__name__, pause=pause)
                self._failing = True
                self._failed()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE
                self._reached()
                await self._take(updates)

    async def _poll(self) -> list[dict[str, Any]]:
        # Short after a failure, so that a line that is back is noticed at once.
        wait = 0 if self._futures or self._failing else POLL_SECONDS
        request = GetRawUpdates(offset=self._offset, limit=BATCH, timeout=wait, allowed_updates=ALLOWED)
        updates: list[dict[str, Any]] = await self._bot(request, request_timeout=wait + 10)
        return updates

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        received_at = self._clock.now()
        for update in updates:
            if update["update_id"] not in self._futures:
                self._futures[update["update_id"]] = self._lanes.put(update, received_at)
        unfinished = [future for future in self._futures.values() if not future.done()]
        if unfinished:
            await asyncio.wait(unfinished, timeout=LOOK_AGAIN)
        self._move_offset()

    def _move_offset(self) -> None:
        for update_id in sorted(self._futures):
            future = self._futures[update_id]
            if not future.done() or future.cancelled() or future.exception() is not None:
                if future.done():
                    # Not handled and not buried (the database is away): asked for again.
                    del self._futures[update_id]
                break
            self._offset = update_id + 1
            del self._futures[update_id]

    async def acknowledge(self, seconds: float) -> None:
        """Tells the platform, once more before the end, what has been finished."""
        self._move_offset()
        if self._offset is not None:
            request = GetRawUpdates(offset=self._offset, limit=1, timeout=0, allowed_updates=ALLOWED)
            with contextlib.suppress(TelegramAPIError, TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._bot(request)

    def _tell_conflict(self) -> None:
        if not self._told_conflict:
            self._told_conflict = True
            log.error("token_used_elsewhere", hint="另一个程序在用同一个令牌 / another program uses the same token")
