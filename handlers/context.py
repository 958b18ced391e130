"""What a handler is given: who acts, in which language, the time, a way to the data and to the chat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions.shown import note_shown
from bot.actions.unit import Form, UnitOfWork
from bot.rules.ports import Language
from bot.rules.profiles import Profiles
from bot.rules.residents import Actor
from handlers.screens import Screen, ScreenShown
from messages.rendering import plain_text

# Telegram's limit for the text of a callback answer.
ANSWER_LIMIT = 200


class Screens(Protocol):
    """Shows a form's own screen at once; when the platform does not answer it becomes a letter, so it is never lost."""

    async def show(self, chat_id: int, screen: Screen, *, replace: int | None = None) -> ScreenShown:
        """A new message, or the message `replace` edited in place (sent anew when it is gone)."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What never changes while the process runs."""

    bot_id: int
    bot_username: str
    timezone: str
    default_language: Language
    profiles: Profiles


@dataclass(slots=True)
class Context:
    """Made by the runtime for each update.

    `received_at` is the intake's clock when the update arrived and stays so through retries (R14). `uow()` writes and is
    bound to this update: its effect happens once. `read()` never writes. `language` is the actor's in private, the
    group's in a group.
    """

    actor: Actor
    language: Language
    received_at: datetime
    update_id: int
    now: Callable[[], datetime]
    uow: Callable[[], UnitOfWork]
    read: Callable[[], UnitOfWork]
    screens: Screens
    facts: Facts
    bot: Bot
    form: Form | None = None
    noted: bool = False
    """True once this update's id is written (by a unit of work, or by the group commit)."""
    refusal: str = ""
    """What this update was refused, as `<feature>/<template>`: quoted when its person asks for help."""
    outcome: str = ""
    """The code of what it was refused with, for the log."""
    shown: list[ScreenShown] = field(default_factory=list)

    async def show(self, screen: Screen, *, replace: int | None = None, quotes: str | tuple[str, ...] = "") -> int | None:
        """In the actor's private chat; the message's id, unless it became a letter. `quotes`: what its author may take back."""
        me = self.actor.telegram_id
        shown = await self.screens.show(me, screen, replace=replace)
        self.shown.append(shown)
        here = shown.message_id
        if here is not None and quotes:
            await note_shown(self.uow(), what=quotes, telegram_id=me, message_id=here, now=self.now())
        return here

    @property
    def is_as_before(self) -> bool:
        """Whether all that was shown stood there already: whoever pressed sees nothing of it."""
        return bool(self.shown) and not any(one.changed for one in self.shown)

    def start_link(self, payload: str) -> str:
        """The deep link to the private chat. Without a payload the platform takes none in answer to a press (URL_INVALID)."""
        return f"https://t.me/{self.facts.bot_username}?start={payload}"


def answer(query: CallbackQuery, text: str | None = None, *, alert: bool = False, url: str | None = None) -> AnswerCallbackQuery:
    """What a press handler returns; the intake sends it, in the webhook's reply or by a call of its own."""
    return answer_to(query.id, text, alert=alert, url=url)


def answer_to(query_id: str, text: str | None = None, *, alert: bool = False, url: str | None = None) -> AnswerCallbackQuery:
    """A dialog shows plain text, so marks of HTML are taken out."""
    text = None if text is None else plain_text(text)
    if text is not None and len(text) > ANSWER_LIMIT:
        raise ValueError(f"a callback answer of {len(text)} characters: {text[:40]}…")
    return AnswerCallbackQuery(callback_query_id=query_id, text=text, show_alert=alert or None, url=url)


def in_group(query: CallbackQuery) -> bool:
    return query.message is None or query.message.chat.type != "private"


async def show_here(query: CallbackQuery, context: Context, screen: Screen, *, quotes: str | tuple[str, ...] = "") -> AnswerCallbackQuery:
    """In place of the message whose button was pressed, where that is in the private chat; `quotes` as `Context.show` has it."""
    message = query.message
    private = message is not None and message.chat.id == context.actor.telegram_id
    await context.show(screen, replace=message.message_id if private and message is not None else None, quotes=quotes)
    return answer(query)
