"""What staff and the chief press before the roster is there tells them what is missing, and nothing that is not so."""

import pytest
from sqlalchemy import insert

from bot.rules.residents import Place, PlaceKind, Role
from handlers.menus import OpenHeads, OpenSlips
from storage.compounds import homes
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, CHIEF, appoint
from tests.wire import Person, Wire

NO_HEADS_YET = "还没有名册。社区把名册（Excel 表格）发给我以后，就能请楼长。"


@pytest.fixture
async def compound(uow: Units, clock: FakeClock) -> Place:
    async with uow() as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        await appoint(unit, CHEN.id, Role.COMMUNITY_STAFF, community, clock.now())
        await appoint(unit, CHIEF.id, Role.COMPOUND_CHIEF, compound, clock.now())
        await unit.commit()
    return compound


async def lines(wire: Wire, who: Person, data: str) -> list[str]:
    await wire.press(who, data)
    return wire.last(who.id).text.splitlines()[1:]


async def test_slips_for_nobody(wire: Wire, compound: Place) -> None:
    assert await lines(wire, CHEN, OpenSlips().pack()) == ["还没有名册，不知道印给谁。请把名册（Excel 表格）直接发给我。"]


async def test_slips_for_homes_without_owners(wire: Wire, compound: Place, uow: Units) -> None:
    async with uow() as unit:
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", compound, 1)
        row = {"id": "h1", "compound_id": compound.id, "building_id": building.id, "building": "1栋"}
        row |= {
            "entrance": "1单元",
            "room": "101",
            "kind": "home",
            "area_cm2m": 8_000,
            "area_source": "register",
            "developer": False,
            "position": 1,
        }
        await unit.connection.execute(insert(homes).values(**row))
        await unit.commit()
    assert await lines(wire, CHEN, OpenSlips().pack()) == ["名册上没写业主，印不了小条。请在表里加一列「业主」，再把名册发给我。"]


async def test_heads_of_no_buildings(wire: Wire, compound: Place) -> None:
    assert await lines(wire, CHEN, OpenHeads().pack()) == [NO_HEADS_YET, "点一个，能看是谁、能请人、能解除。"]
    assert await lines(wire, CHIEF, OpenHeads().pack()) == [NO_HEADS_YET]


async def test_a_chief_cannot_import_and_is_not_asked_to(wire: Wire, compound: Place) -> None:
    reply = await wire.press(CHIEF, "mdr:")
    assert reply.text.startswith("这里还没有名册，不知道问谁。社区把名册（Excel 表格）发给我以后，就能发起表决。")
