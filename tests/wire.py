"""A fake platform at the wire: the real dispatcher, cards and delivery; only the HTTP session is replaced.

await wire.say(WANG, "/start")            # a message; returns nothing, look at wire.sent
answer = await wire.press(WANG, "vc:…")   # the AnswerCallbackQuery the bot gives
await wire.deliver()                      # lets the outbox empty
wire.texts(chat_id), wire.last(chat_id)   # what the chat shows now (edits applied)
"""

import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, File, InlineKeyboardButton, Message, User

from bot.rules.profiles import Profiles
from bot.runtime.app import App, Options, make_dispatcher
from bot.runtime.delivery.budgets import UNLIMITED
from bot.runtime.legal import OWN, load_profiles
from bot.runtime.settings import Settings
from storage.base import Database
from tests.fake_clock import FakeClock

TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST12"
BOT = User(id=123456789, is_bot=True, first_name="邻里助手", username="linli_test_bot", can_read_all_group_messages=False)


@cache
def dispatcher() -> Dispatcher:
    """One for all tests of a process, as for all updates of a real run: registering every handler took a sixth of each test."""
    return make_dispatcher()


@cache
def shipped_profiles() -> Profiles:
    """Those that come with Linli, read once: reading them took a third of what a test begins with."""
    return load_profiles(Settings(bot_token=TOKEN, data_dir=Path(os.devnull)))


@dataclass(frozen=True)
class Person:
    id: int
    first_name: str
    language_code: str = "zh-hans"

    @property
    def raw(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language_code}


@dataclass
class GroupChat:
    id: int
    title: str = "和平小区业主群"
    type: str = "supergroup"

    @property
    def raw(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type, "title": self.title}


def keyboard_of(method: Any) -> list[list[InlineKeyboardButton]]:
    """Refused as the platform does: a button without words leaves the old screen standing there."""
    keyboard: list[list[InlineKeyboardButton]] = method.reply_markup.inline_keyboard if method.reply_markup else []
    if not all(one.text.strip() for row in keyboard for one in row):
        raise TelegramBadRequest(method=method, message="Bad Request: inline keyboard button text is empty")
    return keyboard


