"""What the page hears over its WebSocket, and what it may order."""

import asyncio
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from bot.sandbox import members
from bot.sandbox.api import BotApi
from bot.sandbox.files import Upload
from bot.sandbox.world import SANDBOX_TOKEN, World
from tests.sandbox.conftest import Api, Clock, buttons
from tests.sandbox.tab import Behind, Page, opened
from tests.sandbox.test_methods import picture


async def test_a_new_tab_gets_the_whole_world(world: World, api: Api, group: int, beside: TestServer, card: dict[str, Any]) -> None:
    world.start(1)
    await api("setMyCommands", commands=[{"command": "menu", "description": "菜单"}])
    await api("sendMessage", chat_id=group, text="<b>表决</b>", parse_mode="HTML", reply_markup=card)
    async with opened(beside) as (_, whole):
        assert whole["type"] == "world"
        assert whole["id"] == world.state.id
        assert (whole["now"], whole["language"]) == ("2026-02-27T12:00:00+08:00", "zh")
        assert whole["token_masked"] == f"{world.bot_id}:•••"
        assert SANDBOX_TOKEN not in str(whole)
        assert whole["bot"] == {"state": "online", "last_log": "up"}
        assert whole["due"] == [
            {"id": "v1", "title": "表决截止", "title_en": "Vote closes", "at": "2026-03-01T12:00:00+08:00", "kind": "close"}
        ]
        assert whole["steps"] == [{"id": name, "done": False} for name in ("vote", "open", "result", "newcomer", "crash", "roster")]
        assert whole["crowd"] == {"left": 0, "able": 0, "vote": ""}, "no vote of the product's is open here"
        wang = whole["people"][0]
        assert (wang["id"], wang["first_char"], wang["unread"]) == ("wang-guifang", "王", {"heping": 1})
        chats = {chat["id"]: chat for chat in whole["chats"]}
        assert chats["heping"]["subtitle"] == "48 户 · 3 人"
        assert chats["heping"]["last"][-1]["keyboard"][0][0] == {"text": "同意", "data": "v:1:yes"}
        assert chats["heping"]["last"][0]["service"] == {"zh": "陈静 把 邻里助手 拉进了群", "en": "Chen-Jing added Linli"}
        assert (chats["bot-wang-guifang"]["started"], chats["bot-li-jianguo"]["started"]) == (True, False)
        assert chats["bot-wang-guifang"]["title"] == "邻里助手"
        assert chats["bot-wang-guifang"]["commands"] == [{"command": "menu", "description": "菜单"}]
        assert [call["method"] for call in whole["calls"]] == ["sendMessage", "setMyCommands"]
        assert whole["updates"][0]["kind"] == "message"


async def test_the_homes_that_are_left_are_those_of_the_vote_that_the_crowd_goes_to(
    world: World, api: Api, group: int, behind: Behind, beside: TestServer
) -> None:
    world.add_person("n9", 9, "邻居", "", role="", role_en="", side="resident", color=1, named=False, crowd=True)
    members.join(world, world.person(9), world.chat(group))
    for vote in ("roof", "gate"):
        choices = [("同意", f"vc:{vote}:agree"), ("反对", f"vc:{vote}:against"), ("弃权", f"vc:{vote}:abstain")]
        await api("sendMessage", chat_id=group, text=vote, reply_markup=buttons(choices))
    async with opened(beside) as (page, whole):
        assert whole["crowd"] == {"left": 16, "able": 1, "vote": "屋顶防水改造"}
        assert behind.asked == {"gate"}
        assert (await page.done("crowd"))["sent"] == 1
        assert "都投过了" in await page.refused("crowd")
    assert [press.data.split(":")[1] for press in world.state.presses.values()] == ["gate"]


async def test_a_tap_from_the_page_to_its_answer(world: World, api: Api, group: int, beside: TestServer, card: dict[str, Any]) -> None:
    sent = await api("sendMessage", chat_id=group, text="表决", reply_markup=card)
    async with opened(beside) as (page, _):
        done = await page.done("press", person="wang-guifang", chat="heping", message_id=sent["message_id"], row=0, col=0)
        assert [event["type"] for event in page.heard] == ["world", "update", "done"]
        assert page.heard[1]["who"] == "王桂芳"
        [press] = world.state.presses
        await api("answerCallbackQuery", callback_query_id=press, text="已记下")
        answer = await page.until("answer")
        assert (answer["press"], answer["text"], answer["alert"]) == (done["ref"], "已记下", False)
        call = await page.until("call")
        assert (call["method"], call["chat"], call["outcome"], call["ok"]) == ("answerCallbackQuery", "王桂芳", "ok", True)
        await api("editMessageText", chat_id=group, message_id=sent["message_id"], text="表决 32/48")
        assert (await page.until("edited"))["message"]["edited"] is True
        url = {"inline_keyboard": [[{"text": "看", "url": "https://e.org/x"}]]}
        link = await api("sendMessage", chat_id=group, text="看", reply_markup=url)
        assert (await page.done("press", person="wang-guifang", chat="heping", message_id=link["message_id"], row=0, col=0))[
            "url"
        ] == "https://e.org/x"
        assert "不在" in await page.refused("press", person="he-zhiming", chat="heping", message_id=link["message_id"], row=0, col=0)


