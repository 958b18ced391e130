"""`/opinion` with its words behind it: on the same line or on the next ones, in private and in the group."""

import pytest
from sqlalchemy import insert

from bot.rules.residents import HomeRole, PlaceKind
from handlers.menus import OpenMenu
from handlers.opinions.callbacks import GiveOpinion
from storage.base import new_id
from storage.compounds import homes
from tests.fixtures import Units
from tests.opinions.worlds import AUTHOR, CHIEF, GROUP, STRANGER, WORDS, everything, said
from tests.votes.houses import Houses, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
HOME = {"building": "1栋", "entrance": "1单元", "room": "101", "kind": "home", "area_cm2m": 9000, "area_source": "register"}


@pytest.mark.parametrize("between", [" ", "\n", " \n"])
async def test_words_behind_the_command_are_the_opinion(wire: Wire, uow: Units, between: str) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"/opinion{between}{WORDS}")
    shown = wire.last(AUTHOR.id)
    assert "我记成这样，还没有交" in shown.text
    assert f"「{WORDS}」" in shown.text
    await wire.tap(AUTHOR, shown, "交上去")
    await wire.deliver()
    assert "有新意见" in said(wire, CHIEF.id)


@pytest.mark.parametrize("command", ["/opinion", "/opinion@linli_test_bot"])
async def test_in_the_group_on_a_line_of_their_own(wire: Wire, uow: Units, command: str) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"{command}\n{WORDS}", chat=GROUP)
    assert f"「{WORDS}」" in said(wire, AUTHOR.id)


async def test_words_behind_the_command_that_are_too_many_or_from_nobody(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"/opinion {'长' * 301}")
    assert "300" in said(wire, AUTHOR.id)
    await wire.say(STRANGER, f"/opinion {WORDS}")
    assert "先认一下门" in said(wire, STRANGER.id)
    assert WORDS not in everything(wire, STRANGER.id)


async def in_two_compounds(uow: Units) -> None:
    here = await settle(uow)
    async with uow() as unit:
        there = Houses(uow, here.community, await unit.compounds.add_place(PlaceKind.COMPOUND, "锦绣花园", here.community))
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", there.compound, 1)
        there.homes[1] = new_id()
        row = {"id": there.homes[1], "compound_id": there.compound.id, "building_id": building.id}
        await unit.connection.execute(insert(homes).values(**row, **HOME, developer=False, position=1))
        await unit.commit()
    await there.bind(AUTHOR, 1, role=HomeRole.FAMILY)


async def test_words_behind_the_command_wait_for_the_compound(wire: Wire, uow: Units) -> None:
    """Whoever has homes in two compounds was asked for them again."""
    await in_two_compounds(uow)
    await wire.say(AUTHOR, f"/opinion {WORDS}")
    asked = wire.last(AUTHOR.id)
    assert asked.text.startswith("💬 <b>哪个小区？</b>")
    await wire.tap(AUTHOR, asked, "锦绣花园")
    assert "我记成这样，还没有交" in asked.text
    assert f"锦绣花园 · 水电气\n「{WORDS}」" in said(wire, AUTHOR.id)


@pytest.mark.parametrize("elsewhere", [OpenMenu().pack(), GiveOpinion().pack()])
async def test_words_behind_the_command_are_gone_once_something_else_is_pressed(wire: Wire, uow: Units, elsewhere: str) -> None:
    await in_two_compounds(uow)
    await wire.say(AUTHOR, f"/opinion {WORDS}")
    asked = wire.last(AUTHOR.id)
    here = asked.data("和平小区")
    await wire.press(AUTHOR, elsewhere, message=asked)
    await wire.press(AUTHOR, here, message=asked)
    assert "打一两句发给我" in asked.text
