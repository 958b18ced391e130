"""Pins: the newest stands on top of the chat, and the chat says who pinned."""

from aiogram.methods import PinChatMessage, UnpinAllChatMessages, UnpinChatMessage

from bot.sandbox import talk
from bot.sandbox.chats import Message, Service
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import check_pin_right, message_in, target
from bot.sandbox.world import World


def message_pinned(world: World, method: PinChatMessage, _: Uploads) -> bool:
    """The platform's own line about it comes back to the bot as a message (telegram-bot-api keeps messagePinMessage)."""
    chat = target(world, method.chat_id)
    message = message_in(world, chat, method.message_id, "message to pin")
    check_pin_right(world, chat)
    if message.service is not None:
        raise bad_request("message can't be pinned")
    if chat.pinned and chat.pinned[-1] == message.id:
        return True
    talk.set_pinned(world, chat, (*(pinned for pinned in chat.pinned if pinned != message.id), message.id))
    line = talk.post(world, Message(chat.id, 0, world.bot_id, 0, service=Service("pinned", message_id=message.id)))
    talk.deliver(world, line)
    return True


def message_unpinned(world: World, method: UnpinChatMessage, _: Uploads) -> bool:
    """Without an id it is the newest pin that goes."""
    chat = target(world, method.chat_id)
    if method.message_id is None and not chat.pinned:
        raise bad_request("message to unpin not found")
    message_id = chat.pinned[-1] if method.message_id is None else method.message_id
    message_in(world, chat, message_id, "message to unpin")
    check_pin_right(world, chat)
    talk.set_pinned(world, chat, tuple(pinned for pinned in chat.pinned if pinned != message_id))
    return True


def all_unpinned(world: World, method: UnpinAllChatMessages, _: Uploads) -> bool:
    chat = target(world, method.chat_id)
    check_pin_right(world, chat)
    talk.set_pinned(world, chat, ())
    return True


METHODS = (
    Modelled(PinChatMessage, message_pinned, fields("chat_id message_id disable_notification")),
    Modelled(UnpinChatMessage, message_unpinned, fields("chat_id message_id")),
    Modelled(UnpinAllChatMessages, all_unpinned, fields("chat_id")),
)
