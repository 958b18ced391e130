"""answerCallbackQuery: a line, a dialog or a link for the person who tapped."""

import re

from aiogram.methods import AnswerCallbackQuery

from bot.sandbox import presses
from bot.sandbox.chats import PressAnswer
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.world import World

# Bot API, answerCallbackQuery: 0-200 characters.
TEXT_LIMIT = 200


def callback_answered(world: World, method: AnswerCallbackQuery, _: Uploads) -> bool:
    """The only link without a game is one that opens this bot with a parameter. `cache_time` has no effect: nothing is cached."""
    if method.text is not None and utf16_length(method.text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if method.url and not _opens_bot(world, method.url):
        raise bad_request("URL_INVALID")
    given = PressAnswer(method.text or None, bool(method.show_alert), method.url or None)
    presses.answer(world, method.callback_query_id, given)
    return True


def _opens_bot(world: World, url: str) -> bool:
    name = re.escape(world.username)
    pattern = (
        rf"(?:https?://)?(?:t|telegram)\.me/{name}\?start=[A-Za-z0-9_-]{{1,64}}|tg://resolve\?domain={name}&start=[A-Za-z0-9_-]{{1,64}}"
    )
    return re.fullmatch(pattern, url, re.IGNORECASE) is not None


METHODS = (Modelled(AnswerCallbackQuery, callback_answered, fields("callback_query_id text show_alert url cache_time")),)
