"""One tab of the page without a browser, and a bot behind the server that only says what a test wants."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import aiohttp
from aiohttp.test_utils import TestServer

from bot.sandbox.ports import BotState, Due, OutboxCount
from bot.sandbox.world import World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Clock


class Behind:
    """A bot beside the server, as the page's process would show it."""

    def __init__(self, world: World, clock: "Clock") -> None:
        self.world = world
        self.seconds = clock
        self.clock: Any = None
        self.bot: BotState = "online"
        self.done = {"vote": False}
        self.waiting = 0
        self.calls: list[str] = []
        self.resets: list[str] = []
        self.asked: set[str] = set()

    def state(self) -> tuple[BotState, str]:
        return self.bot, "up"

    async def due(self) -> list[Due]:
        return [Due("v1", "close", "表决截止", "Vote closes", self.seconds() + timedelta(days=2))]

    async def outbox(self) -> OutboxCount:
        return OutboxCount(self.waiting, 0)

    async def steps(self) -> dict[str, bool]:
        return self.done

    async def walk_to(self, moment: datetime) -> None:
        await asyncio.sleep(0.15)
        self.seconds.moment = moment

    async def restart(self) -> None:
        self.calls.append("restart")

    async def crash(self) -> None:
        self.calls.append("crash")

    async def reset(self) -> None:
        await asyncio.sleep(0.15)
        self.world.reset()
        self.resets.append(self.world.state.id)

    async def set_language(self, language: Literal["zh", "en"]) -> None:
        self.world.set_language(language)

    async def crowd_left(self, vote: str) -> tuple[int, str]:
        self.asked.add(vote)
        return 16, "屋顶防水改造"


class Page:
    """One tab: checks that no event is missing, and keeps all of them."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self.seq = -1
        self._ref = 0

    async def next(self) -> dict[str, Any]:
        event = await self.socket.receive_json(timeout=3)
        if event["type"] == "world":
            self.seq = event["seq"]
        elif event["type"] not in ("done", "refused"):
            assert event["seq"] == self.seq + 1, event
            self.seq = event["seq"]
        self.heard.append(event)
        return event

    async def until(self, kind: str, **facts: Any) -> dict[str, Any]:
        while True:
            event = await self.next()
            if event["type"] == kind and all(event.get(name) == value for name, value in facts.items()):
                return event

    async def order(self, kind: str, **facts: Any) -> dict[str, Any]:
        self._ref += 1
        ref = f"t{self._ref}"
        await self.socket.send_json({"type": kind, "ref": ref, **facts})
        while True:
            event = await self.next()
            if event.get("ref") == ref:
                return event

    async def done(self, kind: str, **facts: Any) -> dict[str, Any]:
        event = await self.order(kind, **facts)
        assert event["type"] == "done", event
        return event

    async def refused(self, kind: str, **facts: Any) -> str:
        event = await self.order(kind, **facts)
        assert event["type"] == "refused", event
        assert event["en"]
        return str(event["zh"])


@contextlib.asynccontextmanager
async def opened(server: TestServer) -> AsyncIterator[tuple[Page, dict[str, Any]]]:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.make_url("/ws")) as socket:
        page = Page(socket)
        yield page, await page.next()
