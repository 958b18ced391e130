"""Where a call may go: the chat, the message and the right behind the ids that the bot names."""

from typing import Literal

from aiogram.types import MessageEntity, ReplyParameters

from bot.sandbox.chats import Chat, Message
from bot.sandbox.entities import Entity
from bot.sandbox.errors import bad_request, forbidden, not_modelled
from bot.sandbox.parsing import given
from bot.sandbox.people import Person
from bot.sandbox.world import World

Access = Literal["read", "write"]


def _knows_person(world: World, person: Person) -> bool:
    """The platform lets a bot name only people whom it has met: in private, or in a common group."""
    if person.started:
        return True
    return any(world.bot_in(group.id) and (member := world.member(group.id, person.user_id)) and member.is_in for group in world.groups())


def _check_private(world: World, chat: Chat, access: Access) -> None:
    assert chat.person_id is not None
    person = world.state.people[chat.person_id]
    if not _knows_person(world, person):
        raise bad_request("chat not found")
    if access == "read":
        return
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def target(world: World, chat_id: int | str | None, access: Access = "write") -> Chat:
    """The chat, or the platform's refusal (telegram-bot-api, check_chat_access)."""
    if chat_id is None:
        raise bad_request("chat_id is empty")
    chat = world.state.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.is_private:
        _check_private(world, chat, access)
        return chat
    if chat.migrated_to is not None and access == "write":
        raise bad_request("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to})
    bot = world.member(chat.id, world.bot_id)
    if bot is None:
        raise bad_request("chat not found")
    if bot.status == "kicked" and (chat.kind == "supergroup" or access == "write"):
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not bot.is_in and (chat.kind == "supergroup" or access == "write"):
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def message_in(world: World, chat: Chat, message_id: int | None, what: str) -> Message:
    message = world.find_message(chat.id, message_id or 0)
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def check_thread(thread_id: int | None) -> None:
    """No chat of the sandbox has topics."""
    if thread_id is not None:
        raise bad_request("message thread not found")


def check_pin_right(world: World, chat: Chat) -> None:
    member = world.member(chat.id, world.bot_id)
    if not chat.is_private and (member is None or not member.may("can_pin_messages")):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def replied(world: World, chat: Chat, parameters: ReplyParameters | None) -> int | None:
    """The message that is replied to; one that is gone is refused unless the bot said that it does not mind."""
    if parameters is None:
        return None
    for name in sorted(parameters.model_fields_set - {"message_id", "chat_id", "allow_sending_without_reply"}):
        if given(getattr(parameters, name)) is not None:
            raise not_modelled(f'the field "reply_parameters.{name}"')
    if parameters.chat_id not in (None, chat.id, str(chat.id)):
        raise not_modelled("a reply into another chat")
    message_id = parameters.message_id
    if message_id is not None and world.find_message(chat.id, message_id) is not None:
        return message_id
    if given(parameters.allow_sending_without_reply):
        return None
    raise bad_request("message to be replied not found")


def own_entities(world: World, entities: list[MessageEntity] | None) -> tuple[Entity, ...]:
    """Entities that the bot counted itself."""
    found = []
    for entity in entities or ():
        if entity.type in ("custom_emoji", "date_time"):
            raise not_modelled(f'entities of type "{entity.type}"')
        user_id = None if entity.user is None else entity.user.id
        if user_id is None or world.knows(user_id):
            found.append(Entity(entity.type, entity.offset, entity.length, entity.url, user_id, entity.language))
    return tuple(found)
