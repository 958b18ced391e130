"""One update: tried three times, buried with an apology, never twice."""

import itertools

import pytest
from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.runtime import dispatch
from bot.runtime.app import make_dispatcher
from handlers.context import Context, answer
from tests.wire import GroupChat, Person, Wire

pytestmark = pytest.mark.storage
WANG = Person(1, "王桂芳")
GROUP = GroupChat(-100)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "PAUSES_BETWEEN_TRIES", (0.0, 0.0))


def count_with(wire: Wire, failures: int) -> list[int]:
    """A feature whose one action fails so often before it works; what was committed."""
    done: list[int] = []
    tries = itertools.count()

    async def pressed(query: CallbackQuery, context: Context):
        async with context.uow() as unit:
            await unit.residents.meet(query.from_user.id, context.now())
            if next(tries) < failures:
                raise OSError("the disk is full")
            await unit.commit()
        done.append(context.update_id)
        return answer(query, f"第 {len(done)} 次")

    async def said(_message: Message, context: Context) -> None:
        done.append(context.update_id)

    router = Router()
    router.callback_query.register(pressed)
    router.message.register(said)
    # Of its own: the other tests' has no such handlers.
    parent = wire.app.dispatch._handling.dispatcher = make_dispatcher()
    parent.sub_routers.insert(0, router)
    router._parent_router = parent
    return done


async def test_an_error_is_tried_again(wire: Wire) -> None:
    done = count_with(wire, failures=2)
    reply = await wire.press(WANG, "x")
    assert (reply.text, len(done)) == ("第 1 次", 1)


async def test_three_failures_are_buried_with_one_apology(wire: Wire) -> None:
    done = count_with(wire, failures=3)
    reply = await wire.press(WANG, "x", update_id=77)
    await wire.deliver()
    assert "不是您点错了" in reply.text, "an empty answer would look like success"
    assert reply.show_alert
    assert done == []
    assert len(wire.in_chat(1)) == 1
    assert "不是您点错了" in wire.last(1).text
    async with wire.app.unit(False) as unit:
        (dead,) = await unit.updates.dead_letters()
    assert dead.update_id == 77
    assert dead.reason.split()[0] in wire.last(1).text


async def test_where_nothing_can_be_written_the_press_is_told_so_and_not_acknowledged(wire: Wire) -> None:
    count_with(wire, failures=9)
    async with wire.app.unit(True) as unit:
        await unit.connection.execute(text("DROP TABLE dead_letters"))
        await unit.commit()
    with pytest.raises(DBAPIError):
        await wire.press(WANG, "x")
    [said] = [call for call in wire.session.calls if isinstance(call, AnswerCallbackQuery)]
    assert "没有记下" in said.text
    assert said.show_alert


async def test_a_second_delivery_has_no_second_effect_but_the_same_answer(wire: Wire) -> None:
    done = count_with(wire, failures=0)
    first = await wire.press(WANG, "x", update_id=9)
    second = await wire.press(WANG, "x", update_id=9)
    assert first == second
    assert done == [9]


async def test_after_a_crash_a_delivery_that_had_its_effect_is_answered(wire: Wire) -> None:
    done = count_with(wire, failures=0)
    await wire.press(WANG, "x", update_id=9)
    wire.app.dispatch.forget(9)
    reply = await wire.press(WANG, "x", update_id=9)
    assert done == [9]
    assert "收到了" in reply.text


async def test_what_does_not_parse_is_buried_and_acknowledged(wire: Wire) -> None:
    assert await wire.feed({"message": {"nonsense": True}}, 5) is None
    async with wire.app.unit(False) as unit:
        (dead,) = await unit.updates.dead_letters()
    assert dead.reason.startswith("does not parse")


async def test_an_update_of_a_kind_from_the_future_is_let_through(wire: Wire) -> None:
    assert await wire.feed({"telepathy": {"from": "afar"}}) is None


async def test_group_talk_is_dropped_before_anything_is_stored(wire: Wire) -> None:
    done = count_with(wire, failures=0)
    await wire.say(WANG, "今天天气不错", chat=GROUP, update_id=31)
    assert done == []
    async with wire.app.unit(False) as unit:
        assert not await unit.updates.seen(31)
    await wire.say(WANG, "/start@linli_test_bot", chat=GROUP, update_id=32)
    await wire.say(WANG, "/start@another_bot", chat=GROUP, update_id=33)
    assert done == [32]


async def test_group_talk_that_is_edited_is_dropped_too(wire: Wire) -> None:
    talk = {"message_id": 5, "date": 1, "edit_date": 2, "chat": GROUP.raw, "from": WANG.raw, "text": "改一个字"}
    await wire.feed({"edited_message": talk}, 41)
    async with wire.app.unit(False) as unit:
        assert not await unit.updates.seen(41)


async def test_a_flood_is_warned_once_and_presses_are_always_answered(wire: Wire) -> None:
    count_with(wire, failures=0)
    for _ in range(25):
        await wire.say(WANG, "喂")
    assert len([text for text in wire.texts(1) if "太快" in text]) == 1
    answers = [await wire.press(WANG, "x") for _ in range(65)]
    assert all(one is not None for one in answers)
    assert [one.show_alert for one in answers if "太快" in (one.text or "")] == [True, None, None, None, None]
