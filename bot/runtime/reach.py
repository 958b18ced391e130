"""Whether updates reach this process: a heart that beats while the network is away would hide an outage from the groups."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetWebhookInfo
from aiogram.types import WebhookInfo

log = structlog.get_logger()
# A long poll of 25 s and its time-out of ten more end within this (seconds); a longer silence is none of theirs.
SILENCE = 40.0
# The platform is asked so often whether its deliveries arrive, where nothing is polled (seconds).
ASK_EVERY = 20.0
# Deliveries that failed within this time, with updates waiting, are failing still.
FAILED_LATELY = timedelta(minutes=1)


class Reach:
    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._silent_since: float | None
        self.begin()

    def begin(self) -> None:
        """From now on this process listens: what it missed before is told by the heartbeat of whoever led until then."""
        self._last = self._monotonic()
        self._failed = False
        self._silent_since = None

    def reached(self) -> None:
        """Just now an update could have come."""
        if self._silent_since is None and not self.in_reach:
            self._silent_since = self._last
        self._last, self._failed = self._monotonic(), False

    def failed(self) -> None:
        """Just now the platform was asked, and did not answer."""
        self._failed = True

    @property
    def in_reach(self) -> bool:
        return self._monotonic() - self._last <= SILENCE

    @property
    def hears(self) -> bool:
        """Whether what people press now arrives, as far as can be known: a close that nobody could reach is none (R14)."""
        return self.in_reach and not self._failed

    @property
    def silence(self) -> timedelta | None:
        """How long ago a silence began that has ended since and is not written down yet."""
        return None if self._silent_since is None else timedelta(seconds=self._monotonic() - self._silent_since)

    def written_down(self) -> None:
        self._silent_since = None

    async def watch_webhook(self, bot: Bot, now: Callable[[], datetime]) -> None:
        """Until cancelled: what the platform says of its deliveries to us."""
        while True:
            try:
                if delivers(await bot(GetWebhookInfo(), request_timeout=10), now()):
                    self.reached()
                else:
                    self.failed()
                    log.warning("deliveries_fail", hint="平台送不到 WEBHOOK_URL / the platform cannot deliver to WEBHOOK_URL")
            except TelegramAPIError as error:
                self.failed()
                log.warning("platform_not_reached", error=type(error).__name__)
            await asyncio.sleep(ASK_EVERY)


def delivers(info: WebhookInfo, now: datetime) -> bool:
    if not info.pending_update_count or info.last_error_date is None:
        return True
    failed_at = info.last_error_date if isinstance(info.last_error_date, datetime) else datetime.fromtimestamp(info.last_error_date, UTC)
    return now - failed_at > FAILED_LATELY
