"""The one delivery loop: which letter leaves next, and what becomes of it."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import PinChatMessage, UnpinChatMessage
from sqlalchemy.exc import SQLAlchemyError

from bot.actions.groups import migrate_group
from bot.actions.letters import chat_lost, group_found
from bot.actions.unit import UnitOfWork
from bot.rules.letters import MAX_TRIES, LetterState, OnUnknown, after_quiet_hours, backoff
from bot.rules.ports import Clock, Language
from bot.runtime.delivery.budgets import Budgets
from bot.runtime.delivery.leaving import Condition, Leaving, lease
from bot.runtime.delivery.looking import is_set_aside, letters_seen
from bot.runtime.delivery.wire import Fate, Outcome, is_edit, plain, request_for, send
from handlers.screens import CardKind
from messages.formatting import local
from storage.base import decode
from storage.chats import SHOWN, Chat
from storage.group_commit import GroupCommit
from storage.leases import LeaseLost
from storage.near import near
from storage.outbox import Landed, StoredLetter

log = structlog.get_logger()
# Requests under way at once: enough for 29/s at a round trip of a second.
PARALLEL = 32
# The loop looks at least so often even when nothing woke it (other processes write letters too), in seconds.
LONGEST_SLEEP = 1.0
# Where somebody waits for the outbox to be empty, in seconds.
SHORT_SLEEP = 0.01
# What the database says when it is away.
AWAY = (SQLAlchemyError, OSError)


class Unauthorized(Exception):
    """The platform does not know the token (any more)."""


@dataclass(slots=True)
class Post:
    """What the loop needs of the process."""

    bot: Bot
    clock: Clock
    uow: Callable[[], UnitOfWork]
    read: Callable[[], UnitOfWork]
    cards: dict[str, CardKind]
    attachments: Path
    default_language: Language
    bot_username: str
    budgets: Budgets
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """By card: what must still be true when it leaves."""
    landings: Mapping[str, Callable[[UnitOfWork, Sequence[Landed]], Awaitable[None]]] = field(default_factory=dict)
    """By card: what follows when letters have arrived as new messages, in the transaction that writes that down."""
    monotonic: Callable[[], float] = time.monotonic
    woken: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Arrived:
    letter: StoredLetter
    message_id: int | None
    edited: bool
    now: datetime


class Delivery:
    """What leaves together and what arrives together is written down together: a burst of a second is two commits, not sixty."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._leaving: GroupCommit[Leaving, bool] = GroupCommit(post.uow, partial(lease, post.conditions))
        self._arrived: GroupCommit[_Arrived, Chat | None] = GroupCommit(post.uow, self._note_arrival)
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._chats: set[int] = set()
        self._is_any_adrift = False
        # Of which the database could not be told that they have not left; it may have them under way.
        self._unleft: set[int] = set()
        # One in a turn of the event loop: thirty at once would hold up every tap.
        self._wording = asyncio.Semaphore(1)
        self.unauthorized = asyncio.Event()

    def wake(self) -> None:
        self._post.woken.set()

    async def is_idle(self) -> bool:
        """Nothing under way and nothing due."""
        if self._flying:
            return False
        async with self._post.read() as unit:
            return await unit.outbox.count_due(self._post.clock.now()) == 0

    async def run(self) -> None:
        """Until cancelled; a send that is under way is finished by `drain`."""
        self._is_any_adrift = True
        while True:
            self._post.woken.clear()
            try:
                pause = await self._look()
            except LeaseLost:
                raise
            except Exception as error:
                # The database is away: letters wait in it, and so does the loop.
                log.exception("outbox_not_read", error=type(error).__name__)
                pause = LONGEST_SLEEP
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._post.woken.wait()

    async def empty(self) -> None:
        """Sends until nothing is due, without waiting for budgets that have no room (tests, and the sandbox's first world)."""
        while not await self.is_idle():
            self._post.woken.clear()
            pause = await self._look()
            if self._flying:
                await asyncio.wait(list(self._flying.values()), return_when=asyncio.FIRST_COMPLETED)
            else:
                # A look that only set letters aside until the morning has nothing to wait for.
                await asyncio.sleep(min(pause, SHORT_SLEEP))

    async def drain(self, seconds: float) -> None:
        """Lets what is under way finish; the rest stays in the outbox."""
        if self._flying:
            await asyncio.wait(list(self._flying.values()), timeout=seconds)

    async def abandon(self) -> None:
        """As a crash would: what is under way ends unseen."""
        flying = list(self._flying.values())
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._leaving.abort()
        await self._arrived.abort()

    async def recover(self) -> None:
        """Letters that were under way when the last process ended, or when their delivery did: nobody knows whether they arrived."""
        flying, unleft = set(self._flying), self._unleft
        # Who is about to land is looked for once more.
        self._unleft, self._is_any_adrift = unleft & flying, bool(unleft & flying)
        try:
            async with self._post.read() as unit:
                leased = await unit.outbox.in_state([LetterState.LEASED])
        except AWAY:
            self._is_any_adrift = True
            self._unleft |= unleft
            raise
        for letter in (one for one in leased if one.id not in flying):
            edited = letter.request is not None and is_edit(letter.request)
            fate = Fate.RETRY if letter.id in unleft else Fate.UNKNOWN
            await self._settle_surely(letter, Outcome(fate, error="its delivery ended meanwhile"), edited=edited)

    async def _look(self) -> float:
        """Starts what may leave; seconds until the next look."""
        if self._is_any_adrift:
            await self.recover()
        clock = self._post.monotonic()
        if full := max(self._post.budgets.full_for(clock), self._post.budgets.next_bunch(clock)):
            # Hundreds may wait while taps come in: they need not be read for this.
            return min(full, LONGEST_SLEEP)
        now = self._post.clock.now()
        morning, budgets = after_quiet_hours(local(now)), self._post.budgets
        async with self._post.read() as unit, near(unit.connection):
            letters = await letters_seen(unit, budgets, now, clock=self._post.monotonic(), busy=self._chats, night=morning > now)
        letters = await self._without_held(letters, now, morning)
        clock = self._post.monotonic()
        # A lane waits for the bot's budget only by letters that their own chat, group or card would take.
        waiting = frozenset(one.lane for one in letters if budgets.own_wait(one.chat_id, clock, live_key=one.live_key) == 0)
        pause, blocked = LONGEST_SLEEP, set(self._chats)
        for letter in letters:
            if letter.chat_id in blocked or len(self._flying) >= PARALLEL:
                continue
            if rest := budgets.next_bunch(clock):
                pause = min(pause, rest)
                break
            wait = budgets.wait(letter.chat_id, letter.lane, self._post.monotonic(), live_key=letter.live_key, waiting=waiting)
            if wait > 0:
                pause = min(pause, wait)
                # A card that must wait does not hold back what else goes to its chat; anything else keeps the order.
                if letter.live_key is None:
                    blocked.add(letter.chat_id)
                continue
            blocked.add(letter.chat_id)
            self._start(letter)
        budgets.forget_old(self._post.monotonic())
        return pause

    def _start(self, letter: StoredLetter) -> None:
        self._post.budgets.spend(letter.chat_id, letter.lane, self._post.monotonic(), live_key=letter.live_key)
        self._chats.add(letter.chat_id)
        task = asyncio.create_task(self._deliver(letter), name=f"letter-{letter.id}")
        self._flying[letter.id] = task
        task.add_done_callback(lambda done: self._landed(letter, done))

    def _landed(self, letter: StoredLetter, task: asyncio.Task[None]) -> None:
        if self._flying.get(letter.id) is task:
            # Moved to another chat it may have left anew before the end of this was heard of.
            del self._flying[letter.id]
        self._chats.discard(letter.chat_id)
        self._post.woken.set()
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, Unauthorized):
            self.unauthorized.set()
        else:
            # Under way for ever it would hold up whoever waits for the outbox, and nobody would read it before the next start.
            self._is_any_adrift = True
            log.error("letter_crashed", letter=letter.id, card=letter.card, error=type(error).__name__)

    async def _without_held(self, letters: list[StoredLetter], now: datetime, morning: datetime) -> list[StoredLetter]:
        """Expired letters and those that wait for the morning are set aside."""
        held = [one for one in letters if is_set_aside(one, now, night=morning > now)]
        if not held:
            return letters
        async with self._post.uow() as unit:
            for letter in sorted(held, key=lambda one: one.id):
                if letter.expires_at and letter.expires_at <= now:
                    await unit.outbox.expire(letter.id, now)
                else:
                    await unit.outbox.defer(letter.id, morning)
            await unit.commit()
        gone = {letter.id for letter in held}
        return [letter for letter in letters if letter.id not in gone]

    async def _deliver(self, letter: StoredLetter) -> None:
        try:
            async with self._wording:
                request = letter.request or await self._words(letter)
        except AWAY as error:
            await self._not_leased(letter, type(error).__name__)
            return
        except Exception as error:
            # A card that cannot be worded must not stop the others; it is counted as failed and named in the log.
            log.exception("card_failed", letter=letter.id, card=letter.card)
            await self._give_up(letter, type(error).__name__, said=letter.facts)
            log.warning("letter_not_sent", letter=letter.id, card=letter.card, fate=Fate.FAILED.value, error=type(error).__name__)
            return
        if not await self._leased(letter, request) or request is None:
            return
        outcome = await send(self._post.bot, request, self._post.attachments)
        if outcome.fate is Fate.PLAIN:
            request = plain(request)
            outcome = await send(self._post.bot, request, self._post.attachments)
        await self._settle_surely(letter, outcome, edited=is_edit(request))

    async def _leased(self, letter: StoredLetter, request: str | None) -> bool:
        try:
            return await self._leaving.submit(Leaving(letter, request))
        except LeaseLost:
            raise
        except Exception as error:
            # It still waits, and would come again with the next look, and the next.
            log.exception("letter_not_leased", letter=letter.id, card=letter.card, error=type(error).__name__)
            await self._not_leased(letter, type(error).__name__)
            return False

    async def _not_leased(self, letter: StoredLetter, error: str) -> None:
        """Tried again like one that the platform did not take, and given up in the end. While the database is away its chat rests."""
        until = self._post.clock.now() + backoff(letter.tries + 1)
        try:
            async with self._post.uow() as unit:
                await unit.outbox.not_leased(letter, until, error, given_up=letter.tries + 1 >= MAX_TRIES)
                await unit.commit()
        except AWAY as away:
            log.warning("letter_not_set_back", letter=letter.id, error=type(away).__name__)
            self._unleft.add(letter.id)
            self._is_any_adrift = True
            self._post.budgets.pause(letter.chat_id, self._post.monotonic() + LONGEST_SLEEP)

    async def _note_arrival(self, unit: UnitOfWork, arrived: Sequence[_Arrived]) -> list[Chat | None]:
        """The chat of each that is a new message in a group. Written down once: what has become of its message since then stands."""
        chats: dict[int, Chat | None] = {}
        landed: dict[str, list[Landed]] = {}
        for one in sorted(arrived, key=lambda one: one.letter.id):
            letter, is_new = one.letter, not one.edited
            if await unit.outbox.sent(letter.id, one.message_id, one.now) and one.message_id and is_new:
                if letter.live_key:
                    await unit.chats.set_live(letter.live_key, letter.chat_id, one.message_id, one.now)
                if letter.card in self._post.landings:
                    landed.setdefault(letter.card, []).append(Landed(letter, one.now))
            chats[letter.id] = await unit.chats.chat(letter.chat_id) if letter.chat_id < 0 and is_new else None
        for card, some in landed.items():
            await self._post.landings[card](unit, some)
        return [chats[one.letter.id] for one in arrived]

    async def _words(self, letter: StoredLetter) -> str | None:
        """The request, in the reader's language; None when a message should go that is not there."""
        kind = self._post.cards[letter.card]
        async with self._post.read() as unit, near(unit.connection):
            chat = await unit.chats.chat(letter.chat_id)
            live = await unit.chats.live(letter.live_key) if letter.live_key else None
        language = chat.language if chat else self._post.default_language
        screen = kind.words(decode(letter.facts, kind.facts), language)
        # A screen that has gone, or in whose place something else stands, has nothing left that could be untrue.
        if live is None and (screen.delete or (letter.live_key or "").startswith(SHOWN)):
            return None
        return request_for(letter.chat_id, screen, live.message_id if live else None, chat.thread_id if chat else None)

    async def _settle_surely(self, letter: StoredLetter, outcome: Outcome, *, edited: bool) -> None:
        """It has left already: while the database is away its fate is kept, and nothing else goes to that chat."""
        while True:
            try:
                return await self._settle(letter, outcome, edited=edited)
            except AWAY as error:
                log.warning("letter_not_settled", letter=letter.id, error=type(error).__name__)
            await asyncio.sleep(LONGEST_SLEEP)

    async def _settle(self, letter: StoredLetter, outcome: Outcome, *, edited: bool = False) -> None:
        """Writes down what became of it, in one transaction with everything that follows from it."""
        if outcome.fate is Fate.UNAUTHORIZED:
            await self._again(letter, self._post.clock.now(), "401")
            raise Unauthorized
        if outcome.fate is Fate.WAIT:
            self._post.budgets.pause(letter.chat_id, self._post.monotonic() + outcome.seconds)
            await self._again(letter, self._post.clock.now() + timedelta(seconds=outcome.seconds), outcome.error, counts=False)
        elif outcome.fate is Fate.SENT:
            await self._sent(letter, outcome, edited=edited)
        else:
            await self._not_sent(letter, outcome, edited=edited)
        if outcome.fate is not Fate.SENT:
            log.warning("letter_not_sent", letter=letter.id, card=letter.card, fate=outcome.fate.value, error=outcome.error)

    async def _sent(self, letter: StoredLetter, outcome: Outcome, *, edited: bool) -> None:
        now = self._post.clock.now()
        chat = await self._arrived.submit(_Arrived(letter, outcome.message_id, edited, now))
        if chat is not None and not chat.reachable:
            await group_found(self._post.uow(), chat_id=letter.chat_id, now=now)
        if letter.pin and outcome.message_id and not edited:
            await self._pin(letter.chat_id, outcome.message_id)

    async def _pin(self, chat_id: int, message_id: int) -> None:
        """Only where the bot may; the card's own words say how a person pins it."""
        try:
            await self._post.bot(PinChatMessage(chat_id=chat_id, message_id=message_id, disable_notification=True))
        except TelegramAPIError as error:
            log.info("not_pinned", reason=type(error).__name__)

    async def unpin(self, chat_id: int, message_id: int) -> None:
        try:
            await self._post.bot(UnpinChatMessage(chat_id=chat_id, message_id=message_id))
        except TelegramAPIError as error:
            log.info("not_unpinned", reason=type(error).__name__)

    async def _not_sent(self, letter: StoredLetter, outcome: Outcome, *, edited: bool) -> None:
        now = self._post.clock.now()
        # An edit done twice is one: it is tried like what never left, or its message would say for good what is true no more.
        again = outcome.fate is Fate.RETRY or (edited and outcome.fate is Fate.UNKNOWN)
        if again and letter.tries + 1 < MAX_TRIES:
            await self._again(letter, now + backoff(letter.tries + 1), outcome.error)
        elif outcome.fate is Fate.UNKNOWN and not edited and letter.on_unknown is not OnUnknown.ASK and letter.unanswered == 0:
            async with self._post.uow() as unit:
                await unit.outbox.send_once_more(letter.id, now, outcome.error)
                await unit.commit()
        elif outcome.fate is Fate.MIGRATED and outcome.chat_id is not None:
            moved = {"old_id": letter.chat_id, "new_id": outcome.chat_id}
            await migrate_group(self._post.uow(), **moved, bot_username=self._post.bot_username, now=now)
            await self._again(letter, now, "migrated", counts=False, fresh=True)
        elif outcome.fate is Fate.GONE:
            await self._post_anew(letter, now)
        elif outcome.fate is Fate.NO_TOPIC:
            await self._leave_topic(letter, now)
        elif outcome.fate is Fate.UNREACHABLE:
            await chat_lost(self._post.uow(), letter_id=letter.id, chat_id=letter.chat_id, reason=outcome.error, now=now)
        else:
            await self._give_up(letter, outcome.error, state=LetterState.UNKNOWN if outcome.fate is Fate.UNKNOWN else LetterState.FAILED)

    async def _give_up(self, letter: StoredLetter, why: str, *, state: LetterState = LetterState.FAILED, said: str | None = None) -> None:
        async with self._post.uow() as unit:
            await unit.outbox.settle(letter.id, state, why, said=said)
            await unit.commit()

    async def _post_anew(self, letter: StoredLetter, now: datetime) -> None:
        async with self._post.uow() as unit:
            if letter.live_key:
                await unit.chats.drop_live(letter.live_key)
            await unit.outbox.try_again(letter.id, now, letter.tries + 1, "gone", fresh=True)
            await unit.commit()

    async def _leave_topic(self, letter: StoredLetter, now: datetime) -> None:
        async with self._post.uow() as unit:
            await unit.chats.set_thread(letter.chat_id, None)
            await unit.outbox.try_again(letter.id, now, letter.tries, "no topic", fresh=True)
            await unit.commit()

    async def _again(self, letter: StoredLetter, when: datetime, why: str, *, counts: bool = True, fresh: bool = False) -> None:
        async with self._post.uow() as unit:
            await unit.outbox.try_again(letter.id, when, letter.tries + (1 if counts else 0), why, fresh=fresh)
            await unit.commit()
