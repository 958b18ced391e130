"""The bot beside the page's own tests: scripted answers to presses and words, a clock that walks, facts behind the page."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from bot.sandbox.api import BotApi
from bot.sandbox.happenings import Happening, Queued
from bot.sandbox.ports import BotState, Due, OutboxCount
from bot.sandbox.state import Update
from bot.sandbox.updates import update_json
from bot.sandbox.world import BOT_USERNAME, World
from bot.sandbox.worlds import WorldData, load_world

Language = Literal["zh", "en"]
START = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
CLOSE = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
REMINDER = datetime(2026, 2, 28, 10, 0, tzinfo=UTC)
GROUP = "heping-group"
AREA_BEFORE, AREA_OF_HERS, AREA_ALL = 279505, 8935, 428640
CHOICES = {"yes": ("同意", "Yes"), "no": ("反对", "No"), "abstain": ("弃权", "Abstain")}
STEP_SECONDS = 0.12


class FakeClock:
    """Stands still unless it is moved, so that pictures and figures stay the same."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = moment


@dataclass
class Vote:
    """One card in the group; `taps` are choices by account."""

    key: str
    closes: datetime
    title: tuple[str, str]
    message_id: int = 0
    taps: dict[int, str] = field(default_factory=dict)
    closed: bool = False


def rows(*labels: list[tuple[str, str]]) -> dict[str, Any]:
    """Callback buttons, or a link where the data is an address."""
    keyboard = [
        [{"text": text, "url": data} if "://" in data else {"text": text, "callback_data": data} for text, data in row] for row in labels
    ]
    return {"inline_keyboard": keyboard}


