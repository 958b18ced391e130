"""Shops on the ground floor belong to no entrance: their building is gone through as any other."""

import pytest

from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import ENGLISH, HE, HEAD, World, add_home, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    made = await settle(uow(), clock.now())
    async with uow() as unit:
        await add_home(unit, made.compound, made.buildings[0], "", "底商1", 90)
        await unit.commit()
    return made


@pytest.mark.parametrize(
    ("who", "labels", "shop"),
    [(HE, ("我是住户", "1栋", "不分单元"), "底商1"), (ENGLISH, ("I live here", "Building 1", "No entrance"), "底商1")],
    ids=["zh", "en"],
)
async def test_a_shop_is_found_by_buttons(wire: Wire, world: World, who: Person, labels: tuple[str, ...], shop: str) -> None:
    """「1栋」 did nothing: a button without words is refused, and whoever lived in that building came no further."""
    await wire.say(who, "/start")
    for label in (*labels, shop):
        await wire.tap(who, wire.last(who.id), label)
    assert "底商1" in wire.last(who.id).text


async def test_and_by_whoever_looks_up_who_is_registered(wire: Wire, world: World) -> None:
    await wire.say(HEAD, "/menu")
    for label in ("看认门", "住户"):
        await wire.tap(HEAD, wire.last(HEAD.id), label)
    assert wire.last(HEAD.id).labels[:3] == ["1单元", "2单元", "不分单元"]
    await wire.tap(HEAD, wire.last(HEAD.id), "不分单元")
    await wire.tap(HEAD, wire.last(HEAD.id), "底商1")
    assert "底商1" in wire.last(HEAD.id).text
