"""Shows a form's own screen at once; what the platform did not take becomes a letter."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter
from bot.rules.ports import Clock
from bot.runtime.delivery.budgets import Budgets
from bot.runtime.delivery.wire import Fate, Outcome, plain, request_for, send
from handlers.screens import CardKind, Screen
from storage.base import new_id


@dataclass(frozen=True, slots=True)
class KeptScreen:
    """A screen as it was to be shown: the very request."""

    request: str


@dataclass(slots=True)
class DirectScreens:
    """`uow` makes units that belong to no update: the effect behind the screen has been committed already."""

    bot: Bot
    clock: Clock
    uow: Callable[[], UnitOfWork]
    budgets: Budgets
    attachments: Path

    async def show(self, chat_id: int, screen: Screen, *, replace: int | None = None) -> None:
        request = request_for(chat_id, screen, replace)
        self.budgets.spend(chat_id, Lane.ANSWER, time.monotonic())
        outcome = await send(self.bot, request, self.attachments)
        if outcome.fate is Fate.GONE and replace is not None:
            request = request_for(chat_id, screen, None)
            outcome = await send(self.bot, request, self.attachments)
        if outcome.fate is Fate.PLAIN:
            request = plain(request)
            outcome = await send(self.bot, request, self.attachments)
        await self._keep_if_lost(chat_id, request, outcome)

    async def _keep_if_lost(self, chat_id: int, request: str, outcome: Outcome) -> None:
        if outcome.fate is Fate.SENT:
            return
        now = self.clock.now()
        async with self.uow() as unit:
            if outcome.fate is Fate.UNREACHABLE:
                await unit.chats.set_reachable(chat_id, False)
            else:
                await unit.outbox.put(Letter(f"screen:{new_id()}", chat_id, "runtime.screen", KeptScreen(request)), now)
            await unit.commit()


def kept_screen_card() -> CardKind:
    """`runtime.screen` has its request already: delivery never asks for its words."""

    def words(facts: KeptScreen, _language: str) -> Screen:
        raise AssertionError(f"a kept screen is never worded again: {facts.request[:60]}")

    return CardKind(KeptScreen, words)
