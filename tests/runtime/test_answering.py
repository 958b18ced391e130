"""A press is answered once more when the platform stumbles, and not for ever."""

from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import AnswerCallbackQuery

from bot.runtime import answering

ANSWER = AnswerCallbackQuery(callback_query_id="1", text="已记下")
SLIPS = [
    TelegramServerError(ANSWER, "Bad Gateway"),
    TelegramNetworkError(ANSWER, "reset"),
    TelegramRetryAfter(ANSWER, "slow down", retry_after=0),
]


class Stumbling:
    """A platform that refuses so often before it takes an answer."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self, _answer: AnswerCallbackQuery, **_: Any) -> bool:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return True


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "PAUSES", (0.0, 0.0))


@pytest.mark.parametrize("error", SLIPS, ids=lambda error: type(error).__name__)
async def test_a_slip_is_followed_by_the_answer(error: Exception) -> None:
    bot = Stumbling(error, error)
    assert await answering.give(bot, ANSWER)
    assert bot.calls == 3


async def test_it_is_given_up_after_three() -> None:
    bot = Stumbling(*[SLIPS[0]] * 9)
    assert not await answering.give(bot, ANSWER)
    assert bot.calls == 3


@pytest.mark.parametrize(
    "error", [TelegramBadRequest(ANSWER, "query is too old"), TelegramRetryAfter(ANSWER, "x", retry_after=60)], ids=["too old", "a minute"]
)
async def test_what_will_not_be_taken_is_not_tried_again(error: Exception) -> None:
    bot = Stumbling(error, error)
    assert not await answering.give(bot, ANSWER)
    assert bot.calls == 1
