"""A form's screen that the platform did not take comes later, with its buttons."""

import asyncio

import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import SendMessage

from handlers.menus import OpenMenu
from handlers.screens import Screen, button, keyboard
from tests.wire import Wire

METHOD = SendMessage(chat_id=1, text="x")
SCREEN = Screen("<b>问</b>大家什么事", keyboard([button("菜单", OpenMenu())]))


@pytest.mark.parametrize(
    "refusal",
    [
        TelegramRetryAfter(METHOD, "Too Many Requests", 3),
        TelegramServerError(METHOD, "Bad Gateway"),
        TelegramNetworkError(METHOD, "Request timeout error"),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_a_refused_screen_comes_as_a_letter(wire: Wire, refusal: Exception) -> None:
    wire.session.refuse["sendMessage"] = refusal
    await wire.app.screens.show(1, SCREEN)
    assert wire.sent == []
    await wire.deliver()
    [shown] = wire.sent
    assert (shown.text, shown.labels) == (SCREEN.text, ["菜单"])


async def test_a_screen_under_way_at_a_stop_is_kept(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    never = asyncio.Event()
    with monkeypatch.context() as patch:
        patch.setattr(wire.session, "make_request", lambda *_, **__: never.wait())
        showing = asyncio.create_task(wire.app.screens.show(1, SCREEN))
        await asyncio.sleep(0)
        showing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await showing
    await wire.deliver()
    assert [one.text for one in wire.sent] == [SCREEN.text]
