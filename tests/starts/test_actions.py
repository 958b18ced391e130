"""The facts of the card, read from the tables."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.actions.starts import read_start
from bot.rules.groups import NotStaffHere
from bot.rules.residents import PlaceKind, Role
from bot.rules.starts import StartChoices, StartFacts
from storage.base import new_id
from storage.compounds import roster_gaps
from storage.residents import invites
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, CHIEF, GROUP, WANG, Neighbourhood, appoint, settle

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def read(uow: Units, who: int = CHEN.id, place: str = "") -> StartFacts | StartChoices:
    return await read_start(uow.read(), telegram_id=who, language="zh", place_id=place, bot_username="linli_test_bot")


async def test_what_is_there_is_counted(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    assert await read(uow) == StartFacts(world.compound.id, "和平小区", "linli_test_bot", homes=12, buildings=3)
    async with uow() as unit:
        await appoint(unit, WANG.id, Role.BUILDING_HEAD, world.buildings[0], clock.now())
        group = await unit.groups.enter(GROUP.id, GROUP.title, CHEN.id, clock.now())
        await unit.commit()
    facts = await read(uow)
    assert isinstance(facts, StartFacts)
    assert (facts.buildings_with_head, facts.groups, facts.groups_waiting) == (1, 0, 1)
    async with uow() as unit:
        await unit.groups.bind(group.id, world.compound.id, world.compound.id, None, clock.now())
        await _slip(unit, world, clock)
        await _gap(unit, world)
        await unit.commit()
    facts = await read(uow)
    assert isinstance(facts, StartFacts)
    assert (facts.groups, facts.groups_waiting, facts.slips, facts.gaps) == (1, 0, 1, 1)


async def _slip(unit, world: Neighbourhood, clock: FakeClock) -> None:
    row = {"id": new_id(), "code_hash": "x", "kind": "slip", "role": "owner", "place_id": world.compound.id, "home_id": world.homes[0]}
    await unit.connection.execute(insert(invites).values(**row, created_at=clock.now(), expires_at=clock.now() + timedelta(days=60)))


async def _gap(unit, world: Neighbourhood) -> None:
    row = {"id": new_id(), "compound_id": world.compound.id, "building": "8栋", "entrance": "1单元", "room": "0502", "row": 7}
    row |= {"problem": "no_area", "file_name": "名册.xlsx", "sheet": "", "owners": "", "state": "open"}
    await unit.connection.execute(insert(roster_gaps).values(**row))


async def test_only_staff_see_it(uow: Units, world: Neighbourhood) -> None:
    for who in (WANG.id, CHIEF.id):
        with pytest.raises(NotStaffHere):
            await read(uow, who)


async def test_several_compounds_are_listed_and_one_can_be_named(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    async with uow() as unit:
        second = await unit.compounds.add_place(PlaceKind.COMPOUND, "锦绣花园", world.community)
        await unit.commit()
    choices = await read(uow)
    assert isinstance(choices, StartChoices)
    assert {one.place for one in choices.compounds} == {"和平小区", "锦绣花园"}
    facts = await read(uow, place=second.id)
    assert isinstance(facts, StartFacts)
    assert facts.place == "锦绣花园"
    with pytest.raises(NotStaffHere):
        await read(uow, place=world.other.id)


async def test_before_any_compound_the_community_has_everything_to_do(uow: Units, clock: FakeClock) -> None:
    async with uow() as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await appoint(unit, CHEN.id, Role.COMMUNITY_STAFF, community, clock.now())
        await unit.commit()
    assert await read(uow) == StartFacts("", "北街社区", "linli_test_bot")
