"""The webhook's door: what it takes, what it refuses, and in which order it answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery

from bot.runtime.hook import BODY_LIMIT, Hook
from tests.e2e.harness import free_port
from tests.fake_clock import START, FakeClock

PATH, SECRET = "/hook", "s3cret"
END = b"\r\n\r\n"
LAST_ANSWERS = 0.5


@dataclass
class Door:
    """Updates are answered at once, those of `held` when their future is."""

    port: int
    taken: list[tuple[int, datetime]] = field(default_factory=list)
    held: dict[int, "asyncio.Future[Any]"] = field(default_factory=dict)
    hook: Hook = field(init=False)

    def put(self, update: dict[str, Any], received_at: datetime) -> "asyncio.Future[Any]":
        self.taken.append((update["update_id"], received_at))
        if (waits := self.held.get(update["update_id"])) is not None:
            return waits
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(AnswerCallbackQuery(callback_query_id=str(update["update_id"]), text="已记下"))
        return done

    async def line(self, stack: AsyncExitStack) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        stack.callback(writer.close)
        return reader, writer


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door(free_port())
    made.hook = Hook(made.put, FakeClock(), path=PATH, secret=SECRET)
    await made.hook.open("127.0.0.1", made.port, last_answers=LAST_ANSWERS)
    yield made
    await made.hook.close()


def request(body: bytes, *, head: bytes = b"", method: bytes = b"POST", path: bytes = b"/hook", secret: bytes = b"s3cret") -> bytes:
    length = b"" if b"chunked" in head else b"Content-Length: %d\r\n" % len(body)
    return b"%s %s HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: %s\r\n%s%s\r\n" % (method, path, secret, length, head) + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await asyncio.wait_for(reader.readuntil(END), 10)
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


REFUSED = [
    (request(b'{"update_id": 1}', secret=b"wrong"), 401),
    (request(b'{"update_id": 1}', secret=b"\xe9"), 401),
    (b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 401),
    (request(b'{"update_id": 1}', path=b"/other"), 404),
    (request(b"", method=b"GET"), 405),
    (request(b""), 400),
    (request(b"[]"), 400),
    (request(b'{"update_id": "x"}'), 400),
    (request(b"\xff"), 400),
]


async def test_what_is_no_update_from_the_platform_is_refused_and_the_line_goes_on(door: Door) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        for sent, status in REFUSED:
            writer.write(sent)
            assert (await answer(reader))[0] == status
        assert door.taken == []
        writer.write(request(b'{"update_id": 5}', path=b"/hook?x=1"))
        status, body = await answer(reader)
    assert (status, body) == (200, '{"method":"answerCallbackQuery","callback_query_id":"5","text":"已记下"}'.encode())
    assert door.taken == [(5, START)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /hook HTTP/1.1\r\n" + b"X-Long: 0123456789\r\n" * 10_000, 400),
        (b"\x16\x03\x01\x02\x00\x01\x00" * 10, 400),
        (b"POST /hook HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
    ],
    ids=["headers", "TLS", "length"],
)
async def test_after_what_cannot_be_read_to_its_end_the_line_is_left(door: Door, sent: bytes, status: int) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        writer.write(sent)
        assert (await answer(reader))[0] == status
        assert await asyncio.wait_for(reader.read(), 10) == b""
    assert door.taken == []


@pytest.mark.parametrize("head", [b"", b"Transfer-Encoding: chunked\r\n"], ids=["body", "chunks"])
async def test_a_body_that_is_too_long_is_refused(door: Door, head: bytes) -> None:
    body = b" " * (BODY_LIMIT + 1)
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        writer.write(request(b"%x\r\n" % len(body) + body if head else body, head=head))
        assert (await answer(reader))[0] == 413
    assert door.taken == []


async def test_a_body_may_come_in_pieces(door: Door) -> None:
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        for byte in request(b'a\r\n{"update_i\r\n6\r\nd": 7}\r\n0\r\n\r\n', head=b"Transfer-Encoding: chunked\r\n"):
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await answer(reader))[0] == 200
        writer.write(request(b'{"update_id": 8}', head=b"Connection: close\r\n"))
        assert (await answer(reader))[0] == 200
        assert await reader.read() == b"", "the platform wanted it closed"
    assert [update_id for update_id, _ in door.taken] == [7, 8]


async def test_answers_go_out_in_the_order_of_the_requests(door: Door) -> None:
    door.held[1] = asyncio.get_running_loop().create_future()
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        many = 40
        for number in range(1, many + 1):
            writer.write(request(b'{"update_id": %d}' % number))
            await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readuntil(END), 0.05)
        door.held[1].set_exception(OSError("the database is away"))
        assert await answer(reader) == (500, b"")
        said = [await answer(reader) for _ in range(many - 1)]
    assert [int(body.split(b'"')[7]) for _, body in said] == list(range(2, many + 1))


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_true():
            await asyncio.sleep(0.01)


async def test_a_stop_answers_what_was_taken_and_takes_no_more(door: Door) -> None:
    door.held[1] = asyncio.get_running_loop().create_future()
    async with AsyncExitStack() as stack:
        reader, writer = await door.line(stack)
        writer.write(request(b'{"update_id": 1}'))
        await until(lambda: bool(door.taken))
        closing = asyncio.create_task(door.hook.close())
        await asyncio.sleep(0.05)
        with pytest.raises(OSError, match=r"."):
            await asyncio.open_connection("127.0.0.1", door.port)
        door.held[1].set_result(None)
        assert await answer(reader) == (200, b"{}")
        await closing
        assert await reader.read() == b""


async def test_what_a_stop_cuts_off_is_not_answered(door: Door) -> None:
    """The platform sends it again."""
    door.held = {number: asyncio.get_running_loop().create_future() for number in (1, 2)}
    async with AsyncExitStack() as stack:
        lines = [await door.line(stack) for _ in range(2)]
        for number, (_, writer) in enumerate(lines, start=1):
            writer.write(request(b'{"update_id": %d}' % number))
        await until(lambda: len(door.taken) == 2)
        door.held[1].cancel()
        assert await asyncio.wait_for(lines[0][0].read(), 10) == b""
        await door.hook.close()
        assert await asyncio.wait_for(lines[1][0].read(), 10) == b""
