"""A home is found as people say it: with the compound's short name, without the entrance, in Chinese numbers."""

import pytest

from bot.rules.residents import PlaceKind
from bot.rules.rosters import HomeName, find_home, within_compound
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import HE, World, add_home, settle
from tests.wire import Wire


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


@pytest.mark.storage
@pytest.mark.parametrize("typed", ["和平2栋2单元102", "和平小区2栋2单元102", "二号楼二门一〇二", "和平二号楼二单元一零二室"])
async def test_the_home_is_found(wire: Wire, world: World, typed: str) -> None:
    await wire.say(HE, typed)
    assert "<b>2栋2单元102</b>" in wire.last(HE.id).text


@pytest.mark.storage
async def test_without_the_entrance_it_is_asked_for(wire: Wire, world: World) -> None:
    await wire.say(HE, "2栋102")
    asked = wire.last(HE.id)
    assert "2栋：哪个单元？" in asked.text
    assert asked.labels[:2] == ["1单元", "2单元"]
    await wire.tap(HE, asked, "2单元")
    assert "<b>2栋2单元102</b>" in wire.last(HE.id).text
    assert "是的话" in wire.last(HE.id).text


@pytest.mark.storage
async def test_a_shop_of_a_compound_with_a_name_of_its_own(wire: Wire, uow: Units, world: World) -> None:
    async with uow() as unit:
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, "幸福里", world.community, 5)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "2栋", place, 2)
        await add_home(unit, place, building, "", "底商1")
        await unit.commit()
    await wire.say(HE, "幸福里2栋底商1")
    assert "<b>2栋底商1</b>" in wire.last(HE.id).text


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("三号楼二门三〇二", HomeName("3栋", "2单元", "302")),
        ("三号楼一二〇一室", HomeName("3栋", "", "1201")),
        ("3栋2单元302", HomeName("3栋", "2单元", "302")),
    ],
)
def test_numbers_read_aloud(typed: str, home: HomeName) -> None:
    assert find_home(typed) == home


def test_a_building_keeps_its_own_name() -> None:
    assert within_compound(HomeName("东区3栋", "", "301"), "和平小区") is None
    assert within_compound(HomeName("和平东区3栋", "", "301"), "和平小区") == HomeName("东区3栋", "", "301")
