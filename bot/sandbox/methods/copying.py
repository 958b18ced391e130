"""Forwards and copies of one message or of several."""

from dataclasses import replace
from itertools import pairwise

from aiogram.methods import CopyMessage, CopyMessages, ForwardMessage, ForwardMessages

from bot.sandbox import talk
from bot.sandbox.chats import Chat, Message, Origin
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads
from bot.sandbox.markup import caption_text
from bot.sandbox.methods.keyboards import keyboard_of
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import check_thread, message_in, own_entities, replied, target
from bot.sandbox.parsing import given
from bot.sandbox.wire import Json, message_json
from bot.sandbox.world import World

# Bot API, forwardMessages and copyMessages.
BATCH_LIMIT = 100


def _source(world: World, chat: Chat, message_id: int, what: str) -> Message:
    message = message_in(world, chat, message_id, f"message to {what}")
    if message.service is not None or message.protected:
        verb = "forwarded" if what == "forward" else "copied"
        raise bad_request(f"the message can't be {verb}")
    return message


def _forward(world: World, chat: Chat, source: Message, protected: bool) -> Message:
    """Only links survive of the buttons; the first writer stays known."""
    origin = source.origin or Origin(source.sender_id, source.at)
    rows = tuple(tuple(button for button in row if button.url is not None) for row in source.keyboard)
    keyboard = tuple(row for row in rows if row)
    draft = replace(source, chat_id=chat.id, sender_id=world.bot_id, at=0, origin=origin, keyboard=keyboard)
    return talk.post(world, replace(draft, reply_to=None, edited_at=None, album=None, protected=protected))


def _copy(world: World, chat: Chat, source: Message, protected: bool) -> Message:
    draft = replace(source, chat_id=chat.id, sender_id=world.bot_id, at=0, origin=None, keyboard=(), reply_to=None)
    return replace(draft, edited_at=None, album=None, protected=protected)


def message_forwarded(world: World, method: ForwardMessage, _: Uploads) -> Json:
    chat = target(world, method.chat_id)
    check_thread(method.message_thread_id)
    source = _source(world, target(world, method.from_chat_id, "read"), method.message_id, "forward")
    return message_json(world, _forward(world, chat, source, bool(given(method.protect_content))))


def message_copied(world: World, method: CopyMessage, _: Uploads) -> Json:
    chat = target(world, method.chat_id)
    check_thread(method.message_thread_id)
    source = _source(world, target(world, method.from_chat_id, "read"), method.message_id, "copy")
    draft = _copy(world, chat, source, bool(given(method.protect_content)))
    if method.caption is not None and source.media is not None:
        formatted = caption_text(method.caption, given(method.parse_mode), own_entities(world, method.caption_entities))
        draft = replace(draft, caption=formatted.text or None, entities=formatted.entities)
    keyboard = keyboard_of(method.reply_markup)
    reply_to = replied(world, chat, method.reply_parameters)
    return {"message_id": talk.post(world, replace(draft, keyboard=keyboard, reply_to=reply_to)).id}


def _sources(world: World, from_chat_id: int | str, message_ids: list[int], what: str) -> list[Message]:
    """In order, without those that are gone or may not be taken along."""
    if not 1 <= len(message_ids) <= BATCH_LIMIT:
        raise bad_request("wrong number of message identifiers specified")
    if any(later <= earlier for earlier, later in pairwise(message_ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    chat = target(world, from_chat_id, "read")
    found = (world.find_message(chat.id, message_id) for message_id in message_ids)
    sources = [message for message in found if message is not None and message.service is None and not message.protected]
    if not sources:
        raise bad_request(f"there are no messages to {what}")
    return sources


def messages_forwarded(world: World, method: ForwardMessages, _: Uploads) -> list[Json]:
    chat = target(world, method.chat_id)
    check_thread(method.message_thread_id)
    sources = _sources(world, method.from_chat_id, method.message_ids, "forward")
    protected = bool(given(method.protect_content))
    return [{"message_id": _forward(world, chat, source, protected).id} for source in sources]


def messages_copied(world: World, method: CopyMessages, _: Uploads) -> list[Json]:
    chat = target(world, method.chat_id)
    check_thread(method.message_thread_id)
    sources = _sources(world, method.from_chat_id, method.message_ids, "copy")
    protected = bool(given(method.protect_content))
    copies = [_copy(world, chat, source, protected) for source in sources]
    if method.remove_caption:
        copies = [copy if copy.media is None else replace(copy, caption=None, entities=()) for copy in copies]
    return [{"message_id": talk.post(world, copy).id} for copy in copies]


_COMMON = "chat_id from_chat_id message_thread_id disable_notification protect_content "

METHODS = (
    Modelled(ForwardMessage, message_forwarded, fields(_COMMON + "message_id")),
    Modelled(ForwardMessages, messages_forwarded, fields(_COMMON + "message_ids")),
    Modelled(
        CopyMessage,
        message_copied,
        fields(_COMMON + "message_id caption parse_mode caption_entities reply_parameters reply_markup"),
    ),
    Modelled(CopyMessages, messages_copied, fields(_COMMON + "message_ids remove_caption")),
)
