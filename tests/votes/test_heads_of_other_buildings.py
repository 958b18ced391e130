"""A head finds the votes that ask the own buildings, and is told so where an older button belongs to another vote."""

import pytest

from bot.rules.residents import Role
from bot.rules.votes.facts import VoteState
from handlers.menus import VotesInCharge
from tests.fixtures import Units
from tests.votes.houses import CHEN, HEAD, Houses, appoint
from tests.wire import Person, Wire

OTHER_HEAD = Person(2004, "李楼长")


@pytest.fixture
async def elsewhere(uow: Units, houses: Houses) -> str:
    """A vote of 2栋 alone, whose head is there; HEAD has 1栋."""
    async with uow() as unit:
        await appoint(unit, OTHER_HEAD, Role.BUILDING_HEAD, houses.buildings[1], uow.clock.now())
        await unit.commit()
    return (await houses.open(title="换电梯", place_id=houses.buildings[1].id)).heading.vote_id


async def mine(wire: Wire, who: Person) -> str:
    await wire.press(who, VotesInCharge().pack())
    return wire.last(who.id).text


async def test_the_list_has_votes_of_the_own_buildings(wire: Wire, houses: Houses, elsewhere: str) -> None:
    assert "您管的楼还没有表决" in await mine(wire, HEAD)
    assert "发起表决" not in wire.last(HEAD.id).text
    assert "换电梯" in await mine(wire, OTHER_HEAD)
    assert "换电梯" in await mine(wire, CHEN)
    await houses.open(title="屋顶防水")
    listed = await mine(wire, HEAD)
    assert "屋顶防水" in listed
    assert "换电梯" not in listed
    await houses.open(title="擦玻璃", place_id=houses.buildings[0].id, entrance="2单元")
    assert "擦玻璃" in await mine(wire, HEAD), "an entrance of the own building"
    assert "擦玻璃" not in await mine(wire, OTHER_HEAD)


@pytest.mark.parametrize("data", ["wn:{}:0", "wk:{}:0", "wd:{}", "wv:{}"])
async def test_an_older_button_says_that_the_building_is_not_asked(wire: Wire, elsewhere: str, data: str) -> None:
    """「都点了，您管的楼里没有还没点的户」, at 0 of 3."""
    before = len(wire.in_chat(HEAD.id))
    said = await wire.press(HEAD, data.format(elsewhere))
    assert said is not None
    assert (said.text or "").startswith("这次只问2栋，不问您管的楼，您这边不用做什么。")
    assert len(wire.in_chat(HEAD.id)) == before
    theirs = await wire.press(OTHER_HEAD, data.format(elsewhere))
    assert theirs is None or "不问您管的楼" not in (theirs.text or "")


async def test_also_once_it_is_over(wire: Wire, uow: Units, elsewhere: str) -> None:
    async with uow() as unit:
        await unit.votes.end(elsewhere, VoteState.CANCELLED, uow.clock.now(), reason="重复发了")
        await unit.commit()
    said = await wire.press(HEAD, f"wn:{elsewhere}:0")
    assert said is not None
    assert "不问您管的楼" in (said.text or "")
