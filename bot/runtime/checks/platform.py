"""Checks against the platform: token, way there, clock, webhook, privacy mode. Nothing is changed, and getUpdates is never called."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import GetMe, GetWebhookInfo
from aiogram.types import User, WebhookInfo
from aiohttp import ClientError, ClientTimeout

from bot.runtime.checks.verdicts import Check, fine, warning, wrong
from bot.runtime.settings import Settings

# Seconds until a platform that does not answer counts as out of reach.
PATIENCE = 10
# Votes close by this machine's clock: a difference larger than this moves a deadline people can see.
CLOCK_TOLERANCE = timedelta(seconds=5)
# A webhook error older than this has been overtaken.
ERROR_IS_NEWS = timedelta(hours=1)
PRIVACY_REMEDY = (
    "对 @BotFather 发 /setprivacy，选这个机器人，选 Enable；然后在每个群里把它移出去再加回来。"
    " / Send /setprivacy to @BotFather, choose the bot, Enable; then remove it from each group and add it again."
)
# What Telegram says about a webhook it cannot use, and what helps.
WEBHOOK_WORDS = (
    (("certificate", "ssl"), "证书链不完整或不被信任：服务器要给出中间证书（fullchain）。 / Serve the full certificate chain."),
    (("refused", "timed out", "timeout"), "端口没有打开：检查防火墙和 WEBHOOK_PORT。 / Open the port: firewall, WEBHOOK_PORT."),
    (("301", "302", "307", "308"), "地址被转走了：WEBHOOK_URL 要写最后的那个。 / The address redirects: use the final one."),
    (
        ("401", "403", "404"),
        "那里答话的不是邻里：检查 WEBHOOK_URL 的路径和反向代理。 / Something else answers there: check the path and the proxy.",
    ),
    (("resolve",), "域名查不到：检查 DNS。 / The name does not resolve: check DNS."),
)


async def check_platform(bot: Bot, settings: Settings, now: Callable[[], datetime]) -> tuple[User | None, list[Check]]:
    """The bot, and what was found; without an answer nothing more can be asked."""
    host = urlsplit(settings.telegram_api_base).netloc
    started = time.monotonic()
    try:
        me = await bot(GetMe(), request_timeout=PATIENCE)
    except (TelegramUnauthorizedError, TelegramNotFound):
        remedy = "从 @BotFather 再复制一次整行令牌，写进 .env 的 BOT_TOKEN。 / Copy the whole token from @BotFather into BOT_TOKEN."
        return None, [wrong("token", "令牌不对，平台不认。 / The token is wrong.", remedy)]
    except TelegramNetworkError:
        return None, [wrong("api", f"连不上 {host}。 / {host} cannot be reached.", _proxy_hint(settings))]
    except (TelegramAPIError, ClientDecodeError) as error:
        remedy = "等几分钟再试；一直这样，检查 TELEGRAM_API_BASE。 / Wait a few minutes; if it stays, check TELEGRAM_API_BASE."
        return None, [wrong("api", f"{host} 答的不对（{type(error).__name__}）。 / {host} answers, but not as it should.", remedy)]
    took = int((time.monotonic() - started) * 1000)
    checks = [
        fine("token", f"令牌有效，机器人是 @{me.username}。 / The token works: @{me.username}."),
        fine("api", f"连得上 {host}，{took} 毫秒。 / {host} answers in {took} ms."),
        await _check_clock(bot, settings, now),
        await _check_webhook(bot, settings, now),
        *_check_privacy(me),
    ]
    return me, checks


def _proxy_hint(settings: Settings) -> str:
    if settings.telegram_proxy:
        return (
            "经过 TELEGRAM_PROXY 也连不上：检查代理开着没有、地址对不对。"
            " / Not even through TELEGRAM_PROXY: is the proxy running, is its address right?"
        )
    return (
        "这台机器需要代理吗？在 .env 里写 TELEGRAM_PROXY=socks5://127.0.0.1:1080（换成您的代理）。"
        " / Does this machine need a proxy? Put TELEGRAM_PROXY=socks5://… into .env."
    )


async def _check_clock(bot: Bot, settings: Settings, now: Callable[[], datetime]) -> Check:
    """Against the Date that the platform's web server writes on every answer; the token is not in this request."""
    name = "clock"
    assert isinstance(bot.session, AiohttpSession)
    client = await bot.session.create_session()
    before = now()
    unreadable: tuple[type[Exception], ...] = (ClientError, TimeoutError, ValueError, TypeError, *_proxy_errors(settings))
    try:
        async with client.get(settings.telegram_api_base, allow_redirects=False, timeout=ClientTimeout(PATIENCE)) as response:
            written = response.headers.get("Date", "")
        there = parsedate_to_datetime(written).replace(microsecond=500_000)
    except unreadable:
        return warning(name, "没有查到平台的时间。 / The platform's time is not known.", "过一会儿再试。 / Try again later.")
    here = before + (now() - before) / 2
    off = here - (there if there.tzinfo else there.replace(tzinfo=UTC))
    if abs(off) <= CLOCK_TOLERANCE:
        return fine(name, "时钟准。 / The clock is right.")
    seconds, way, way_en = int(abs(off).total_seconds()), "快" if off > timedelta() else "慢", "fast" if off > timedelta() else "slow"
    remedy = "打开对时：timedatectl set-ntp true。表决按这个时钟截止。 / Switch NTP on; votes close by this clock."
    return wrong(name, f"时钟{way}了 {seconds} 秒。 / The clock is {seconds} s {way_en}.", remedy)


