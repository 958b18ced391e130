"""Proxies on loopback: HTTP CONNECT and SOCKS5, each counting the ways it opened; only they know where their names lead."""

import asyncio
import base64
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
Place = tuple[str, int]
# SOCKS5 (RFC 1928, RFC 1929).
NO_AUTH, WITH_PASSWORD, NOT_ACCEPTABLE = 0, 2, 0xFF
BY_ADDRESS, BY_NAME = 1, 3
REFUSED = 5


@dataclass
class Proxy:
    """`names`: where the places that people ask for really are; a place it does not know is asked for as it stands."""

    names: dict[Place, Place] = field(default_factory=dict)
    user: str | None = None
    password: str | None = None
    port: int = 0
    opened: list[Place] = field(default_factory=list)
    turned_away: int = 0

    async def way(self, place: Place) -> tuple[Reader, Writer]:
        found = await asyncio.open_connection(*self.names.get(place, place))
        self.opened.append(place)
        return found

    async def connect(self, reader: Reader, writer: Writer) -> tuple[Reader, Writer] | None:
        """HTTP CONNECT (RFC 9110, 9.3.6)."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, where, _ = first.split(" ")
        assert method == "CONNECT", first
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        if self.user is not None and headers.get("proxy-authorization") != _basic(self.user, self.password or ""):
            self.turned_away += 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")
            return None
        host, _, port = where.rpartition(":")
        try:
            found = await self.way((host, int(port)))
        except OSError:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return found

    async def socks5(self, reader: Reader, writer: Writer) -> tuple[Reader, Writer] | None:
        _, offered = await reader.readexactly(2)
        wanted = NO_AUTH if self.user is None else WITH_PASSWORD
        accepted = wanted in await reader.readexactly(offered)
        writer.write(bytes([5, wanted if accepted else NOT_ACCEPTABLE]))
        if not accepted or (wanted == WITH_PASSWORD and not await self._knows(reader, writer)):
            self.turned_away += 1
            return None
        _, command, _, kind = await reader.readexactly(4)
        assert command == 1
        assert kind in (BY_ADDRESS, BY_NAME)
        if kind == BY_ADDRESS:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        [port] = struct.unpack(">H", await reader.readexactly(2))
        try:
            found = await self.way((host, port))
        except OSError:
            writer.write(bytes([5, REFUSED, 0, BY_ADDRESS, 0, 0, 0, 0, 0, 0]))
            return None
        writer.write(bytes([5, 0, 0, BY_ADDRESS, 0, 0, 0, 0, 0, 0]))
        return found

    async def _knows(self, reader: Reader, writer: Writer) -> bool:
        await reader.readexactly(1)
        said = [(await reader.readexactly((await reader.readexactly(1))[0])).decode() for _ in range(2)]
        right = said == [self.user, self.password]
        writer.write(bytes([1, 0 if right else 1]))
        return right


def _basic(user: str, password: str) -> str:
    """RFC 7617."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def _hangs_up(_: Proxy, reader: Reader, __: Writer) -> None:
    """Takes the call and says nothing, as a port that something else has."""
    await reader.read(1)


async def _babbles(_: Proxy, reader: Reader, writer: Writer) -> None:
    await reader.read(1)
    writer.write(b"220 mail.example ESMTP\r\n")


async def _is_silent(_: Proxy, reader: Reader, __: Writer) -> None:
    while await reader.read(4096):
        pass


Greeting = Callable[[Proxy, Reader, Writer], Awaitable[tuple[Reader, Writer] | None]]
GREETINGS: dict[str, Greeting] = {"http": Proxy.connect, "socks5": Proxy.socks5}
FAULTS: dict[str, Greeting] = {"hangs up": _hangs_up, "babbles": _babbles, "is silent": _is_silent}


async def _pass_on(reader: Reader, writer: Writer) -> None:
    while part := await reader.read(65_536):
        writer.write(part)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def proxy(greeting: Greeting, known: Proxy) -> AsyncIterator[Proxy]:
    """While it lasts, on a port of its own."""
    calls: set[asyncio.Task[None]] = set()

    async def call(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        calls.add(task)
        ends = [writer]
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                if (there := await greeting(known, reader, writer)) is not None:
                    ends.append(there[1])
                    await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))
        finally:
            calls.discard(task)
            for end in ends:
                end.close()

    server = await asyncio.start_server(call, "127.0.0.1", 0)
    known.port = server.sockets[0].getsockname()[1]
    try:
        yield known
    finally:
        server.close()
        for task in list(calls):
            task.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await server.wait_closed()
