"""Methods that only look: the bot itself, a chat, its members, a file."""

from aiogram.methods import GetChat, GetChatAdministrators, GetChatMember, GetChatMemberCount, GetFile, GetMe, LeaveChat

from bot.sandbox import members
from bot.sandbox.chats import Member
from bot.sandbox.errors import bad_request
from bot.sandbox.files import Uploads, downloadable
from bot.sandbox.methods.modelled import Modelled, fields
from bot.sandbox.methods.targets import target
from bot.sandbox.wire import Json, chat_full_json, file_json, me_json, member_json
from bot.sandbox.world import World


def me(world: World, _: GetMe, __: Uploads) -> Json:
    return me_json(world)


def chat(world: World, method: GetChat, _: Uploads) -> Json:
    return chat_full_json(world, target(world, method.chat_id, "read"))


def chat_member(world: World, method: GetChatMember, _: Uploads) -> Json:
    found = target(world, method.chat_id, "read")
    if not world.knows(method.user_id):
        raise bad_request("user not found")
    if found.is_private:
        if method.user_id not in (found.id, world.bot_id):
            raise bad_request("member not found")
        return member_json(world, Member(method.user_id, "member"))
    return member_json(world, world.member(found.id, method.user_id) or Member(method.user_id, "left"))


def chat_member_count(world: World, method: GetChatMemberCount, _: Uploads) -> int:
    found = target(world, method.chat_id, "read")
    if found.is_private:
        return 2
    return sum(member.is_in for member in world.state.members[found.id].values())


def chat_administrators(world: World, method: GetChatAdministrators, _: Uploads) -> list[Json]:
    """The owner and the administrators; of the bots only this one is among them (as in the sandbox there are no others)."""
    found = target(world, method.chat_id, "read")
    if found.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [member_json(world, member) for member in world.state.members[found.id].values() if member.is_admin]


def chat_left(world: World, method: LeaveChat, _: Uploads) -> bool:
    found = target(world, method.chat_id)
    if found.is_private:
        raise bad_request("can't leave private chats")
    members.bot_leaves(world, found)
    return True


def file(world: World, method: GetFile, _: Uploads) -> Json:
    stored = downloadable(world, method.file_id)
    return file_json(stored) | {"file_path": stored.path}


METHODS = (
    Modelled(GetMe, me),
    Modelled(GetChat, chat, fields("chat_id")),
    Modelled(GetChatMember, chat_member, fields("chat_id user_id")),
    Modelled(GetChatMemberCount, chat_member_count, fields("chat_id")),
    Modelled(GetChatAdministrators, chat_administrators, fields("chat_id")),
    Modelled(LeaveChat, chat_left, fields("chat_id")),
    Modelled(GetFile, file, fields("file_id")),
)
