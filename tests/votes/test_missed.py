"""Private cards that arrive after the news of their vote, and people who are back after they had blocked the bot."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot

from bot.actions.votes.changing import cancel_vote, extend_vote, retract_vote
from bot.rules.votes.drafts import Drafter
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, GROUP, SHANGHAI, Houses, join, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
OWNER = owner(1)
CHOICES = ["同意", "反对", "弃权"]


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow, grouped=False)


async def retract(houses: Houses, vote: str) -> None:
    await retract_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, now=houses.uow.clock.now())


async def cancel(houses: Houses, vote: str) -> None:
    await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复发了", now=houses.uow.clock.now())


async def extend(houses: Houses, vote: str) -> None:
    now = houses.uow.clock.now()
    by = Drafter(await houses.actor(CHEN), SHANGHAI, now, NATIONAL)
    await extend_vote(houses.uow(), by, vote, closes_at=now + timedelta(days=9), reason="多等几天")


def during_the_first_send(wire: Wire, act: Callable[[], Awaitable[None]]) -> None:
    """`act` happens while the platform takes its time with the card of the first owner."""
    session: Any = wire.session
    send, done = session._sendMessage, []

    async def slow(bot: Bot, method: Any) -> Any:
        if method.chat_id == OWNER.id and not done:
            done.append(True)
            await act()
        return await send(bot, method)

    session._sendMessage = slow


def saying(wire: Wire, words: str) -> list[Shown]:
    """Messages that came with these words: a card that was edited to say so rang nobody."""
    return [one for one in wire.in_chat(OWNER.id) if words in one.text and not one.edits]


def cards(wire: Wire) -> list[Shown]:
    return [one for one in wire.in_chat(OWNER.id) if one.labels[:3] == CHOICES]


async def settled(wire: Wire) -> None:
    """All that follows by itself, in the next minutes too."""
    for _ in range(3):
        await wire.deliver()
        wire.clock.move(timedelta(minutes=1))
        await wire.due()
    await wire.deliver()


async def test_a_card_that_lands_after_all_others_were_taken_away_goes_too(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id

    async def taken_back() -> None:
        await retract(houses, vote)
        wire.clock.move(timedelta(minutes=2))
        await wire.due()

    during_the_first_send(wire, taken_back)
    await settled(wire)
    assert wire.in_chat(OWNER.id) == []
    assert sum(call.__api_method__ == "deleteMessage" for call in wire.session.calls if getattr(call, "chat_id", 0) == OWNER.id) == 1


async def test_a_card_that_lands_as_it_is_taken_back_goes_once(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    during_the_first_send(wire, lambda: retract(houses, vote))
    await settled(wire)
    assert wire.in_chat(OWNER.id) == []
    assert sum(call.__api_method__ == "deleteMessage" for call in wire.session.calls if getattr(call, "chat_id", 0) == OWNER.id) == 1


@pytest.mark.parametrize("grouped", [False, True], ids=["no group", "a group meanwhile"])
async def test_a_card_that_lands_after_the_cancellation_is_followed_by_it(wire: Wire, houses: Houses, grouped: bool) -> None:
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id

    async def called_off() -> None:
        if grouped:
            async with houses.uow() as unit:
                group = await join(unit, GROUP, houses.compound, houses.compound, wire.clock.now())
                await unit.votes.add_group(vote, group, houses.compound.id)
                await unit.commit()
        await cancel(houses, vote)
        await wire.due()

    during_the_first_send(wire, called_off)
    await settled(wire)
    assert [("取消" in one.text, one.edits) for one in wire.in_chat(OWNER.id)] == [(True, 1), (True, 0)]
    assert not cards(wire), "the one that landed asks for nothing any more"


async def test_a_card_that_lands_after_an_extension_is_followed_by_the_new_time(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id

    async def extended() -> None:
        await extend(houses, vote)
        await wire.due()

    during_the_first_send(wire, extended)
    await settled(wire)
    assert len(cards(wire)) == 1
    assert len(saying(wire, "原来")) == 1


async def block(wire: Wire, *, noticed: bool = True) -> None:
    """The first owner blocks the bot; `noticed`: and the platform says so at once."""
    wire.session.blocked.add(OWNER.id)
    if noticed:
        await reach(wire, "member", "kicked")


async def come_back(wire: Wire) -> None:
    wire.session.blocked.clear()
    await reach(wire, "kicked", "member")
    await wire.say(OWNER, "/start")
    await settled(wire)


async def reach(wire: Wire, old: str, new: str) -> None:
    bot = {"id": 123456789, "is_bot": True, "first_name": "邻里助手"}
    states = [{"status": one, "user": bot, **({"until_date": 0} if one == "kicked" else {})} for one in (old, new)]
    chat = {"id": OWNER.id, "type": "private", "first_name": OWNER.first_name}
    change = {"chat": chat, "from": OWNER.raw, "date": int(wire.clock.now().timestamp())}
    await wire.feed({"my_chat_member": change | {"old_chat_member": states[0], "new_chat_member": states[1]}})


@pytest.fixture
async def seen(wire: Wire, houses: Houses) -> str:
    """A vote whose card everybody has."""
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await settled(wire)
    assert len(cards(wire)) == 1
    return vote


@pytest.mark.parametrize("noticed", [True, False])
async def test_who_had_the_card_is_told_of_the_cancellation_when_they_are_back(
    wire: Wire, houses: Houses, seen: str, noticed: bool
) -> None:
    await block(wire, noticed=noticed)
    await cancel(houses, seen)
    await settled(wire)
    assert saying(wire, "取消") == []
    await come_back(wire)
    [told] = saying(wire, "取消")
    assert "重复发了" in told.text
    await block(wire)
    await come_back(wire)
    assert len(saying(wire, "取消")) == 1


async def test_who_never_had_the_card_hears_nothing_of_it(wire: Wire, houses: Houses) -> None:
    await block(wire)
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await settled(wire)
    await cancel(houses, vote)
    await settled(wire)
    await come_back(wire)
    assert saying(wire, "屋顶防水") == []


async def test_a_cancellation_of_long_ago_is_no_news(wire: Wire, houses: Houses, seen: str) -> None:
    await block(wire)
    await cancel(houses, seen)
    wire.clock.move(timedelta(days=7, seconds=1))
    await come_back(wire)
    assert saying(wire, "取消") == []


async def test_who_missed_an_extension_reads_the_new_time(wire: Wire, houses: Houses, seen: str) -> None:
    await block(wire)
    await extend(houses, seen)
    await settled(wire)
    wire.clock.move(timedelta(days=4))
    await come_back(wire)
    assert len(saying(wire, "原来")) == 1
    assert len(cards(wire)) == 1


async def test_of_what_holds_no_more_they_read_the_end_only(wire: Wire, houses: Houses, seen: str) -> None:
    await block(wire, noticed=False)
    await extend(houses, seen)
    await settled(wire)
    await cancel(houses, seen)
    await settled(wire)
    await come_back(wire)
    assert saying(wire, "原来") == []
    assert len(saying(wire, "取消")) == 1


async def test_the_result_that_came_meanwhile_is_read_too(wire: Wire, houses: Houses, seen: str) -> None:
    await block(wire)
    async with houses.uow.read() as unit:
        vote = await unit.votes.vote(seen)
    assert vote is not None
    wire.clock.move_to(vote.closes_at)
    await wire.due()
    await come_back(wire)
    assert len(saying(wire, "参与不足")) == 1


async def test_a_card_that_could_not_be_delivered_comes_with_the_time_that_holds_now(wire: Wire, houses: Houses) -> None:
    await block(wire, noticed=False)
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await settled(wire)
    await extend(houses, vote)
    await settled(wire)
    wire.clock.move(timedelta(days=4))
    await come_back(wire)
    [card] = cards(wire)
    async with houses.uow.read() as unit:
        open_vote = await unit.votes.vote(vote)
    assert open_vote is not None
    closes = open_vote.closes_at.astimezone(SHANGHAI)
    assert f"{closes.month}月{closes.day}日" in card.text
    assert saying(wire, "原来") == []
    assert (await wire.tap(OWNER, card, "同意")) is not None


async def test_who_has_the_card_with_the_new_time_is_not_told_of_it(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(closes_in=timedelta(days=3))).heading.vote_id
    await extend(houses, vote)
    await settled(wire)
    await block(wire)
    await come_back(wire)
    assert len(cards(wire)) == 1
    assert saying(wire, "原来") == []
