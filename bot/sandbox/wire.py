"""How the world looks in Bot API JSON: the shapes that updates and answers carry."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import OTHER_RIGHTS, REQUIRED_RIGHTS, Button, Chat, Keyboard, Member, Message, StoredFile
from bot.sandbox.entities import Entity
from bot.sandbox.people import Person

if TYPE_CHECKING:
    from bot.sandbox.world import World

Json = dict[str, Any]


def person_json(person: Person) -> Json:
    shape: Json = {"id": person.user_id, "is_bot": False, "first_name": person.name}
    if person.username:
        shape["username"] = person.username
    shape["language_code"] = person.language_code
    return shape


def bot_json(world: "World") -> Json:
    return {"id": world.bot_id, "is_bot": True, "first_name": world.bot_name(), "username": world.username}


def me_json(world: "World") -> Json:
    return bot_json(world) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def user_json(world: "World", user_id: int) -> Json:
    if user_id == world.bot_id:
        return bot_json(world)
    return person_json(world.state.people[user_id])


def chat_json(world: "World", chat: Chat) -> Json:
    if chat.person_id is not None:
        person = world.state.people[chat.person_id]
        shape: Json = {"id": chat.id, "first_name": person.name, "type": "private"}
        if person.username:
            shape["username"] = person.username
        return shape
    return {"id": chat.id, "title": chat.title, "type": chat.kind}


def entity_json(world: "World", entity: Entity) -> Json:
    shape: Json = {"offset": entity.offset, "length": entity.length, "type": entity.type}
    if entity.url is not None:
        shape["url"] = entity.url
    if entity.language is not None:
        shape["language"] = entity.language
    if entity.user_id is not None:
        shape["user"] = user_json(world, entity.user_id)
    return shape


def entities_json(world: "World", entities: tuple[Entity, ...]) -> list[Json]:
    return [entity_json(world, entity) for entity in entities if entity.user_id is None or world.knows(entity.user_id)]


def button_json(button: Button) -> Json:
    shape: Json = {"text": button.text}
    if button.style is not None:
        shape["style"] = button.style
    if button.data is not None:
        shape["callback_data"] = button.data
    if button.url is not None:
        shape["url"] = button.url
    return shape


def keyboard_json(keyboard: Keyboard) -> Json:
    return {"inline_keyboard": [[button_json(button) for button in row] for row in keyboard]}


def file_json(stored: StoredFile) -> Json:
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": stored.size}


def photo_json(world: "World", files: tuple[str, ...]) -> list[Json]:
    sizes = (world.state.files[file_id] for file_id in files)
    return [file_json(stored) | {"width": stored.width, "height": stored.height} for stored in sizes]


def document_json(stored: StoredFile) -> Json:
    return {"file_name": stored.name, "mime_type": stored.mime} | file_json(stored)


def _content_json(world: "World", message: Message) -> Json:
    shape: Json = {}
    if message.media is not None:
        if message.media.kind == "photo":
            shape["photo"] = photo_json(world, message.media.files)
        else:
            shape["document"] = document_json(world.state.files[message.media.best])
    if message.text is not None:
        shape["text"] = message.text
    if message.caption is not None:
        shape["caption"] = message.caption
    if message.entities:
        shape["entities" if message.text is not None else "caption_entities"] = entities_json(world, message.entities)
    return shape


def _service_json(world: "World", message: Message) -> Json:
    service = message.service
    if service is None:
        return {}
    if service.kind == "joined":
        return {"new_chat_members": [user_json(world, user_id) for user_id in service.users]}
    if service.kind == "left":
        return {"left_chat_member": user_json(world, service.users[0])}
    if service.kind == "pinned":
        assert service.message_id is not None
        return {"pinned_message": linked_json(world, message.chat_id, service.message_id)}
    return {"migrate_to_chat_id" if service.kind == "migrated_to" else "migrate_from_chat_id": service.chat_id}


def inaccessible_json(world: "World", chat_id: int, message_id: int) -> Json:
    """A message that is gone: the date is always 0 (InaccessibleMessage)."""
    return {"message_id": message_id, "chat": chat_json(world, world.state.chats[chat_id]), "date": 0}


def linked_json(world: "World", chat_id: int, message_id: int) -> Json:
    """A message inside another object: as it stands now, without what it replies to itself."""
    message = world.find_message(chat_id, message_id)
    if message is None:
        return inaccessible_json(world, chat_id, message_id)
    return message_json(world, message, nested=True)


def message_json(world: "World", message: Message, *, nested: bool = False) -> Json:
    shape: Json = {
        "message_id": message.id,
        "from": user_json(world, message.sender_id),
        "chat": chat_json(world, world.state.chats[message.chat_id]),
        "date": message.at,
    }
    if message.edited_at is not None:
        shape["edit_date"] = message.edited_at
    if message.origin is not None:
        sender = user_json(world, message.origin.sender_id)
        shape["forward_origin"] = {"type": "user", "date": message.origin.at, "sender_user": sender}
    if message.reply_to is not None and not nested and world.find_message(message.chat_id, message.reply_to):
        shape["reply_to_message"] = linked_json(world, message.chat_id, message.reply_to)
    if message.protected:
        shape["has_protected_content"] = True
    if message.album is not None:
        shape["media_group_id"] = message.album
    shape |= _content_json(world, message)
    shape |= _service_json(world, message)
    if message.keyboard:
        shape["reply_markup"] = keyboard_json(message.keyboard)
    return shape


def rights_json(rights: tuple[str, ...]) -> Json:
    shape: Json = {right: right in rights for right in REQUIRED_RIGHTS}
    return shape | {right: right in rights for right in OTHER_RIGHTS}


def member_json(world: "World", member: Member) -> Json:
    shape: Json = {"user": user_json(world, member.user_id), "status": member.status}
    if member.status == "creator":
        shape["is_anonymous"] = False
    elif member.status == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False} | rights_json(member.rights)
    elif member.status == "kicked":
        shape["until_date"] = 0
    return shape


def chat_full_json(world: "World", chat: Chat) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    shape = chat_json(world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if not chat.is_private:
        shape["permissions"] = {
            "can_send_messages": True,
            "can_send_photos": True,
            "can_send_documents": True,
            "can_send_other_messages": True,
            "can_add_web_page_previews": True,
            "can_invite_users": True,
            "can_pin_messages": False,
            "can_change_info": False,
        }
    if chat.pinned and world.find_message(chat.id, chat.pinned[-1]):
        shape["pinned_message"] = linked_json(world, chat.id, chat.pinned[-1])
    return shape
