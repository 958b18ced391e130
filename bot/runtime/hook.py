"""The webhook's door: HTTP as far as the platform speaks it, read by httptools and nothing between.

aiohttp's application took more of a vote than judging it (docs/decisions/0020). One route, one method; whatever else comes is refused.
"""

import asyncio
import contextlib
import hmac
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from typing import Any, cast

import httptools
import orjson
import structlog
from aiogram.methods import TelegramMethod

from bot.rules.ports import Clock

log = structlog.get_logger()
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
# Telegram sends updates of far less than this; more is not from Telegram.
BODY_LIMIT = 1024 * 1024
# Method, address and headers; the platform's are a few hundred bytes.
HEAD_LIMIT = 64 * 1024
# A connection without a whole request for so long is closed (seconds): longer than the platform, or a proxy, keeps one it does not use.
IDLE = 75.0
SWEEP_EVERY = 15.0
# What comes after a body that is too long is thrown away for so long: closed at once, its sender might not read why (seconds).
LINGER = 2.0
# Requests that one connection may send ahead of their answers.
AHEAD = 16

Put = Callable[[dict[str, Any], datetime], "asyncio.Future[Any]"]
# The answer to one request, None while it is awaited; and whether the connection goes on after it.
Slot = list[Any]


class Hook:
    """The 200 is given after the commit; the answer to a press goes in it. 500 makes Telegram send the update again."""

    def __init__(self, put: Put, clock: Clock, *, path: str, secret: str) -> None:
        self.path, self.secret = path.encode(), secret.encode()
        self._put = put
        self._clock = clock
        self.connections: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle | None = None
        self._date = (0, b"")
        self._answered = asyncio.Event()

    async def open(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), host, port)
        self._sweeper = loop.call_later(SWEEP_EVERY, self._sweep)

    async def close(self, seconds: float) -> None:
        """Nobody comes in any more; what was taken is answered, if that takes no longer than this."""
        if self._server is None:
            return
        self._server.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(one.slots for one in self.connections):
                    self._answered.clear()
                    await self._answered.wait()
        for one in list(self.connections):
            one.leave()

    def take(self, body: bytes) -> "asyncio.Future[Any] | HTTPStatus":
        received_at = self._clock.now()
        try:
            update = orjson.loads(body)
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return HTTPStatus.BAD_REQUEST
        return self._put(update, received_at)

    def answer(self, status: HTTPStatus, body: bytes, *, is_last: bool) -> bytes:
        self._answered.set()
        now = int(time.time())
        if self._date[0] != now:
            self._date = (now, formatdate(now, usegmt=True).encode())
        more = b"Connection: close\r\n" if is_last else b""
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            more += b"Allow: POST\r\n"
        head = b"HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
        return head % (status, status.phrase.encode(), self._date[1], len(body), more) + body

    def _sweep(self) -> None:
        old = time.monotonic() - IDLE
        for one in [one for one in self.connections if not one.slots and one.since < old]:
            one.leave()
        self._sweeper = asyncio.get_running_loop().call_later(SWEEP_EVERY, self._sweep)


class Connection(asyncio.Protocol):
    """One after the other is read; the answers go out in the order of the requests."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self.slots: deque[Slot] = deque()
        self.since = time.monotonic()
        self._is_over = False
        self.on_message_begin()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is none by descent.
        self._transport = cast(asyncio.Transport, transport)
        self._hook.connections.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        """What was taken is done all the same; the platform, which read no answer, sends it again."""
        self._transport, self._is_over = None, True
        self.slots.clear()
        self._hook.connections.discard(self)

    def leave(self) -> None:
        self._is_over = True
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            return self._refuse(HTTPStatus.BAD_REQUEST)
        if self._size > HEAD_LIMIT + BODY_LIMIT or (not self._is_headed and self._size > HEAD_LIMIT):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif len(self.slots) > AHEAD and self._transport is not None:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Whoever reads no answers is read no more."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    # What httptools finds.

    def on_message_begin(self) -> None:
        self._url, self._body = b"", b""
        self._is_secret = self._is_headed = False
        self._size = 0
        self._status: HTTPStatus | None = None

    def on_url(self, part: bytes) -> None:
        self._url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name == SECRET_HEADER:
            self._is_secret = hmac.compare_digest(value, self._hook.secret)
        elif name == b"expect" and value.lower() == b"100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_headers_complete(self) -> None:
        self._is_headed = True
        if self._url.partition(b"?")[0] != self._hook.path:
            self._status = HTTPStatus.NOT_FOUND
        elif self._parser.get_method() != b"POST":
            self._status = HTTPStatus.METHOD_NOT_ALLOWED
        elif not self._is_secret:
            self._status = HTTPStatus.UNAUTHORIZED

    def on_body(self, part: bytes) -> None:
        if len(self._body) + len(part) > BODY_LIMIT:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif self._status is None:
            self._body = self._body + part if self._body else part

    def on_message_complete(self) -> None:
        if self._is_over:
            return
        self.since, self._size = time.monotonic(), 0
        slot: Slot = [None, self._parser.should_keep_alive()]
        self.slots.append(slot)
        taken = self._hook.take(self._body) if self._status is None else self._status
        if isinstance(taken, HTTPStatus):
            self._answered(slot, taken, b"")
        else:
            taken.add_done_callback(partial(self._done, slot))

    # What is said.

    def _done(self, slot: Slot, taken: "asyncio.Future[Any]") -> None:
        if taken.cancelled():
            return self.leave()
        if (error := taken.exception()) is not None:
            log.error("update_not_taken", error=type(error).__name__)
            return self._answered(slot, HTTPStatus.INTERNAL_SERVER_ERROR, b"")
        self._answered(slot, HTTPStatus.OK, in_reply(taken.result()))

    def _answered(self, slot: Slot, status: HTTPStatus, body: bytes) -> None:
        slot[0] = self._hook.answer(status, body, is_last=not slot[1])
        while self._transport is not None and self.slots and self.slots[0][0] is not None:
            said, goes_on = self.slots.popleft()
            self._transport.write(said)
            if not goes_on:
                return self.leave()
        if not self.slots and self._transport is not None and not self._is_over:
            self._transport.resume_reading()

    def _refuse(self, status: HTTPStatus) -> None:
        """The last that is said here: what follows it cannot be told apart any more."""
        if self._is_over or self._transport is None:
            return
        self._is_over = True
        if not self.slots:
            self._transport.write(self._hook.answer(status, b"", is_last=True))
        asyncio.get_running_loop().call_later(LINGER, self.leave)


def in_reply(reply: TelegramMethod[Any] | None) -> bytes:
    if reply is None:
        return b"{}"
    return orjson.dumps({"method": reply.__api_method__, **reply.model_dump(exclude_none=True, warnings=False)})