@dataclass
class Shown:
    """A message as the chat shows it now."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[list[Any]]
    method: str
    edits: int = 0
    pinned: bool = False
    deleted: bool = False
    sent_at: int | None = None
    """Seconds since 1970; None: now, whenever that is."""

    def data(self, label: str) -> str:
        """Callback data of the button with this label."""
        for row in self.buttons:
            for one in row:
                if one.text == label:
                    return str(one.callback_data or one.url)
        raise AssertionError(f"no button {label!r}; there are {[one.text for row in self.buttons for one in row]}")

    @property
    def labels(self) -> list[str]:
        return [one.text for row in self.buttons for one in row]


class FakeSession(BaseSession):
    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock = clock
        self.calls: list[TelegramMethod[Any]] = []
        self.shown: list[Shown] = []
        self.refuse: dict[str, Exception] = {}
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.members: dict[tuple[int, int], str] = {}
        self.sizes: dict[int, int] = {}
        """Members of a group, the bot among them; 81 where a test says nothing."""
        self.unmodified = 0
        """Edits that were refused because they change nothing."""
        self._ids = count(100)

    async def close(self) -> None:
        pass

    async def stream_content(self, url: str, **_: Any) -> AsyncGenerator[bytes, None]:
        yield self.files[url.rsplit("/", 1)[-1]]

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: Any = None) -> Any:
        self.calls.append(method)
        name = method.__api_method__
        if name in self.refuse:
            raise self.refuse.pop(name)
        chat_id = getattr(method, "chat_id", None)
        if chat_id in self.blocked and name.startswith(("send", "edit")):
            raise TelegramForbiddenError(method=method, message="Forbidden: bot was blocked by the user")
        handler = getattr(self, f"_{name}", None)
        return await handler(bot, method) if handler else True

    def _message(self, bot: Bot, shown: Shown) -> Message:
        kind = "private" if shown.chat_id > 0 else "supergroup"
        return Message(
            message_id=shown.message_id, date=self.clock.now(), chat=Chat(id=shown.chat_id, type=kind), text=shown.text, from_user=BOT
        ).as_(bot)

    async def _send(self, bot: Bot, method: Any) -> Message:
        keyboard = keyboard_of(method)
        text = getattr(method, "text", None) or getattr(method, "caption", None) or ""
        sent_at = int(self.clock.now().timestamp())
        shown = Shown(method.chat_id, next(self._ids), text, keyboard, method.__api_method__, sent_at=sent_at)
        self.shown.append(shown)
        return self._message(bot, shown)

    _sendMessage = _sendPhoto = _sendDocument = _send

    def at(self, chat_id: int, message_id: int) -> Shown | None:
        return next((one for one in self.shown if (one.chat_id, one.message_id) == (chat_id, message_id) and not one.deleted), None)

    async def _editMessageText(self, bot: Bot, method: Any) -> Message:
        shown = self.at(method.chat_id, method.message_id)
        if shown is None:
            raise TelegramBadRequest(method=method, message="Bad Request: message to edit not found")
        keyboard = keyboard_of(method)
        if (shown.text, shown.buttons) == (method.text, keyboard):
            self.unmodified += 1
            raise TelegramBadRequest(method=method, message="Bad Request: message is not modified")
        shown.text, shown.buttons, shown.edits = method.text, keyboard, shown.edits + 1
        return self._message(bot, shown)

    async def _editMessageCaption(self, bot: Bot, method: Any) -> Message:
        shown = self.at(method.chat_id, method.message_id)
        if shown is None or shown.method == "sendMessage":
            raise TelegramBadRequest(method=method, message="Bad Request: there is no caption in the message to edit")
        shown.text, shown.edits = method.caption, shown.edits + 1
        shown.buttons = method.reply_markup.inline_keyboard if method.reply_markup else []
        return self._message(bot, shown)

    async def _deleteMessage(self, bot: Bot, method: Any) -> bool:
        shown = self.at(method.chat_id, method.message_id)
        if shown is not None:
            shown.deleted = True
        return True

    async def _pinChatMessage(self, bot: Bot, method: Any) -> bool:
        shown = self.at(method.chat_id, method.message_id)
        assert shown is not None
        shown.pinned = True
        return True

    async def _getFile(self, bot: Bot, method: Any) -> File:
        return File(
            file_id=method.file_id,
            file_unique_id=method.file_id,
            file_size=len(self.files[method.file_id]),
            file_path=f"documents/{method.file_id}",
        )

    async def _getChatMemberCount(self, bot: Bot, method: Any) -> int:
        return self.sizes.get(method.chat_id, 81)

    async def _getMe(self, bot: Bot, method: Any) -> User:
        return BOT


class Wire:
    def __init__(self, database: Database, clock: FakeClock, folder: Path, profiles: Profiles | None = None) -> None:
        self.clock = clock
        self.session = FakeSession(clock)
        self.bot = Bot(TOKEN, session=self.session)
        self._updates = count(5000)
        self._messages = count(1)
        settings = Settings(bot_token=TOKEN, data_dir=folder)
        if profiles is None and not (folder / OWN).exists():
            profiles = shipped_profiles()
        options = Options(pace=UNLIMITED, polling=False, profiles=profiles, dispatcher=dispatcher())
        self.app = App(settings, clock, database, self.bot, me=BOT, options=options)

    async def open(self) -> None:
        await self.app.open_services()

    async def close(self) -> None:
        await self.app.close_services()
        self.app.workers.close()

    # what people do
    async def say(
        self,
        person: Person,
        text: str,
        *,
        chat: GroupChat | None = None,
        reply_to: Shown | None = None,
        update_id: int | None = None,
        edited: bool = False,
        **fields: Any,
    ) -> None:
        """`edited`: as an earlier message reads now."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}] if text.startswith("/") else []
        where = chat.raw if chat else {"id": person.id, "type": "private", "first_name": person.first_name}
        message: dict[str, Any] = {
            "message_id": next(self._messages),
            "date": int(self.clock.now().timestamp()),
            "chat": where,
            "from": person.raw,
        }
        message |= {"text": text, "entities": entities} if text else {}
        if reply_to is not None:
            message["reply_to_message"] = self.message(reply_to)
        if edited:
            message["edit_date"] = message["date"]
        await self.feed({"edited_message" if edited else "message": message | fields}, update_id)

    async def send_file(self, person: Person, data: bytes, name: str, *, kind: str = "document", **fields: Any) -> None:
        file_id = f"file{next(self._messages)}"
        self.session.files[file_id] = data
        file = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}
        sent = {kind: file | {"file_name": name} if kind == "document" else [file | {"width": 90, "height": 90}]}
        await self.say(person, "", **sent | fields)

    async def press(
        self, person: Person, data: str, *, message: Shown | None = None, update_id: int | None = None
    ) -> AnswerCallbackQuery | None:
        query = {"id": str(next(self._messages)), "from": person.raw, "chat_instance": "1", "data": data}
        if message is not None:
            query["message"] = self.message(message)
        reply = await self.feed({"callback_query": query}, update_id)
        assert reply is None or isinstance(reply, AnswerCallbackQuery)
        return reply

    async def tap_in_time(self, person: Person, message: Shown, label: str, received_at: datetime) -> AnswerCallbackQuery | None:
        """A press that the platform brought at `received_at`, and that is only handled now."""
        query = {"id": str(next(self._messages)), "from": person.raw, "chat_instance": "1", "data": message.data(label)}
        update = {"update_id": next(self._updates), "callback_query": {**query, "message": self.message(message)}}
        reply = await self.app.dispatch.handle(update, received_at)
        assert reply is None or isinstance(reply, AnswerCallbackQuery)
        return reply

    async def tap(self, person: Person, message: Shown, label: str) -> AnswerCallbackQuery | None:
        """Presses the button with this label; something has to be seen for it, if only that nothing has changed."""
        before, unmodified = len(self.session.calls), self.session.unmodified
        reply = await self.press(person, message.data(label), message=message)
        if self.session.unmodified > unmodified and len(self.session.calls) == before + 1:
            assert reply is not None, f"nothing is seen of a press on {label!r}"
            assert reply.text or reply.url, f"nothing is seen of a press on {label!r}"
        return reply

    async def member(self, chat: GroupChat, by: Person, old: str, new: str) -> None:
        """my_chat_member: the bot's own membership in a group."""
        states = [
            {"status": state, "user": BOT.model_dump(exclude_none=True), **({"until_date": 0} if state == "kicked" else {})}
            for state in (old, new)
        ]
        change = {
            "chat": chat.raw,
            "from": by.raw,
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
        await self.feed({"my_chat_member": change})

    async def feed(self, update: dict[str, Any], update_id: int | None = None) -> Any:
        return await self.app.dispatch.handle({"update_id": update_id or next(self._updates), **update}, self.clock.now())

    def message(self, shown: Shown) -> dict[str, Any]:
        where = {"id": shown.chat_id, "type": "private" if shown.chat_id > 0 else "supergroup"}
        return {
            "message_id": shown.message_id,
            "date": shown.sent_at or int(self.clock.now().timestamp()),
            "chat": where,
            "from": BOT.model_dump(exclude_none=True),
            "text": shown.text,
        }

    # what happens by itself
    async def deliver(self) -> None:
        """Runs delivery until nothing is due. Budgets are those of a test: nobody waits."""
        await self.app.delivery.empty()

    async def due(self) -> int:
        """As when the platform has just answered: a slow machine's test is no silence."""
        self.app.reach.reached()
        self.app.reach.written_down()
        return await self.app.ticker.run_due()

    async def work(self) -> None:
        while await self.app.workers.run_one():
            pass

    # what is seen
    @property
    def sent(self) -> list[Shown]:
        return [one for one in self.session.shown if not one.deleted]

    def in_chat(self, chat_id: int) -> list[Shown]:
        return [one for one in self.sent if one.chat_id == chat_id]

    def last(self, chat_id: int) -> Shown:
        assert self.in_chat(chat_id), f"nothing was sent to {chat_id}"
        return self.in_chat(chat_id)[-1]

    def texts(self, chat_id: int) -> list[str]:
        return [one.text for one in self.in_chat(chat_id)]
