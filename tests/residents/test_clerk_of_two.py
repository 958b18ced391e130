"""A clerk of two compounds: each has a 1栋1单元101, so whoever decides about a door reads in which it is."""

import pytest

from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_two_compounds import REF, second
from tests.residents.worlds import CHEN, HE, HEAD, SON, WANG, World, bind, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    """Nobody leads 幸福里; in 和平小区 it is the clerk's turn as well."""
    made = await settle(uow(), clock.now(), head=False, chief=False)
    await second(uow, made)
    return made


async def ask(wire: Wire, who: Person, compound: str) -> None:
    await wire.say(who, "/start")
    # 幸福里 has one building with one entrance: nothing is to be chosen there.
    for label in ("我是住户", compound, *(("1栋", "1单元") if compound == "和平小区" else ()), "101", "业主", "同意"):
        await wire.tap(who, wire.last(who.id), label)
    await wire.say(who, "王桂芳")
    await wire.deliver()


async def test_the_request_says_in_which_compound(wire: Wire, world: World) -> None:
    """「1栋1单元101 有人认门」 was either of two households, and the clerk went to ask the other one."""
    await ask(wire, HE, "幸福里")
    assert "<b>幸福里1栋1单元101 有人认门</b>" in wire.last(CHEN.id).text
    await ask(wire, SON, "和平小区")
    card = wire.last(CHEN.id)
    assert "<b>和平小区1栋1单元101 有人认门</b>" in card.text
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "看认门")
    listed = wire.last(CHEN.id)
    assert set(listed.labels[:2]) == {"幸福里1栋1单元101 · 业主", "和平小区1栋1单元101 · 业主"}
    await wire.tap(CHEN, listed, "幸福里1栋1单元101 · 业主")
    assert "<b>幸福里1栋1单元101 有人认门</b>" in listed.text
    await wire.tap(CHEN, card, "不是")
    assert "和平小区1栋1单元101" in card.text


async def test_so_does_what_became_of_it(wire: Wire, world: World) -> None:
    await ask(wire, HE, "幸福里")
    card = wire.last(CHEN.id)
    await wire.say(HE, "/start")
    for label in ("我的家", "不认了", "不认了"):
        await wire.tap(HE, wire.last(HE.id), label)
    await wire.deliver()
    assert "<b>幸福里1栋1单元101：不用办了</b>" in card.text


async def test_and_a_call_for_help(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "帮忙")
    await wire.say(WANG, "按钮不见了")
    await wire.deliver()
    assert "和平小区1栋1单元101 请您帮忙" in wire.last(CHEN.id).text


async def test_whoever_has_one_compound_reads_as_before(wire: Wire, uow: Units, clock: FakeClock) -> None:
    made = await settle(uow(), clock.now())
    await second(uow, made)
    await ask(wire, HE, "和平小区")
    assert "<b>1栋1单元101 有人认门</b>" in wire.last(HEAD.id).text
    assert REF in made.homes
