"""Inline keyboards as the bot sends them; each button does exactly one thing."""

import re
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove

from bot.sandbox.chats import Button, Keyboard
from bot.sandbox.errors import bad_request, not_modelled
from bot.sandbox.markup import checked_url

# Bot API, InlineKeyboardButton: 1-64 bytes of data.
DATA_LIMIT = 64
# What the platform takes in one keyboard, found by trying (the server answers REPLY_MARKUP_TOO_LONG).
BUTTONS_LIMIT = 100
STYLES = frozenset({"danger", "success", "primary"})
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
# Addresses that an app would not open from a button.
_LOCAL = re.compile(r"https?://(?:localhost|[^/.]+)(?:[:/?#]|$)", re.IGNORECASE)


def _url(text: str) -> str:
    checked = checked_url(text)
    if checked is None:
        raise bad_request(f"inline keyboard button URL '{text}' is invalid: Wrong HTTP URL")
    if _LOCAL.match(checked):
        raise bad_request(f"inline keyboard button URL '{text}' is invalid: Wrong HTTP URL")
    return checked


def _button(button: InlineKeyboardButton) -> Button:
    if not button.text.strip():
        raise bad_request("inline keyboard button text is empty")
    actions = [name for name in _ACTIONS if getattr(button, name) is not None]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f'inline keyboard button "{button.text}" must have exactly one action, it has {", ".join(actions)}')
    if button.icon_custom_emoji_id is not None:
        raise not_modelled("custom emoji on buttons")
    if button.style is not None and button.style not in STYLES:
        raise bad_request("invalid button style specified")
    if button.callback_data is not None:
        if not 1 <= len(button.callback_data.encode()) <= DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
        return Button(button.text, data=button.callback_data, style=button.style)
    if button.url is not None:
        return Button(button.text, url=_url(button.url), style=button.style)
    raise not_modelled(f"buttons with {actions[0]}")


def keyboard_of(markup: Any) -> Keyboard:
    """Empty rows go, as the platform drops them. Removing a reply keyboard is true already: there is none."""
    if markup is None or isinstance(markup, ReplyKeyboardRemove):
        return ()
    if not isinstance(markup, InlineKeyboardMarkup):
        raise not_modelled(type(markup).__name__)
    rows = tuple(tuple(_button(button) for button in row) for row in markup.inline_keyboard)
    if sum(len(row) for row in rows) > BUTTONS_LIMIT:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return tuple(row for row in rows if row)
