"""The webhook's door: aiohttp's server with nothing between it and the lanes — no application, no routes, no middleware."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import orjson
import structlog
from aiogram.methods import TelegramMethod
from aiohttp import web

from bot.rules.ports import Clock

log = structlog.get_logger()
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# aiohttp's own limit for a body: Telegram sends updates of far less; more is not from Telegram and is answered with 413.
BODY_LIMIT = 1024 * 1024
# A connection that is not used for so long is closed (seconds): longer than the platform, or a proxy, keeps one.
IDLE = 75.0

Put = Callable[[dict[str, Any], datetime], Awaitable[Any]]


class Hook:
    """The 200 is given after the commit; the answer to a press goes in it. 500 makes Telegram send the update again."""

    def __init__(self, put: Put, clock: Clock, *, path: str, secret: str) -> None:
        self._put = put
        self._clock = clock
        self._path, self._secret = path, secret.encode()
        self._runner: web.ServerRunner | None = None

    async def open(self, host: str, port: int, *, last_answers: float) -> None:
        """`last_answers`: seconds in which, once nobody comes in any more, what was taken is answered."""
        server = web.Server(self._arrived, access_log=None, keepalive_timeout=IDLE)
        self._runner = web.ServerRunner(server, shutdown_timeout=last_answers)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _arrived(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path != self._path:
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        # aiohttp keeps bytes that are no UTF-8 as surrogates; a stranger may send any.
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(errors="surrogateescape"), self._secret):
            return web.Response(status=401)
        received_at = self._clock.now()
        try:
            update = orjson.loads(await request.read())
            update_id = int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return web.Response(status=400)
        try:
            reply = await self._put(update, received_at)
        except Exception as error:
            log.error("update_not_taken", update_id=update_id, error=type(error).__name__)
            return web.Response(status=500)
        return web.Response(body=in_reply(reply), content_type="application/json")


def in_reply(reply: TelegramMethod[Any] | None) -> bytes:
    if reply is None:
        return b"{}"
    return orjson.dumps({"method": reply.__api_method__, **reply.model_dump(exclude_none=True, warnings=False)})
