"""The process died between the commit and the screen: the platform sends the update again, and nobody is left without a next step."""

import pytest

from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import HEAD, WANG, World, bind, settle, slip
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def again(wire: Wire, who: Person, words: str, update_id: int) -> None:
    """Handled, its screen lost with the process, delivered once more."""
    await wire.say(who, words, update_id=update_id)
    wire.last(who.id).deleted = True
    wire.app.dispatch.forget(update_id)
    await wire.say(who, words, update_id=update_id)


async def test_a_slip_is_shown_again_and_binds(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await again(wire, WANG, f"/start {issued.payload}", 777)
    shown = wire.last(WANG.id)
    assert "这是您家吗？" in shown.text
    await wire.tap(WANG, shown, "是")
    await wire.tap(WANG, wire.last(WANG.id), "同意")
    assert "认好门了" in wire.last(WANG.id).text


async def test_typed_words_are_said_to_have_come_and_have_no_second_effect(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "帮忙")
    await again(wire, WANG, "楼道灯坏了", 778)
    shown = wire.last(WANG.id)
    assert "收到了" in shown.text
    assert shown.labels == ["菜单"]
    await wire.deliver()
    assert sum("楼道灯坏了" in text for text in wire.texts(HEAD.id)) == 1
