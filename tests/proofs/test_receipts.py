"""`/receipt`: what was recorded of somebody, for that person alone."""

from datetime import timedelta

import pytest

from tests.conftest import Units
from tests.votes.houses import GROUP, STRANGER, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.mark.parametrize("asked", ["/receipt", "凭证", "我的凭证"])
async def test_what_was_recorded_is_shown_to_whoever_did_it(wire: Wire, uow: Units, houses: Houses, asked: str) -> None:
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(2), card, "反对")
    await wire.tap(owner(3), card, "同意")
    await wire.deliver()
    async with uow.read() as unit:
        codes = {one.head: one.receipt for one in (await unit.proofs.ledger(houses.compound.id, vote)).values()}
    await wire.say(owner(2), asked)
    said = wire.last(owner(2).id).text.replace("\u2060", "")
    assert "屋顶防水改造意向征询（和平小区）：1栋1单元201 反对，" in said
    assert f"凭证 {codes[2]}" in said
    assert codes[3] not in said
    assert "同意" not in said


async def test_after_the_close_it_is_there_for_a_month(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    await wire.say(owner(2), "/receipt")
    assert "201 同意" in wire.last(owner(2).id).text
    wire.clock.move(timedelta(days=31))
    await wire.say(owner(2), "/receipt")
    assert "您最近没有凭证" in wire.last(owner(2).id).text


async def test_nobody_is_shown_a_neighbours(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    for person in (owner(3), STRANGER):
        await wire.say(person, "/receipt")
        assert "您最近没有凭证" in wire.last(person.id).text
