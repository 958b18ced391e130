"""A result or a cancellation that a group could not take comes when the group is back: once, and only where it never arrived."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.actions import groups as actions
from bot.actions.votes.changing import cancel_vote
from bot.rules.letters import Letter
from bot.rules.updates import Apology
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, HEAD, SECOND_GROUP, Houses, join, settle
from tests.wire import BOT, GroupChat, Shown, Wire

pytestmark = pytest.mark.storage
BOT_NAME = "linli_test_bot"
RESULT, CALLED_OFF = "参与不足", "取消"
NOTICES = 7


class Mute:
    """The group takes nothing of the bot's while `on`: no right to write, or the topic is closed. With `edits` old messages may change."""

    def __init__(self, wire: Wire) -> None:
        session: Any = wire.session
        self.on, self.edits = False, False
        self.says = "Bad Request: not enough rights to send text messages to the chat"
        session._sendMessage = self._unless(session._sendMessage, edit=False)
        session._editMessageText = self._unless(session._editMessageText, edit=True)

    def _unless(self, act: Callable[[Bot, Any], Awaitable[Any]], *, edit: bool) -> Callable[[Bot, Any], Awaitable[Any]]:
        async def refused(bot: Bot, method: Any) -> Any:
            if self.on and method.chat_id == GROUP.id and not (edit and self.edits):
                raise TelegramBadRequest(method=method, message=self.says)
            return await act(bot, method)

        return refused


@pytest.fixture
def mute(wire: Wire) -> Mute:
    return Mute(wire)


@pytest.fixture
async def houses(wire: Wire, uow: Units) -> Houses:
    """A vote is open, its card stands in the group."""
    await wire.member(GROUP, CHEN, "left", "member")
    houses = await settle(uow)
    await houses.open()
    await wire.deliver()
    return houses


def saying(wire: Wire, words: str, chat: GroupChat = GROUP) -> list[Shown]:
    return [one for one in wire.in_chat(chat.id) if words in one.text]


async def run_out(wire: Wire) -> None:
    wire.clock.move(timedelta(days=2, seconds=5))
    await wire.due()
    await wire.deliver()


async def back(wire: Wire) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()


async def test_taken_out_at_the_close_it_comes_with_the_return_and_once(wire: Wire, houses: Houses) -> None:
    (card,) = saying(wire, "已参与")
    await wire.member(GROUP, CHEN, "member", "left")
    await run_out(wire)
    assert saying(wire, RESULT) == []
    for _ in range(2):
        await back(wire)
        assert len(saying(wire, RESULT)) == 1
        assert "已截止" in card.text
        assert card.labels == []
        await wire.member(GROUP, CHEN, "member", "left")


async def test_a_cancellation_meanwhile_comes_as_well(wire: Wire, houses: Houses, uow: Units) -> None:
    second = (await houses.open(title="停车位划线")).heading.vote_id
    await wire.deliver()
    await wire.member(GROUP, CHEN, "member", "left")
    await wire.press(CHEN, f"wc:{second}")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案要改")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.deliver()
    await back(wire)
    (notice,) = [one for one in saying(wire, CALLED_OFF) if "不再计入，大家" in one.text]
    assert "停车位划线" in notice.text
    assert "原因：方案要改" in notice.text


async def test_muted_at_the_close_it_comes_when_the_right_is_given_back(wire: Wire, houses: Houses, mute: Mute) -> None:
    mute.on = True
    await run_out(wire)
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.deliver()
    assert saying(wire, RESULT) == []
    mute.on = False
    for _ in range(2):
        await wire.member(GROUP, CHEN, "member", "member")
        await wire.deliver()
        assert len(saying(wire, RESULT)) == 1


async def test_the_first_letter_that_gets_through_again_brings_it(wire: Wire, houses: Houses, uow: Units, mute: Mute) -> None:
    """Of rights that all members get back together the platform says nothing."""
    mute.on = True
    await run_out(wire)
    mute.on = False
    async with uow() as unit:
        await unit.outbox.put(Letter("more", GROUP.id, "updates.apology", Apology("K7Q2")), uow.clock.now())
        await unit.commit()
    await wire.deliver()
    assert len(saying(wire, RESULT)) == 1


async def test_another_topic_brings_what_the_closed_one_refused(wire: Wire, houses: Houses, mute: Mute) -> None:
    mute.on, mute.says = True, "Bad Request: TOPIC_CLOSED"
    await run_out(wire)
    assert saying(wire, RESULT) == []
    mute.on = False
    await wire.say(CHEN, f"/menu@{BOT.username}", chat=GROUP, message_thread_id=NOTICES, is_topic_message=True)
    await wire.deliver()
    assert len(saying(wire, RESULT)) == 1


async def rebind(uow: Units, houses: Houses, *, unbind: bool, chat: GroupChat = GROUP, building: int | None = None) -> None:
    async with uow.read() as unit:
        group = await unit.groups.group(chat.id)
    assert group is not None
    by = {"group_id": group.id, "telegram_id": CHEN.id, "language": "zh", "bot_username": BOT_NAME, "now": uow.clock.now()}
    if unbind:
        await actions.unbind_group(uow(), **by)
    else:
        place = houses.compound if building is None else houses.buildings[building]
        await actions.bind_group(uow(), place_id=place.id, **by)


