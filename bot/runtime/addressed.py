"""What in a group is meant for the bot: everything else is dropped before anything is stored or logged."""

from aiogram.types import Message, MessageEntity

# Service messages that tell of the group itself; joins and leaves of people are not among them (people.md, Groups).
_ABOUT_THE_GROUP = (
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
    "supergroup_chat_created",
    "new_chat_title",
)


def is_addressed(message: Message, bot_id: int, username: str) -> bool:
    """Private messages always; in a group commands for us, replies to us, mentions, and news of the group itself."""
    if message.chat.type == "private":
        return True
    if message.is_automatic_forward:
        # A channel's post that Telegram itself brings into the group: nobody there said it.
        return False
    if any(getattr(message, name) for name in _ABOUT_THE_GROUP):
        return True
    reply = message.reply_to_message
    if reply is not None and reply.from_user is not None and reply.from_user.id == bot_id:
        return True
    text = message.text or message.caption or ""
    return any(_names_us(entity, text, username) for entity in message.entities or message.caption_entities or [])


def _names_us(entity: MessageEntity, text: str, username: str) -> bool:
    said: str = entity.extract_from(text)
    if entity.type == "bot_command":
        _, _, addressee = said.partition("@")
        return entity.offset == 0 and addressee.lower() in {"", username.lower()}
    return entity.type == "mention" and said.lower() == f"@{username.lower()}"
