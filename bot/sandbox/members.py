"""Who is in which group with which rights, who blocks the bot, and groups that become supergroups."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sandbox import talk, texts, wire
from bot.sandbox.chats import USUAL_RIGHTS, Chat, Member, MemberStatus, Message, Service
from bot.sandbox.happenings import ChatChanged, PersonChanged, Renewed
from bot.sandbox.people import Person

if TYPE_CHECKING:
    from bot.sandbox.world import World


def _set(world: "World", chat: Chat, changed: Member, by_id: int) -> None:
    """Write the new standing down; the bot hears of its own always, of others' only as an administrator."""
    members = world.state.members[chat.id]
    old = members.get(changed.user_id, Member(changed.user_id, "left"))
    members[changed.user_id] = changed
    payload = {
        "chat": wire.chat_json(world, chat),
        "from": wire.user_json(world, by_id),
        "date": world.unix(),
        "old_chat_member": wire.member_json(world, old),
        "new_chat_member": wire.member_json(world, changed),
    }
    who = world.name_of(by_id)
    if changed.user_id == world.bot_id:
        world.updates.put("my_chat_member", f"own membership {chat.id}", payload, who=who)
    elif world.bot_is_admin(chat.id):
        world.updates.put("chat_member", f"membership {changed.user_id}", payload, who=who)
    world.tell(ChatChanged(chat.id))


def _service(world: "World", chat: Chat, by_id: int, service: Service) -> Message:
    return talk.post(world, Message(chat.id, 0, by_id, 0, service=service))


def _service_for_bot(world: "World", chat: Chat, by_id: int, service: Service) -> None:
    message = _service(world, chat, by_id, service)
    if talk.bot_sees(world, chat, message):
        talk.deliver(world, message)


def _check_group(chat: Chat) -> None:
    if chat.is_private:
        raise texts.not_a_group()


def _check_member(world: "World", person: Person, chat: Chat) -> Member:
    _check_group(chat)
    member = world.member(chat.id, person.user_id)
    if member is None or not member.is_in:
        raise texts.not_a_member(world.title_of(chat))
    return member


def _check_admin(world: "World", person: Person, chat: Chat) -> None:
    if not _check_member(world, person, chat).is_admin:
        raise texts.not_an_admin()


def join(world: "World", person: Person, chat: Chat, by: Person | None = None) -> None:
    _check_group(chat)
    by_id = person.user_id if by is None else by.user_id
    _set(world, chat, Member(person.user_id, "member"), by_id)
    _service_for_bot(world, chat, by_id, Service("joined", (person.user_id,)))


def leave(world: "World", person: Person, chat: Chat, by: Person | None = None, *, ban: bool = False) -> None:
    _check_member(world, person, chat)
    by_id = person.user_id if by is None else by.user_id
    status: MemberStatus = "kicked" if ban else "left"
    _set(world, chat, Member(person.user_id, status), by_id)
    _service_for_bot(world, chat, by_id, Service("left", (person.user_id,)))


def promote(world: "World", person: Person, chat: Chat, by: Person, rights: Sequence[str] = USUAL_RIGHTS) -> None:
    _check_admin(world, by, chat)
    _check_member(world, person, chat)
    _set(world, chat, Member(person.user_id, "administrator", tuple(rights)), by.user_id)


def demote(world: "World", person: Person, chat: Chat, by: Person) -> None:
    _check_admin(world, by, chat)
    _check_member(world, person, chat)
    _set(world, chat, Member(person.user_id, "member"), by.user_id)


def add_bot(world: "World", chat: Chat, by: Person, payload: str | None = None, rights: Sequence[str] = ()) -> None:
    """Through the bot's profile, or a `startgroup` link: the payload then comes as a command in the group."""
    member = _check_member(world, by, chat)
    if world.bot_in(chat.id):
        raise texts.bot_already_in()
    if rights and not member.is_admin:
        raise texts.not_an_admin()
    standing = Member(world.bot_id, "administrator", tuple(rights)) if rights else Member(world.bot_id, "member")
    _set(world, chat, standing, by.user_id)
    _service_for_bot(world, chat, by.user_id, Service("joined", (world.bot_id,)))
    if payload is not None:
        talk.say(world, by, chat, f"/start@{world.username} {payload}".rstrip())


def promote_bot(world: "World", chat: Chat, by: Person, rights: Sequence[str] = USUAL_RIGHTS) -> None:
    _check_admin(world, by, chat)
    if not world.bot_in(chat.id):
        raise texts.bot_not_in_group()
    standing = Member(world.bot_id, "administrator", tuple(rights)) if rights else Member(world.bot_id, "member")
    _set(world, chat, standing, by.user_id)


def remove_bot(world: "World", chat: Chat, by: Person, *, ban: bool = True) -> None:
    _check_admin(world, by, chat)
    if not world.bot_in(chat.id):
        raise texts.bot_not_in_group()
    _bot_goes(world, chat, by.user_id, "kicked" if ban else "left")


def bot_leaves(world: "World", chat: Chat) -> None:
    _bot_goes(world, chat, world.bot_id, "left")


def _bot_goes(world: "World", chat: Chat, by_id: int, status: MemberStatus) -> None:
    """The last thing that the bot hears from the group is that it left (telegram-bot-api, need_skip_update_message)."""
    _set(world, chat, Member(world.bot_id, status), by_id)
    talk.deliver(world, _service(world, chat, by_id, Service("left", (world.bot_id,))))


def block(world: "World", person: Person, on: bool) -> None:
    """Tells the bot, as the platform does, if there is a private chat at all."""
    if person.blocked == on:
        return
    world.replace_person(replace(person, blocked=on))
    world.tell(PersonChanged(person.user_id))
    if not person.started:
        return
    standing = {True: Member(world.bot_id, "kicked"), False: Member(world.bot_id, "member")}
    chat = world.private_chat(person)
    payload = {
        "chat": wire.chat_json(world, chat),
        "from": wire.person_json(person),
        "date": world.unix(),
        "old_chat_member": wire.member_json(world, standing[not on]),
        "new_chat_member": wire.member_json(world, standing[on]),
    }
    world.updates.put("my_chat_member", f"own membership {chat.id}", payload, who=world.name_of(person.user_id))


def start(world: "World", person: Person, payload: str | None = None) -> Message:
    """开始: opens the private chat, and unblocks the bot first when it was blocked."""
    block(world, person, False)
    fresh = world.state.people[person.user_id]
    return talk.say(world, fresh, world.private_chat(fresh), "/start" if not payload else f"/start {payload}")


def migrate(world: "World", chat: Chat, by: Person) -> Chat:
    """The group becomes a supergroup: a new id, the same people, and both chats say so."""
    _check_admin(world, by, chat)
    if chat.kind != "group":
        raise texts.not_a_basic_group()
    old = replace(chat, slug=f"{chat.slug}-before")
    new = world.open_group(replace(chat, kind="supergroup", pinned=()))
    world.state.members[new.id] = dict(world.state.members[chat.id])
    world.state.chats[chat.id] = old
    _service_for_bot(world, old, by.user_id, Service("migrated_to", chat_id=new.id))
    world.state.chats[chat.id] = replace(old, migrated_to=new.id)
    _service_for_bot(world, new, by.user_id, Service("migrated_from", chat_id=old.id))
    world.tell(Renewed())
    return new
