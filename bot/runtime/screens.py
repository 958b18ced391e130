"""Shows a form's own screen at once; what the platform did not take becomes a letter."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter
from bot.rules.ports import Clock
from bot.runtime.delivery.budgets import Budgets
from bot.runtime.delivery.wire import Fate, Outcome, plain, request_for, send
from handlers.screens import Attachment, CardKind, Screen, ScreenShown
from storage.base import new_id


@dataclass(frozen=True, slots=True)
class KeptScreen:
    """A screen as it was to be shown; it comes as a new message, whatever it was to replace."""

    text: str
    keyboard: str = ""
    file: str = ""
    file_name: str = ""
    is_photo: bool = False


@dataclass(slots=True)
class DirectScreens:
    """`uow` makes units that belong to no update: the effect behind the screen has been committed already."""

    bot: Bot
    clock: Clock
    uow: Callable[[], UnitOfWork]
    budgets: Budgets
    attachments: Path

    async def show(self, chat_id: int, screen: Screen, *, replace: int | None = None) -> ScreenShown:
        request = request_for(chat_id, screen, replace)
        self.budgets.spend(chat_id, Lane.ANSWER, time.monotonic())
        try:
            return await self._show(chat_id, screen, request, replace)
        except asyncio.CancelledError:
            # Told to stop while the platform did not answer: the effect stands, so its screen comes with the next start.
            await asyncio.shield(self._keep_if_lost(chat_id, screen, Outcome(Fate.UNKNOWN)))
            raise

    async def _show(self, chat_id: int, screen: Screen, request: str, replace: int | None) -> ScreenShown:
        outcome = await send(self.bot, request, self.attachments)
        if outcome.fate is Fate.GONE and replace is not None:
            request = request_for(chat_id, screen, None)
            outcome = await send(self.bot, request, self.attachments)
        if outcome.fate is Fate.PLAIN:
            request = plain(request)
            outcome = await send(self.bot, request, self.attachments)
        await self._keep_if_lost(chat_id, screen, outcome)
        if replace is not None and outcome.fate is Fate.SENT:
            await self._put_in_place(chat_id, replace)
        return ScreenShown(outcome.message_id if outcome.fate is Fate.SENT else None, outcome.changed)

    async def _put_in_place(self, chat_id: int, message_id: int) -> None:
        """What the message showed before is edited there no more: it would take the new screen away."""
        async with self.uow().beside() as reader:
            if not await reader.chats.shows_any(chat_id, message_id):
                return
        async with self.uow() as unit:
            await unit.chats.leave_shown(chat_id, message_id)
            await unit.commit()

    async def _keep_if_lost(self, chat_id: int, screen: Screen, outcome: Outcome) -> None:
        if outcome.fate is Fate.SENT:
            return
        now = self.clock.now()
        async with self.uow() as unit:
            if outcome.fate is Fate.UNREACHABLE:
                await unit.chats.set_reachable(chat_id, False)
            else:
                await unit.outbox.put(Letter(f"screen:{new_id()}", chat_id, "runtime.screen", kept(screen)), now)
            await unit.commit()


def kept(screen: Screen) -> KeptScreen:
    keyboard = screen.keyboard.model_dump_json(exclude_none=True) if screen.keyboard is not None else ""
    if screen.attachment is None:
        return KeptScreen(screen.text, keyboard)
    return KeptScreen(screen.text, keyboard, screen.attachment.sha256, screen.attachment.name, screen.attachment.is_photo)


def kept_screen_card() -> CardKind:
    """`runtime.screen`: its words were made in the reader's language already."""

    def words(facts: KeptScreen, _language: str) -> Screen:
        keyboard = InlineKeyboardMarkup.model_validate_json(facts.keyboard) if facts.keyboard else None
        attachment = Attachment(facts.file, facts.file_name, facts.is_photo) if facts.file else None
        return Screen(facts.text, keyboard, attachment)

    return CardKind(KeptScreen, words)