class FakeBackstage:
    """Implements `Backstage` with a bot that knows just enough for every state of the page."""

    def __init__(self, *, answers: bool = True) -> None:
        self.clock = FakeClock()
        self.world = World(self.clock.now)
        self.api = BotApi(self.world)
        self.data: WorldData = load_world("heping")
        self.answers = answers
        self.bot: BotState = "online"
        self.last_log = "started"
        self.done = {"vote": False, "open": False, "result": False}
        self.waiting = 0
        self.extra_due: list[Due] = []
        self.votes: list[Vote] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.world.listen(self._hear)

    # What the page asks

    def state(self) -> tuple[BotState, str]:
        return self.bot, self.last_log

    async def due(self) -> list[Due]:
        items = list(self.extra_due)
        for vote in self.votes:
            if not vote.closed:
                title = ("表决截止", "Vote closes") if vote.key == "roof" else ("道闸表决截止", "Barrier vote closes")
                items.append(Due(f"close-{vote.key}", "close", *title, vote.closes))
        if self.clock.now() < REMINDER:
            items.append(Due("reminder", "reminder", "提醒没表决的", "Reminder", REMINDER))
        return sorted(items, key=lambda item: item.at)

    async def outbox(self) -> OutboxCount:
        return OutboxCount(self.waiting, 0)

    async def steps(self) -> dict[str, bool]:
        return dict(self.done)

    async def crowd_left(self) -> int:
        return 48 - self._homes(self.votes[0]) if self.votes and not self.votes[0].closed else 0

    # What the page does

    async def walk_to(self, moment: datetime) -> None:
        """Through every due moment, a few hours at a time."""
        while self.clock.now() < moment:
            stops = [item.at for item in await self.due() if self.clock.now() < item.at <= moment]
            stop = min([*stops, self.clock.now() + timedelta(hours=8), moment])
            self.clock.move_to(stop)
            for vote in self.votes:
                if vote.closes <= stop and not vote.closed:
                    await self._close(vote)
            await asyncio.sleep(STEP_SECONDS)

    async def restart(self) -> None:
        self.bot = "restarting"
        await asyncio.sleep(STEP_SECONDS * 5)
        self.bot = "online"
        self._wake.set()

    async def crash(self) -> None:
        await self.restart()

    async def reset(self) -> None:
        self.world.reset()
        self.done = dict.fromkeys(self.done, False)
        self.clock.move_to(START)
        await self.fill()

    async def set_language(self, language: Language) -> None:
        self.world.set_language(language)
        await self._set_commands()
        for vote in self.votes:
            await self._edit_card(vote)

    # The world as it opens

    async def fill(self) -> None:
        await self._call("getUpdates", timeout=0)
        self._meet()
        await self._set_commands()
        self.clock.move_to(START - timedelta(minutes=90))
        for person in ("wang-guifang", "li-jianguo", "zhou-min", "sun-dajie", "zhao-guoqiang", "chen-jing"):
            self.world.start(person)
            await self._greet(person)
        self.clock.move_to(START - timedelta(minutes=27))
        for by, chat, text in self.data.said:
            self.world.say(by, chat, text)
        self.clock.move_to(START - timedelta(minutes=26))
        self.votes = [Vote("roof", CLOSE, ("屋顶防水改造意向征询（和平小区）", "Roof waterproofing: asking what residents want"))]
        await self._post(self.votes[0])
        self._read_all()
        await self._leave_unread()
        self.clock.move_to(START)
        self.world.updates.clear()

    def _meet(self) -> None:
        for person in self.data.people:
            facts = {"role": person.role, "role_en": person.role_en, "side": person.side, "color": person.color}
            self.world.add_person(
                person.slug, person.account, person.name, person.name_en, named=person.named, crowd=person.did == "quiet", **facts
            )
        for group in self.data.groups:
            members = [person.slug for person in self.data.people] if group.everybody else list(group.members)
            self.world.add_group(
                group.slug, group.title, group.title_en, members, group.owner, subtitle=group.subtitle, subtitle_en=group.subtitle_en
            )
            if group.with_bot:
                self.world.add_bot(group.slug, group.owner)

    async def _set_commands(self) -> None:
        commands = [("menu", "菜单", "Menu"), ("votes", "看表决", "Running votes"), ("help", "找人帮忙", "Ask for help")]
        shown = [{"command": name, "description": self._(zh, en)} for name, zh, en in commands]
        await self._call("setMyCommands", commands=shown)

    async def _greet(self, slug: str) -> None:
        account = self.data.person(slug).account
        if slug == "chen-jing":
            text = self._("您好，陈静。今天从哪里开始？", "Hello, Chen Jing. Where shall we begin?")
            await self._send(account, text, rows([(self._("发起表决", "Start a vote"), "draft"), (self._("看表决", "Votes"), "votes")]))
        else:
            name = self._(self.data.person(slug).name, self.data.person(slug).name_en)
            await self._send(
                account, self._(f"您好，{name}，已经登记好了。有事随时点「菜单」。", f"Hello, {name}. “Menu” is always there.")
            )

    def _read_all(self) -> None:
        for person in self.data.people:
            for chat in [*self.world.groups(), self.world.private_chat(self.world.person(person.slug))]:
                self.world.read(person.slug, chat.slug)

    async def _leave_unread(self) -> None:
        await self._send(self.data.person("li-jianguo").account, self._("🗳 您家还没有表决。", "🗳 Your home has not voted."))
        head = self.data.person("sun-dajie").account
        await self._send(
            head, self._("🚪 何志明 想登记 3栋1单元402", "🚪 He Zhiming asks for 3-1-402"), rows([("同意", "ok"), ("不是他", "not")])
        )
        await self._send(head, self._("今天还有 1 件等您", "1 thing waits for you today"))

    # The bot

    def _hear(self, happening: Happening) -> None:
        if isinstance(happening, Queued):
            self._wake.set()

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            queue = self.world.state.queue
            while queue and self.answers and self.bot == "online":
                update = queue[min(queue)]
                await self._handle(update)
                self.world.updates.confirm(update.id)

    async def _handle(self, update: Update) -> None:
        payload = update_json(update)
        if "callback_query" in payload:
            await self._pressed(payload["callback_query"])
        elif "message" in payload and payload["message"]["chat"]["type"] == "private":
            await self._heard(payload["message"])

    async def _heard(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if "document" in message or "photo" in message:
            await self._send(chat, self._("📋 收到了，正在看。", "📋 Received, reading it."))
        elif text == "/start" or text.startswith("/start "):
            button = (self._("我是住户", "I live here"), "home")
            payload = text.partition(" ")[2]
            words = self._("🚪 还不知道您是哪一户。点「我是住户」，找楼长要一张小条，一分钟就好。", "🚪 I do not know your home yet.")
            await self._send(chat, f"{words}\n{payload}".strip(), rows([button]))
        elif text == "/votes":
            await self._send(chat, self._("现在有 1 件表决。", "1 vote is open."))
        else:
            await self._send(chat, self._("请点下面的按钮。", "Please use the buttons."), rows([(self._("看表决", "Votes"), "votes")]))

    async def _pressed(self, query: dict[str, Any]) -> None:
        kind, _, rest = query["data"].partition(":")
        if kind == "vote":
            await self._voted(query, *rest.split(":"))
        elif kind == "draft":
            await self._answer(query)
            await self._preview(query["from"]["id"])
        elif kind == "send":
            await self._answer(query, self._("已经发出", "Sent"))
            await self._open()
        else:
            await self._answer(query)

    async def _voted(self, query: dict[str, Any], key: str, choice: str) -> None:
        vote = next(vote for vote in self.votes if vote.key == key)
        account = query["from"]["id"]
        if vote.closed:
            gone = self._(
                "表决已在 3月1日 18:00 截止，这次没有计入。结果见上面的公告。", "The vote closed on 1 March at 18:00. See the result."
            )
            return await self._answer(query, gone, alert=True)
        if account == self.data.person("he-zhiming").account:
            return await self._answer(query, url=f"https://t.me/{BOT_USERNAME}?start=vote")
        vote.taps[account] = choice
        words = self._(*CHOICES[choice])
        text = self._(
            f"已记下：3栋2单元301 {words}（10:32）。截止前可以改。凭证 K7Q2",
            f"Recorded: Building 3, entrance 2, 301: {words.lower()} (10:32). You can change it until the close. Receipt K7Q2",
        )
        await self._answer(query, text)
        self.done["vote"] = self.done["vote"] or self.world.person(account).named
        if self.world.person(account).started:
            await self._send(account, f"🗳 {text}", self._ballot(vote, [(self._("撤回", "Take back"), "retract")]))
        await self._edit_card(vote)
        return None

    async def _preview(self, account: int) -> None:
        text = self._(
            "🗳 <b>发出前请看一遍</b>\n小区大门装道闸意向征询（和平小区）\n48 户，48 位业主，4,286.40 ㎡。会发到 1 个群，私信能到 39 户\n"
            "3月8日（周日）18:00 截止。发出后题目不能改，可以延期或取消",
            "🗳 <b>Please look once before it goes out</b>\nA barrier at the gate\n48 homes, 48 owners, 4,286.40 ㎡",
        )
        await self._send(
            account, text, rows([(self._("发出", "Send it"), "send")], [(self._("改", "Change"), "x"), (self._("先存着", "Keep"), "y")])
        )

    async def _open(self) -> None:
        vote = Vote(
            "gate", CLOSE + timedelta(days=7), ("小区大门装道闸意向征询（和平小区）", "A barrier at the gate: asking what residents want")
        )
        self.votes.append(vote)
        await self._post(vote)
        self.done["open"] = True

    async def _close(self, vote: Vote) -> None:
        vote.closed = True
        await self._edit_card(vote)
        text = self._(
            f"✅ <b>{vote.title[0]}：通过</b>\n参与 32/48 户（66.66%）、2,884.40/4,286.40 ㎡：要 32 户、2,857.60 ㎡，达到了\n"
            "同意 27 户、2,431.10 ㎡：要 17 户、1,442.21 ㎡，达到了",
            f"✅ <b>{vote.title[1]}: passed</b>\nTook part: 32 of 48 homes, 2,884.40 of 4,286.40 ㎡. Needed: 32 and 2,857.60 ㎡, reached",
        )
        await self._send(
            self.world.chat(GROUP).id, text, rows([(self._("怎么算的", "How counted"), "how"), (self._("查我的凭证", "My receipt"), "r")])
        )
        self.done["result"] = True

    # The card

    def _homes(self, vote: Vote) -> int:
        hers = {self.data.person(slug).account for slug in ("wang-guifang", "li-jianguo")}
        return (31 if vote.key == "roof" else 0) + len(vote.taps.keys() - hers) + bool(vote.taps.keys() & hers)

    def _card(self, vote: Vote) -> str:
        homes = self._homes(vote)
        taken = (AREA_BEFORE if vote.key == "roof" else 0) + AREA_OF_HERS * (homes - (31 if vote.key == "roof" else 0))
        area, everything = f"{taken / 100:,.2f}", f"{AREA_ALL / 100:,.2f}"
        if vote.closed:
            return self._(
                f"🗳 {vote.title[0]}\n3月1日（周日）18:00 已截止，结果见下面的公告。", f"🗳 {vote.title[1]}\nClosed on Sunday 1 March 18:00."
            )
        bars = "\n".join(f"{number}栋 ■■■□□ {homes // 3 + (number == 1)}/16" for number in (1, 2, 3))
        zh = [
            f"🗳 <b>{vote.title[0]}</b>",
            "方案：图纸和费用见「看方案」，共 1 份文件",
            f"已参与 {homes} / 48 户 · 面积 {area} / {everything} ㎡",
            bars,
            "3月1日（周日）18:00 截止，还有 2 天。截止前不公布意见，可以改。",
        ]
        en = [
            f"🗳 <b>{vote.title[1]}</b>",
            "Scheme: drawings and cost under “Scheme”, 1 file",
            f"{homes} of 48 homes have answered · {area} of {everything} ㎡",
            bars.replace("栋", ""),
            "Closes Sunday 1 March 18:00, in 2 days. Choices stay hidden until then, and you can change yours.",
        ]
        return self._("\n".join(zh), "\n".join(en))

    def _ballot(self, vote: Vote, last: list[tuple[str, str]]) -> dict[str, Any]:
        return rows([(self._(*words), f"vote:{vote.key}:{choice}") for choice, words in CHOICES.items()], last)

    def _keyboard(self, vote: Vote) -> dict[str, Any]:
        link = f"https://t.me/{BOT_USERNAME}?start=scheme"
        return self._ballot(vote, [(self._("看方案", "Scheme"), link), (self._("我有顾虑", "I have a concern"), "concern")])

    async def _post(self, vote: Vote) -> None:
        group = self.world.chat(GROUP).id
        sent = await self._send(group, self._card(vote), self._keyboard(vote))
        vote.message_id = sent["message_id"]
        await self._call("pinChatMessage", chat_id=group, message_id=vote.message_id)

    async def _edit_card(self, vote: Vote) -> None:
        keyboard = {} if vote.closed and not vote.taps else {"reply_markup": self._keyboard(vote)}
        group = self.world.chat(GROUP).id
        await self._call("editMessageText", chat_id=group, message_id=vote.message_id, text=self._card(vote), parse_mode="HTML", **keyboard)

    # The wire

    def _(self, zh: str, en: str) -> str:
        return en if self.world.state.language == "en" else zh

    async def _call(self, method: str, **params: Any) -> dict[str, Any]:
        answer = await self.api.call(method, params)
        shape: dict[str, Any] = {} if answer is None else orjson.loads(answer.body)
        return shape.get("result") or {} if isinstance(shape.get("result"), dict) else {}

    async def _send(self, chat: int, text: str, keyboard: dict[str, Any] | None = None) -> dict[str, Any]:
        extra = {} if keyboard is None else {"reply_markup": keyboard}
        return await self._call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **extra)

    async def _answer(self, query: dict[str, Any], text: str | None = None, *, alert: bool = False, url: str | None = None) -> None:
        given = {"text": text, "show_alert": alert or None, "url": url}
        await self._call("answerCallbackQuery", callback_query_id=query["id"], **{k: v for k, v in given.items() if v is not None})
