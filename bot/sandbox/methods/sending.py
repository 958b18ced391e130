"""Methods that put something new into a chat: texts, photos, documents, albums."""

from dataclasses import replace

from aiogram.methods import SendChatAction, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import InputFile, InputMediaDocument, InputMediaPhoto

from bot.sandbox import talk
from bot.sandbox.chats import Chat, Message
from bot.sandbox.errors import bad_request, not_modelled
from bot.sandbox.files import MediaKind, Uploads, media_of
from bot.sandbox.markup import caption_text, message_text
from bot.sandbox.methods.keyboards import keyboard_of
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import check_thread, own_entities, replied, target
from bot.sandbox.parsing import given
from bot.sandbox.wire import Json, message_json
from bot.sandbox.world import World

# Bot API, sendMediaGroup.
ALBUM_SIZES = range(2, 11)
CHAT_ACTIONS = fields(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location "
    "record_video_note upload_video_note"
)

Sendable = SendMessage | SendPhoto | SendDocument | SendMediaGroup
AlbumItem = InputMediaPhoto | InputMediaDocument


def _blank(world: World, chat: Chat, method: Sendable) -> Message:
    """The parts that all sent messages share."""
    check_thread(method.message_thread_id)
    protected = bool(given(method.protect_content))
    return Message(chat.id, 0, world.bot_id, 0, reply_to=replied(world, chat, method.reply_parameters), protected=protected)


def message_sent(world: World, method: SendMessage, _: Uploads) -> Json:
    chat = target(world, method.chat_id)
    formatted = message_text(method.text, given(method.parse_mode), own_entities(world, method.entities))
    keyboard = keyboard_of(method.reply_markup)
    blank = _blank(world, chat, method)
    draft = replace(blank, text=formatted.text, entities=formatted.entities, keyboard=keyboard)
    return message_json(world, talk.post(world, draft))


def _send_media(world: World, method: SendPhoto | SendDocument, kind: MediaKind, value: str | InputFile, uploads: Uploads) -> Json:
    chat = target(world, method.chat_id)
    formatted = caption_text(method.caption, given(method.parse_mode), own_entities(world, method.caption_entities))
    keyboard = keyboard_of(method.reply_markup)
    blank = _blank(world, chat, method)
    media = media_of(world, kind, value, uploads)
    draft = replace(blank, caption=formatted.text or None, entities=formatted.entities, keyboard=keyboard, media=media)
    return message_json(world, talk.post(world, draft))


def photo_sent(world: World, method: SendPhoto, uploads: Uploads) -> Json:
    return _send_media(world, method, "photo", method.photo, uploads)


def document_sent(world: World, method: SendDocument, uploads: Uploads) -> Json:
    return _send_media(world, method, "document", method.document, uploads)


def _album_items(method: SendMediaGroup) -> list[AlbumItem]:
    items = [item for item in method.media if isinstance(item, InputMediaPhoto | InputMediaDocument)]
    if len(items) < len(method.media):
        raise not_modelled("albums of anything but photos or documents")
    if len(items) not in ALBUM_SIZES:
        raise bad_request("there must be 2-10 items in an album")
    if len({item.type for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    return items


def album_sent(world: World, method: SendMediaGroup, uploads: Uploads) -> list[Json]:
    chat = target(world, method.chat_id)
    items = _album_items(method)
    blank = replace(_blank(world, chat, method), album=str(world.next_number() + 13_000_000_000_000_000))
    drafts = []
    for item in items:
        formatted = caption_text(item.caption, given(item.parse_mode), own_entities(world, item.caption_entities))
        media = media_of(world, "photo" if isinstance(item, InputMediaPhoto) else "document", item.media, uploads)
        drafts.append(replace(blank, caption=formatted.text or None, entities=formatted.entities, media=media))
    return [message_json(world, talk.post(world, draft)) for draft in drafts]


def chat_action_sent(world: World, method: SendChatAction, _: Uploads) -> bool:
    """Lasts five seconds and leaves nothing behind, so nothing is kept."""
    target(world, method.chat_id)
    check_thread(method.message_thread_id)
    if method.action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


# Notifications and link previews do not exist in the sandbox: both settings are accepted as they are always kept.
_COMMON = "chat_id message_thread_id disable_notification protect_content reply_parameters "

METHODS = (
    Modelled(SendMessage, message_sent, fields(_COMMON + "text parse_mode entities link_preview_options reply_markup")),
    Modelled(SendPhoto, photo_sent, fields(_COMMON + "photo caption parse_mode caption_entities reply_markup")),
    Modelled(
        SendDocument,
        document_sent,
        fields(_COMMON + "document caption parse_mode caption_entities disable_content_type_detection reply_markup"),
    ),
    Modelled(SendMediaGroup, album_sent, fields(_COMMON + "media")),
    Modelled(SendChatAction, chat_action_sent, fields("chat_id message_thread_id action")),
)
