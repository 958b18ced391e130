"""How the world looks to the page: people, chats, messages, calls in the shapes that its scripts read."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox import texts
from bot.sandbox.chats import Button, Chat, Message
from bot.sandbox.entities import Entity
from bot.sandbox.errors import Both
from bot.sandbox.faults import TIMES, FaultName
from bot.sandbox.journal import Call
from bot.sandbox.methods.commands import shown_commands
from bot.sandbox.people import Person
from bot.sandbox.ports import Due
from bot.sandbox.state import Update
from bot.sandbox.world import World

Json = dict[str, Any]

CHINA = ZoneInfo("Asia/Shanghai")
# sandbox.md, section 7: a world carries the last 50 messages of each chat.
LAST_MESSAGES = 50
LAST_CALLS = 100
# A reply shows the beginning of what it answers.
QUOTE_LENGTH = 60


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, CHINA).isoformat(timespec="seconds")


def moment(value: datetime) -> str:
    return value.astimezone(CHINA).isoformat(timespec="seconds")


def masked_token(token: str) -> str:
    return f"{token.partition(':')[0]}:•••"


def person_json(world: World, person: Person) -> Json:
    counts = world.state.unread.get(person.user_id, {})
    slugs = {world.state.chats[chat_id].slug: count for chat_id, count in counts.items() if count}
    return {
        "id": person.slug,
        "user_id": person.user_id,
        "name": person.name,
        "name_en": person.name_en,
        "first_char": person.name[:1],
        "color": person.color,
        "role": person.role,
        "role_en": person.role_en,
        "side": person.side,
        "blocked": person.blocked,
        "unread": slugs,
    }


def chat_head_json(world: World, chat: Chat) -> Json:
    """A chat without its messages; a private one as its person sees it, so it is called after the bot."""
    owner = None if chat.person_id is None else world.state.people[chat.person_id]
    title = world.title_of(chat) if owner is None else world.name_of(world.bot_id)
    subtitle = _subtitle(world, chat)
    commands = shown_commands(world, chat, owner)
    buttons = world.state.profile.menu_buttons
    shape = {
        "id": chat.slug,
        "chat_id": chat.id,
        "kind": "private" if chat.is_private else "group",
        "title": title.zh,
        "title_en": title.en,
        "subtitle": subtitle.zh,
        "subtitle_en": subtitle.en,
        "members": [person.slug for person in world.named_in(chat)],
        "pinned": chat.pinned[-1] if chat.pinned else None,
        "commands": [{"command": command.command, "description": command.description} for command in commands],
        "menu_button": {"type": buttons.get(chat.id) or buttons.get(0, "default")},
    }
    if owner is not None:
        shape |= {"person": owner.slug, "started": owner.started}
    return shape


def _subtitle(world: World, chat: Chat) -> Both:
    if chat.is_private:
        return texts.BOT_SUBTITLE
    count = texts.people_count(sum(1 for _ in world.people_in(chat)))
    if not chat.subtitle:
        return count
    return Both(f"{chat.subtitle} · {count.zh}", f"{chat.subtitle_en or chat.subtitle} · {count.en}")


def chat_json(world: World, chat: Chat) -> Json:
    messages = list(world.state.messages[chat.id].values())[-LAST_MESSAGES:]
    return chat_head_json(world, chat) | {"last": [message_json(world, message) for message in messages]}


def entity_json(entity: Entity) -> Json:
    shape: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url is not None:
        shape["url"] = entity.url
    return shape


def button_json(button: Button) -> Json:
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "data": button.data}


def _sender_json(world: World, message: Message) -> Json:
    name = world.name_of(message.sender_id)
    shape: Json = {"kind": "bot", "name": name.zh, "name_en": name.en}
    if message.service is not None:
        shape["kind"] = "service"
    elif message.sender_id != world.bot_id:
        person = world.state.people[message.sender_id]
        shape["kind"] = "person" if person.named else "other"
        shape |= {"person": person.slug} if person.named else {}
    return shape


def message_json(world: World, message: Message) -> Json:
    shape: Json = {
        "chat": world.state.chats[message.chat_id].slug,
        "message_id": message.id,
        "from": _sender_json(world, message),
        "at": iso(message.at),
        "entities": [entity_json(entity) for entity in message.entities],
        "edited": message.edited_at is not None,
    }
    if message.text is not None:
        shape["text"] = message.text
    if message.caption is not None:
        shape["caption"] = message.caption
    if message.album is not None:
        shape["album"] = message.album
    if message.keyboard:
        shape["keyboard"] = [[button_json(button) for button in row] for row in message.keyboard]
    if message.service is not None:
        line = _service_line(world, message)
        shape["service"] = {"zh": line.zh, "en": line.en}
    return shape | _media_json(world, message) | _reply_json(world, message)


def _media_json(world: World, message: Message) -> Json:
    if message.media is None:
        return {}
    stored = world.state.files[message.media.best]
    url = f"/file/{stored.id}"
    if message.media.kind == "photo":
        return {"photo": {"url": url, "width": stored.width, "height": stored.height}}
    return {"document": {"url": url, "name": stored.name, "size": stored.size}}


def _reply_json(world: World, message: Message) -> Json:
    if message.reply_to is None:
        return {}
    replied = world.find_message(message.chat_id, message.reply_to)
    if replied is None:
        return {}
    name = world.name_of(replied.sender_id)
    return {"reply_to": {"message_id": replied.id, "name": name.zh, "name_en": name.en, "text": replied.words[:QUOTE_LENGTH]}}


def _service_line(world: World, message: Message) -> Both:
    service = message.service
    assert service is not None
    by = world.name_of(message.sender_id)
    if service.kind == "joined":
        return texts.joined(by, world.name_of(service.users[0]))
    if service.kind == "left":
        return texts.left(by, world.name_of(service.users[0]))
    return texts.pinned(by) if service.kind == "pinned" else texts.migrated()


def call_json(world: World, call: Call) -> Json:
    where = None if call.chat_id is None else world.state.chats.get(call.chat_id)
    title = None if where is None else world.title_of(where)
    return {
        "id": call.id,
        "method": call.method,
        "chat": None if title is None else title.zh,
        "chat_en": None if title is None else title.en,
        "outcome": call.outcome,
        "ok": call.ok,
        "ms": call.ms,
        "at": iso(call.at),
    }


def update_json(update: Update) -> Json:
    return {"id": f"u{update.id}", "kind": update.kind, "who": update.who, "who_en": update.who_en, "at": iso(update.at)}


def due_json(due: Due) -> Json:
    return {"id": due.id, "title": due.title_zh, "title_en": due.title_en, "at": moment(due.at), "kind": due.kind}


def faults_json(world: World) -> list[Json]:
    shown = []
    for name in TIMES:
        on, left = world.faults.left(name)
        title, note = _fault_words(world, name, left if on else TIMES[name], on)
        shape = {"name": name, "on": on, "left": left, "more": name in ("drop", "error")}
        shown.append(shape | {"title": title.zh, "title_en": title.en, "note": note.zh, "note_en": note.en})
    return shown


def _fault_words(world: World, name: FaultName, times: int | None, on: bool) -> tuple[Both, Both]:
    title, note = texts.FAULTS[name]
    if name == "blocked":
        person = world.faults.blocker()
        if person is not None:
            title = Both(f"{person.name}屏蔽助手", f"{person.name_en} blocks the bot")
    if times is None:
        return title, note
    return title, texts.counted(note, times, on)
