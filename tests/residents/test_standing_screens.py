"""The newcomer's own screen of a request: what was decided stands there, and no button is left for somebody who waits."""

from datetime import timedelta

import pytest

from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import HE, HEAD, World, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def asked(wire: Wire, world: World) -> Shown:
    """HE asks to be family by buttons; the screen on which it stands that it waits."""
    await wire.say(HE, "我是住户")
    await wire.say(HE, "1栋1单元101")
    await wire.tap(HE, wire.last(HE.id), "家人")
    await wire.tap(HE, wire.last(HE.id), "同意")
    await wire.deliver()
    waits = wire.last(HE.id)
    assert "等楼长确认" in waits.text
    return waits


@pytest.mark.parametrize(
    ("label", "says", "labels"),
    [("确认", "确认了，门认好了", ["我的家", "菜单"]), ("房号不对", "没有通过", ["我是住户", "菜单"])],
)
async def test_what_was_decided_stands_on_the_screen_that_waited(
    wire: Wire, world: World, label: str, says: str, labels: list[str]
) -> None:
    waits = await asked(wire, world)
    card = wire.last(HEAD.id)
    if label != "确认":
        await wire.tap(HEAD, card, "不是")
    await wire.tap(HEAD, wire.last(HEAD.id), label)
    await wire.deliver()
    assert says in waits.text
    assert waits.labels == labels
    assert wire.last(HE.id) is not waits, "the letter that rings comes as well"


async def test_whoever_has_it_by_now_stands_there(wire: Wire, clock: FakeClock, world: World) -> None:
    waits = await asked(wire, world)
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "等小区长确认" in waits.text
    assert waits.labels == ["菜单", "不认了"]


async def test_what_a_press_put_in_its_place_stays(wire: Wire, world: World) -> None:
    waits = await asked(wire, world)
    await wire.tap(HE, waits, "菜单")
    menu = waits.text
    await wire.tap(HEAD, wire.last(HEAD.id), "确认")
    await wire.deliver()
    assert waits.text == menu
    assert sum("确认了，门认好了" in text for text in wire.texts(HE.id)) == 0, "nor is it posted anew"
    assert "认好门了" in wire.last(HE.id).text


async def test_what_was_taken_back_is_said_once(wire: Wire, world: World) -> None:
    waits = await asked(wire, world)
    await wire.tap(HE, waits, "不认了")
    await wire.tap(HE, waits, "不认了")
    await wire.deliver()
    assert "申请已经撤回" in waits.text
    assert wire.last(HE.id) is waits


async def test_a_question_about_a_request_ends_nothing_that_was_confirmed_since(wire: Wire, world: World) -> None:
    await asked(wire, world)
    await wire.say(HE, "我的家")
    await wire.tap(HE, wire.last(HE.id), "我的家")
    await wire.tap(HE, wire.last(HE.id), "不认了")
    question = wire.last(HE.id)
    await wire.tap(HEAD, wire.last(HEAD.id), "确认")
    await wire.deliver()
    await wire.tap(HE, question, "不认了")
    assert "要退出" in question.text
    assert "投过的票不变" in question.text
    await wire.tap(HE, question, "退出")
    assert "已经退出" in question.text
