"""How requests leave: straight or through TELEGRAM_PROXY; whatever is not an answer of the platform is a network error."""

from functools import cache
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import Response, TelegramMethod


@cache
def _kept(returning: Any) -> type[Response[Any]]:
    """pydantic holds a generic model weakly: without this the model of each answer was built anew, a millisecond or more each time."""
    return Response[returning]


# A connection that has lain idle for so long is not used again (seconds): where the other end closes it at that very moment
# (a Node server after 5 s) a letter's outcome would be unknown.
IDLE = 4.0


class PlatformSession(AiohttpSession):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._connector_init["keepalive_timeout"] = IDLE

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """A gateway's page in between is no reason to stop; its words are dropped, they may quote the request."""
        _kept(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            raise TelegramNetworkError(method=method, message=f"unreadable answer, HTTP {status_code}") from None
