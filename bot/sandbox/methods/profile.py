"""What the bot says about itself: names and descriptions by language, its menu button, its usual rights."""

import re

from aiogram.methods import (
    GetChatMenuButton,
    GetMyDefaultAdministratorRights,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import MenuButtonWebApp

from bot.sandbox.errors import bad_request, not_modelled
from bot.sandbox.files import Uploads
from bot.sandbox.happenings import ChatChanged, Renewed
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import target
from bot.sandbox.wire import Json, rights_json
from bot.sandbox.world import World

# Bot API: setMyName, setMyDescription, setMyShortDescription.
NAME_LIMIT = 64
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120


def language_of(code: str | None) -> str:
    """Two letters, or nothing for everybody whose language has no text of its own."""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language_code specified")
    return code or ""


def _set(texts: dict[str, str], language: str | None, text: str | None, limit: int, what: str) -> None:
    if text is not None and len(text) > limit:
        raise bad_request(f"{what} is too long")
    code = language_of(language)
    if text:
        texts[code] = text
    else:
        texts.pop(code, None)


def name_set(world: World, method: SetMyName, _: Uploads) -> bool:
    _set(world.state.profile.names, method.language_code, method.name, NAME_LIMIT, "bot name")
    world.tell(Renewed())
    return True


def name(world: World, method: GetMyName, _: Uploads) -> Json:
    return {"name": world.bot_name(language_of(method.language_code))}


def description_set(world: World, method: SetMyDescription, _: Uploads) -> bool:
    _set(world.state.profile.descriptions, method.language_code, method.description, DESCRIPTION_LIMIT, "bot description")
    return True


def description(world: World, method: GetMyDescription, _: Uploads) -> Json:
    texts = world.state.profile.descriptions
    return {"description": texts.get(language_of(method.language_code)) or texts.get("", "")}


def short_description_set(world: World, method: SetMyShortDescription, _: Uploads) -> bool:
    texts = world.state.profile.short_descriptions
    _set(texts, method.language_code, method.short_description, SHORT_DESCRIPTION_LIMIT, "bot short description")
    return True


def short_description(world: World, method: GetMyShortDescription, _: Uploads) -> Json:
    texts = world.state.profile.short_descriptions
    return {"short_description": texts.get(language_of(method.language_code)) or texts.get("", "")}


def menu_button_set(world: World, method: SetChatMenuButton, _: Uploads) -> bool:
    """Without a chat: for every private chat that has none of its own (key 0)."""
    if isinstance(method.menu_button, MenuButtonWebApp):
        raise not_modelled('a menu button of type "web_app"')
    kind = "default" if method.menu_button is None else str(method.menu_button.type)
    key = 0
    if method.chat_id is not None:
        chat = target(world, method.chat_id, "read")
        if not chat.is_private:
            raise bad_request("can't set menu button for the chat")
        key = chat.id
    if kind == "default":
        world.state.profile.menu_buttons.pop(key, None)
    else:
        world.state.profile.menu_buttons[key] = kind
    chats = [chat.id for chat in world.state.chats.values() if chat.is_private and key in (0, chat.id)]
    for chat_id in chats:
        world.tell(ChatChanged(chat_id))
    return True


def menu_button(world: World, method: GetChatMenuButton, _: Uploads) -> Json:
    key = 0 if method.chat_id is None else target(world, method.chat_id, "read").id
    buttons = world.state.profile.menu_buttons
    return {"type": buttons.get(key) or buttons.get(0, "default")}


def default_rights(_: World, __: GetMyDefaultAdministratorRights, ___: Uploads) -> Json:
    """Never set here, so none are asked for."""
    return {"is_anonymous": False} | rights_json(())


METHODS = (
    Modelled(SetMyName, name_set, fields("name language_code")),
    Modelled(GetMyName, name, fields("language_code")),
    Modelled(SetMyDescription, description_set, fields("description language_code")),
    Modelled(GetMyDescription, description, fields("language_code")),
    Modelled(SetMyShortDescription, short_description_set, fields("short_description language_code")),
    Modelled(GetMyShortDescription, short_description, fields("language_code")),
    Modelled(SetChatMenuButton, menu_button_set, fields("chat_id menu_button")),
    Modelled(GetChatMenuButton, menu_button, fields("chat_id")),
    Modelled(GetMyDefaultAdministratorRights, default_rights, fields("for_channels")),
)
