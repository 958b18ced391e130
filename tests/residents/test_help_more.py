"""Help asked for in two messages: people write so, and only the first half reached the head."""

from datetime import timedelta

import pytest

from bot.actions import residents as actions
from bot.rules.ports import LANGUAGES, Language
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, CHIEF, HEAD, WANG, World, bind, settle
from tests.wire import Wire

FIRST, SECOND = "我家楼上", "电话也打不通"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, WANG, clock.now())
    return world


async def ask(wire: Wire, words: str = FIRST) -> None:
    await wire.press(WANG, "rch:")
    await wire.say(WANG, words)
    await wire.deliver()


async def test_the_second_message_stands_on_the_same_card(wire: Wire, world: World) -> None:
    await ask(wire)
    await wire.say(WANG, SECOND)
    assert "这句也转过去了" in wire.last(WANG.id).text
    assert "楼长" in wire.last(WANG.id).text
    await wire.deliver()
    [card] = wire.in_chat(HEAD.id)
    assert f"说：{FIRST}\n又说：{SECOND}\n" in card.text
    assert card.labels == ["我来帮"]
    await wire.tap(HEAD, card, "我来帮")
    await wire.deliver()
    assert SECOND in wire.last(HEAD.id).text


async def test_a_button_may_be_explained_afterwards(wire: Wire, world: World) -> None:
    await wire.press(WANG, "rch:button")
    await wire.say(WANG, SECOND)
    await wire.deliver()
    assert f"说：按钮点了没反应。\n又说：{SECOND}\n" in wire.last(HEAD.id).text


async def test_at_night_the_morning_brings_both(wire: Wire, clock: FakeClock, world: World) -> None:
    clock.move_to(clock.now().replace(hour=15, minute=0))  # 23:00 in Shanghai
    await ask(wire)
    assert "现在是夜里，和平小区1栋楼长早上 8 点收到" in wire.last(WANG.id).text, "who reads it at 8 has not been told yet"
    await wire.say(WANG, SECOND)
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    clock.move(timedelta(hours=10))
    await wire.deliver()
    [card] = wire.in_chat(HEAD.id)
    assert FIRST in card.text
    assert SECOND in card.text


@pytest.mark.parametrize("what", ["later", "taken", "command", "too much"])
async def test_other_words_are_no_addition(wire: Wire, clock: FakeClock, world: World, what: str) -> None:
    await ask(wire)
    words = SECOND
    if what == "later":
        clock.move(timedelta(minutes=11))
    elif what == "taken":
        await wire.tap(HEAD, wire.last(HEAD.id), "我来帮")
        await wire.deliver()
    elif what == "command":
        words = "/nothing"
    else:
        for _ in range(5):
            await wire.say(WANG, "再说一句")
    await wire.say(WANG, words)
    await wire.deliver()
    assert "没看懂" in wire.last(WANG.id).text
    assert words not in wire.last(HEAD.id).text


async def test_a_button_of_the_menu_typed_afterwards_is_that_button(wire: Wire, world: World) -> None:
    await ask(wire)
    await wire.say(WANG, "我的家")
    assert "您要的是这个吧" in wire.last(WANG.id).text
    await wire.deliver()
    assert "我的家" not in wire.last(HEAD.id).text


async def test_too_long_is_said(wire: Wire, world: World) -> None:
    await ask(wire)
    await wire.say(WANG, "长" * 301)
    assert "最多 300 个" in wire.last(WANG.id).text


async def test_whoever_gets_the_call_later_reads_both(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(wire)
    await wire.say(WANG, SECOND)
    await wire.deliver()
    await actions.leave_linli(uow(), telegram_id=HEAD.id, now=clock.now())
    await wire.deliver()
    assert SECOND in wire.last(CHIEF.id).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("had_a_head", [False, True])
async def test_nobody_is_promised_where_nobody_reads_it(
    wire: Wire, uow: Units, clock: FakeClock, had_a_head: bool, language: Language
) -> None:
    """The community was, though it had no letter."""
    world = await settle(uow(), clock.now(), head=had_a_head, chief=False, staff=False)
    await bind(uow(), world, WANG, clock.now())
    async with uow() as unit:
        await unit.chats.set_language(WANG.id, language)
        await unit.commit()
    await ask(wire)
    if had_a_head:
        await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=False, language="zh", now=clock.now())
        await wire.deliver()
    await wire.say(WANG, SECOND)
    said = wire.last(WANG.id).text
    assert ("这句也没有人能看到" if language == "zh" else "Nobody can read this either") in said
    assert ("请到社区居委会当面问" if language == "zh" else "ask the community office in person") in said
    assert not any(promise in said for promise in ("来找您", "转过去", "passed", "come to you"))


async def test_staff_whom_nobody_helps_are_sent_to_the_operator_again(wire: Wire, uow: Units, clock: FakeClock) -> None:
    await settle(uow(), clock.now(), head=False, chief=False)
    await wire.press(CHEN, "rch:")
    await wire.say(CHEN, FIRST)
    await wire.say(CHEN, SECOND)
    assert "这句也没有人能看到" in wire.last(CHEN.id).text
    assert "请找管机器的人" in wire.last(CHEN.id).text


async def test_who_has_the_call_is_named_and_not_who_came_back(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=False, language="zh", now=clock.now())
    await ask(wire)
    await actions.note_reach(uow(), telegram_id=HEAD.id, reachable=True, language="zh", now=clock.now())
    await wire.say(WANG, SECOND)
    assert "和平小区的小区长看到了会来找您" in wire.last(WANG.id).text
    await wire.deliver()
    assert SECOND in wire.last(CHIEF.id).text
