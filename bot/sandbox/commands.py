"""What a tab of the page may order: each command by its name, answered by facts or by a refusal in both languages."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import crowd, files, links, presses, talk, texts
from bot.sandbox.chats import KNOWN_RIGHTS, Chat
from bot.sandbox.errors import ApiError
from bot.sandbox.feed import Feed
from bot.sandbox.page_json import CHINA, moment
from bot.sandbox.people import LANGUAGE_CODES, Language, Person
from bot.sandbox.ports import Backstage

Json = dict[str, Any]

# Bot API, InlineKeyboardButton: callback_data has 1-64 bytes.
LONGEST_DATA = 64
# Further than any vote and any of its days; every due moment on the way is stopped at.
LONGEST_WALK = timedelta(days=366)


class Desk:
    """Where commands are handed in; longer ones run on as tasks that end with the app."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.world = feed.world
        self.backstage = feed.backstage
        self._tasks: set[asyncio.Task[None]] = set()
        self.renewal: asyncio.Task[None] | None = None

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def do(self, command: Json) -> Json:
        kind = str(command.get("type"))
        act = COMMANDS.get(kind)
        if act is None:
            raise texts.command_unknown(kind)
        return await act(self, command)

    def behind(self) -> Backstage:
        if self.backstage is None:
            raise texts.only_with_bot()
        return self.backstage

    def person(self, command: Json) -> Person:
        return self.world.person(text(command, "person"))

    def chat(self, command: Json) -> Chat:
        return self.world.chat(text(command, "chat"))


def text(command: Json, field: str) -> str:
    value = command.get(field)
    if not isinstance(value, str):
        raise texts.command_malformed(field)
    return value


def optional_text(command: Json, field: str) -> str | None:
    return None if command.get(field) is None else text(command, field)


def number(command: Json, field: str) -> int:
    value = command.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise texts.command_malformed(field)
    return value


def optional_number(command: Json, field: str) -> int | None:
    return None if command.get(field) is None else number(command, field)


def flag(command: Json, field: str) -> bool:
    value = command.get(field)
    if not isinstance(value, bool):
        raise texts.command_malformed(field)
    return value


async def say(desk: Desk, command: Json) -> Json:
    person, chat = desk.person(command), desk.chat(command)
    message = talk.say(desk.world, person, chat, text(command, "text"), reply_to=optional_number(command, "reply_to"))
    return {"message_id": message.id}


async def send_file(desk: Desk, command: Json) -> Json:
    upload = desk.world.uploads.get(text(command, "upload"))
    if upload is None:
        raise texts.upload_gone()
    kind: files.MediaKind = "photo" if command.get("as") == "photo" else "document"
    try:
        message = desk.world.send_file(desk.person(command), desk.chat(command), kind, upload, caption=optional_text(command, "caption"))
    except ApiError as error:
        raise texts.file_refused(error.description) from error
    desk.world.uploads.pop(text(command, "upload"))
    return {"message_id": message.id}


async def press(desk: Desk, command: Json) -> Json:
    """By the data that the presser sees, it goes to the bot, whose answer comes as an event; by its place, a link goes back to the page."""
    person, ref = desk.person(command), str(command.get("ref"))
    if "data" in command:
        data = text(command, "data")
        if not 0 < len(data.encode()) <= LONGEST_DATA:
            raise texts.command_malformed("data")
        presses.press_seen(desk.world, person, desk.chat(command).id, number(command, "message_id"), data, ref=ref)
        return {}
    place = (number(command, "row"), number(command, "col"))
    message, button = presses.button_at(desk.world, person, desk.chat(command).id, number(command, "message_id"), place)
    if button.url is not None:
        return {"url": button.url}
    presses.press(desk.world, person, message, button, ref=ref)
    return {}


async def open_link(desk: Desk, command: Json) -> Json:
    person, url = desk.person(command), text(command, "url")
    link = links.read_link(desk.world, url)
    if link is None:
        raise texts.outside_link(url)
    if link.to_group:
        groups = [chat for chat in desk.world.groups() if links.may_add(desk.world, person, chat, link.rights)]
        shown = [{"chat": chat.slug, "title": chat.title, "title_en": chat.title_en} for chat in groups]
        title = links.title_of_new(desk.world, person, url)
        new = {"title": title.zh, "title_en": title.en}
        return {"groups": shown, "new_group": new, "payload": link.payload, "rights": link.rights}
    if link.payload:
        desk.world.start(person, link.payload)
    return {"chat": desk.world.private_chat(person).slug}


