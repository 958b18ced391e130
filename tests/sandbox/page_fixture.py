"""The sandbox page over the real server, with a scripted bot instead of Linli: fast, and the same at every start.

`python -m tests.sandbox.page_fixture 8765` serves it for a look by hand.
"""

import asyncio
import contextlib
import io
import sys
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

import orjson
from aiohttp import web
from PIL import Image, ImageDraw

import bot.sandbox
from bot.sandbox.api import BotApi
from bot.sandbox.files import Upload
from bot.sandbox.happenings import Happening, Queued
from bot.sandbox.http import build_app
from bot.sandbox.ports import BotState, Due, OutboxCount
from bot.sandbox.world import SANDBOX_TOKEN, World

PAGE = Path(bot.sandbox.__file__).parent / "page"
# 2026-02-27, a Friday, 10:32 in China; the vote closes on Sunday at 18:00.
START = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
CLOSES = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
EARLY = START - timedelta(minutes=26)
COLORS = (1, 2, 3, 7, 4, 5, 6)
PEOPLE = (
    ("wang-guifang", "王桂芳", "Wang Guifang", "业主 · 3栋2单元301", "owner · Building 3, 301", "resident"),
    ("li-jianguo", "李建国", "Li Jianguo", "老伴，同户业主", "her husband, owns it too", "resident"),
    ("zhou-min", "周敏", "Zhou Min", "租户 · 1栋1单元102", "tenant · Building 1, 102", "resident"),
    ("he-zhiming", "何志明", "He Zhiming", "新来的，还没登记", "new here, not registered", "resident"),
    ("sun-dajie", "孙大姐", "Sun", "楼长 · 3栋", "building head · Building 3", "organiser"),
    ("zhao-guoqiang", "赵国强", "Zhao Guoqiang", "小区长 · 和平小区", "compound chief · Heping", "organiser"),
    ("chen-jing", "陈静", "Chen Jing", "社区干部 · 北街社区", "community staff · Beijie", "organiser"),
)
COMMANDS = [
    {"command": "menu", "description": "打开菜单"},
    {"command": "help", "description": "怎么用"},
    {"command": "mydata", "description": "我的资料"},
]
CHOICES = {"agree": "同意", "against": "反对", "abstain": "弃权"}
T = TypeVar("T")


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


def keyboard(*rows: list[tuple[str, str]]) -> str:
    def button(text: str, data: str) -> dict[str, str]:
        return {"text": text, "url" if data.startswith("http") else "callback_data": data}

    return orjson.dumps({"inline_keyboard": [[button(*one) for one in row] for row in rows]}).decode()


