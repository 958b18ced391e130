"""A tap and its answer: within 150 seconds, once, to whoever tapped."""

from typing import Any

import pytest

from bot.sandbox import presses
from bot.sandbox.errors import Refusal
from bot.sandbox.happenings import Answered, Happening
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, Clock, kinds, last_update


@pytest.fixture
async def message_id(api: Api, group: int, card: dict[str, Any]) -> int:
    return int((await api("sendMessage", chat_id=group, text="表决", reply_markup=card))["message_id"])


async def test_the_bot_hears_of_a_tap(world: World, group: int, message_id: int) -> None:
    press = world.press("wang-guifang", "heping", message_id, 0, 2)
    query = last_update(world)
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "v:1:abstain", 1)
    assert query["message"]["message_id"] == message_id
    assert query["message"]["reply_markup"]["inline_keyboard"][0][2]["text"] == "弃权"
    other = world.press(2, group, message_id, 0, 0)
    assert other.id != press.id
    assert last_update(world)["chat_instance"] == query["chat_instance"]


async def test_answers_reach_the_person(world: World, api: Api, group: int, message_id: int, heard: list[Happening]) -> None:
    press = world.press(1, group, message_id, 0, 0, ref="tab-1")
    await api("answerCallbackQuery", callback_query_id=press.id, text="已记下：3栋2单元301 同意", show_alert=True)
    [answered] = [happening for happening in heard if isinstance(happening, Answered)]
    assert answered.press.ref == "tab-1"
    assert answered.press.answer is not None
    assert (answered.press.answer.text, answered.press.answer.alert) == ("已记下：3栋2单元301 同意", True)
    assert await api("answerCallbackQuery", callback_query_id=press.id, text="another") is True
    assert sum(isinstance(happening, Answered) for happening in heard) == 1


async def test_the_limits_of_an_answer(world: World, api: Api, group: int, message_id: int) -> None:
    press = world.press(1, group, message_id, 0, 0)
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id, text="长" * 201) == "Bad Request: MESSAGE_TOO_LONG"
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id, url="https://e.org") == "Bad Request: URL_INVALID"
    await api("answerCallbackQuery", callback_query_id=press.id, url=f"https://t.me/{world.username}?start=bind_1", cache_time=5)
    answer = world.state.presses[press.id].answer
    assert answer is not None
    assert answer.url == f"https://t.me/{world.username}?start=bind_1"


async def test_too_late_is_too_late(world: World, api: Api, group: int, message_id: int, clock: Clock, heard: list[Happening]) -> None:
    press = world.press(1, group, message_id, 0, 0, ref="r")
    clock.move(149)
    world.sweep()
    assert kinds(world) == ["callback_query"]
    clock.move(1)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id) == too_old
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == too_old
    assert [happening.press.expired for happening in heard if isinstance(happening, Answered)] == [True]
    world.sweep()
    assert kinds(world) == []


async def test_what_cannot_be_pressed(world: World, api: Api, group: int, message_id: int) -> None:
    with pytest.raises(Refusal, match="按钮已经不在"):
        world.press(1, group, message_id, 1, 0)
    with pytest.raises(Refusal, match="消息已经不在"):
        world.press(1, group, 99, 0, 0)
    with pytest.raises(Refusal, match="不在「和平小区业主群」里"):
        world.press(4, group, message_id, 0, 0)
    world.start(1)
    private = await api("sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[{"text": "看", "url": "https://e.org"}]]})
    with pytest.raises(Refusal, match="别人"):
        world.press(2, 1, private["message_id"], 0, 0)
    with pytest.raises(Refusal, match="网址"):
        world.press(1, 1, private["message_id"], 0, 0)
    world.remove_bot("heping", 3)
    with pytest.raises(Refusal, match="助手已经不在"):
        world.press(1, group, message_id, 0, 0)


async def test_data_is_the_senders_word(world: World, api: Api, group: int, message_id: int) -> None:
    await api("deleteMessage", chat_id=group, message_id=message_id)
    presses.press_data(world, world.person(1), group, message_id, "forged")
    query = last_update(world)
    assert query["data"] == "forged"
    assert query["message"] == {"message_id": message_id, "chat": {"id": group, "title": "和平小区业主群", "type": "supergroup"}, "date": 0}


async def test_unanswered_presses_go_with_their_world(world: World, group: int, message_id: int, heard: list[Happening]) -> None:
    world.press(1, group, message_id, 0, 0)
    world.reset()
    assert [happening.failed for happening in heard if isinstance(happening, Answered)] == [True]