async def test_a_tap_carries_the_data_that_its_sender_sees(
    world: World, api: Api, group: int, beside: TestServer, card: dict[str, Any]
) -> None:
    """As the platform's apps do: the bot may have changed its buttons meanwhile, and data may be forged."""
    sent = await api("sendMessage", chat_id=group, text="表决", reply_markup=card)
    place = {"person": "wang-guifang", "chat": "heping", "message_id": sent["message_id"]}
    async with opened(beside) as (page, _):
        await api("editMessageReplyMarkup", chat_id=group, message_id=sent["message_id"], reply_markup=buttons([("看", "v:1:look")]))
        for data in ("v:1:no", "v:2:yes"):
            await page.done("press", **place, data=data)
        assert [update.payload["data"] for update in world.state.queue.values()] == ["v:1:no", "v:2:yes"]
        assert "不在" in await page.refused("press", **place | {"person": "he-zhiming"}, data="v:1:no")
        for data in ("", "好" * 22, 7):
            assert "「data」" in await page.refused("press", **place, data=data)
        assert len(world.state.queue) == 2


async def test_a_press_that_dies_is_told(
    world: World, api: Api, group: int, beside: TestServer, clock: Clock, card: dict[str, Any]
) -> None:
    sent = await api("sendMessage", chat_id=group, text="表决", reply_markup=card)
    async with opened(beside) as (page, _):
        await page.done("press", person="wang-guifang", chat="heping", message_id=sent["message_id"], row=0, col=0)
        clock.move(150)
        assert (await page.until("answer"))["expired"] is True


async def test_saying_reading_and_files(world: World, api: Api, group: int, beside: TestServer) -> None:
    async with opened(beside) as (page, _), aiohttp.ClientSession() as session:
        said = await page.done("say", person="wang-guifang", chat="heping", text="大家好")
        message = next(event for event in page.heard if event["type"] == "message")["message"]
        assert (message["message_id"], message["from"]) == (
            said["message_id"],
            {"kind": "person", "name": "王桂芳", "name_en": "Wang-Guifang", "person": "wang-guifang"},
        )
        counts = {event["person"]: event["count"] for event in page.heard if event["type"] == "unread"}
        assert counts == {"li-jianguo": 1, "chen-jing": 1}
        await page.done("read", person="li-jianguo", chat="heping")
        assert page.heard[-2] | {"seq": 0} == {"type": "unread", "seq": 0, "person": "li-jianguo", "chat": "heping", "count": 0}
        form = aiohttp.FormData()
        form.add_field("file", picture(), filename="漏水.png")
        async with session.post(beside.make_url("/upload"), data=form) as answer:
            upload = await answer.json()
        sent = await page.done(
            "send_file", person="wang-guifang", chat="bot-wang-guifang", upload=upload["id"], caption="看", **{"as": "photo"}
        )
        shown = next(event for event in reversed(page.heard) if event["type"] == "message")["message"]
        assert (shown["message_id"], shown["photo"]["width"]) == (sent["message_id"], 400)
        async with session.get(beside.make_url(shown["photo"]["url"])) as answer:
            assert answer.content_type == "image/jpeg"
        form = aiohttp.FormData()
        form.add_field("file", b"not a picture", filename="x.png")
        async with session.post(beside.make_url("/upload"), data=form) as answer:
            broken = (await answer.json())["id"]
        private = {"person": "wang-guifang", "chat": "bot-wang-guifang"}
        assert "打不开" in await page.refused("send_file", **private, upload=broken, **{"as": "photo"})
        assert "再选一次" in await page.refused("send_file", **private, upload=upload["id"], **{"as": "document"})


async def test_documents_are_only_saved(world: World, beside: TestServer) -> None:
    world.start(1)
    sent = world.send_file(1, 1, "document", Upload("页面.html", "text/html", b"<script>1</script>"))
    assert sent.media is not None
    async with aiohttp.ClientSession() as session, session.get(beside.make_url(f"/file/{sent.media.best}")) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_the_clock_walks(world: World, behind: Behind, beside: TestServer) -> None:
    async with opened(beside) as (page, _):
        done = await page.done("clock", by=3600)
        assert done["now"] == "2026-02-27T13:00:00+08:00"
        clocks = [event for event in page.heard if event["type"] == "clock"]
        assert (clocks[0]["moving"], clocks[-1]["moving"]) == (True, False)
        assert (await page.done("clock", to="2026-03-01T18:00:00+08:00"))["now"] == "2026-03-01T18:00:00+08:00"
        assert "往前" in await page.refused("clock", to="2026-01-01T00:00:00+08:00")
        assert "不对" in await page.refused("clock", to="soon")


