"""A session through TELEGRAM_PROXY whose failures are network errors like any other: the proxy library raises its own."""

from asyncio import IncompleteReadError
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiohttp import ClientProxyConnectionError
from aiohttp.client_reqrep import ConnectionKey
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.runtime.sessions import PlatformSession

# None of them is an error of aiohttp, so neither aiogram nor anybody above it would know them for network errors. The last is a
# SOCKS proxy that hangs up in the middle of its greeting; aiohttp's own reading never raises it.
PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError, IncompleteReadError)


class ProxySession(PlatformSession):
    async def make_request(self, bot: Bot, method: TelegramMethod[Any], *arguments: Any, **more: Any) -> Any:
        """All of them are raised while the way is being opened, so the request has not left: its cause says so."""
        try:
            return await super().make_request(bot, method, *arguments, **more)
        except PROXY_ERRORS as error:
            nowhere = ConnectionKey("proxy", None, False, True, None, None, None, None)
            cause = ClientProxyConnectionError(nowhere, OSError(type(error).__name__))
            raise TelegramNetworkError(method=method, message=type(error).__name__) from cause
