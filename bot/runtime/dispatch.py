"""One update from raw JSON to its effect: who acts, the handlers, duplicates, tries, dead letters."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import CallbackQuery, Chat, Update, User
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.actions.unit import DuplicateUpdate, UnitOfWork
from bot.rules.flood import Flood, Pace
from bot.rules.groups import is_nobody
from bot.rules.letters import Letter
from bot.rules.ports import Clock, Language
from bot.rules.residents import Actor
from bot.rules.updates import PAUSES_BETWEEN_TRIES, Apology, StaleButton, TooFast
from bot.rules.violations import RuleViolation
from bot.runtime.addressed import is_addressed
from bot.runtime.logs import UPDATE_HANDLED
from bot.runtime.taps import Decided, Tap, Taps, tap_of
from bot.runtime.told import account_hash, action_of, fields
from handlers.context import Context, Facts, answer
from handlers.forms import is_left_by_pressing
from handlers.menus import MenuItem, StopForm
from handlers.screens import Screen
from handlers.updates.cards import came_twice
from messages import updates as texts
from messages.starts.labels import COMMANDS
from messages.violations import violation_text
from storage.base import new_id

log = structlog.get_logger()
KNOWN_COMMANDS = frozenset({"start", *COMMANDS})
# Answers kept for updates that the platform sends again while this process lives.
REMEMBERED = 10_000
Answer = TelegramMethod[Any] | None


@dataclass(slots=True)
class Handling:
    """What the handlers need of the process."""

    bot: Bot
    dispatcher: Dispatcher
    clock: Clock
    facts: Facts
    unit: Callable[[bool, int | None, datetime], UnitOfWork]
    """(write, update id, now) → a unit of work."""
    screens: Any
    menu: tuple[MenuItem, ...]
    extras: dict[str, Any]
    """Arguments the handlers take by name (the vote caster, attachments, …)."""
    taps: Taps


@dataclass(frozen=True, slots=True)
class Begun:
    """A tap that was counted, and perhaps decided, before it was parsed."""

    pace: Pace
    decided: Decided | None


class Dispatch:
    def __init__(self, handling: Handling) -> None:
        self._handling = handling
        self._flood = Flood()
        self._answered: OrderedDict[int, Answer] = OrderedDict()

    async def handle(self, raw: dict[str, Any], received_at: datetime) -> Answer:
        """The answer to send. Returns when the effect is durable: then the update may be acknowledged."""
        update_id: int = raw["update_id"]
        if update_id in self._answered:
            return self._answered[update_id]
        tap = tap_of(raw)
        if tap is None:
            return await self._parsed(raw, received_at)
        pace = self._flood.press(tap.person, received_at)
        taken = await self._tapped(tap, received_at) if pace is Pace.FINE else None
        if not isinstance(taken, AnswerCallbackQuery):
            return await self._parsed(raw, received_at, Begun(pace, taken))
        self._remember(update_id, taken)
        return taken

    def _remember(self, update_id: int, reply: Answer) -> None:
        self._answered[update_id] = reply
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)

    async def _tapped(self, tap: Tap, received_at: datetime) -> AnswerCallbackQuery | Decided | None:
        """None where it failed: then it is tried, and apologised for, like any other update, and what was recorded is found by its id."""
        language = _language_of(tap.app_language, self._handling.facts.default_language)
        try:
            return await self._handling.taps.take(tap, received_at, language)
        except Exception as error:
            log.exception("tap_failed", update_id=tap.update_id, error=type(error).__name__)
            return None

    async def _parsed(self, raw: dict[str, Any], received_at: datetime, begun: Begun | None = None) -> Answer:
        update_id: int = raw["update_id"]
        try:
            update = Update.model_validate(raw, context={"bot": self._handling.bot})
        except ValidationError as error:
            await self._bury(raw, received_at, f"does not parse: {error.error_count()} errors")
            return None
        if not _is_known(update):
            log.info("update_of_unknown_kind", update_id=update_id)
            return None
        message = update.message or update.edited_message
        if message is not None and not is_addressed(message, self._handling.facts.bot_id, self._handling.facts.bot_username):
            return None
        user = _who(update)
        pace = begun.pace if begun is not None else self._pace(update, user, received_at)
        if user is not None and pace is not Pace.FINE:
            return await self._slow_down(update, user, pace, received_at)
        reply = await self._tried(update, raw, received_at, begun.decided if begun is not None else None)
        self._remember(update_id, reply)
        return reply

    def forget(self, update_id: int) -> None:
        """The next delivery of this update is handled, not answered from memory."""
        self._answered.pop(update_id, None)

    async def _tried(self, update: Update, raw: dict[str, Any], received_at: datetime, decided: Decided | None) -> Answer:
        for pause in (*PAUSES_BETWEEN_TRIES, None):
            try:
                return await self._once_or_again(update, received_at, decided)
            except Exception as error:
                user, kind = _who(update), update.event_type
                who = account_hash(user.id) if user is not None else ""
                log.exception("update_failed", update_id=update.update_id, user=who, kind=kind, error=type(error).__name__)
                if pause is None:
                    return await self._give_up(update, raw, received_at, error)
            await asyncio.sleep(pause)
        raise AssertionError("the last try returns")

    async def _once_or_again(self, update: Update, received_at: datetime, decided: Decided | None) -> Answer:
        try:
            return await self._once(update, received_at, decided=decided)
        except DuplicateUpdate:
            return await self._again(update, received_at)

    async def _once(self, update: Update, received_at: datetime, *, noted: bool = False, decided: Decided | None = None) -> Answer:
        began, user, chat = time.perf_counter(), _who(update), _where(update)
        context = await self._context(update, user, chat, received_at, noted=noted)
        action = action_of(update, context.form.name if context.form is not None else "", KNOWN_COMMANDS)
        pressed = (update.callback_query.data or "") if update.callback_query is not None else ""
        if is_left_by_pressing(context.form, pressed) and _goes_elsewhere(update):
            await self._leave_question(context)
        extras = self._handling.extras if decided is None else self._handling.extras | {"caster": decided}
        result = await self._handling.dispatcher.feed_update(
            self._handling.bot, update, context=context, menu=self._handling.menu, **extras
        )
        stale = update.callback_query is not None and result is UNHANDLED
        if stale:
            context.refusal, context.outcome = StaleButton.reason(), StaleButton().code()
        if context.refusal or not context.noted:
            await self._note(update, context.refusal, seen=not context.noted)
        log.info(UPDATE_HANDLED, update_id=update.update_id, **fields(context.actor, action=action, outcome=context.outcome, began=began))
        if isinstance(result, TelegramMethod):
            return self._visible(result, context)
        if update.callback_query is not None:
            return answer(update.callback_query, _refusal(update, context.language, StaleButton()) if stale else None, alert=stale)
        return None

    async def _leave_question(self, context: Context) -> None:
        """By itself: should the press fail, its question is over all the same, and the press may ask it anew."""
        async with self._handling.unit(True, None, context.now()) as unit:
            if await unit.updates.seen(context.update_id):
                # The press that asked it, delivered a second time.
                return
            await unit.forms.clear(context.actor.telegram_id)
            await unit.commit()
        context.form = None

    def _visible(self, result: TelegramMethod[Any], context: Context) -> Answer:
        """A press that leaves its message as it is would be seen by nobody, and pressed again."""
        silent = isinstance(result, AnswerCallbackQuery) and result.text is None and result.url is None
        if silent and context.is_as_before:
            return result.model_copy(update={"text": texts.nothing_new(context.language, at=context.now())})
        return result

    def _pace(self, update: Update, user: User | None, now: datetime) -> Pace:
        if user is None:
            return Pace.FINE
        if update.callback_query is not None:
            return self._flood.press(user.id, now)
        if (message := update.message or update.edited_message) is not None:
            # Everybody who speaks without a face has the same account: each group has its own measure for them.
            return self._flood.message(message.chat.id if _is_faceless(update) else user.id, now)
        return Pace.FINE

    async def _slow_down(self, update: Update, user: User, pace: Pace, now: datetime) -> Answer:
        """One warning, then silence for messages; a press is always answered."""
        self._flood.forget_old(now)
        language = _language(user, self._handling.facts.default_language)
        await self._note(update, TooFast.reason())
        if update.callback_query is not None:
            return answer(update.callback_query, _refusal(update, language, TooFast()), alert=pace is Pace.WARN)
        if pace is Pace.WARN and not _is_faceless(update):
            await self._handling.screens.show(user.id, Screen(_refusal(update, language, TooFast())))
        return None

    async def _context(self, update: Update, user: User | None, chat: Chat | None, received_at: datetime, *, noted: bool) -> Context:
        """DuplicateUpdate for words in private that were handled before: their form may be closed since, and they would answer another."""
        handling, facts = self._handling, self._handling.facts
        language = _language(user, facts.default_language)
        form = None
        async with handling.unit(False, None, received_at) as unit:
            actor = await unit.residents.actor(user.id, language) if user else Actor(0, language)
            if user is not None and (chat is None or chat.type == "private"):
                if update.message is not None and not noted and await unit.updates.seen(update.update_id):
                    raise DuplicateUpdate(update.update_id)
                form = await unit.forms.form(user.id, handling.clock.now())
        context: Context

        def uow() -> UnitOfWork:
            update_id = None if context.noted else update.update_id
            context.noted = True
            return handling.unit(True, update_id, received_at)

        context = Context(
            actor=actor,
            language=actor.language,
            received_at=received_at,
            update_id=update.update_id,
            now=handling.clock.now,
            uow=uow,
            read=lambda: handling.unit(False, None, received_at),
            screens=handling.screens,
            facts=facts,
            bot=handling.bot,
            form=form,
            noted=noted,
        )
        return context

    async def _note(self, update: Update, refusal: str, *, seen: bool = True) -> None:
        """`seen` False: what was refused was rolled back with the update's id, and is refused again when it comes again."""
        now, user = self._handling.clock.now(), _who(update)
        async with self._handling.unit(True, None, now) as unit:
            if seen:
                await unit.updates.note(update.update_id, now)
            if refusal and user is not None and not is_nobody(user.id):
                await unit.residents.keep_refusal(user.id, refusal, now)
            await unit.commit()

    async def _again(self, update: Update, received_at: datetime) -> Answer:
        """Its effect is there since an earlier delivery; only what was to be shown may have been lost with a crash."""
        user, message = _who(update), update.message
        language = _language(user, self._handling.facts.default_language)
        if update.callback_query is not None:
            return answer(update.callback_query, texts.press_came_twice(language))
        if user is not None and message is not None and message.chat.type == "private":
            if (message.text or "").startswith("/"):
                # A command in private only asks for a screen, as it would when it is typed again.
                return await self._once(update, received_at, noted=True)
            await self._handling.screens.show(user.id, came_twice(language))
        return None

    async def _give_up(self, update: Update, raw: dict[str, Any], received_at: datetime, error: Exception) -> Answer:
        code, user = new_id()[:4].upper(), _who(update)
        language = _language(user, self._handling.facts.default_language)
        try:
            await self._bury(
                raw, received_at, f"{code} {type(error).__name__}", user.id if user and not _is_faceless(update) else None, code
            )
        except Exception:
            # Nothing can be written: the update is not acknowledged, and whoever pressed must not take silence for success.
            await self._say_not_recorded(update, language)
            raise
        if update.callback_query is None:
            return None
        return answer(update.callback_query, texts.apology(language, facts=Apology(code)), alert=True)

    async def _say_not_recorded(self, update: Update, language: Language) -> None:
        if update.callback_query is None:
            return
        try:
            await self._handling.bot(answer(update.callback_query, texts.not_recorded(language), alert=True), request_timeout=10)
        except TelegramAPIError as error:
            log.warning("not_answered", update_id=update.update_id, error=type(error).__name__)

    async def _bury(self, raw: dict[str, Any], received_at: datetime, reason: str, person: int | None = None, code: str = "") -> None:
        """Kept for the operator, with one apology to whom it concerns; acknowledged."""
        now = self._handling.clock.now()
        log.error("update_buried", update_id=raw["update_id"], reason=reason)
        async with self._handling.unit(True, None, now) as unit:
            await unit.updates.bury(raw["update_id"], orjson.dumps(raw).decode(), reason, received_at=received_at, now=now)
            await unit.updates.note(raw["update_id"], now)
            if person is not None:
                await unit.outbox.put(Letter(f"apology:{raw['update_id']}", person, "updates.apology", Apology(code)), now)
            await unit.commit()


