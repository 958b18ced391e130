"""Somebody with homes in two compounds: both have a 1栋1单元101, so the compound stands before the home."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from bot.rules.residents import EndReason, PlaceKind
from bot.rules.residents.facts import BindingEnded
from bot.rules.residents.typed import help_words_from
from handlers.menus import FindHome, OpenMenu
from handlers.residents.callbacks import ChooseLanguage, EndBinding, ShowMyData, ShowMyHomes
from storage.base import new_id
from storage.compounds import home_owners, roster_owners
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, ENGLISH, WANG, World, add_home, bind, letters, settle, slip
from tests.wire import Person, Wire

REF = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def second(uow: Units, world: World) -> World:
    """幸福里, with a home of the same number that belongs to 王桂芳, too."""
    async with uow() as unit:
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "幸福里", world.community)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", compound, 1)
        home_id, owner_id = await add_home(unit, compound, building, "1单元", "0101"), new_id()
        owner = {"id": owner_id, "compound_id": compound.id, "name": "王桂芳", "apart_at": ""}
        await unit.connection.execute(insert(roster_owners).values(**owner))
        owned = {"home_id": home_id, "owner_id": owner_id, "compound_id": compound.id, "position": 0}
        await unit.connection.execute(insert(home_owners).values(**owned))
        await unit.commit()
    return replace(world, compound=compound, buildings=[building], homes={REF: home_id}, owners={"王桂芳": owner_id})


async def lists(wire: Wire, person: Person) -> tuple[str, list[str], str]:
    """(the menu's head, the buttons of 「我的家」, 「我的资料」)"""
    await wire.press(person, OpenMenu().pack())
    menu = wire.last(person.id).text
    await wire.press(person, ShowMyHomes().pack())
    labels = list(wire.last(person.id).labels)
    await wire.press(person, ShowMyData().pack())
    return menu, labels, wire.last(person.id).text


async def test_one_compound_is_not_named(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    menu, _, data = await lists(wire, WANG)
    assert "您是：1栋1单元101 业主" in menu
    assert "住户：1栋1单元101 业主" in data


async def test_two_compounds_are_told_apart(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await bind(uow(), await second(uow, world), WANG, clock.now())
    menu, labels, data = await lists(wire, WANG)
    for one in ("和平小区1栋1单元101", "幸福里1栋1单元101"):
        assert f"{one} 业主" in menu
        assert one in labels
        assert f"{one} 业主" in data
    await wire.press(WANG, ShowMyHomes().pack())
    homes = wire.last(WANG.id)
    await wire.tap(WANG, homes, "幸福里1栋1单元101")
    assert homes.text.startswith("<b>1栋1单元101</b>\n幸福里，您是业主")


async def test_in_english(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, ENGLISH, clock.now())
    await bind(uow(), await second(uow, world), ENGLISH, clock.now())
    await wire.press(ENGLISH, ChooseLanguage(language="en").pack())
    menu, labels, data = await lists(wire, ENGLISH)
    assert "和平小区, Building 1, entrance 1, 101, owner" in menu
    assert "幸福里, Building 1, entrance 1, 101" in labels
    assert "幸福里, Building 1, entrance 1, 101, owner" in data


async def test_registering_and_leaving_the_second_say_which(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    other = await second(uow, world)
    issued = await slip(uow(), other, clock.now())
    await wire.say(WANG, f"/start {issued.payload}")
    await wire.tap(WANG, wire.last(WANG.id), "是")
    joined = wire.last(WANG.id)
    assert "认好门了：幸福里1栋1单元101" in joined.text
    await wire.press(WANG, ShowMyHomes().pack())
    homes = wire.last(WANG.id)
    await wire.tap(WANG, homes, "幸福里1栋1单元101")
    await wire.tap(WANG, homes, "退出这户")
    assert "幸福里1栋1单元101" in homes.text
    await wire.tap(WANG, homes, "退出")
    assert "幸福里1栋1单元101 已经退出" in homes.text


async def test_who_is_put_out_of_one_reads_of_which(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    binding_id = await bind(uow(), await second(uow, world), WANG, clock.now())
    await wire.press(CHEN, EndBinding(binding=binding_id, reason=EndReason.SOLD, sure=True).pack())
    [(_, told)] = await letters(uow(), "residents.binding_ended", BindingEnded)
    assert (told.home.compound, told.home.apart) == ("幸福里", True)


async def test_a_typed_home_that_two_have_is_not_asked_for_again(wire: Wire, uow: Units, world: World) -> None:
    """「您住哪个小区？」 came once more without a word why, and after it the building, and all the rest."""
    await second(uow, world)
    await wire.press(WANG, FindHome().pack())
    await wire.say(WANG, "1栋1单元101")
    asked = wire.last(WANG.id)
    assert "2 个小区都有「1栋1单元101」" in asked.text
    await wire.tap(WANG, asked, "幸福里")
    assert "1栋1单元101" in asked.text.replace("\u2060", "")
    assert "业主" in asked.labels


def test_words_for_help_keep_their_signs() -> None:
    assert help_words_from("门锁坏了，进不去！  谁来\n看看？") == "门锁坏了，进不去！ 谁来 看看？"
