"""What each method does to the world, and the words with which it refuses."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.sandbox.chats import Button
from bot.sandbox.files import Upload
from bot.sandbox.methods.registry import KNOWN, MODELLED
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, Clock, buttons, kinds, last_message, last_update


def picture(width: int = 400, height: int = 300) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(body, "PNG")
    return body.getvalue()


async def test_a_sent_message_is_answered_as_the_platform_answers(api: Api, world: World, group: int, card: dict[str, Any]) -> None:
    message = await api("sendMessage", chat_id=group, text="<b>🗳</b> 屋顶", parse_mode="HTML", reply_markup=card)
    assert message["from"] == {"id": world.bot_id, "is_bot": True, "first_name": "邻里助手", "username": world.username}
    assert message["chat"] == {"id": group, "title": "和平小区业主群", "type": "supergroup"}
    assert (message["date"], message["text"]) == (1772164800, "🗳 屋顶")
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert message["reply_markup"] == card
    assert last_message(world, group).keyboard[0][1] == Button("反对", "v:1:no")
    assert kinds(world) == []


async def test_message_numbers_are_the_supergroups_own(api: Api, world: World, group: int) -> None:
    first = await api("sendMessage", chat_id=group, text="a")
    assert first["message_id"] == 2  # the platform's own line about the bot is 1
    world.start(1)
    world.start(2)
    assert (await api("sendMessage", chat_id=2, text="b"))["message_id"] == 3


async def test_forms_and_json_mean_the_same(api: Api, group: int) -> None:
    form = {"chat_id": str(group), "text": "x", "disable_notification": "true", "reply_markup": '{"inline_keyboard":[]}'}
    assert (await api("sendMessage", **form))["text"] == "x"
    assert (await api("SENDMESSAGE", chat_id=group, text="x", disable_notification=True))["text"] == "x"


async def test_unknown_fields_are_refused_by_name(api: Api, group: int) -> None:
    assert (
        await api.refused("sendMessage", chat_id=group, text="x", reply_makrup={})
        == 'Bad Request: unknown field "reply_makrup" in sendMessage'
    )
    markup = {"inline_keyboard": [[{"text": "x", "callbackdata": "y"}]]}
    wrong = await api.refused("sendMessage", chat_id=group, text="x", reply_markup=markup)
    assert wrong == 'Bad Request: unknown field "reply_markup.inline_keyboard[0][0].callbackdata" in sendMessage'
    assert 'does not model the field "message_effect_id"' in await api.refused(
        "sendMessage", chat_id=group, text="x", message_effect_id="5"
    )


async def test_wrong_values_are_refused_with_their_place(api: Api, group: int) -> None:
    assert await api.refused("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert await api.refused("sendMessage", chat_id=group) == "Bad Request: message text is empty"
    wrong = await api.refused("sendMessage", chat_id=group, text="x", reply_markup={"inline_keyboard": [[{"callback_data": "y"}]]})
    assert "reply_markup.inline_keyboard[0][0].text" in wrong
    assert "as JSON" in await api.refused("sendMessage", chat_id=group, text="x", reply_markup="{")
    assert "message_id" in await api.refused("deleteMessage", chat_id=group, message_id="one")


async def test_methods_that_are_not_modelled_say_so(api: Api, group: int) -> None:
    answer = await api.raw("sendPoll", {"chat_id": group, "question": "?", "options": ["a"]})
    assert answer == {"ok": False, "error_code": 400, "description": "Bad Request: the sandbox does not model sendPoll yet"}
    assert (await api.raw("sendNothing", {}))["error_code"] == 404
    for method in ("logOut", "close"):
        assert "does not model" in await api.refused(method)
    assert set(MODELLED) < set(KNOWN)
    assert len(KNOWN) > 150


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "a"}, "button text is empty"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "票" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "a", "url": "https://e.org"}, "must have exactly one action"),
        ({"text": "x", "url": "see me"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "http://localhost/x"}, "Wrong HTTP URL"),
        ({"text": "x", "web_app": {"url": "https://e.org"}}, "does not model buttons with web_app"),
    ],
)
async def test_bad_buttons(api: Api, group: int, button: dict[str, Any], what: str) -> None:
    assert what in await api.refused("sendMessage", chat_id=group, text="x", reply_markup={"inline_keyboard": [[button]]})


async def test_other_keyboards_are_not_pretended(api: Api, group: int) -> None:
    assert "does not model ReplyKeyboardMarkup" in await api.refused(
        "sendMessage", chat_id=group, text="x", reply_markup={"keyboard": [[{"text": "a"}]]}
    )
    assert "does not model ForceReply" in await api.refused("sendMessage", chat_id=group, text="x", reply_markup={"force_reply": True})
    await api("sendMessage", chat_id=group, text="x", reply_markup={"remove_keyboard": True})


async def test_where_a_bot_may_write(api: Api, world: World, group: int) -> None:
    assert await api.refused("sendMessage", chat_id=77, text="x") == "Bad Request: chat not found"
    assert await api.refused("sendMessage", chat_id="@somewhere", text="x") == "Bad Request: chat not found"
    assert await api.refused("sendMessage", chat_id=4, text="x") == "Bad Request: chat not found"  # never met
    assert await api.refused("sendMessage", chat_id=1, text="x") == "Forbidden: bot can't initiate conversation with a user"
    world.start(1)
    await api("sendMessage", chat_id=1, text="x")
    world.block(1)
    assert await api.refused("sendMessage", chat_id=1, text="x") == "Forbidden: bot was blocked by the user"
    world.remove_bot(group, 3)
    assert await api.refused("sendMessage", chat_id=group, text="x") == "Forbidden: bot was kicked from the supergroup chat"
    assert await api.refused("getChat", chat_id=group) == "Forbidden: bot was kicked from the supergroup chat"
    assert (
        await api.refused("sendMessage", chat_id=group, text="x", message_thread_id=9)
        == "Forbidden: bot was kicked from the supergroup chat"
    )


async def test_replies(api: Api, world: World, group: int) -> None:
    first = await api("sendMessage", chat_id=group, text="a")
    reply = await api("sendMessage", chat_id=group, text="b", reply_parameters={"message_id": first["message_id"]})
    assert reply["reply_to_message"]["text"] == "a"
    gone = {"message_id": 99}
    assert (
        await api.refused("sendMessage", chat_id=group, text="b", reply_parameters=gone) == "Bad Request: message to be replied not found"
    )
    alone = await api("sendMessage", chat_id=group, text="b", reply_parameters=gone | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in alone
    assert "does not model" in await api.refused("sendMessage", chat_id=group, text="b", reply_parameters={"message_id": 2, "quote": "a"})
    assert await api.refused("sendMessage", chat_id=group, text="b", message_thread_id=5) == "Bad Request: message thread not found"


async def test_edits_in_place(api: Api, world: World, group: int, clock: Clock, card: dict[str, Any]) -> None:
    sent = await api("sendMessage", chat_id=group, text="已参与 31 / 48 户", reply_markup=card)
    where = {"chat_id": group, "message_id": sent["message_id"]}
    clock.move(6)
    edited = await api("editMessageText", **where, text="<b>已参与</b> 32 / 48 户", parse_mode="HTML", reply_markup=card)
    assert (edited["edit_date"], edited["text"]) == (sent["date"] + 6, "已参与 32 / 48 户")
    same = await api.refused("editMessageText", **where, text="<b>已参与</b> 32 / 48 户", parse_mode="HTML", reply_markup=card)
    assert same.startswith("Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
    plain = await api("editMessageText", **where, text="结束")
    assert "reply_markup" not in plain
    assert (await api("editMessageReplyMarkup", **where, reply_markup=card))["reply_markup"] == card
    assert (await api.refused("editMessageReplyMarkup", **where, reply_markup=card)).startswith("Bad Request: message is not modified")
    assert await api.refused("editMessageCaption", **where, caption="x") == "Bad Request: there is no caption in the message to edit"


async def test_what_may_not_be_edited(api: Api, world: World, group: int) -> None:
    assert await api.refused("editMessageText", chat_id=group, message_id=99, text="x") == "Bad Request: message to edit not found"
    theirs = world.say(1, "heping", "x")
    assert await api.refused("editMessageText", chat_id=group, message_id=theirs.id, text="y") == "Bad Request: message can't be edited"
    assert "inline_message_id" in await api.refused("editMessageText", inline_message_id="1", text="y")


async def test_deleting(api: Api, world: World, group: int, clock: Clock) -> None:
    mine = await api("sendMessage", chat_id=group, text="x")
    theirs = world.say(1, "heping", "x")
    assert await api("deleteMessage", chat_id=group, message_id=mine["message_id"]) is True
    assert await api.refused("deleteMessage", chat_id=group, message_id=mine["message_id"]) == "Bad Request: message to delete not found"
    assert await api.refused("deleteMessage", chat_id=group, message_id=theirs.id) == "Bad Request: message can't be deleted"
    old = await api("sendMessage", chat_id=group, text="x")
    clock.move(48 * 3600)
    assert (
        await api.refused("deleteMessage", chat_id=group, message_id=old["message_id"])
        == "Bad Request: message can't be deleted for everyone"
    )
    world.promote_bot("heping", 3)
    assert await api("deleteMessages", chat_id=group, message_ids=[old["message_id"], theirs.id, 99]) is True
    assert world.find_message(group, theirs.id) is None
    assert "too many" in await api.refused("deleteMessages", chat_id=group, message_ids=list(range(101)))


async def test_pins(api: Api, world: World, group: int) -> None:
    first = await api("sendMessage", chat_id=group, text="一")
    second = await api("sendMessage", chat_id=group, text="二")
    where = {"chat_id": group}
    refused = await api.refused("pinChatMessage", **where, message_id=first["message_id"])
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
    world.promote_bot("heping", 3)
    world.updates.clear()
    assert await api("pinChatMessage", **where, message_id=first["message_id"]) is True
    assert last_update(world)["pinned_message"]["text"] == "一"
    assert last_update(world)["from"]["id"] == world.bot_id
    await api("pinChatMessage", **where, message_id=second["message_id"], disable_notification=True)
    assert (await api("getChat", **where))["pinned_message"]["text"] == "二"
    await api("unpinChatMessage", **where)
    assert (await api("getChat", **where))["pinned_message"]["text"] == "一"
    await api("deleteMessage", **where, message_id=first["message_id"])
    assert "pinned_message" not in await api("getChat", **where)
    assert await api.refused("unpinChatMessage", **where) == "Bad Request: message to unpin not found"
    assert await api.refused("pinChatMessage", **where, message_id=99) == "Bad Request: message to pin not found"
    await api("unpinAllChatMessages", **where)


async def test_photos_documents_albums(api: Api, world: World, group: int) -> None:
    answer = await api.raw(
        "sendPhoto", {"chat_id": group, "photo": "attach://p", "caption": "漏水"}, {"p": Upload("a.png", "image/png", picture(2000, 1000))}
    )
    sizes = answer["result"]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(320, 160), (1280, 640)]
    assert answer["result"]["caption"] == "漏水"
    again = await api("sendPhoto", chat_id=group, photo=sizes[-1]["file_id"])
    assert again["photo"] == sizes
    sheet = (await api.raw("sendDocument", {"chat_id": group, "document": "attach://d"}, {"d": Upload("名册.xlsx", "", b"PK..")}))[
        "result"
    ]["document"]
    assert (sheet["file_name"], sheet["file_size"]) == ("名册.xlsx", 4)
    assert "can't use file of type Document as Photo" in await api.refused("sendPhoto", chat_id=group, photo=sheet["file_id"])
    album = await api(
        "sendMediaGroup",
        chat_id=group,
        media=[{"type": "photo", "media": sizes[0]["file_id"], "caption": "一"}, {"type": "photo", "media": sizes[0]["file_id"]}],
    )
    assert len({message["media_group_id"] for message in album}) == 1
    assert album[0]["caption"] == "一"
    assert "2-10 items" in await api.refused("sendMediaGroup", chat_id=group, media=[{"type": "photo", "media": sizes[0]["file_id"]}])
    mixed = [{"type": "photo", "media": sizes[0]["file_id"]}, {"type": "document", "media": sheet["file_id"]}]
    assert "can't be mixed" in await api.refused("sendMediaGroup", chat_id=group, media=mixed)


async def test_file_refusals(api: Api, world: World, group: int) -> None:
    async def refused(method: str, field: str, data: bytes) -> str:
        answer = await api.raw(method, {"chat_id": group, field: "attach://f"}, {"f": Upload("f", "", data)})
        return answer["description"]

    assert await refused("sendPhoto", "photo", b"not a picture") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await refused("sendPhoto", "photo", picture(4000, 100)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    big = 10 * 1024 * 1024 + 1
    assert (
        await refused("sendPhoto", "photo", b"x" * big)
        == f"Bad Request: file of size {big} bytes is too big for a photo; the maximum size is {big - 1} bytes"
    )
    assert await refused("sendDocument", "document", b"") == "Bad Request: file must be non-empty"
    assert await api.refused("sendPhoto", chat_id=group, photo="attach://nothing") == "Bad Request: there is no photo in the request"
    assert await api.refused("sendPhoto", chat_id=group, photo="AgAC") == "Bad Request: wrong file identifier/HTTP URL specified"
    assert "does not model sending a photo by its URL" in await api.refused("sendPhoto", chat_id=group, photo="https://e.org/a.png")
    stray = await api.raw("sendMessage", {"chat_id": group, "text": "x"}, {"extra": Upload("f", "", b"x")})
    assert 'unknown field "extra"' in stray["description"]


async def test_get_file_has_a_limit(api: Api, world: World, group: int) -> None:
    sent = world.send_file(1, "heping", "document", Upload("大.bin", "", b"x" * (20 * 1024 * 1024 + 1)))
    assert sent.media is not None
    assert await api.refused("getFile", file_id=sent.media.best) == "Bad Request: file is too big"
    small = world.send_file(1, "heping", "document", Upload("小.csv", "", b"a,b"))
    assert small.media is not None
    found = await api("getFile", file_id=small.media.best)
    assert found["file_path"].endswith(".csv")
    assert await api.refused("getFile", file_id="nothing") == "Bad Request: invalid file_id"


async def test_media_is_edited(api: Api, world: World, group: int) -> None:
    text = await api("sendMessage", chat_id=group, text="x")
    where = {"chat_id": group, "message_id": text["message_id"]}
    answer = await api.raw(
        "editMessageMedia",
        {**where, "media": {"type": "photo", "media": "attach://p", "caption": "图"}},
        {"p": Upload("a.png", "", picture())},
    )
    assert (answer["result"]["caption"], "text" in answer["result"]) == ("图", False)
    assert (await api("editMessageCaption", **where, caption="新图"))["caption"] == "新图"
    assert await api.refused("editMessageText", **where, text="y") == "Bad Request: there is no text in the message to edit"


async def test_forwards_and_copies(api: Api, world: World, group: int, card: dict[str, Any]) -> None:
    world.start(1)
    theirs = world.say(2, "heping", "大家看看")
    forwarded = await api("forwardMessage", chat_id=1, from_chat_id=group, message_id=theirs.id)
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "李建国"
    copied = await api("copyMessage", chat_id=1, from_chat_id=group, message_id=theirs.id, reply_markup=card)
    assert copied == {"message_id": last_message(world, 1).id}
    assert last_message(world, 1).origin is None
    assert last_message(world, 1).keyboard
    assert await api.refused("copyMessage", chat_id=1, from_chat_id=group, message_id=99) == "Bad Request: message to copy not found"
    secret = await api("sendMessage", chat_id=group, text="x", protect_content=True)
    assert secret["has_protected_content"] is True
    assert "can't be forwarded" in await api.refused("forwardMessage", chat_id=1, from_chat_id=group, message_id=secret["message_id"])
    several = await api("copyMessages", chat_id=1, from_chat_id=group, message_ids=[theirs.id, 98])
    assert len(several) == 1
    assert len(await api("forwardMessages", chat_id=1, from_chat_id=group, message_ids=[theirs.id])) == 1
    assert "strictly increasing" in await api.refused("copyMessages", chat_id=1, from_chat_id=group, message_ids=[5, 4])


async def test_looking_at_chats(api: Api, world: World, group: int) -> None:
    assert (await api("getMe"))["can_read_all_group_messages"] is False
    assert await api("getChatMemberCount", chat_id=group) == 4
    assert [member["status"] for member in await api("getChatAdministrators", chat_id=group)] == ["creator"]
    assert (await api("getChatMember", chat_id=group, user_id=1))["status"] == "member"
    assert (await api("getChatMember", chat_id=group, user_id=4))["status"] == "left"
    assert await api.refused("getChatMember", chat_id=group, user_id=404) == "Bad Request: user not found"
    world.start(1)
    assert (await api("getChat", chat_id=1))["first_name"] == "王桂芳"
    assert await api.refused("getChatAdministrators", chat_id=1) == "Bad Request: there are no administrators in the private chat"
    assert await api.refused("leaveChat", chat_id=1) == "Bad Request: can't leave private chats"


async def test_commands_by_scope_and_language(api: Api, world: World, group: int) -> None:
    zh = [{"command": "menu", "description": "菜单"}]
    en = [{"command": "menu", "description": "menu"}]
    await api("setMyCommands", commands=zh)
    await api("setMyCommands", commands=en, language_code="en", scope={"type": "all_private_chats"})
    await api("setMyCommands", commands=zh, scope={"type": "chat_member", "chat_id": group, "user_id": 1})
    assert await api("getMyCommands") == zh
    assert await api("getMyCommands", scope={"type": "all_private_chats"}) == []
    assert await api("getMyCommands", scope={"type": "all_private_chats"}, language_code="en") == en
    await api("deleteMyCommands")
    assert await api("getMyCommands") == []
    assert await api.refused("setMyCommands", commands=[{"command": "Menu", "description": "x"}]) == "Bad Request: BOT_COMMAND_INVALID"
    assert "DESCRIPTION" in await api.refused("setMyCommands", commands=[{"command": "menu", "description": ""}])
    assert await api.refused("setMyCommands", commands=zh, language_code="chinese") == "Bad Request: invalid language_code specified"


async def test_what_the_bot_says_of_itself(api: Api, world: World) -> None:
    await api("setMyName", name="小邻")
    assert (await api("getMyName")) == {"name": "小邻"}
    assert (await api("getMe"))["first_name"] == "小邻"
    await api("setMyDescription", description="做什么用", language_code="zh")
    assert await api("getMyDescription", language_code="zh") == {"description": "做什么用"}
    assert await api("getMyDescription") == {"description": ""}
    await api("setMyShortDescription", short_description="短")
    assert await api("getMyShortDescription", language_code="en") == {"short_description": "短"}
    assert "too long" in await api.refused("setMyName", name="x" * 65)
    await api("setChatMenuButton", menu_button={"type": "commands"})
    assert await api("getChatMenuButton") == {"type": "commands"}
    assert "does not model" in await api.refused(
        "setChatMenuButton", menu_button={"type": "web_app", "text": "x", "web_app": {"url": "https://e.org"}}
    )
    assert await api("sendChatAction", chat_id=world.start(1).chat_id, action="typing") is True
    assert "wrong parameter action" in await api.refused("sendChatAction", chat_id=1, action="sleeping")


async def test_html_of_names_cannot_break_a_message(api: Api, group: int) -> None:
    assert "Unsupported start tag" in await api.refused("sendMessage", chat_id=group, text="<王>", parse_mode="HTML")
    assert (await api("sendMessage", chat_id=group, text="<王>"))["text"] == "<王>"
    assert buttons([("a", "b")])["inline_keyboard"][0][0]["text"] == "a"
