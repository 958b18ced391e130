"""A small neighbourhood on a clock that only the test moves, called in-process or over loopback."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp.test_utils import TestServer

from bot.sandbox.api import BotApi
from bot.sandbox.chats import Message
from bot.sandbox.happenings import Happening
from bot.sandbox.http import build_app
from bot.sandbox.world import SANDBOX_TOKEN, World
from tests.sandbox.tab import Behind


class Clock:
    """Starts at noon; `move` is the only way it goes on."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 2, 27, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Api:
    """The Bot API without HTTP: a call gives the result, `refused` gives the words of the refusal."""

    def __init__(self, world: World) -> None:
        self.inner = BotApi(world)

    async def raw(self, method: str, params: dict[str, Any], uploads: Any = None) -> dict[str, Any]:
        answer = await self.inner.call(method, params, uploads or {})
        assert answer is not None
        return orjson.loads(answer.body)

    async def __call__(self, method: str, **params: Any) -> Any:
        answer = await self.raw(method, params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        answer = await self.raw(method, params)
        assert not answer["ok"], answer
        return answer["description"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """王桂芳 (1) and 李建国 (2) live here, 陈静 (3) owns the group, 何志明 (4) is outside; the bot is in the group."""
    world = World(clock)
    for user_id, slug, name, side in (
        (1, "wang-guifang", "王桂芳", "resident"),
        (2, "li-jianguo", "李建国", "resident"),
        (3, "chen-jing", "陈静", "organiser"),
        (4, "he-zhiming", "何志明", "resident"),
    ):
        world.add_person(slug, user_id, name, slug.title(), role="业主", role_en="owner", side=side, color=user_id)
    world.add_group("heping", "和平小区业主群", "Heping owners", [1, 2], 3, subtitle="48 户", subtitle_en="48 homes")
    world.add_bot("heping", 3)
    world.updates.clear()
    return world


@pytest.fixture
def group(world: World) -> int:
    return world.chat("heping").id


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)


@pytest.fixture
def heard(world: World) -> list[Happening]:
    happenings: list[Happening] = []
    world.listen(happenings.append)
    return happenings


@pytest.fixture
async def server(world: World) -> AsyncIterator[TestServer]:
    async with TestServer(build_app(world, token=SANDBOX_TOKEN, control=True)) as running:
        yield running


@contextlib.asynccontextmanager
async def aiogram_bot(server: TestServer, token: str = SANDBOX_TOKEN) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(str(server.make_url("")).rstrip("/")))
    bot = Bot(token, session=session)
    try:
        yield bot
    finally:
        # aiogram's own close sleeps a quarter of a second for TLS, which there is none of here.
        inner = await session.create_session()
        await inner.close()


def kinds(world: World) -> list[str]:
    return [update.kind for update in world.state.queue.values()]


def last_update(world: World) -> dict[str, Any]:
    return next(reversed(world.state.queue.values())).payload


def last_message(world: World, chat: int | str) -> Message:
    return next(reversed(world.state.messages[world.chat(chat).id].values()))


def buttons(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


@pytest.fixture
def card() -> dict[str, Any]:
    return buttons([("同意", "v:1:yes"), ("反对", "v:1:no"), ("弃权", "v:1:abstain")])


@pytest.fixture
def neighbours(world: World) -> list[int]:
    ids = list(range(100, 140))
    for user_id in ids:
        world.add_person(
            f"n{user_id}", user_id, f"邻居{user_id}", "", role="", role_en="", side="resident", color=1, named=False, crowd=True
        )
    world.add_group("all", "所有人", "All", [*ids, 1], 3)
    del world.state.chats[world.chat("heping").id]
    world.add_bot("all", 3)
    world.updates.clear()
    return ids


@pytest.fixture
def behind(world: World, clock: Clock) -> Behind:
    return Behind(world, clock)


@pytest.fixture
async def beside(world: World, behind: Behind) -> AsyncIterator[TestServer]:
    async with TestServer(build_app(world, token=SANDBOX_TOKEN, backstage=behind)) as running:
        yield running
