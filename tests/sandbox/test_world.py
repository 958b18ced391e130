"""The world as a whole: written down and read back, its crowd, its controls, its speed."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.sandbox.api import BotApi
from bot.sandbox.files import Upload
from bot.sandbox.world import World
from tests.machine import slowness
from tests.sandbox.conftest import Api, Clock, aiogram_bot, kinds


async def test_a_world_is_written_down_and_read_back(world: World, api: Api, group: int, clock: Clock, card: dict[str, Any]) -> None:
    world.start(1)
    sent = await api("sendMessage", chat_id=group, text="<b>表决</b>", parse_mode="HTML", reply_markup=card)
    world.press(1, group, sent["message_id"], 0, 1)
    world.send_file(1, 1, "document", Upload("名册.csv", "", b"\x00a,b"))
    await api("setMyCommands", commands=[{"command": "menu", "description": "菜单"}])
    await api("setWebhook", url="http://127.0.0.1:1/", allowed_updates=["message", "callback_query"])
    written = json.loads(json.dumps(world.snapshot()))
    other = World(clock)
    other.restore(written)
    assert other.state == world.state
    assert kinds(other) == ["message", "callback_query", "message"]
    assert (await Api(other)("getMyCommands"))[0]["command"] == "menu"
    before = other.state.next_update
    other.start(2)
    assert max(other.state.queue) == before


async def test_a_restored_world_never_repeats_an_update_id(world: World, clock: Clock) -> None:
    world.state.next_update = 5
    other = World(clock)
    other.restore(world.snapshot())
    assert other.state.next_update > 1_700_000_000


async def test_a_reset_keeps_the_ids_of_updates_going(world: World) -> None:
    world.state.next_update = 2_000_000_000
    old = world.state.id
    world.reset()
    assert world.state.next_update == 2_000_000_000
    assert world.state.id != old
    assert not world.state.people


async def test_neighbours_off_the_page_have_names_but_no_seat(world: World, neighbours: list[int], server: TestServer) -> None:
    world.start(100)
    async with aiohttp.ClientSession() as session, session.ws_connect(server.make_url("/ws")) as socket:
        whole = await socket.receive_json()
        assert len(whole["people"]) == 4
        assert {chat["id"] for chat in whole["chats"]} == {"all", "bot-wang-guifang", "bot-li-jianguo", "bot-chen-jing", "bot-he-zhiming"}
        world.start(101)
        world.say(100, "all", "大家好")
        event = await socket.receive_json()
        while event["type"] != "message":
            event = await socket.receive_json()
        assert event["message"]["from"] == {"kind": "other", "name": "邻居100", "name_en": ""}


async def test_the_feed_is_not_compressed(server: TestServer) -> None:
    """On loopback it gains nothing, and a tab closed in the middle of a compressed frame leaves an error in the terminal."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.make_url("/ws"), compress=15) as socket:
        assert socket.compress == 0


class Control:
    def __init__(self, server: TestServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def __call__(self, act: str, **asked: Any) -> Any:
        async with self.session.post(self.server.make_url(f"/__ctl/{act}"), json=asked) as answer:
            shape = await answer.json()
            assert shape["ok"] == (answer.status == 200)
            return shape["result"] if shape["ok"] else shape["description"]


@pytest.fixture
async def control(server: TestServer) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession() as session:
        yield Control(server, session)


async def test_a_test_run_by_its_controls(control: Control, server: TestServer) -> None:
    assert len(await control("reset")) == 32
    owner = await control("person", name="群主", slug="owner")
    neighbour = await control("person", name="邻居", username="neighbour_1", language_code="en")
    group = await control("group", slug="g", title="群", owner="owner", members=[neighbour["slug"]], kind="group")
    await control("add_bot", chat="g", by="owner", payload="x1")
    await control("promote_bot", chat="g", by="owner")
    await control("start", person=owner["user_id"], payload="hi")
    assert (await control("say", person="owner", chat="g", text="大家好"))["text"] == "大家好"
    assert await control("pending") == {"queue": 6, "polling": False, "hook": None, "allowed": None, "unanswered": 0}
    async with aiogram_bot(server) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=5, offset=9_999_999_999))
        while not (await control("pending"))["polling"]:
            await asyncio.sleep(0.005)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        card = await bot.send_message(group["chat_id"], "x", reply_markup={"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]})
        press = await control("press", person=neighbour["slug"], chat="g", message_id=card.message_id, text="好")
        assert await control("answer", id=press["callback_query_id"]) is None
        await bot.answer_callback_query(press["callback_query_id"], text="记下了")
        assert await control("answer", id=press["callback_query_id"]) == {"text": "记下了", "alert": False, "url": None}
        await control("fault", method="getMe", code=500, description="Internal Server Error")
        mark = await control("mark")
        with pytest.raises(Exception, match="Internal Server Error"):
            await bot.get_me()
        [call] = await control("journal", since=mark)
        assert (call["method"], call["ok"], call["outcome"]) == ("getMe", False, "500")
        old = await control("press", person="owner", chat="g", message_id=card.message_id, index=0)
        assert await control("age", seconds=151) == {"expired": 2}
        assert old["callback_query_id"]
        await control("block", person="owner")
        with pytest.raises(Exception, match="blocked by the user"):
            await bot.send_message(owner["user_id"], "x")
        new = await control("migrate", chat="g", by="owner")
        with pytest.raises(Exception, match="upgraded"):
            await bot.send_message(group["chat_id"], "x")
        await bot.send_message(new["chat_id"], "x")
    assert [message["text"] for message in await control("messages", chat=new["chat_id"]) if "text" in message] == ["x"]
    assert "no such act" in await control("dance")
    assert "KeyError" in await control("say", text="x")
    assert "nobody called" in await control("say", person="none", text="x")
    data = base64.b64encode(b"a,b").decode()
    assert (await control("send_file", person=neighbour["slug"], name="a.csv", data=data))["document"]["file_name"] == "a.csv"


async def test_a_dropped_answer_breaks_the_connection(control: Control, server: TestServer, group: int, world: World) -> None:
    await control("fault", method="sendMessage", drop=True, after=True)
    async with aiogram_bot(server) as bot:
        with pytest.raises(Exception, match=r"ServerDisconnected|ClientOSError"):
            await bot.send_message(group, "没回音")
        assert next(reversed(world.state.messages[group].values())).text == "没回音"
        await bot.send_message(group, "又好了")


async def test_hot_methods_are_fast(world: World, group: int, card: dict[str, Any]) -> None:
    """At least 1,000 calls in a second of work on the machine of the figures."""
    api = BotApi(world)
    markup = json.dumps(card)
    begun = time.process_time()
    for number in range(500):
        form = {"chat_id": str(group), "text": f"<b>已参与</b> {number} / 48 户", "parse_mode": "HTML", "reply_markup": markup}
        await api.call("sendMessage", form)
        edit = form | {"message_id": str(number + 2), "text": "新的"}
        answer = await api.call("editMessageText", edit)
        assert answer is not None
        assert answer.status == 200
    assert time.process_time() - begun < slowness()
