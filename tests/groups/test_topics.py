"""A group that is divided into topics: staff say by a command in which one we speak; a topic that is gone loses nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.rules.letters import LetterState
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, Houses, settle
from tests.wire import BOT, Person, Shown, Wire

pytestmark = pytest.mark.storage
NOTICES = 7
STRANGER = Person(7777, "路人")
MENU = f"/menu@{BOT.username}"


@dataclass
class Topics:
    """Those that there are (the platform refuses any other), and in which each message stands."""

    there: set[int] = field(default_factory=lambda: {NOTICES})
    of: dict[int, int | None] = field(default_factory=dict)


@pytest.fixture
def topics(wire: Wire) -> Topics:
    session: Any = wire.session
    topics = Topics()

    async def send(bot: Bot, method: Any) -> Any:
        if method.message_thread_id is not None and method.message_thread_id not in topics.there:
            raise TelegramBadRequest(method=method, message="Bad Request: message thread not found")
        message = await real(bot, method)
        topics.of[message.message_id] = method.message_thread_id
        return message

    real = session._send
    session._sendMessage = send
    return topics


@pytest.fixture
async def houses(wire: Wire, uow: Units, topics: Topics) -> Houses:
    """A vote is open in the group, and its card stands there."""
    await wire.member(GROUP, CHEN, "left", "member")
    houses = await settle(uow)
    await houses.open()
    await wire.deliver()
    return houses


def with_text(wire: Wire, words: str) -> list[Shown]:
    return [one for one in wire.in_chat(GROUP.id) if words in one.text]


async def close(wire: Wire, clock: FakeClock) -> None:
    clock.move(timedelta(days=2, minutes=1))
    await wire.due()
    await wire.deliver()


async def command(wire: Wire, who: Person, thread: int | None) -> None:
    fields = {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
    await wire.say(who, MENU, chat=GROUP, **fields)
    await wire.deliver()


async def test_a_command_of_staff_moves_the_card_and_the_open_votes_there(wire: Wire, houses: Houses, topics: Topics) -> None:
    (old,) = with_text(wire, "已参与")
    await command(wire, CHEN, NOTICES)
    (new,) = with_text(wire, "已参与")
    assert new.message_id != old.message_id
    assert "另一个话题里" in old.text, "the card in the general topic became a pointer"
    helper = with_text(wire, "社区助手")[-1]
    assert [topics.of[one.message_id] for one in (old, new, helper)] == [None, NOTICES, NOTICES]


async def test_the_command_again_moves_nothing(wire: Wire, houses: Houses, topics: Topics) -> None:
    await command(wire, CHEN, NOTICES)
    cards = [one.message_id for one in (*with_text(wire, "已参与"), *with_text(wire, "社区助手"))]
    await command(wire, CHEN, NOTICES)
    pointer = wire.last(GROUP.id)
    assert "上面那张「社区助手」卡片" in pointer.text
    assert [one.message_id for one in (*with_text(wire, "已参与"), *with_text(wire, "社区助手"))] == [*cards, pointer.message_id]


async def test_nobody_else_moves_it(wire: Wire, houses: Houses, topics: Topics, clock: FakeClock) -> None:
    clock.move(timedelta(hours=2))
    await command(wire, STRANGER, NOTICES)
    assert topics.of[wire.last(GROUP.id).message_id] is None


async def test_an_answer_to_a_message_is_no_topic(wire: Wire, houses: Houses, topics: Topics) -> None:
    await wire.say(CHEN, MENU, chat=GROUP, message_thread_id=NOTICES)
    await wire.deliver()
    assert set(topics.of.values()) == {None}


@pytest.mark.parametrize("thread", [NOTICES, None])
async def test_what_comes_later_goes_where_the_last_command_was(
    wire: Wire, houses: Houses, topics: Topics, clock: FakeClock, thread: int | None
) -> None:
    await command(wire, CHEN, NOTICES)
    await command(wire, CHEN, thread)
    await close(wire, clock)
    result = wire.last(GROUP.id)
    assert "参与不足" in result.text
    assert topics.of[result.message_id] == thread


async def test_in_a_topic_that_is_gone_nothing_is_lost(wire: Wire, houses: Houses, topics: Topics, clock: FakeClock, uow: Units) -> None:
    await command(wire, CHEN, NOTICES)
    topics.there.clear()
    await close(wire, clock)
    (result,) = with_text(wire, "参与不足")
    async with uow.read() as unit:
        chat = await unit.chats.chat(GROUP.id)
        assert chat is not None
        assert (chat.thread_id, chat.reachable) == (None, True)
        assert await unit.outbox.count([LetterState.FAILED, LetterState.UNREACHABLE, LetterState.RETRY]) == 0
    assert topics.of[result.message_id] is None


async def test_where_even_the_general_topic_is_closed_the_staff_hear_of_it(wire: Wire, houses: Houses, clock: FakeClock) -> None:
    async def closed(bot: Bot, method: Any) -> Any:
        if method.chat_id == GROUP.id:
            raise TelegramBadRequest(method=method, message="Bad Request: TOPIC_CLOSED")
        return await real(bot, method)

    session: Any = wire.session
    real = session._send
    session._sendMessage = closed
    await close(wire, clock)
    clock.move(timedelta(hours=12))
    await wire.deliver()
    assert any("发不出去" in text and GROUP.title in text for text in wire.texts(CHIEF.id))
