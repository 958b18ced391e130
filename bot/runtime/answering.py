"""The answer of a press: given once more when the platform stumbles, for it shows a waiting button until then."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import TelegramMethod

log = structlog.get_logger()
# Pauses between the tries (seconds): a press lives for 150 s, and its person waits for the next one in the same lane.
PAUSES = (0.3, 1.5)
# A longer wait than this is not worth the lane (seconds).
LONGEST_WAIT = 5
TIMEOUT = 10


async def give(bot: Bot, answer: TelegramMethod[Any]) -> bool:
    """Whether it was taken. What is too old or refused is not tried again: the effect stands, and what matters of it is a letter."""
    for pause in (*PAUSES, None):
        try:
            await bot(answer, request_timeout=TIMEOUT)
        except TelegramRetryAfter as error:
            if pause is None or error.retry_after > LONGEST_WAIT:
                return _given_up(error)
            await asyncio.sleep(error.retry_after)
        except (TelegramServerError, TelegramNetworkError) as error:
            if pause is None:
                return _given_up(error)
            await asyncio.sleep(pause)
        except TelegramAPIError as error:
            return _given_up(error)
        else:
            return True
    raise AssertionError("the last try returns")


def _given_up(error: TelegramAPIError) -> bool:
    log.info("answer_not_taken", error=type(error).__name__)
    return False
