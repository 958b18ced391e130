"""Methods that change a message of the bot, and refuse to change it into itself."""

from dataclasses import replace
from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageMedia, EditMessageReplyMarkup, EditMessageText
from aiogram.types import InputMediaDocument, InputMediaPhoto

from bot.sandbox import talk
from bot.sandbox.chats import Message
from bot.sandbox.errors import bad_request, not_modelled
from bot.sandbox.files import Uploads, media_of
from bot.sandbox.markup import caption_text, message_text
from bot.sandbox.methods.keyboards import keyboard_of
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import message_in, own_entities, target
from bot.sandbox.parsing import given
from bot.sandbox.wire import Json, message_json
from bot.sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and "
    "reply markup of the message"
)


def _own(world: World, chat_id: int | str | None, message_id: int | None) -> Message:
    chat = target(world, chat_id)
    message = message_in(world, chat, message_id, "message to edit")
    if message.sender_id != world.bot_id or message.service is not None or message.origin is not None:
        raise bad_request("message can't be edited")
    return message


def _changed(world: World, old: Message, new: Message) -> Json:
    if replace(new, edited_at=old.edited_at) == old:
        raise bad_request(NOT_MODIFIED)
    return message_json(world, talk.change(world, replace(new, edited_at=world.unix())))


def text_edited(world: World, method: EditMessageText, _: Uploads) -> Json:
    old = _own(world, method.chat_id, method.message_id)
    formatted = message_text(method.text or "", given(method.parse_mode), own_entities(world, method.entities))
    keyboard = keyboard_of(method.reply_markup)
    if old.text is None:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, old, replace(old, text=formatted.text, entities=formatted.entities, keyboard=keyboard))


def caption_edited(world: World, method: EditMessageCaption, _: Uploads) -> Json:
    old = _own(world, method.chat_id, method.message_id)
    formatted = caption_text(method.caption, given(method.parse_mode), own_entities(world, method.caption_entities))
    keyboard = keyboard_of(method.reply_markup)
    if old.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, old, replace(old, caption=formatted.text or None, entities=formatted.entities, keyboard=keyboard))


def keyboard_edited(world: World, method: EditMessageReplyMarkup, _: Uploads) -> Json:
    old = _own(world, method.chat_id, method.message_id)
    return _changed(world, old, replace(old, keyboard=keyboard_of(method.reply_markup)))


def _check_album(old: Message, kind: str) -> None:
    if old.album is not None and old.media is not None and old.media.kind != kind:
        raise bad_request("can't use the media of the specified type in the album")


def media_edited(world: World, method: EditMessageMedia, uploads: Uploads) -> Json:
    old = _own(world, method.chat_id, method.message_id)
    item: Any = method.media
    if not isinstance(item, InputMediaPhoto | InputMediaDocument):
        raise not_modelled(f'media of type "{item.type}"')
    kind: Any = "photo" if isinstance(item, InputMediaPhoto) else "document"
    _check_album(old, kind)
    formatted = caption_text(item.caption, given(item.parse_mode), own_entities(world, item.caption_entities))
    keyboard = keyboard_of(method.reply_markup)
    media = media_of(world, kind, item.media, uploads)
    new = replace(old, text=None, caption=formatted.text or None, entities=formatted.entities, keyboard=keyboard, media=media)
    return _changed(world, old, new)


_COMMON = "chat_id message_id reply_markup "

METHODS = (
    Modelled(EditMessageText, text_edited, fields(_COMMON + "text parse_mode entities link_preview_options")),
    Modelled(EditMessageCaption, caption_edited, fields(_COMMON + "caption parse_mode caption_entities")),
    Modelled(EditMessageReplyMarkup, keyboard_edited, fields(_COMMON)),
    Modelled(EditMessageMedia, media_edited, fields(_COMMON + "media")),
)