def _refusal(update: Update, language: Language, violation: RuleViolation) -> str:
    """What the runtime refuses itself is said and logged as what a rule refuses (handlers/errors.py)."""
    log.info("refused", code=violation.code(), reason=f"{violation.slug}.{violation.template()}", update_id=update.update_id)
    return violation_text(language, violation)


def _is_known(update: Update) -> bool:
    try:
        return bool(update.event_type)
    except UpdateTypeLookupError:
        return False


def _is_faceless(update: Update) -> bool:
    """Said by an anonymous admin or in a channel's name: there is no person to answer in private. A press always has its person."""
    user = _who(update)
    return update.callback_query is None and user is not None and is_nobody(user.id)


def _who(update: Update) -> User | None:
    event = update.event
    return event.from_user if isinstance(event, CallbackQuery) else getattr(event, "from_user", None)


def _where(update: Update) -> Chat | None:
    event = update.event
    message = event.message if isinstance(event, CallbackQuery) else event
    return getattr(message, "chat", None)


def _goes_elsewhere(update: Update) -> bool:
    """A button or a command, in place of the words that a question waits for; what stops it is answered as such."""
    if update.callback_query is not None:
        return update.callback_query.data != StopForm().pack()
    words = (update.message.text or "") if update.message is not None else ""
    return words.startswith("/") and not words.startswith(("/cancel", "/stop"))


def _language(user: User | None, default: Language) -> Language:
    return _language_of((user.language_code or "") if user else "", default)


def _language_of(code: str, default: Language) -> Language:
    return "zh" if code.startswith("zh") else "en" if code.startswith("en") else default