async def new_group(desk: Desk, command: Json) -> Json:
    """The last entry of the list that such a link opens: a group of one's own, with the bot in it."""
    person, url = desk.person(command), text(command, "url")
    link = links.read_link(desk.world, url)
    if link is None or not link.to_group:
        raise texts.outside_link(url)
    title = links.title_of_new(desk.world, person, url)
    chat = desk.world.add_group(f"group-{desk.world.next_number()}", title.zh, title.en, (), person)
    desk.world.add_bot(chat, person, link.payload or None, link.rights)
    return {"chat": chat.slug}


async def add_bot(desk: Desk, command: Json) -> Json:
    rights = [right for right in command.get("rights") or () if right in KNOWN_RIGHTS]
    chat = desk.chat(command)
    desk.world.add_bot(chat, desk.person(command), optional_text(command, "payload") or None, rights)
    return {"chat": chat.slug}


async def read(desk: Desk, command: Json) -> Json:
    talk.read(desk.world, desk.person(command), desk.chat(command))
    return {}


async def block(desk: Desk, command: Json) -> Json:
    desk.world.block(desk.person(command), flag(command, "on"))
    return {}


async def clock(desk: Desk, command: Json) -> Json:
    """The walk takes its time; the page sees the hours pass meanwhile."""
    behind = desk.behind()
    goal = _goal(desk, command)
    if desk.feed.moving:
        raise texts.clock_is_moving()
    if goal < desk.world.now():
        raise texts.clock_backwards()
    if goal - desk.world.now() > LONGEST_WALK:
        raise texts.clock_too_far()
    desk.feed.moving = True
    desk.feed.tell_clock()
    try:
        await behind.walk_to(goal)
    finally:
        desk.feed.moving = False
        desk.feed.tell_clock()
    desk.world.sweep()
    await desk.feed.look_behind()
    return {"now": moment(desk.world.now())}


def _goal(desk: Desk, command: Json) -> datetime:
    if command.get("by") is not None:
        seconds = number(command, "by")
        # Beyond that there may be no such day: the calendar ends.
        return desk.world.now() + timedelta(seconds=max(-1, min(seconds, LONGEST_WALK.total_seconds() + 1)))
    try:
        goal = datetime.fromisoformat(text(command, "to"))
    except ValueError as error:
        raise texts.command_malformed("to") from error
    return goal if goal.tzinfo is not None else goal.replace(tzinfo=CHINA)


async def fault(desk: Desk, command: Json) -> Json:
    desk.world.faults.switch(text(command, "name"), flag(command, "on"), optional_number(command, "times"))
    return {}


async def send_crowd(desk: Desk, command: Json) -> Json:
    message, people = crowd.gather(desk.world)
    desk.run(crowd.go(desk.world, message, people))
    return {"sent": len(people)}


async def restart(desk: Desk, command: Json) -> Json:
    await desk.behind().restart()
    await desk.feed.look_behind()
    return {}


async def crash(desk: Desk, command: Json) -> Json:
    await desk.behind().crash()
    await desk.feed.look_behind()
    return {}


async def reset(desk: Desk, command: Json) -> Json:
    """Asked for again while it is under way, e.g. by another tab, it is the same new world."""
    behind = desk.behind()
    if desk.renewal is None or desk.renewal.done():
        desk.renewal = desk.run(behind.reset())
    await asyncio.shield(desk.renewal)
    return {}


async def language(desk: Desk, command: Json) -> Json:
    wanted = text(command, "language")
    if wanted not in LANGUAGE_CODES:
        raise texts.command_malformed("language")
    chosen: Language = "zh" if wanted == "zh" else "en"
    if desk.backstage is None:
        desk.world.set_language(chosen)
    else:
        await desk.backstage.set_language(chosen)
    return {"language": chosen}


COMMANDS: dict[str, Callable[[Desk, Json], Awaitable[Json]]] = {
    "say": say,
    "send_file": send_file,
    "press": press,
    "open_link": open_link,
    "add_bot": add_bot,
    "new_group": new_group,
    "read": read,
    "block": block,
    "clock": clock,
    "fault": fault,
    "crowd": send_crowd,
    "restart": restart,
    "crash": crash,
    "reset": reset,
    "language": language,
}
