"""A gateway's page instead of the platform's answer is a network error, and nothing of it is kept."""

import gc

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetMe, Response, SendMessage

from bot.runtime.sessions import PlatformSession
from tests.wire import TOKEN

PAGE = "<html><h1>502 Bad Gateway</h1>业主王桂芳</html>"


@pytest.mark.parametrize("content", [PAGE, '{"ok": true, "result": {"message_id": "x"}}', "[]"], ids=["page", "shape", "list"])
def test_what_is_not_an_answer_is_a_network_error_without_its_words(content: str) -> None:
    with pytest.raises(TelegramNetworkError) as raised:
        PlatformSession().check_response(Bot(TOKEN), SendMessage(chat_id=1, text="x"), 502, content)
    assert "HTTP 502" in str(raised.value)
    assert "王桂芳" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_what_the_platform_refuses_stays_what_it_is() -> None:
    with pytest.raises(TelegramBadRequest):
        PlatformSession().check_response(Bot(TOKEN), GetMe(), 400, '{"ok": false, "description": "Bad Request: x"}')


def test_the_model_of_an_answer_is_made_once() -> None:
    """It lasts from one answer to the next, though pydantic itself keeps none alive."""
    PlatformSession().check_response(
        Bot(TOKEN),
        SendMessage(chat_id=1, text="x"),
        200,
        '{"ok": true, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}',
    )
    made = id(Response[SendMessage.__returning__])
    gc.collect()
    others = [Response[list[kind]] for kind in (int, str, float)]
    assert id(Response[SendMessage.__returning__]) == made, others
