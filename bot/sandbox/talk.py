"""Messages come, change and go; what people write reaches the bot as privacy mode allows."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sandbox import texts, wire
from bot.sandbox.chats import Chat, Media, Message
from bot.sandbox.entities import utf16_slice
from bot.sandbox.errors import ApiError
from bot.sandbox.happenings import ChatChanged, Deleted, Edited, PinChanged, Posted, UnreadChanged
from bot.sandbox.markup import Formatted, caption_text, typed_text
from bot.sandbox.markup import message_text as checked_text
from bot.sandbox.people import Person

if TYPE_CHECKING:
    from bot.sandbox.world import World


def post(world: "World", draft: Message) -> Message:
    """Give the draft its number and, when it has none, its time; everybody in the chat sees it."""
    chat = world.state.chats[draft.chat_id]
    message = replace(draft, id=world.next_message_id(chat), at=draft.at or world.unix())
    world.state.messages[chat.id][message.id] = message
    world.tell(Posted(message))
    if message.service is None:
        _count_unread(world, chat, message)
    return message


def _count_unread(world: "World", chat: Chat, message: Message) -> None:
    for person in world.named_in(chat):
        if person.user_id == message.sender_id:
            continue
        counts = world.state.unread.setdefault(person.user_id, {})
        counts[chat.id] = counts.get(chat.id, 0) + 1
        world.tell(UnreadChanged(person.user_id, chat.id, counts[chat.id]))


def read(world: "World", person: Person, chat: Chat) -> None:
    if world.state.unread.get(person.user_id, {}).pop(chat.id, 0):
        world.tell(UnreadChanged(person.user_id, chat.id, 0))


def change(world: "World", message: Message) -> Message:
    """Put the new version in place of the one with the same number."""
    world.state.messages[message.chat_id][message.id] = message
    world.tell(Edited(message))
    return message


def remove(world: "World", message: Message) -> None:
    del world.state.messages[message.chat_id][message.id]
    chat = world.state.chats[message.chat_id]
    if message.id in chat.pinned:
        set_pinned(world, chat, tuple(pinned for pinned in chat.pinned if pinned != message.id))
    world.tell(Deleted(message.chat_id, message.id))


def set_pinned(world: "World", chat: Chat, pinned: tuple[int, ...]) -> None:
    world.state.chats[chat.id] = replace(chat, pinned=pinned)
    world.tell(PinChanged(chat.id))


def bot_sees(world: "World", chat: Chat, message: Message) -> bool:
    """Privacy mode: commands, replies to the bot and service messages; a plain mention is not among them."""
    if chat.is_private:
        return True
    member = world.member(chat.id, world.bot_id)
    if member is None or not member.is_in:
        return False
    if not world.privacy or member.is_admin or message.service is not None:
        return True
    if message.reply_to is not None:
        replied = world.find_message(chat.id, message.reply_to)
        if replied is not None and replied.sender_id == world.bot_id:
            return True
    return _commands_bot(world, message)


def _commands_bot(world: "World", message: Message) -> bool:
    for entity in message.entities:
        if entity.type != "bot_command" or entity.offset != 0:
            continue
        _, at, name = utf16_slice(message.words, entity.offset, entity.length).partition("@")
        return not at or name.lower() == world.username.lower()
    return False


def deliver(world: "World", message: Message, kind: str = "message") -> None:
    """As an update, in the lane of its chat (telegram-bot-api keeps messages and edits of a chat in one queue)."""
    who = world.name_of(message.sender_id)
    world.updates.put(kind, f"chat {message.chat_id}", wire.message_json(world, message), who=who, at=message.edited_at or message.at)


def _check_may_write(world: "World", person: Person, chat: Chat) -> None:
    if chat.is_private:
        if chat.person_id != person.user_id:
            raise texts.not_your_chat()
        if person.blocked:
            raise texts.bot_blocked()
        return
    member = world.member(chat.id, person.user_id)
    if member is None or not member.is_in:
        raise texts.not_a_member(world.title_of(chat))


def write(world: "World", person: Person, chat: Chat, draft: Message) -> Message:
    """A person's message: it opens a private chat that was not open yet, and goes to the bot."""
    _check_may_write(world, person, chat)
    if draft.reply_to is not None and world.find_message(chat.id, draft.reply_to) is None:
        raise texts.message_gone()
    if chat.is_private and not person.started:
        world.replace_person(replace(person, started=True))
        world.tell(ChatChanged(chat.id))
    message = post(world, draft)
    read(world, person, chat)
    if bot_sees(world, chat, message):
        deliver(world, message)
    return message


def say(world: "World", person: Person, chat: Chat, text: str, *, reply_to: int | None = None, at: int = 0) -> Message:
    formatted = _typed(text)
    draft = Message(chat.id, 0, person.user_id, at, text=formatted.text, entities=formatted.entities, reply_to=reply_to)
    return write(world, person, chat, draft)


def _typed(text: str) -> Formatted:
    formatted = typed_text(text)
    if not formatted.text:
        raise texts.nothing_to_say()
    try:
        return checked_text(formatted.text, None, formatted.entities)
    except ApiError as error:
        raise texts.text_too_long() from error


def send_media(
    world: "World", person: Person, chat: Chat, media: Media, *, caption: str | None = None, album: str | None = None
) -> Message:
    try:
        formatted = caption_text(caption)
    except ApiError as error:
        raise texts.text_too_long() from error
    words = formatted.text or None
    draft = Message(chat.id, 0, person.user_id, 0, caption=words, entities=formatted.entities, media=media, album=album)
    return write(world, person, chat, draft)


def edit_own(world: "World", person: Person, message: Message, text: str) -> Message:
    """A person corrects what they wrote; the bot hears of it as `edited_message`."""
    chat = world.state.chats[message.chat_id]
    _check_may_write(world, person, chat)
    if message.sender_id != person.user_id or message.service is not None:
        raise texts.message_gone()
    formatted = _typed(text)
    fresh = replace(message, entities=formatted.entities, edited_at=world.unix())
    edited = replace(fresh, text=formatted.text) if message.text is not None else replace(fresh, caption=formatted.text)
    change(world, edited)
    if bot_sees(world, chat, edited):
        deliver(world, edited, "edited_message")
    return edited