def picture() -> bytes:
    image = Image.new("RGB", (640, 420), "#c9d8d2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 120, 280, 420), fill="#0e6655")
    draw.rectangle((320, 60, 580, 420), fill="#6ca396")
    body = io.BytesIO()
    image.save(body, "JPEG")
    return body.getvalue()


def card_text(homes: int, area: str, third: int) -> str:
    return (
        "🗳 <b>屋顶防水改造意向征询（和平小区）</b>\n方案：图纸和费用见「看方案」，共 1 份文件\n"
        f"已参与 {homes} / 48 户 · 面\u2060积\u00a0{area}\u00a0/\u00a04,286.40\u00a0㎡\n"
        f"1栋 ■■■□□ 11/16\n2栋 ■■■□□ 10/16\n3栋 ■■■□□ {third}/16\n"
        "3月1日（周日）18:00 截止，还有 2 天。截止前不公布意见，可以改。"
    )


VOTE_KEYS = (
    [("同意", "vc:roof:agree"), ("反对", "vc:roof:against"), ("弃权", "vc:roof:abstain")],
    [("看方案", "https://t.me/linli_sandbox_bot?start=scheme"), ("我有顾虑", "concern")],
)
RESULT = (
    "<b>✅ 屋顶防水改造意向征询（和平小区）：通过</b>\n参与 32/48 户（66.66%）、2,884.40/4,286.40 ㎡：要 32 户、2,857.60 ㎡，达到了\n"
    "同意 27 户、2,431.10 ㎡：要 17 户、1,442.21 ㎡，达到了\n反对 4 户、371.60 ㎡；弃权 1 户、81.70 ㎡\n"
    "这次是意向征询。社区会据此定方案，3月3日前在这里答复"
)
FIRST_CARD = (
    "<b>四步都好了，可以发第一次表决</b>（和平小区）\n✅ 名册：48 户\n✅ 楼长：3 / 3 栋有了\n✅ 群：绑定了 1 个\n✅ 小条：印了 48 户\n"
    "点「发起表决」，发出前会先给您看。"
)
PREVIEW = (
    "🗳 <b>发出前请看一遍</b>\n小区大门装道闸意向征询（和平小区）\n48 户，48 位业主，4,286.40 ㎡。会发到 1 个群，私信能到 39 户\n"
    "3月8日（周日）18:00 截止。发出后题目不能改，可以延期或取消"
)
LONG_LINK = "https://www.example.org/a/long/address/that/does/not/break/anywhere/by/itself"


class Story:
    """和平小区 as sandbox.md tells it: 48 homes, an open vote one home short of its quorum."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = World(self.clock)
        self.api = BotApi(self.world)
        self.behind = Behind(self)
        self.taps: list[dict[str, Any]] = []
        # Taps are left unanswered while this is set.
        self.deaf = True
        self.card_id = 0
        self._work: set[asyncio.Task[None]] = set()
        self.world.listen(self._hear)

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.api.call(method, params, {})
        assert answer is not None
        return orjson.loads(answer.body).get("result")

    async def fill(self) -> None:
        world, self.deaf = self.world, True
        for number, (slug, name, name_en, role, role_en, side) in enumerate(PEOPLE, 1):
            chosen: Any = side
            world.add_person(slug, number, name, name_en, role=role, role_en=role_en, side=chosen, color=COLORS[number - 1])
        crowd = [
            world.add_person(
                f"n{n}", n, f"邻居{n}", f"Neighbour {n}", role="", role_en="", side="resident", color=8, named=False, crowd=True
            )
            for n in range(100, 139)
        ]
        members = ["wang-guifang", "li-jianguo", "zhou-min", "sun-dajie", "zhao-guoqiang", *crowd]
        world.add_group("heping-group", "和平小区业主群", "Heping owners", members, "chen-jing", subtitle="48 户", subtitle_en="48 homes")
        world.add_group(
            "building-3", "3栋楼群", "Building 3", ["wang-guifang", "li-jianguo"], "sun-dajie", subtitle="16 户", subtitle_en="16 homes"
        )
        self.clock.moment = EARLY
        world.add_bot("heping-group", "chen-jing")
        world.say("chen-jing", "heping-group", "各位邻居：屋顶防水的施工方案已经贴在各栋楼下，有不明白的可以问楼长。")
        world.send_file("chen-jing", "heping-group", "document", Upload("屋顶防水施工方案.pdf", "application/pdf", b"%PDF-1.4 " * 40_000))
        world.say("sun-dajie", "heping-group", "大家看看下面的表决，顶楼漏水今年一定要修好。")
        world.say("sun-dajie", "building-3", "楼道灯修好了")
        world.send_file("sun-dajie", "building-3", "photo", Upload("灯.jpg", "image/jpeg", picture()), caption="就是这盏")
        for person in ("wang-guifang", "li-jianguo", "zhou-min", "sun-dajie", "zhao-guoqiang", "chen-jing"):
            world.start(person)
        await self._speak()
        world.state.queue.clear()
        self.deaf = False
        self.clock.moment = START
        for person in world.state.people.values():
            for chat in [*world.groups(), world.private_chat(person)]:
                if (person.slug, chat.is_private) not in {("li-jianguo", True), ("sun-dajie", True)}:
                    world.read(person, chat)

    async def _speak(self) -> None:
        await self.call("setMyCommands", commands=COMMANDS)
        for user_id in (1, 2):
            name = self.world.person(user_id).name
            text = f"您好，{name}，3栋2单元301 已经登记好了。有事随时点「菜单」。"
            await self.call("sendMessage", chat_id=user_id, text=text)
        await self.call(
            "sendMessage",
            chat_id=5,
            text="🚪 何志明想登记 3栋1单元402。是您楼里的人吗？",
            reply_markup=keyboard([("是", "x"), ("不是", "x")]),
        )
        await self.call(
            "sendMessage",
            chat_id=7,
            parse_mode="HTML",
            text=FIRST_CARD,
            reply_markup=keyboard(
                [("发起表决", "draft")],
                [("先练一练", "x"), ("看表决", "x")],
                [("把我加进群", "https://t.me/linli_sandbox_bot?startgroup=bind")],
            ),
        )
        group = self.world.chat("heping-group").id
        sent = await self.call(
            "sendMessage", chat_id=group, text=card_text(31, "2,795.05", 10), parse_mode="HTML", reply_markup=keyboard(*VOTE_KEYS)
        )
        self.card_id = sent["message_id"]

    # The scripted bot

    def _hear(self, happening: Happening) -> None:
        if isinstance(happening, Queued) and not self.deaf:
            task = asyncio.ensure_future(self._react(happening.update.kind, happening.update.payload))
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _react(self, kind: str, payload: dict[str, Any]) -> None:
        if kind == "callback_query":
            self.taps.append(payload)
            word, _, rest = payload["data"].partition(":")
            await getattr(self, f"on_{word}", self.on_x)(payload, rest)
        elif kind == "message" and payload["chat"]["type"] == "private":
            await self._answer_private(payload)

    async def _answer_private(self, payload: dict[str, Any]) -> None:
        user_id, text = payload["from"]["id"], payload.get("text", "")
        if text == "/start scheme":
            words = f"方案说明在 {LONG_LINK}，也可以写 /menu 回到菜单。"
            await self.call(
                "sendMessage", chat_id=user_id, text=words, reply_markup=keyboard([("看外面的网址", "https://www.example.org/plan")])
            )
        elif "document" in payload or "photo" in payload:
            await self.call("sendMessage", chat_id=user_id, text="📋 收到了，正在看。")
        elif text.startswith("/"):
            keys = keyboard([("我是住户", "x")])
            await self.call(
                "sendMessage",
                chat_id=user_id,
                text="🚪 还不知道您是哪一户。点「我是住户」，找楼长要一张小条，一分钟就好。",
                reply_markup=keys,
            )

    async def on_vc(self, query: dict[str, Any], rest: str) -> None:
        word = CHOICES[rest.partition(":")[2]]
        user_id = query["from"]["id"]
        if self.behind.closed:
            text = "表决已在 3月1日 18:00 截止，这次没有计入。结果见上面的公告。"
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=True)
            return
        text = f"已记下：3栋2单元301 {word}（10:32）。截止前可以改。凭证 K7Q2"
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text)
        keys = keyboard([(zh, f"vc:roof:{name}") for name, zh in CHOICES.items()], [("撤回", "x")])
        receipt = (
            f"🗳 <b>已记下：3栋2单元301 {word}（10:32）</b>\n屋顶防水改造意向征询（和平小区）\n"
            "凭证 K7Q2。3月1日（周日）18:00 前可以改，也可以撤回；不改就按这个计入。"
        )
        await self.call("sendMessage", chat_id=user_id, text=receipt, parse_mode="HTML", reply_markup=keys)
        group = self.world.chat("heping-group").id
        text = card_text(32, "2,884.40", 11)
        await self.call(
            "editMessageText", chat_id=group, message_id=self.card_id, text=text, parse_mode="HTML", reply_markup=keyboard(*VOTE_KEYS)
        )
        self.behind.left = 16
        self.behind.done["vote"] = True

    async def on_draft(self, query: dict[str, Any], _: str) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"])
        keys = keyboard([("发出", "send")], [("改截止时间", "x"), ("先存着", "x")])
        await self.call("sendMessage", chat_id=7, text=PREVIEW, parse_mode="HTML", reply_markup=keys)

    async def on_send(self, query: dict[str, Any], _: str) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="发出了")
        group = self.world.chat("heping-group").id
        await self.call("sendMessage", chat_id=group, text="🗳 小区大门装道闸意向征询（和平小区）", reply_markup=keyboard(*VOTE_KEYS))
        self.behind.done["open"] = True

    async def on_concern(self, query: dict[str, Any], _: str) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"], url="https://t.me/linli_sandbox_bot?start=concern")

    async def on_x(self, query: dict[str, Any], _: str) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="记下了")

    async def close_vote(self) -> None:
        group = self.world.chat("heping-group").id
        await self.call(
            "editMessageText",
            chat_id=group,
            message_id=self.card_id,
            text="🗳 屋顶防水改造意向征询（和平小区）\n3月1日（周日）18:00 已截止，结果见下面的公告。",
        )
        await self.call(
            "sendMessage", chat_id=group, text=RESULT, parse_mode="HTML", reply_markup=keyboard([("怎么算的", "x"), ("查我的凭证", "x")])
        )
        self.behind.done["result"] = True


class Behind:
    """The bot beside the server, as the page's process would show it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.clock: Any = story.clock
        self.bot: BotState = "online"
        self.log = ""
        self.done = {"vote": False, "open": False, "result": False}
        self.left = 17
        self.closed = False
        self.orders: list[str] = []

    def state(self) -> tuple[BotState, str]:
        return self.bot, self.log

    async def due(self) -> list[Due]:
        day = timedelta(days=1)
        every = [
            Due("r1", "reminder", "提醒没表决的", "Reminder", CLOSES - day),
            Due("e1", "other", "群里的晚间一句", "Evening line", CLOSES - timedelta(hours=22)),
            Due("v1", "close", "表决截止", "Vote closes", CLOSES),
            Due("v2", "close", "道闸 表决截止", "Vote closes: barrier", CLOSES + 7 * day),
        ]
        return [item for item in every if item.at > self.clock.moment]

    async def outbox(self) -> OutboxCount:
        return OutboxCount(0, 0)

    async def steps(self) -> dict[str, bool]:
        return self.done

    async def walk_to(self, moment: datetime) -> None:
        """In steps that can be seen, as the real one walks from due moment to due moment."""
        start = self.clock.moment
        for part in (0.25, 0.5, 0.75):
            self.clock.moment = start + part * (moment - start)
            await asyncio.sleep(0.12)
        self.clock.moment = moment
        if moment >= CLOSES and not self.closed:
            self.closed = True
            await self.story.close_vote()

    async def restart(self) -> None:
        self.orders.append("restart")
        self.bot = "online"

    async def crash(self) -> None:
        self.orders.append("crash")

    async def reset(self) -> None:
        self.orders.append("reset")
        self.done = dict.fromkeys(self.done, False)
        self.left, self.closed, self.clock.moment = 17, False, START
        self.story.world.reset()
        await self.story.fill()

    async def set_language(self, language: Literal["zh", "en"]) -> None:
        self.story.world.set_language(language)

    async def crowd_left(self, vote: str) -> tuple[int, str]:
        return self.left, "屋顶防水改造"


class PageServer:
    """Server, world and scripted bot in a thread of their own, on a port that survives `stop` and `start`."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.story = Story()
        self._runner: web.AppRunner | None = None
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.run(self.story.fill())
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def start(self) -> None:
        self.run(self._start())

    async def _start(self) -> None:
        app = build_app(self.story.world, token=SANDBOX_TOKEN, backstage=self.story.behind, static_dir=PAGE)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    def stop(self) -> None:
        if self._runner is not None:
            self.run(self._runner.cleanup())
            self._runner = None

    def another_world(self) -> None:
        """`make run` again: the same port, another neighbourhood."""
        self.stop()
        self.story = Story()
        self.run(self.story.fill())
        self.start()

    def close(self) -> None:
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


if __name__ == "__main__":
    served = PageServer(int(sys.argv[1]) if len(sys.argv) > 1 else 8765)
    print(served.url)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
