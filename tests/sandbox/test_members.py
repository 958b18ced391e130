"""Groups, rights, privacy mode, deep links, blocks and migration, as the bot hears of them."""

from typing import Any

import pytest

from bot.sandbox import members
from bot.sandbox.errors import Refusal
from bot.sandbox.files import Upload
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, kinds, last_message, last_update


def payloads(world: World, kind: str) -> list[dict[str, Any]]:
    return [update.payload for update in world.state.queue.values() if update.kind == kind]


def test_privacy_mode(world: World, group: int) -> None:
    for unheard in ("大家好", f"@{world.username} 你好", "/menu@other_bot", "看 /menu"):
        world.say(1, "heping", unheard)
    assert kinds(world) == []
    for heard in ("/menu", f"/menu@{world.username}"):
        world.say(1, "heping", heard)
    assert kinds(world) == ["message", "message"]
    assert last_update(world)["entities"] == [{"offset": 0, "length": len("/menu@") + len(world.username), "type": "bot_command"}]


async def test_replies_to_the_bot_are_heard(world: World, api: Api, group: int) -> None:
    card = await api("sendMessage", chat_id=group, text="表决")
    theirs = world.say(1, "heping", "我同意")
    world.say(2, "heping", "同意", reply_to=theirs.id)
    assert kinds(world) == []
    world.say(1, "heping", "同意", reply_to=card["message_id"])
    assert last_update(world)["reply_to_message"]["text"] == "表决"


def test_an_administrator_hears_everything(world: World) -> None:
    world.promote_bot("heping", 3, ["can_pin_messages"])
    world.say(1, "heping", "大家好")
    changed, message = payloads(world, "my_chat_member")[0], payloads(world, "message")[0]
    assert (changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]) == ("member", "administrator")
    assert (changed["new_chat_member"]["can_pin_messages"], changed["new_chat_member"]["can_delete_messages"]) == (True, False)
    assert message["text"] == "大家好"


def test_coming_and_going(world: World) -> None:
    members.join(world, world.person(4), world.chat("heping"), world.person(3))
    assert last_update(world)["new_chat_members"][0]["first_name"] == "何志明"
    members.leave(world, world.person(4), world.chat("heping"))
    assert last_update(world)["left_chat_member"]["id"] == 4
    with pytest.raises(Refusal, match="不在"):
        members.leave(world, world.person(4), world.chat("heping"))


def test_the_bot_is_added_by_a_link(world: World) -> None:
    chat = world.add_group("lou", "3栋楼群", "Building 3", [1], 2, kind="group")
    world.add_bot(chat, 2, "scope_7", ["can_pin_messages"])
    [added] = payloads(world, "my_chat_member")
    assert (added["old_chat_member"]["status"], added["new_chat_member"]["status"]) == ("left", "administrator")
    joined, started = payloads(world, "message")
    assert joined["new_chat_members"][0]["id"] == world.bot_id
    assert started["text"] == f"/start@{world.username} scope_7"
    with pytest.raises(Refusal, match="已经在"):
        world.add_bot(chat, 2)
    with pytest.raises(Refusal, match="群主或管理员"):
        world.remove_bot(chat, 1)


def test_the_bot_is_removed(world: World, group: int) -> None:
    world.remove_bot(group, 3)
    assert payloads(world, "my_chat_member")[0]["new_chat_member"] == {
        "user": {"id": world.bot_id, "is_bot": True, "first_name": "邻里助手", "username": world.username},
        "status": "kicked",
        "until_date": 0,
    }
    assert last_update(world)["left_chat_member"]["id"] == world.bot_id
    world.updates.clear()
    world.say(1, "heping", "/menu")
    assert kinds(world) == []


async def test_the_bot_leaves(world: World, api: Api, group: int) -> None:
    await api("leaveChat", chat_id=group)
    assert payloads(world, "my_chat_member")[0]["new_chat_member"]["status"] == "left"
    assert await api.refused("sendMessage", chat_id=group, text="x") == "Forbidden: bot is not a member of the supergroup chat"


def test_start_links(world: World) -> None:
    world.start(1, "bind_K7Q2")
    assert last_update(world)["text"] == "/start bind_K7Q2"
    assert last_update(world)["chat"] == {"id": 1, "first_name": "王桂芳", "type": "private"}
    assert world.person(1).started


def test_blocking_and_coming_back(world: World) -> None:
    world.block(1)
    assert kinds(world) == []  # there was no private chat yet
    world.block(1, False)
    world.start(1)
    world.block(1)
    assert last_update(world)["new_chat_member"]["status"] == "kicked"
    with pytest.raises(Refusal, match="屏蔽"):
        world.say(1, "bot-wang-guifang", "在吗")
    world.start(1)
    assert kinds(world) == ["message", "my_chat_member", "my_chat_member", "message"]
    assert not world.person(1).blocked


def test_nobody_writes_where_they_are_not(world: World) -> None:
    with pytest.raises(Refusal, match="别人"):
        world.say(1, "bot-li-jianguo", "x")
    with pytest.raises(Refusal, match="不在"):
        world.say(4, "heping", "x")
    with pytest.raises(Refusal, match="写几个字"):
        world.say(1, "heping", " \n ")
    with pytest.raises(Refusal, match="太长"):
        world.say(1, "heping", "长" * 4097)
    with pytest.raises(Refusal, match="没有「nobody」"):
        world.say("nobody", "heping", "x")


async def test_a_group_becomes_a_supergroup(world: World, api: Api) -> None:
    old = world.add_group("lou", "3栋楼群", "Building 3", [1], 2, kind="group")
    assert -1_000_000_000_000 < old.id < 0
    world.add_bot(old, 2)
    world.updates.clear()
    new = world.migrate(old, 2)
    there, here = payloads(world, "message")
    assert (there["chat"]["id"], there["migrate_to_chat_id"]) == (old.id, new.id)
    assert (here["chat"]["id"], here["migrate_from_chat_id"]) == (new.id, old.id)
    answer = await api.raw("sendMessage", {"chat_id": old.id, "text": "x"})
    assert (answer["error_code"], answer["description"]) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    await api("sendMessage", chat_id=new.id, text="x")
    assert world.chat("lou").id == new.id
    with pytest.raises(Refusal, match="已经是超级群"):
        world.migrate(new, 2)


async def test_a_deactivated_account(world: World, api: Api) -> None:
    from dataclasses import replace

    world.start(1)
    world.replace_person(replace(world.person(1), deactivated=True))
    assert await api.refused("sendMessage", chat_id=1, text="x") == "Forbidden: user is deactivated"


def test_files_from_people(world: World) -> None:
    world.start(1)
    world.send_file(1, 1, "document", Upload("名册.xlsx", "", b"PK"), caption="名册")
    assert last_update(world)["document"]["file_name"] == "名册.xlsx"
    assert last_update(world)["caption"] == "名册"
    for name in ("a", "b"):
        world.send_file(1, 1, "document", Upload(name, "", b"x"), album="9")
    assert last_update(world)["media_group_id"] == "9"


async def test_unread_counts(world: World, api: Api, group: int) -> None:
    world.say(1, "heping", "一")
    await api("sendMessage", chat_id=group, text="二")
    assert world.state.unread[2][group] == 2
    assert world.state.unread[1][group] == 1
    world.read(2, "heping")
    assert group not in world.state.unread[2]
    assert last_message(world, group).text == "二"