async def test_bound_again_it_reads_what_came_of_the_vote_it_was_asked_in(wire: Wire, uow: Units, houses: Houses) -> None:
    await wire.member(SECOND_GROUP, CHEN, "left", "member")
    await rebind(uow, houses, unbind=True)
    await run_out(wire)
    await rebind(uow, houses, unbind=False)
    await rebind(uow, houses, unbind=False, chat=SECOND_GROUP)
    await wire.deliver()
    assert len(saying(wire, RESULT)) == 1
    assert saying(wire, RESULT, SECOND_GROUP) == [], "a group that was never asked is told no old result"


async def test_bound_elsewhere_it_reads_nothing_of_it(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.open(place_id=houses.buildings[0].id, title="1栋换灯")
    await wire.deliver()
    await rebind(uow, houses, unbind=True)
    await run_out(wire)
    await rebind(uow, houses, unbind=False, building=1)
    await wire.deliver()
    assert ["1栋换灯" in one.text for one in saying(wire, RESULT)] == [False]


async def test_after_a_month_it_is_no_news_any_more(wire: Wire, houses: Houses) -> None:
    await wire.member(GROUP, CHEN, "member", "left")
    await run_out(wire)
    wire.clock.move(timedelta(days=30, seconds=1))
    await back(wire)
    assert saying(wire, RESULT) == []


async def test_what_arrived_is_not_told_again(wire: Wire, houses: Houses) -> None:
    await run_out(wire)
    assert len(saying(wire, RESULT)) == 1
    await wire.member(GROUP, CHEN, "member", "left")
    await back(wire)
    assert len(saying(wire, RESULT)) == 1


async def closed_vote(wire: Wire) -> Shown:
    """The clerk's own screen of the vote that is over."""
    await wire.press(CHEN, "wl")
    await wire.tap(CHEN, wire.last(CHEN.id), "1")
    return wire.last(CHEN.id)


async def test_once_more_after_the_close_is_the_result_and_the_older_one_points_to_it(wire: Wire, uow: Units, houses: Houses) -> None:
    await run_out(wire)
    async with uow() as unit:
        await join(unit, SECOND_GROUP, houses.buildings[0], houses.compound, uow.clock.now())
        await unit.commit()
    (older,) = saying(wire, RESULT)
    wire.clock.move(timedelta(hours=1))
    reply = await wire.tap(CHEN, await closed_vote(wire), "再发一次")
    assert reply is not None
    assert "结果在 2 个群里又发了一次" in (reply.text or "")
    await wire.deliver()
    (newer,) = saying(wire, RESULT)
    assert newer.message_id > older.message_id
    assert ("这张是旧的" in older.text, older.labels) == (True, [])
    assert len(saying(wire, RESULT, SECOND_GROUP)) == 1
    wire.clock.move(timedelta(hours=1))
    await wire.tap(CHEN, await closed_vote(wire), "再发一次")
    await wire.deliver()
    assert "这张是旧的" in newer.text
    (newest,) = saying(wire, RESULT)
    assert newest.labels == ["怎么算的", "查我的凭证"]


async def test_the_older_result_stays_while_the_newer_one_cannot_be_posted(wire: Wire, houses: Houses, mute: Mute) -> None:
    await run_out(wire)
    wire.clock.move(timedelta(hours=1))
    screen = await closed_vote(wire)
    mute.on = mute.edits = True
    await wire.tap(CHEN, screen, "再发一次")
    await wire.deliver()
    (result,) = saying(wire, RESULT)
    assert result.labels == ["怎么算的", "查我的凭证"]
    mute.on = False
    await back(wire)
    (result,) = saying(wire, RESULT)
    assert result.labels == ["怎么算的", "查我的凭证"]


async def test_nobody_else_posts_it_once_more(wire: Wire, uow: Units, houses: Houses) -> None:
    await run_out(wire)
    async with uow.read() as unit:
        [vote] = await unit.votes.of_compounds([houses.compound.id], ["closed"])
    before = len(wire.in_chat(GROUP.id))
    reply = await wire.press(HEAD, f"wp:{vote.id}")
    assert reply is not None
    assert reply.text
    await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == before


async def test_a_command_is_heard_though_nobody_said_that_the_bot_is_back(wire: Wire, uow: Units, houses: Houses) -> None:
    """Its coming back was lost: Linli was off for longer than the platform keeps such news."""
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=uow.clock.now())
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复发了", now=uow.clock.now())
    wire.clock.move(timedelta(hours=2))
    await wire.say(HEAD, "/menu", chat=GROUP)
    await wire.deliver()
    assert [shown for shown in wire.in_chat(GROUP.id) if CALLED_OFF in shown.text]
    async with uow.read() as unit:
        assert await unit.updates.dead_letters() == []
