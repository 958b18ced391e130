"""A real aiogram Bot over loopback: every modelled method is called once and its answer fits aiogram's own types."""

import io
from typing import Any

import aiohttp
import pytest
from aiogram import methods
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge, TelegramUnauthorizedError
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
    Message,
    ReplyParameters,
)
from aiohttp.test_utils import TestServer
from pydantic import BaseModel

from bot.sandbox.methods.registry import MODELLED
from bot.sandbox.world import SANDBOX_TOKEN, World
from tests.sandbox.conftest import aiogram_bot
from tests.sandbox.test_methods import picture

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="同意", callback_data="yes"), InlineKeyboardButton(text="看", url="https://e.org/")]]
)


def calls(group: int, sent: dict[str, int], files: dict[str, str]) -> list[Any]:
    """In an order in which each finds what it needs; `sent` and `files` are filled as answers come."""
    photo = BufferedInputFile(picture(), "a.png")
    sheet = BufferedInputFile("户号,姓名".encode(), "名册.csv")
    where: dict[str, Any] = {"chat_id": group, "message_id": sent.get("text", 0)}
    photo_where: dict[str, Any] = {"chat_id": group, "message_id": sent.get("photo", 0)}
    return [
        methods.GetMe(),
        methods.DeleteWebhook(drop_pending_updates=False),
        methods.GetUpdates(offset=0, limit=100, timeout=0, allowed_updates=["message", "callback_query", "my_chat_member", "chat_member"]),
        methods.GetWebhookInfo(),
        methods.SendMessage(chat_id=group, text="<b>屋顶</b> /start", parse_mode="HTML", reply_markup=KEYBOARD),
        methods.EditMessageText(**where, text="<i>屋顶</i>", parse_mode="HTML", reply_markup=KEYBOARD),
        methods.EditMessageReplyMarkup(**where, reply_markup=None),
        methods.SendMessage(chat_id=group, text="回", reply_parameters=ReplyParameters(message_id=sent.get("text", 0))),
        methods.SendPhoto(chat_id=group, photo=photo, caption="<b>图</b>", parse_mode="HTML", reply_markup=KEYBOARD),
        methods.EditMessageCaption(**photo_where, caption="新"),
        methods.EditMessageMedia(**photo_where, media=InputMediaPhoto(media=photo, caption="又")),
        methods.SendDocument(chat_id=group, document=sheet),
        methods.SendMediaGroup(chat_id=group, media=[InputMediaDocument(media=sheet), InputMediaDocument(media=sheet)]),
        methods.SendChatAction(chat_id=group, action="typing"),
        methods.ForwardMessage(chat_id=group, from_chat_id=group, message_id=sent.get("text", 0)),
        methods.ForwardMessages(chat_id=group, from_chat_id=group, message_ids=[sent.get("text", 0)]),
        methods.CopyMessage(chat_id=group, from_chat_id=group, message_id=sent.get("text", 0)),
        methods.CopyMessages(chat_id=group, from_chat_id=group, message_ids=[sent.get("text", 0)]),
        methods.PinChatMessage(**where),
        methods.GetChat(chat_id=group),
        methods.UnpinChatMessage(**where),
        methods.UnpinAllChatMessages(chat_id=group),
        methods.AnswerCallbackQuery(callback_query_id=files.get("press", ""), text="已记下", show_alert=True, cache_time=0),
        methods.GetChatMember(chat_id=group, user_id=1),
        methods.GetChatMemberCount(chat_id=group),
        methods.GetChatAdministrators(chat_id=group),
        methods.GetFile(file_id=files.get("photo", "")),
        methods.SetMyCommands(commands=[BotCommand(command="menu", description="菜单")], scope=BotCommandScopeChat(chat_id=group)),
        methods.GetMyCommands(scope=BotCommandScopeChat(chat_id=group)),
        methods.DeleteMyCommands(scope=BotCommandScopeChat(chat_id=group)),
        methods.SetMyName(name="邻里"),
        methods.GetMyName(),
        methods.SetMyDescription(description="长"),
        methods.GetMyDescription(),
        methods.SetMyShortDescription(short_description="短"),
        methods.GetMyShortDescription(),
        methods.SetChatMenuButton(menu_button=MenuButtonCommands()),
        methods.GetChatMenuButton(),
        methods.GetMyDefaultAdministratorRights(),
        methods.SetWebhook(url="http://127.0.0.1:9/x", secret_token="s", allowed_updates=[]),
        methods.DeleteWebhook(),
        methods.DeleteMessage(**where),
        methods.DeleteMessages(chat_id=group, message_ids=[sent.get("photo", 0)]),
        methods.LeaveChat(chat_id=group),
    ]


