"""Who is registered at a home is looked up by those who decide there, also when the button comes from elsewhere."""

import pytest

from bot.rules.residents import PlaceKind, Role
from handlers.residents.callbacks import ManageEntrance
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, HE, HEAD, STRANGER, World, appoint, dialog, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    world = await settle(uow(), clock.now())
    async with uow() as unit:
        elsewhere = await unit.compounds.add_place(PlaceKind.COMMUNITY, "东街社区", world.street)
        await appoint(unit, HE, Role.COMMUNITY_STAFF, elsewhere, clock.now())
        await unit.commit()
    return world


@pytest.mark.parametrize("who", [STRANGER, HE])
async def test_nobody_else_is_shown_the_rooms(wire: Wire, world: World, who: Person) -> None:
    said = dialog(await wire.press(who, ManageEntrance(home=world.homes[HOME], page=0).pack()))
    assert "由楼长、小区长或社区干部来点" in said
    assert wire.in_chat(who.id) == []


@pytest.mark.parametrize("who", [HEAD, CHEN])
async def test_those_in_charge_are(wire: Wire, world: World, who: Person) -> None:
    await wire.press(who, ManageEntrance(home=world.homes[HOME], page=0).pack())
    assert "哪一户" in wire.last(who.id).text
