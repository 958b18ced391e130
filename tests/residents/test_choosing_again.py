"""「重新选」 leads to a choice, and is not offered where there is none; rooms are called there as everywhere else."""

import pytest

from bot.rules.residents import Place, PlaceKind, Role
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, HE, HEAD, SON, World, add_home, appoint, settle
from tests.wire import Wire


async def compound(uow: Units, world: World, name: str, *buildings: tuple[str, ...]) -> list[Place]:
    """The compound and its buildings, each with its entrances."""
    made = []
    async with uow() as unit:
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, name, world.community, 5)
        for number, entrances in enumerate(buildings, start=1):
            building = await unit.compounds.add_place(PlaceKind.BUILDING, f"{number}栋", place, number)
            made.append(building)
            for position, entrance in enumerate(entrances):
                await add_home(unit, place, building, entrance, "0101", position)
        await unit.commit()
    return [place, *made]


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_the_only_compound_with_one_door_has_nothing_to_choose_again(wire: Wire, uow: Units) -> None:
    async with uow() as unit:
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, "独栋苑", None)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", place, 1)
        for position, room in enumerate(("0101", "0102")):
            await add_home(unit, place, building, "1单元", room, position)
        await unit.commit()
    await wire.press(HE, "rfh:")
    assert wire.last(HE.id).labels == ["101", "102", "菜单"]
    await wire.tap(HE, wire.last(HE.id), "101")
    await wire.tap(HE, wire.last(HE.id), "重新选")
    assert wire.last(HE.id).labels == ["101", "102", "菜单"]


async def test_from_one_door_among_compounds_it_leads_to_these(wire: Wire, uow: Units, world: World) -> None:
    await compound(uow, world, "独栋苑", ("1单元",))
    await wire.press(HE, "rfh:")
    await wire.tap(HE, wire.last(HE.id), "独栋苑")
    assert wire.last(HE.id).labels == ["101", "重新选", "菜单"]
    await wire.tap(HE, wire.last(HE.id), "重新选")
    assert wire.last(HE.id).labels == ["和平小区", "独栋苑", "菜单"]


async def test_from_one_building_with_entrances(wire: Wire, uow: Units, world: World) -> None:
    await compound(uow, world, "独栋苑", ("1单元", "2单元"))
    await wire.press(HE, "rfh:")
    await wire.tap(HE, wire.last(HE.id), "独栋苑")
    await wire.tap(HE, wire.last(HE.id), "2单元")
    await wire.tap(HE, wire.last(HE.id), "重新选")
    assert wire.last(HE.id).labels == ["1单元", "2单元", "重新选", "菜单"]
    await wire.tap(HE, wire.last(HE.id), "重新选")
    assert wire.last(HE.id).labels == ["和平小区", "独栋苑", "菜单"]


async def test_from_a_building_among_several(wire: Wire, world: World) -> None:
    await wire.press(HE, "rfh:")
    await wire.tap(HE, wire.last(HE.id), "2栋")
    await wire.tap(HE, wire.last(HE.id), "重新选")
    assert wire.last(HE.id).labels == ["1栋", "2栋", "菜单"]


async def test_a_head_chooses_among_what_is_theirs(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.press(HEAD, "rma::0")
    assert wire.last(HEAD.id).labels == ["1单元", "2单元", "菜单"], "one building: nothing above it is theirs"
    await wire.tap(HEAD, wire.last(HEAD.id), "1单元")
    await wire.tap(HEAD, wire.last(HEAD.id), "重新选")
    assert wire.last(HEAD.id).labels == ["1单元", "2单元", "菜单"]
    _, alone = await compound(uow, world, "独栋苑", ("1单元",))
    async with uow() as unit:
        await appoint(unit, SON, Role.BUILDING_HEAD, alone, clock.now())
        await appoint(unit, HEAD, Role.BUILDING_HEAD, alone, clock.now())
        await unit.commit()
    await wire.press(SON, "rma::0")
    assert wire.last(SON.id).labels == ["101", "菜单"]
    await wire.press(HEAD, "rma::0")
    assert wire.last(HEAD.id).text.startswith("<b>哪一栋？</b>")
    await wire.tap(HEAD, wire.last(HEAD.id), "独栋苑1栋")
    await wire.tap(HEAD, wire.last(HEAD.id), "重新选")
    assert wire.last(HEAD.id).labels == ["和平小区1栋", "独栋苑1栋", "菜单"]


async def test_staff_choose_among_the_compounds_of_their_community(wire: Wire, uow: Units, world: World) -> None:
    await compound(uow, world, "独栋苑", ("1单元",))
    await wire.press(CHEN, "rma::0")
    await wire.tap(CHEN, wire.last(CHEN.id), "独栋苑")
    await wire.tap(CHEN, wire.last(CHEN.id), "重新选")
    assert wire.last(CHEN.id).labels == ["和平小区", "独栋苑", "菜单"]


async def test_rooms_are_called_as_in_the_home(wire: Wire, uow: Units) -> None:
    """`0101` and `101` are one home on a roster; zeros alone are a name all the same."""
    async with uow() as unit:
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, "独栋苑", None)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", place, 1)
        for position, room in enumerate(("0101", "102", "000")):
            await add_home(unit, place, building, "1单元", room, position)
        await unit.commit()
    await wire.press(HE, "rfh:")
    assert wire.last(HE.id).labels == ["101", "102", "000", "菜单"]
    await wire.tap(HE, wire.last(HE.id), "101")
    assert wire.last(HE.id).text.startswith("<b>1栋1单元101</b>")