def _proxy_errors(settings: Settings) -> tuple[type[Exception], ...]:
    """The proxy library's own, loaded only where a proxy is used."""
    if settings.telegram_proxy is None:
        return ()
    from bot.runtime.proxying import PROXY_ERRORS

    return PROXY_ERRORS


async def _check_webhook(bot: Bot, settings: Settings, now: Callable[[], datetime]) -> Check:
    name = "webhook"
    try:
        info = await bot(GetWebhookInfo(), request_timeout=PATIENCE)
    except (TelegramAPIError, ClientDecodeError) as error:
        return warning(name, f"没有查到（{type(error).__name__}）。 / Not known.", "过一会儿再试。 / Try again later.")
    if settings.webhook_url is None:
        if info.url:
            return warning(
                name,
                "平台上登记着别处的 webhook，更新不会到这里。 / A webhook is registered: updates go elsewhere.",
                "linli run 启动时会取消它；别的机器在用的话，请换一个令牌。 / linli run removes it; if it is in use, take another token.",
            )
        return fine(name, "用轮询，没有登记 webhook。 / Polling; no webhook is registered.")
    return _judge_webhook(info, settings.webhook_url, now())


def _judge_webhook(info: WebhookInfo, url: str, now: datetime) -> Check:
    name = "webhook"
    if info.url != url:
        return warning(
            name, "还没有登记 WEBHOOK_URL。 / WEBHOOK_URL is not registered yet.", "linli run 启动时会登记。 / linli run registers it."
        )
    if info.last_error_message and info.last_error_date and now - info.last_error_date <= ERROR_IS_NEWS:
        said = info.last_error_message.lower()
        remedy = next((words for parts, words in WEBHOOK_WORDS if any(part in said for part in parts)), "")
        return wrong(
            name, f"平台送不到：{info.last_error_message}。 / Telegram cannot deliver.", remedy or "检查 WEBHOOK_URL。 / Check WEBHOOK_URL."
        )
    return fine(name, f"webhook 正常，排队 {info.pending_update_count} 条。 / The webhook works; {info.pending_update_count} waiting.")


def _check_privacy(me: User) -> list[Check]:
    checks = []
    if me.can_read_all_group_messages:
        verdict = "隐私模式关着：群里所有的话都会传到这台机器（不存，但不该传）。 / Privacy mode is off: all talk reaches this machine."
        checks.append(warning("privacy", verdict, PRIVACY_REMEDY))
    else:
        checks.append(fine("privacy", "隐私模式开着，只收得到点按钮、回复和命令。 / Privacy mode is on."))
    if me.can_join_groups is False:
        remedy = "对 @BotFather 发 /setjoingroups，选 Enable。 / Send /setjoingroups to @BotFather, Enable."
        checks.append(wrong("join", "机器人不许进群。 / The bot may not join groups.", remedy))
    return checks
