"""`linli run`: a real Telegram (or whatever answers at TELEGRAM_API_BASE), polling or webhook, until told to stop."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
import uvloop
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, GetMe, SetWebhook, TelegramMethod
from aiogram.types import User

from bot.rules.profiles import Profiles
from bot.runtime.app import STOP_HANDLERS, App, Options, make_bot
from bot.runtime.backups import USUAL_NAMES
from bot.runtime.clock import SystemClock
from bot.runtime.collector import collector_begins
from bot.runtime.database import DatabaseUnusable, database_unusable, open_database
from bot.runtime.disk import clear_parts
from bot.runtime.hook import Hook
from bot.runtime.intake import ALLOWED
from bot.runtime.leadership import LockUnusable
from bot.runtime.listening import PortUnusable, usable
from bot.runtime.logs import set_up_logs
from bot.runtime.profile import publish_profile
from bot.runtime.settings import Settings
from storage.base import Database
from storage.leases import LeaseLost
from storage.migrating import NewerDatabase

log = structlog.get_logger()
T = TypeVar("T")
# A platform that cannot be reached is asked again after this pause (seconds), and waited for so long each time.
PAUSE, LONGEST_ANSWER = 3.0, 10
MAX_CONNECTIONS = 40
# Updates that came by webhook had STOP_HANDLERS already while their connections were closed (seconds).
AFTER_WEBHOOK = 0.1
UNAUTHORIZED = (
    "令牌不对（平台回了 401）。请从 @BotFather 再复制一次，写进 BOT_TOKEN。 / The token is wrong (401): copy it again from @BotFather."
)
TAKEN_OVER = "另一个邻里接手了，这个停下。 / Another Linli has taken over; this one stops."
CRASHED = (
    "出错停下了，日志里 crashed 那一行写着在哪里。再启动就接着做，什么也没有丢。"
    " / It stopped on an error; the line `crashed` in the log says where. Start it again: nothing is lost."
)


class ToldToStop(Exception):
    """Before everything was up."""


def serve(settings: Settings, profiles: Profiles) -> str | None:
    """The sentence that explains why it ended, or None after an orderly stop."""
    set_up_logs(settings.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(settings, profiles))
    except Exception as error:
        # A traceback on the terminal would quote what people wrote.
        log.exception("crashed", error=type(error).__name__)
        return CRASHED


async def _serve(settings: Settings, profiles: Profiles) -> str | None:
    told = _on_signals()
    try:
        database = await open_database(settings)
    except (NewerDatabase, DatabaseUnusable) as error:
        return str(error)
    await asyncio.to_thread(clear_parts, settings.data_dir / "backups", USUAL_NAMES)
    bot = make_bot(settings)
    try:
        return await _with_platform(settings, profiles, database, bot, told)
    except ToldToStop:
        return None
    except TelegramUnauthorizedError:
        return UNAUTHORIZED
    except LeaseLost:
        return TAKEN_OVER
    except LockUnusable as error:
        return str(database_unusable(settings, error.error))
    except PortUnusable as error:
        return str(error)
    finally:
        await bot.session.close()
        await database.dispose()


async def _with_platform(settings: Settings, profiles: Profiles, database: Database, bot: Bot, told: asyncio.Event) -> str | None:
    me = await unless_told(told, first_answer(bot))
    options = Options(polling=settings.webhook_url is None, profiles=profiles)
    app = App(settings, SystemClock(), database, bot, me=me, options=options)
    try:
        return await _live(app, settings, told)
    except TelegramBadRequest as error:
        return f"平台不接受 WEBHOOK_URL：{error.message}。 / The platform refuses WEBHOOK_URL: {error.message}."


async def unless_told(told: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """The work's result; told to stop meanwhile, it is cut off: a platform or a leader may be waited for without end."""
    waiter, task = asyncio.create_task(told.wait()), asyncio.create_task(work)
    await asyncio.wait({waiter, task}, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    raise ToldToStop


async def first_answer(bot: Bot) -> User:
    """Who the bot is; waits for a platform that cannot be reached yet."""
    return await answered(bot, GetMe())


async def answered(bot: Bot, method: TelegramMethod[T]) -> T:
    """The platform's answer, asked for until it comes; what it refuses for good is raised."""
    told = False
    while True:
        try:
            return await bot(method, request_timeout=LONGEST_ANSWER)
        except (TelegramUnauthorizedError, TelegramBadRequest):
            raise
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except TelegramAPIError as error:
            if not told:
                log.warning(
                    "platform_not_reached",
                    error=type(error).__name__,
                    hint="连不上平台，这台机器需要代理吗？ / does this machine need a proxy?",
                )
                told = True
            await asyncio.sleep(PAUSE)


async def _live(app: App, settings: Settings, told: asyncio.Event) -> str | None:
    doors: list[Hook] = []

    async def connect() -> None:
        if settings.webhook_url is None:
            await answered(app.bot, DeleteWebhook(drop_pending_updates=False))
        else:
            await _open_webhook(app, settings, settings.webhook_url, doors)

    await _greet(app)
    try:
        await unless_told(told, app.start(connect))
        await unless_told(told, _introduce(app))
        collector_begins()
        await app.run(told.wait())
    finally:
        for door in doors:
            await door.close()
        await app.stop(AFTER_WEBHOOK if doors else STOP_HANDLERS)
    return UNAUTHORIZED if app.delivery.unauthorized.is_set() else None


async def _introduce(app: App) -> None:
    """Commands, description and menu button follow the program's version; without them it works all the same."""
    try:
        await publish_profile(app.bot, app.facts.default_language)
    except TelegramAPIError as error:
        log.warning("profile_not_published", error=type(error).__name__)


def _on_signals() -> asyncio.Event:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


async def _open_webhook(app: App, settings: Settings, url: str, doors: list[Hook]) -> None:
    assert settings.webhook_secret is not None
    secret = settings.webhook_secret.get_secret_value()
    hook = Hook(app.lanes.put, app.clock, path=urlsplit(url).path or "/", secret=secret)
    doors.append(hook)
    await usable(
        partial(hook.open, last_answers=STOP_HANDLERS), ("WEBHOOK_HOST", "WEBHOOK_PORT"), (settings.webhook_host, settings.webhook_port)
    )
    await answered(app.bot, SetWebhook(url=url, secret_token=secret, allowed_updates=ALLOWED, max_connections=MAX_CONNECTIONS))


async def _greet(app: App) -> None:
    """The first line of every start: whom it reaches."""
    async with app.unit(False) as unit:
        groups = await unit.groups.all_present()
    sys.stderr.write(f"真的：会发到 {len(groups)} 个群 · https://t.me/{app.facts.bot_username}\n")
    sys.stderr.flush()
