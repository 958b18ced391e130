"""`linli sandbox` as a person starts it: server, page and bot in one process, and what its page would hear of it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.harness import free_port
from tests.e2e.processes import FROM_NOTHING, PATIENCE, Process, until

# The vote of the seed world was opened 26 minutes before this, and closes on 1 March, 18:00.
MORNING = "2026-02-27T10:32"
Json = dict[str, Any]


class Sandbox:
    def __init__(
        self,
        folder: Path,
        *,
        at: str | None = MORNING,
        keep: bool = False,
        name: str = "sandbox",
        from_nothing: bool = FROM_NOTHING,
        host: str = "127.0.0.1",
        printed: str = "127.0.0.1",
        **more: str,
    ) -> None:
        self.port = free_port()
        self.url = f"http://{printed}:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        # Somebody has done something in this world.
        self.touched = False
        self.began = time.monotonic()
        environment = {"WEB_HOST": host, "WEB_PORT": str(self.port), "DATA_DIR": str(folder / "data"), "LOG_LEVEL": "WARNING"} | more
        arguments = ["sandbox", *(["--at", at] if at else []), *(["--keep"] if keep else [])]
        self.process = Process(folder, name, arguments, from_nothing=from_nothing, **environment)
        try:
            until(lambda: self.url in self.process.said() or not self.process.running, "the address")
        except AssertionError:
            # Nobody else knows of it yet: it would outlive the run.
            self.process.end(signal.SIGKILL)
            raise
        self.address_after = time.monotonic() - self.began
        assert self.process.running, self.process.said()

    def worked(self) -> float:
        return self.process.worked()

    def took(self) -> float:
        return self.process.took()

    def close(self) -> None:
        """It ends within its five seconds, and has complained of nothing."""
        code = self.process.end()
        assert code == 0, self.process.said()
        complaints = self.process.err.read_text(encoding="utf-8")
        assert not complaints, complaints


class Wire:
    """One tab without a browser: orders go out, and the world is asked for whenever a test wants to know."""

    def __init__(self, tab: aiohttp.ClientWebSocketResponse) -> None:
        self._tab = tab
        self._refs = 0

    async def order(self, kind: str, **more: Any) -> Json:
        """What it was answered; a refusal is an AssertionError."""
        answer = await self.ask(kind, **more)
        assert answer["type"] == "done", answer
        return answer

    async def ask(self, kind: str, **more: Any) -> Json:
        self._refs += 1
        ref = f"t{self._refs}"
        await self._tab.send_json({"type": kind, "ref": ref} | more)
        return await self._hear(lambda event: event.get("ref") == ref and event["type"] in ("done", "refused"))

    async def world(self) -> Json:
        self._refs += 1
        await self._tab.send_json({"type": "world", "ref": f"t{self._refs}"})
        return await self._hear(lambda event: event["type"] == "world")

    async def until(self, condition: Callable[[Json], Any], what: str, seconds: float = PATIENCE) -> Json:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            world = await self.world()
            if condition(world):
                return world
            await asyncio.sleep(0.05)
        raise AssertionError(f"waited {seconds:.0f} s for {what}")

    async def ready(self) -> Json:
        return await self.until(lambda world: world["bot"]["state"] == "online" and world["people"], "the neighbourhood")

    async def _hear(self, wanted: Callable[[Json], bool]) -> Json:
        while True:
            event: Json = await self._tab.receive_json(timeout=PATIENCE)
            if wanted(event):
                return event


@asynccontextmanager
async def tab_of(sandbox: Sandbox) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.url}/ws", origin=sandbox.url, max_msg_size=0) as tab:
        yield Wire(tab)


def texts(world: Json, chat: str) -> list[str]:
    [found] = [one for one in world["chats"] if one["id"] == chat]
    return [str(message.get("text") or "").replace("\u00a0", " ").replace("\u2060", "") for message in found["last"]]


def unread(world: Json, person: str) -> dict[str, int]:
    [found] = [one for one in world["people"] if one["id"] == person]
    return {chat: count for chat, count in found["unread"].items() if count}


def card_of(world: Json, chat: str, label: str) -> tuple[int, int, int]:
    """Message, row and column of the newest button with this label."""
    [found] = [one for one in world["chats"] if one["id"] == chat]
    for message in reversed(found["last"]):
        for row, buttons in enumerate(message.get("keyboard") or []):
            for col, button in enumerate(buttons):
                if button["text"] == label:
                    return message["message_id"], row, col
    raise AssertionError(f"no button {label} in {chat}")
