"""deleteMessage and deleteMessages, with the platform's limits of age and right."""

from aiogram.methods import DeleteMessage, DeleteMessages

from bot.sandbox import talk
from bot.sandbox.chats import Chat, Message
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import message_in, target
from bot.sandbox.world import World

# Bot API, deleteMessage: only within 48 hours, but for an administrator who may delete messages.
DELETE_SECONDS = 48 * 3600
# Bot API, deleteMessages.
BATCH_LIMIT = 100


def _check_may_delete(world: World, chat: Chat, message: Message) -> None:
    member = world.member(chat.id, world.bot_id)
    if member is not None and member.may("can_delete_messages"):
        return
    if message.sender_id != world.bot_id and not chat.is_private:
        raise bad_request("message can't be deleted")
    if world.unix() - message.at >= DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


def message_deleted(world: World, method: DeleteMessage, _: Uploads) -> bool:
    chat = target(world, method.chat_id)
    message = message_in(world, chat, method.message_id, "message to delete")
    _check_may_delete(world, chat, message)
    talk.remove(world, message)
    return True


def messages_deleted(world: World, method: DeleteMessages, _: Uploads) -> bool:
    """Those that are gone already are skipped; one that may not be deleted refuses all."""
    chat = target(world, method.chat_id)
    if not method.message_ids:
        raise bad_request("message identifiers are not specified")
    if len(method.message_ids) > BATCH_LIMIT:
        raise bad_request("too many message identifiers specified")
    found = [message for message_id in dict.fromkeys(method.message_ids) if (message := world.find_message(chat.id, message_id))]
    for message in found:
        _check_may_delete(world, chat, message)
    for message in found:
        talk.remove(world, message)
    return True


METHODS = (
    Modelled(DeleteMessage, message_deleted, fields("chat_id message_id")),
    Modelled(DeleteMessages, messages_deleted, fields("chat_id message_ids")),
)