def strange(value: Any) -> list[str]:
    """Fields that Bot API 10.3 does not have: aiogram keeps them apart."""
    if isinstance(value, list):
        return [name for item in value for name in strange(item)]
    if not isinstance(value, BaseModel):
        return []
    inside = [name for field in value.model_fields_set for name in strange(getattr(value, field))]
    return [*(value.model_extra or ()), *inside]


async def test_every_method_answers_in_aiograms_types(server: TestServer, world: World, group: int) -> None:
    world.promote_bot("heping", 3)
    world.say(1, "heping", "你好")
    sent: dict[str, int] = {}
    files: dict[str, str] = {}
    done = set()
    async with aiogram_bot(server) as bot:
        for index in range(len(calls(group, sent, files))):
            method = calls(group, sent, files)[index]
            answer = await bot(method)
            assert strange(answer) == []
            done.add(method.__api_method__.lower())
            if isinstance(answer, Message) and "text" not in sent:
                sent["text"] = answer.message_id
                assert [entity.type for entity in answer.entities or ()] == ["bold", "bot_command"]
                files["press"] = world.press(1, group, answer.message_id, 0, 0).id
            if isinstance(answer, Message) and answer.photo and "photo" not in sent:
                sent["photo"], files["photo"] = answer.message_id, answer.photo[-1].file_id
    assert done == set(MODELLED) - {"logout", "close"} | {"getupdates"}


async def test_all_kinds_of_updates_parse(server: TestServer, world: World, group: int) -> None:
    world.updates.allow(["message", "edited_message", "callback_query", "my_chat_member", "chat_member"])
    world.promote_bot("heping", 3)
    world.start(1, "code")
    world.edit_own(1, "heping", world.say(1, "heping", "a").id, "b")
    async with aiogram_bot(server) as bot:
        card = await bot.send_message(group, "x", reply_markup=KEYBOARD)
        await bot.pin_chat_message(group, card.message_id)
        world.press(2, group, card.message_id, 0, 0)
        world.block(1)
        world.remove_bot("heping", 3)
        updates = await bot.get_updates()
    assert strange(updates) == []
    assert [update.event_type for update in updates] == [
        "my_chat_member",
        "message",
        "message",
        "edited_message",
        "message",
        "callback_query",
        "my_chat_member",
        "my_chat_member",
        "message",
    ]
    assert updates[1].message is not None
    assert updates[1].message.text == "/start code"


async def test_files_go_up_and_down(server: TestServer, world: World, group: int) -> None:
    async with aiogram_bot(server) as bot:
        sent = await bot.send_document(group, BufferedInputFile(b"a,b\n1,2", "名册.csv"), caption="名册")
        assert sent.document is not None
        body = io.BytesIO()
        await bot.download(sent.document, body)
        assert body.getvalue() == b"a,b\n1,2"
        async with aiohttp.ClientSession() as session, session.get(server.make_url("/file/bot1:wrong/documents/file_1.csv")) as answer:
            assert answer.status == 401


async def test_a_wrong_token_and_an_unknown_method(server: TestServer, world: World) -> None:
    async with aiogram_bot(server, "1:wrong") as bot:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await bot.get_me()
    async with aiohttp.ClientSession() as session:
        async with session.get(server.make_url(f"/bot{SANDBOX_TOKEN}/getSomething")) as answer:
            assert (answer.status, await answer.json()) == (
                404,
                {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
            )
        async with session.get(server.make_url(f"/bot{SANDBOX_TOKEN}/getMe")) as answer:
            assert (await answer.json())["result"]["id"] == world.bot_id


async def test_an_upload_over_the_limit(server: TestServer, group: int) -> None:
    async with aiogram_bot(server) as bot:
        with pytest.raises(TelegramEntityTooLarge):
            await bot.send_document(group, BufferedInputFile(b"x" * (50 * 1024 * 1024 + 1), "big.bin"))
        with pytest.raises(TelegramBadRequest, match="does not model sendPoll yet"):
            await bot.send_poll(group, "?", ["a", "b"])
