"""What the page hears: every happening as a numbered event to all its tabs, and a whole world to a new one."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import orjson

from bot.sandbox import crowd, happenings, page_json
from bot.sandbox.happenings import Happening
from bot.sandbox.ports import Backstage
from bot.sandbox.vote_cards import open_vote
from bot.sandbox.world import World

Json = dict[str, Any]
logger = logging.getLogger(__name__)

# How often the bot's own facts are looked at, and how often while the clock is walking.
WATCH_SECONDS = 0.5
WALK_SECONDS = 0.1
# A tab that has fallen this far behind is let go; it comes back and asks for the world.
BACKLOG = 5_000
CLOCK_EVERY = 10.0
# The three steps of a first visit, then the three things to try next.
STEPS = ("vote", "open", "result", "newcomer", "crash", "roster")
BACKLOG_CLOSED = b""


class Tab:
    """One open page; a writer of its own takes from `outbox`, so that a slow tab holds nobody up."""

    def __init__(self) -> None:
        self.outbox: asyncio.Queue[bytes] = asyncio.Queue()

    def send(self, event: bytes) -> None:
        if self.outbox.qsize() >= BACKLOG:
            event = BACKLOG_CLOSED
        self.outbox.put_nowait(event)


class Feed:
    def __init__(self, world: World, backstage: Backstage | None, token: str) -> None:
        self.world = world
        self.backstage = backstage
        self.moving = False
        self._token = token
        self._tabs: set[Tab] = set()
        self._seq = 0
        self._renewed = asyncio.Event()
        self._seen: dict[str, Any] = {}
        world.listen(self._hear)

    def open(self, tab: Tab) -> None:
        self._tabs.add(tab)

    def close(self, tab: Tab) -> None:
        self._tabs.discard(tab)

    def tell(self, kind: str, /, **facts: Any) -> None:
        if not self._tabs:
            return
        self._seq += 1
        event = orjson.dumps({"type": kind, "seq": self._seq} | facts)
        for tab in self._tabs:
            tab.send(event)

    def _hear(self, happening: Happening) -> None:
        if isinstance(happening, happenings.Renewed):
            self._renewed.set()
        elif self._tabs:
            _TELLING[type(happening)](self, happening)

    async def world_event(self) -> bytes:
        """Numbered as the last event: what follows is one more."""
        behind = await self._behind()
        world = self.world
        people = [person for person in world.state.people.values() if person.named]
        chats = [chat for chat in world.state.chats.values() if chat.migrated_to is None and world.named_in(chat)]
        shape = {
            "type": "world",
            "seq": self._seq,
            "id": world.state.id,
            "host_note": world.host_note,
            "now": page_json.moment(world.now()),
            "moving": self.moving,
            "language": world.state.language,
            "token_masked": page_json.masked_token(self._token),
            "people": [page_json.person_json(world, person) for person in people],
            "chats": [page_json.chat_json(world, chat) for chat in chats],
            "faults": page_json.faults_json(world),
            "calls": [page_json.call_json(world, call) for call in world.journal.newest(page_json.LAST_CALLS)],
            "updates": [page_json.update_json(update) for update in reversed(world.updates.recent(page_json.LAST_CALLS))],
            "bot_user": {"id": world.bot_id, "name": world.bot_name(), "username": world.username},
        }
        return orjson.dumps(shape | behind)

    async def _behind(self) -> Json:
        """What only the bot beside the server knows; without one, what the queue shows of it."""
        if self.backstage is None:
            listening = self.world.updates.polling or self.world.state.webhook is not None
            bot = {"state": "online" if listening else "stopped", "last_log": ""}
            steps = [{"id": step, "done": False} for step in STEPS]
            return {
                "bot": bot,
                "due": [],
                "outbox": {"waiting": 0, "failed": 0},
                "steps": steps,
                "crowd": {"left": 0, "able": 0, "vote": ""},
            }
        state, last_log = self.backstage.state()
        due = await self.backstage.due()
        outbox = await self.backstage.outbox()
        done = await self.backstage.steps()
        vote = open_vote(self.world)
        left, title = await self.backstage.crowd_left(vote) if vote else (0, "")
        return {
            "bot": {"state": state, "last_log": last_log},
            "due": [page_json.due_json(item) for item in due],
            "outbox": {"waiting": outbox.waiting, "failed": outbox.failed},
            "steps": [{"id": step, "done": bool(done.get(step))} for step in STEPS],
            "crowd": {"left": left, "able": crowd.able(self.world), "vote": title},
        }

    async def watch(self) -> None:
        """Until cancelled: send a new world when everything changed, else whatever differs from the last look."""
        while True:
            try:
                async with asyncio.timeout(WALK_SECONDS if self.moving else WATCH_SECONDS):
                    await self._renewed.wait()
            except TimeoutError:
                self.world.sweep()
            try:
                await self._look()
            except Exception:
                logger.exception("the page's look behind the scenes failed; the next one tries again")

    async def _look(self) -> None:
        if self._renewed.is_set():
            self._renewed.clear()
            if self._tabs:
                event = await self.world_event()
                for tab in self._tabs:
                    tab.send(event)
            return
        self._tell_clock()
        if self._tabs:
            await self.look_behind()

    def _tell_clock(self) -> None:
        now = self.world.time()
        last, was_moving = self._seen.get("clock", (0.0, False))
        if self.moving or was_moving or abs(now - last) >= CLOCK_EVERY:
            self.tell_clock()

    def tell_clock(self) -> None:
        self._seen["clock"] = (self.world.time(), self.moving)
        self.tell("clock", now=page_json.moment(self.world.now()), moving=self.moving)

    async def look_behind(self) -> None:
        behind = await self._behind()
        for step in behind.pop("steps"):
            self._tell_if_new(f"step {step['id']}", "step", step)
        self._tell_if_new("due", "due", {"due": behind.pop("due")})
        for kind, facts in behind.items():
            self._tell_if_new(kind, kind, facts)

    def _tell_if_new(self, key: str, kind: str, facts: Json) -> None:
        if self._seen.get(key) != facts:
            self._seen[key] = facts
            self.tell(kind, **facts)

    # How each happening is told

    def _is_shown(self, chat_id: int) -> bool:
        """Private chats of people who are not on the page stay off it."""
        return bool(self.world.named_in(self.world.state.chats[chat_id]))

    def _posted(self, happening: happenings.Posted) -> None:
        if self._is_shown(happening.message.chat_id):
            self.tell("message", message=page_json.message_json(self.world, happening.message))

    def _edited(self, happening: happenings.Edited) -> None:
        if self._is_shown(happening.message.chat_id):
            self.tell("edited", message=page_json.message_json(self.world, happening.message))

    def _deleted(self, happening: happenings.Deleted) -> None:
        if self._is_shown(happening.chat_id):
            self.tell("deleted", chat=self._slug(happening.chat_id), message_id=happening.message_id)

    def _pin_changed(self, happening: happenings.PinChanged) -> None:
        pinned = self.world.state.chats[happening.chat_id].pinned
        if self._is_shown(happening.chat_id):
            self.tell("pinned", chat=self._slug(happening.chat_id), message_id=pinned[-1] if pinned else None)

    def _unread_changed(self, happening: happenings.UnreadChanged) -> None:
        person = self.world.state.people[happening.user_id]
        self.tell("unread", person=person.slug, chat=self._slug(happening.chat_id), count=happening.count)

    def _answered(self, happening: happenings.Answered) -> None:
        press = happening.press
        if press.ref is None:
            return
        facts: Json = {"press": press.ref, "person": self.world.state.people[press.user_id].slug, "alert": False}
        facts |= {"chat": self._slug(press.chat_id), "message_id": press.message_id}
        if press.answer is not None:
            given = {"text": press.answer.text, "alert": press.answer.alert, "url": press.answer.url}
            facts |= {name: value for name, value in given.items() if value is not None}
        if happening.failed:
            facts["failed"] = True
        if press.expired:
            facts["expired"] = True
        self.tell("answer", **facts)

    def _called(self, happening: happenings.Called) -> None:
        self.tell("call", **page_json.call_json(self.world, happening.call))

    def _queued(self, happening: happenings.Queued) -> None:
        self.tell("update", **page_json.update_json(happening.update))

    def _chat_changed(self, happening: happenings.ChatChanged) -> None:
        chat = self.world.state.chats[happening.chat_id]
        if self._is_shown(chat.id):
            self.tell("chat", chat=page_json.chat_head_json(self.world, chat))

    def _person_changed(self, happening: happenings.PersonChanged) -> None:
        person = self.world.state.people[happening.user_id]
        if person.named:
            self.tell("person", person=page_json.person_json(self.world, person))
            self.tell("faults", faults=page_json.faults_json(self.world))

    def _faults_changed(self, _: happenings.FaultsChanged) -> None:
        self.tell("faults", faults=page_json.faults_json(self.world))

    def _slug(self, chat_id: int) -> str:
        return self.world.state.chats[chat_id].slug


_TELLING: dict[type[Any], Callable[[Feed, Any], None]] = {
    happenings.Posted: Feed._posted,
    happenings.Edited: Feed._edited,
    happenings.Deleted: Feed._deleted,
    happenings.PinChanged: Feed._pin_changed,
    happenings.UnreadChanged: Feed._unread_changed,
    happenings.Answered: Feed._answered,
    happenings.Called: Feed._called,
    happenings.Queued: Feed._queued,
    happenings.ChatChanged: Feed._chat_changed,
    happenings.PersonChanged: Feed._person_changed,
    happenings.FaultsChanged: Feed._faults_changed,
}
