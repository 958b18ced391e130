"""The other end of the line: a Bot API that says yes to everything, and connections that post one update after the other."""

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.bench.taps.updates import Tap
from tests.wire import BOT

HEADER_END = b"\r\n\r\n"


@dataclass
class Posted:
    """What came of a round: seconds of each answer, in the order of their end."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: list[Tap] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


async def post(port: int, path: str, secret: str, taps: Sequence[Tap], connections: int, posted: Posted) -> Posted:
    """A closed loop: each connection waits for its answer before it posts the next. What a killed server cuts off is not acknowledged."""
    waiting = iter(taps)
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Type: application/json\r\n"
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, head, waiting, posted) for _ in range(connections)))
    posted.seconds = time.perf_counter() - began
    return posted


async def _connection(port: int, head: str, waiting: Iterator[Tap], posted: Posted) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for tap in waiting:
                began = time.perf_counter()
                writer.write(f"{head}Content-Length: {len(tap.body)}\r\n\r\n".encode() + tap.body)
                status = await _answer(reader)
                posted.latencies.append(time.perf_counter() - began)
                posted.statuses[status] += 1
                if status == 200:
                    posted.acknowledged.append(tap)
        finally:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """The status; the body is read and left."""
    head = (await reader.readuntil(HEADER_END)).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r")[0]
    if length:
        await reader.readexactly(int(length))
    elif b"transfer-encoding: chunked" in head:
        await reader.readuntil(b"0\r\n\r\n")
    return int(head.split(b" ", 2)[1])


class Platform:
    """Every method succeeds; each message it is given gets the next number."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """The port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(HEADER_END)
                method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
                if length:
                    await reader.readexactly(int(length))
                elif b"chunked" in head.lower():
                    await reader.readuntil(b"\r\n0\r\n\r\n")
                body = json.dumps({"ok": True, "result": self._result(method)}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    def _result(self, method: str) -> object:
        self.calls[method] += 1
        if method == "getMe":
            return BOT.model_dump(exclude_none=True)
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method.startswith(("send", "editMessage")):
            number = 1_000_000 + self.calls.total()
            return {"message_id": number, "date": 1_790_000_000, "chat": {"id": 1, "type": "private"}, "text": "."}
        if method == "getChatMember":
            return {"status": "member", "user": BOT.model_dump(exclude_none=True)}
        return True
