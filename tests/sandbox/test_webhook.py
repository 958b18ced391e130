"""Delivery by webhook: lanes, tries, the secret header, and a call in the reply."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox import webhook
from bot.sandbox.api import BotApi
from bot.sandbox.webhook import RETRY_CAP, Delivery
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, Clock, kinds

Reply = Callable[[dict[str, Any]], Any]


class Hook:
    """A bot's web server: notes what came, answers as the test says; waits between tries pass on the test's clock."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.clock = clock
        self.came: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.waits: list[float] = []
        self.reply: Reply = lambda update: web.Response()
        self.server: TestServer
        self.delivery = Delivery(world, BotApi(world), sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.move(seconds)
        await asyncio.sleep(0)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.came.append(await request.json())
        self.headers.append(request.headers)
        answer = self.reply(self.came[-1])
        return await answer if asyncio.iscoroutine(answer) else answer

    async def until(self, what: Callable[[], Any], seconds: float = 3) -> None:
        async with asyncio.timeout(seconds):
            while not what():
                await asyncio.sleep(0.005)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.came if "message" in update]


@contextlib.asynccontextmanager
async def hooked(world: World, clock: Clock) -> AsyncIterator[Hook]:
    hook = Hook(world, clock)
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    async with TestServer(app) as server:
        hook.server = server
        await hook.delivery.start()
        yield hook
        await hook.delivery.stop()


@pytest.fixture
async def hook(world: World, clock: Clock) -> AsyncIterator[Hook]:
    async with hooked(world, clock) as hook:
        yield hook


async def set_webhook(api: Api, hook: Hook, **more: Any) -> None:
    await api("setWebhook", url=str(hook.server.make_url("/hook")), **more)


async def test_waiting_updates_come_with_the_secret(world: World, api: Api, hook: Hook) -> None:
    world.start(1, "before")
    await set_webhook(api, hook, secret_token="s3cr3t", max_connections=5)
    world.start(1, "after")
    await hook.until(lambda: not world.state.queue)
    assert hook.texts == ["/start before", "/start after"]
    assert hook.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cr3t"
    info = await api("getWebhookInfo")
    assert (info["pending_update_count"], info["max_connections"]) == (0, 5)


async def test_order_inside_a_lane_and_lanes_side_by_side(world: World, api: Api, hook: Hook) -> None:
    open_now = asyncio.Event()

    async def slow(update: dict[str, Any]) -> web.Response:
        if update["message"]["chat"]["id"] == 1:
            await open_now.wait()
        return web.Response()

    hook.reply = slow
    await set_webhook(api, hook)
    for payload in ("a", "b"):
        world.start(1, payload)
        world.start(2, payload)
    await hook.until(lambda: len(hook.came) == 3)
    await asyncio.sleep(0.02)
    assert sorted(hook.texts) == ["/start a", "/start a", "/start b"]
    open_now.set()
    await hook.until(lambda: not world.state.queue)
    assert [update["message"]["text"] for update in hook.came if update["message"]["chat"]["id"] == 1] == ["/start a", "/start b"]


async def test_tries_again_at_once_then_ever_later(world: World, api: Api, hook: Hook) -> None:
    hook.reply = lambda update: web.Response(status=500 if len(hook.came) < 5 else 200)
    await set_webhook(api, hook)
    world.start(1)
    await hook.until(lambda: not world.state.queue)
    assert hook.waits == [0, 2, 4, 8]
    assert "500" in (await api("getWebhookInfo"))["last_error_message"]


async def test_retry_after_is_obeyed_up_to_an_hour(world: World, api: Api, hook: Hook) -> None:
    waits = iter(["7", "99999"])
    hook.reply = lambda update: web.Response(status=503, headers={"Retry-After": next(waits)}) if len(hook.came) < 3 else web.Response()
    await set_webhook(api, hook)
    world.start(1)
    await hook.until(lambda: not world.state.queue)
    assert hook.waits == [7, 3600]


async def test_a_press_that_cannot_be_delivered_dies(
    world: World, api: Api, hook: Hook, clock: Clock, group: int, card: dict[str, Any]
) -> None:
    hook.reply = lambda update: web.Response(status=502)
    sent = await api("sendMessage", chat_id=group, text="x", reply_markup=card)
    await set_webhook(api, hook)
    world.press(1, group, sent["message_id"], 0, 0)
    await hook.until(lambda: not world.state.queue)
    *doubled, last = hook.waits  # the next wait would end after its 150 seconds
    assert doubled == [0, 2, 4, 8, 16, 32]
    assert RETRY_CAP[0] <= last <= 64, "doubled, up to a cap that is drawn by lot"


async def test_a_call_in_the_reply_is_carried_out(world: World, api: Api, hook: Hook, group: int, card: dict[str, Any]) -> None:
    sent = await api("sendMessage", chat_id=group, text="x", reply_markup=card)
    hook.reply = lambda update: web.json_response(
        {"method": "answerCallbackQuery", "callback_query_id": update["callback_query"]["id"], "text": "已记下"}
    )
    await set_webhook(api, hook)
    press = world.press(1, group, sent["message_id"], 0, 0)
    await hook.until(lambda: not world.state.queue)
    answer = world.state.presses[press.id].answer
    assert answer is not None
    assert answer.text == "已记下"
    hook.reply = lambda update: web.json_response({"method": "deleteWebhook"})
    world.start(1)
    await hook.until(lambda: not world.state.queue)
    assert world.state.webhook is not None
    assert [call.via for call in world.journal.newest(9)].count("webhook reply") == 1


async def test_gone_for_23_hours_ends_the_webhook(world: World, api: Api, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhook.GONE_SECONDS == 23 * 3600
    monkeypatch.setattr(webhook, "GONE_SECONDS", 600)
    hook.reply = lambda update: web.Response(status=410 if len(hook.came) != 4 else 500)
    await set_webhook(api, hook)
    world.start(1)
    await hook.until(lambda: world.state.webhook is None)
    assert 600 < sum(hook.waits[3:]) < 600 + 120 + 60
    assert kinds(world) == ["message"]


async def test_where_a_webhook_may_be(world: World, api: Api) -> None:
    assert "no address outside this computer" in await api.refused("setWebhook", url="https://example.org/hook")
    assert "invalid webhook URL" in await api.refused("setWebhook", url="nonsense")
    assert "unallowed characters" in await api.refused("setWebhook", url="http://127.0.0.1:1/", secret_token="ä")
    await api("setWebhook", url="http://localhost:1/x", drop_pending_updates=True, allowed_updates=["message"])
    assert (await api("getWebhookInfo"))["allowed_updates"] == ["message"]
    await api("setWebhook", url="")
    assert (await api("getWebhookInfo"))["url"] == ""
