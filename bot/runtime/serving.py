"""`linli run`: a real Telegram (or whatever answers at TELEGRAM_API_BASE), polling or webhook, until told to stop."""

import asyncio
import gc
import signal
import sys
from urllib.parse import urlsplit

import structlog
import uvloop
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, GetMe, SetWebhook
from aiogram.types import User
from aiohttp import web

from bot.runtime.app import App, Options, make_bot
from bot.runtime.clock import SystemClock
from bot.runtime.database import open_database
from bot.runtime.intake import ALLOWED, BODY_LIMIT, webhook_routes
from bot.runtime.logs import set_up_logs
from bot.runtime.profile import publish_profile
from bot.runtime.settings import Settings
from storage.leases import LeaseLost
from storage.migrating import NewerDatabase

log = structlog.get_logger()
# The platform's first answer is waited for, trying again with this pause (seconds).
PAUSE = 3.0
MAX_CONNECTIONS = 40
UNAUTHORIZED = (
    "令牌不对（平台回了 401）。请从 @BotFather 再复制一次，写进 BOT_TOKEN。 / The token is wrong (401): copy it again from @BotFather."
)
TAKEN_OVER = "另一个邻里接手了，这个停下。 / Another Linli has taken over; this one stops."


def serve(settings: Settings) -> str | None:
    """The sentence that explains why it ended, or None after an orderly stop."""
    set_up_logs(settings.log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(settings))


async def _serve(settings: Settings) -> str | None:
    try:
        database = await open_database(settings)
    except NewerDatabase as error:
        return str(error)
    bot = make_bot(settings)
    try:
        me = await first_answer(bot)
        app = App(settings, SystemClock(), database, bot, me=me, options=Options(polling=settings.webhook_url is None))
        return await _live(app, settings)
    except TelegramUnauthorizedError:
        return UNAUTHORIZED
    except LeaseLost:
        return TAKEN_OVER
    except OSError as error:
        return f"端口 {settings.webhook_port} 用不了：{error.strerror}。 / The port cannot be used."
    finally:
        await bot.session.close()
        await database.dispose()


async def first_answer(bot: Bot) -> User:
    """Who the bot is; waits for a platform that cannot be reached yet, says so once."""
    told = False
    while True:
        try:
            return await bot(GetMe(), request_timeout=10)
        except TelegramUnauthorizedError:
            raise
        except TelegramAPIError as error:
            if not told:
                log.warning(
                    "platform_not_reached",
                    error=type(error).__name__,
                    hint="连不上平台，这台机器需要代理吗？ / does this machine need a proxy?",
                )
                told = True
        await asyncio.sleep(PAUSE)


async def _live(app: App, settings: Settings) -> str | None:
    stopped = _on_signals()
    runner: web.AppRunner | None = None
    await _greet(app)
    await app.start()
    try:
        if settings.webhook_url is None:
            await app.bot(DeleteWebhook(drop_pending_updates=False))
        else:
            runner = await _open_webhook(app, settings, settings.webhook_url)
        await _introduce(app)
        # What was made at start lives on: the collector need not walk it again (performance.md, ceilings).
        gc.collect()
        gc.freeze()
        gc.enable()
        await app.run(stopped.wait())
    finally:
        if runner is not None:
            await runner.cleanup()
        await app.stop()
    return UNAUTHORIZED if app.delivery.unauthorized.is_set() else None


async def _introduce(app: App) -> None:
    """Commands, description and menu button follow the program's version; without them it works all the same."""
    try:
        await publish_profile(app.bot, app.facts.default_language)
    except TelegramAPIError as error:
        log.warning("profile_not_published", error=type(error).__name__)


def _on_signals() -> asyncio.Event:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


async def _open_webhook(app: App, settings: Settings, url: str) -> web.AppRunner:
    assert settings.webhook_secret is not None
    secret = settings.webhook_secret.get_secret_value()
    server = web.Application(client_max_size=BODY_LIMIT)
    server.add_routes(webhook_routes(app.lanes, app.clock, path=urlsplit(url).path or "/", secret=secret))
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.webhook_host, settings.webhook_port).start()
    await app.bot(SetWebhook(url=url, secret_token=secret, allowed_updates=ALLOWED, max_connections=MAX_CONNECTIONS))
    return runner


async def _greet(app: App) -> None:
    """The first line of every start: whom it reaches."""
    async with app.unit(False) as unit:
        groups = await unit.groups.all_present()
    sys.stderr.write(f"真的：会发到 {len(groups)} 个群 · https://t.me/{app.facts.bot_username}\n")
    sys.stderr.flush()