async def test_the_clock_goes_no_further_than_a_year_at_once(world: World, beside: TestServer) -> None:
    async with opened(beside) as (page, _):
        for far in ({"to": "9999-12-31T23:59:59+00:00"}, {"to": "2027-03-01T00:00:00"}, {"by": 10**12}, {"by": 367 * 86_400}):
            assert "一年" in await page.refused("clock", **far)
        for wrong in ({"by": -(10**12)}, {"to": "0001-01-01T00:00:00+14:00"}):
            assert "往前" in await page.refused("clock", **wrong)
        assert (await page.done("clock", by=365 * 86_400))["now"] == "2027-02-27T12:00:00+08:00"


async def test_starting_over_in_two_tabs_makes_one_new_world(behind: Behind, beside: TestServer) -> None:
    async with opened(beside) as (one, _), opened(beside) as (two, _):
        await asyncio.gather(one.done("reset"), two.done("reset"))
        assert len(behind.resets) == 1
        await two.done("reset")
        assert len(behind.resets) == 2, "later it is another wish"


async def test_what_is_behind_is_told_when_it_changes(world: World, behind: Behind, beside: TestServer) -> None:
    async with opened(beside) as (page, _):
        await page.until("crowd")
        behind.done["vote"] = True
        behind.waiting = 3
        await page.until("step", id="vote", done=True)
        assert (await page.until("outbox"))["waiting"] == 3
        behind.bot = "restarting"
        assert (await page.until("bot"))["state"] == "restarting"
        await page.done("restart")
        await page.done("crash")
        assert behind.calls == ["restart", "crash"]


async def test_faults_blocks_and_language(world: World, beside: TestServer) -> None:
    async with opened(beside) as (page, _):
        await page.done("fault", name="limit", on=True, times=2)
        assert (await page_last(page, "faults"))["faults"][1]["left"] == 2
        await page.done("fault", name="blocked", on=True)
        assert (await page_last(page, "person"))["person"]["blocked"] is True
        await page.done("block", person="wang-guifang", on=False)
        assert "没有「flood」" in await page.refused("fault", name="flood", on=True)
        await page.done("language", language="en")
        whole = await page.until("world")
        assert whole["language"] == "en"
        assert world.person(1).language_code == "en"


async def page_last(page: Page, kind: str) -> dict[str, Any]:
    return next(event for event in reversed(page.heard) if event["type"] == kind)


async def test_a_reset_is_another_world(world: World, beside: TestServer) -> None:
    async with opened(beside) as (page, whole):
        await page.done("reset")
        fresh = next((event for event in page.heard[1:] if event["type"] == "world"), None) or await page.until("world")
        assert fresh["id"] != whole["id"]
        assert fresh["people"] == []
        assert "没有「wang-guifang」" in await page.refused("say", person="wang-guifang", chat="heping", text="x")


async def test_bad_commands_are_refused(beside: TestServer) -> None:
    async with opened(beside) as (page, _):
        assert "不认识" in await page.refused("dance")
        assert "「person」" in await page.refused("say", chat="heping", text="x")
        assert "「row」" in await page.refused("press", person="wang-guifang", chat="heping", message_id=1, row="x", col=0)
        await page.socket.send_str("not json")
        assert (await page.next())["type"] == "refused"
        assert (await page.done("world"))["type"] == "done"


async def test_the_server_alone_has_no_bot_behind(server: TestServer, world: World) -> None:
    async with opened(server) as (page, whole):
        assert whole["bot"]["state"] == "stopped"
        for command in ("restart", "crash", "reset"):
            assert "只有服务器" in await page.refused(command)
        assert "只有服务器" in await page.refused("clock", by=60)


async def test_a_call_can_be_read(world: World, api: Api, group: int, beside: TestServer) -> None:
    await BotApi(world).call("sendMessage", {"chat_id": str(group), "text": "x", "reply_markup": '{"inline_keyboard":[]}'})
    await BotApi(world).call("setWebhook", {"url": "http://127.0.0.1:1/", "secret_token": "hush"})
    world.start(1)
    async with aiohttp.ClientSession() as session:

        async def read(name: str) -> dict[str, Any]:
            async with session.get(beside.make_url(f"/call/{name}")) as answer:
                return await answer.json()

        send = await read("c1")
        assert send["request"]["reply_markup"] == {"inline_keyboard": []}
        assert send["response"]["ok"] is True
        assert (await read("c2"))["request"]["secret_token"] == "•••"
        update = await read(f"u{max(world.state.queue)}")
        assert update["response"]["message"]["text"] == "/start"
        async with session.get(beside.make_url("/call/c99")) as answer:
            assert answer.status == 404


async def test_two_tabs_hear_the_same(world: World, beside: TestServer) -> None:
    async with opened(beside) as (one, _), opened(beside) as (two, _):
        await one.done("say", person="wang-guifang", chat="heping", text="大家好")
        assert (await two.until("message"))["message"]["text"] == "大家好"
        assert two.seq <= one.seq
