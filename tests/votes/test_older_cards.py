"""After a lost answer a group has two cards: the newer one lives, the older becomes a pointer when it is pressed."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramNetworkError

from storage.chats import Chats
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Shown, Wire


@pytest.fixture
async def cards(houses: Houses, wire: Wire) -> tuple[Shown, Shown]:
    """(the one that turned up after all, the one that lives)"""
    await houses.open()
    await wire.deliver()
    async with wire.app.unit(True) as unit:
        [first] = wire.in_chat(GROUP.id)
        living = await unit.chats.live_at(GROUP.id, first.message_id)
        # What a lost answer leaves: the message is there, and nobody knows its id.
        await unit.chats.drop_live(living.live_key)
        await unit.commit()
    await wire.tap(owner(9), first, "同意")
    await wire.deliver()
    first, second = wire.in_chat(GROUP.id)
    return first, second


async def test_pressed_it_points_to_the_newer_one_and_the_press_counts(wire: Wire, cards: tuple[Shown, Shown]) -> None:
    older, newer = cards
    assert older.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"]
    wire.app.services["older_cards"]._known.clear()
    reply = await wire.tap(owner(1), older, "同意")
    assert "已记下" in reply.text
    await wire.deliver()
    assert older.labels == []
    assert "2\u00a0/\u00a09" in newer.text
    await wire.tap(owner(2), newer, "同意")
    await wire.deliver()
    assert newer.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"], "the one that lives is left alone"


async def test_after_the_close_it_says_that_it_is_over(wire: Wire, cards: tuple[Shown, Shown]) -> None:
    older, _ = cards
    wire.app.services["older_cards"]._known.clear()
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    reply = await wire.tap(owner(1), older, "反对")
    assert "没有计入" in reply.text
    await wire.deliver()
    assert older.labels == []
    assert "截" in older.text


async def test_of_two_results_the_unconfirmed_one_points_to_the_other(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.deliver()
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    # The answer to the first send is lost: the same once more.
    lost: list[bool] = []
    real = wire.session._sendMessage

    async def send(bot, method):
        message = await real(bot, method)
        if method.chat_id == GROUP.id and not lost:
            lost.append(True)
            raise TelegramNetworkError(method=method, message="the answer was lost")
        return message

    wire.session._sendMessage = send
    await wire.deliver()
    older, newer = [one for one in wire.in_chat(GROUP.id) if "参与不足" in one.text]
    said = await wire.tap(owner(1), newer, "怎么算的")
    assert said.text
    await wire.deliver()
    assert "参与不足" in newer.text, "the one that was confirmed is left alone"
    said = await wire.tap(owner(1), older, "怎么算的")
    assert said.text
    await wire.deliver()
    assert "这张是旧的" in older.text
    assert older.labels == []
    assert "参与不足" in newer.text


async def test_who_types_under_the_card_of_an_ended_vote_reads_where_the_result_is(wire: Wire, houses: Houses, vote: str) -> None:
    """In private, where nothing stands above: 「结果见上面的公告」."""
    card = wire.last(GROUP.id)
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    await wire.say(owner(1), "同意", chat=GROUP, reply_to=card)
    told = wire.last(owner(1).id)
    assert "这次没有计入。结果见群里或私信里的公告。" in told.text
    assert "上面" not in told.text


async def test_a_card_that_is_pressed_before_its_sending_is_noted_stays_the_card(
    wire: Wire, houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL each read sees its own moment: not noted in the first and noted in the second it was taken for an older one, and
    the only card of the vote lost its buttons."""
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)

    async def not_noted_yet(*_where: object) -> None:
        return None

    with monkeypatch.context() as moment:
        moment.setattr(Chats, "live_at", not_noted_yet)
        assert "已记下" in (await wire.tap(owner(1), card, "同意")).text
    async with wire.app.unit(False) as unit:
        waiting = {letter.card for letter in await unit.outbox.ready(wire.clock.now(), 50) if letter.chat_id == GROUP.id}
    assert "votes.card_moved" not in waiting
    await wire.deliver()
    assert card.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"]


async def test_a_newer_card_that_is_pressed_before_it_is_noted_is_no_older_one(wire: Wire, houses: Houses) -> None:
    """「再发一次」 over a slow network: the group sees it, and presses it, seconds before its sending is answered."""
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    older_cards, first = wire.app.services["older_cards"], wire.last(GROUP.id)
    on_its_way = first.message_id + 1
    await older_cards.seen(vote_id=vote, chat_id=GROUP.id, message_id=on_its_way, now=wire.clock.now())
    async with wire.app.unit(True) as unit:
        assert await unit.chats.live_at(GROUP.id, on_its_way) is None, "nothing is written of it by a press"
        living = await unit.chats.live_at(GROUP.id, first.message_id)
        await unit.chats.set_live(living.live_key, GROUP.id, on_its_way + 1, wire.clock.now())
        await unit.commit()
    await older_cards.seen(vote_id=vote, chat_id=GROUP.id, message_id=on_its_way, now=wire.clock.now())
    async with wire.app.unit(False) as unit:
        assert await unit.chats.live_at(GROUP.id, on_its_way) is not None, "its answer was lost: now it points to the one that lives"
