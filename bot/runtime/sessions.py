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


class PlatformSession(AiohttpSession):
    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """A gateway's page in between is no reason to stop; its words are dropped, they may quote the request."""
        _kept(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            raise TelegramNetworkError(method=method, message=f"unreadable answer, HTTP {status_code}") from None
