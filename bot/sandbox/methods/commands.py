"""The lists of commands by scope and language, and which of them a person's app shows in a chat."""

import re
from collections.abc import Iterator

from aiogram.methods import DeleteMyCommands, GetMyCommands, SetMyCommands
from aiogram.types import BotCommand
from pydantic import BaseModel

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads
from bot.sandbox.happenings import ChatChanged
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.profile import language_of
from bot.sandbox.methods.targets import target
from bot.sandbox.people import Person
from bot.sandbox.state import Command
from bot.sandbox.wire import Json
from bot.sandbox.world import World

# Bot API, setMyCommands and BotCommand.
COMMANDS_LIMIT = 100
NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_LIMIT = 256


def _key(kind: str, chat_id: int | str = "", user_id: int | str = "", language: str = "") -> str:
    return f"{kind}|{chat_id}|{user_id}|{language}"


def _scope_key(world: World, scope: BaseModel | None, language: str | None) -> str:
    """A scope that names a chat is checked like any other target."""
    code = language_of(language)
    if scope is None:
        return _key("default", language=code)
    chat_id = getattr(scope, "chat_id", None)
    user_id = getattr(scope, "user_id", None)
    if chat_id is not None:
        chat_id = target(world, chat_id, "read").id
    if user_id is not None and not world.knows(user_id):
        raise bad_request("user not found")
    kind = str(getattr(scope, "type", "default"))
    return _key(kind, "" if chat_id is None else chat_id, "" if user_id is None else user_id, code)


def _command(given: BotCommand) -> Command:
    if not NAME.fullmatch(given.command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given.description) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(given.command, given.description)


def _show(world: World) -> None:
    for chat in world.state.chats.values():
        world.tell(ChatChanged(chat.id))


def commands_set(world: World, method: SetMyCommands, _: Uploads) -> bool:
    if len(method.commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = tuple(_command(given) for given in method.commands)
    key = _scope_key(world, method.scope, method.language_code)
    if commands:
        world.state.profile.commands[key] = commands
    else:
        world.state.profile.commands.pop(key, None)
    _show(world)
    return True


def commands(world: World, method: GetMyCommands, _: Uploads) -> list[Json]:
    found = world.state.profile.commands.get(_scope_key(world, method.scope, method.language_code), ())
    return [{"command": command.command, "description": command.description} for command in found]


def commands_deleted(world: World, method: DeleteMyCommands, _: Uploads) -> bool:
    world.state.profile.commands.pop(_scope_key(world, method.scope, method.language_code), None)
    _show(world)
    return True


def _scopes(world: World, chat: Chat, person: Person | None) -> Iterator[tuple[str, int | str, int | str]]:
    """From the narrowest to the widest (Bot API, "Determining list of commands")."""
    if chat.is_private:
        yield from (("chat", chat.id, ""), ("all_private_chats", "", ""))
        return
    member = None if person is None else world.member(chat.id, person.user_id)
    is_admin = member is not None and member.is_admin
    if member is not None:
        yield "chat_member", chat.id, member.user_id
    if is_admin:
        yield "chat_administrators", chat.id, ""
    yield "chat", chat.id, ""
    if is_admin:
        yield "all_chat_administrators", "", ""
    yield "all_group_chats", "", ""


def shown_commands(world: World, chat: Chat, person: Person | None) -> tuple[Command, ...]:
    """The first list that is set, each scope in the person's language first. Without a person: what a plain member sees."""
    language = world.state.language if person is None else person.language_code[:2]
    for scope in (*_scopes(world, chat, person), ("default", "", "")):
        for code in (language, ""):
            found = world.state.profile.commands.get(_key(*scope, code))
            if found:
                return found
    return ()


METHODS = (
    Modelled(SetMyCommands, commands_set, fields("commands scope language_code")),
    Modelled(GetMyCommands, commands, fields("scope language_code")),
    Modelled(DeleteMyCommands, commands_deleted, fields("scope language_code")),
)
