"""The first ballot of somebody who gave an opinion before, as a tenant or of the family: a receipt of its own, below (R7)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rules.residents import BindingState, HomeRole
from storage.residents import bindings
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.votes.test_speakers import opinions
from tests.wire import Person, Shown, Wire

TENANT = Person(7171, "小吴")


@pytest.fixture
async def tenancy(houses: Houses) -> str:
    return await houses.bind(TENANT, 5, role=HomeRole.TENANT)


@pytest.fixture
async def opinion(wire: Wire, tenancy: str, vote: str) -> Shown:
    await wire.tap(TENANT, wire.in_chat(GROUP.id)[0], "反对")
    await wire.deliver()
    wire.clock.move(timedelta(minutes=3))
    return wire.last(TENANT.id)


async def vote_as_owner(wire: Wire, uow: Units, houses: Houses, home: int, *, ended: str = "") -> Shown:
    async with uow() as unit:
        await unit.connection.execute(update(bindings).where(bindings.c.id == ended).values(state=BindingState.ENDED))
        await unit.commit()
    await houses.bind(TENANT, home, owner_number=home)
    await wire.tap(TENANT, wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    return wire.last(TENANT.id)


async def test_the_ballot_has_a_letter_and_the_opinion_points_to_it(
    wire: Wire, uow: Units, houses: Houses, tenancy: str, opinion: Shown
) -> None:
    """The opinion's message was edited into the receipt, up where nobody looks."""
    receipt = await vote_as_owner(wire, uow, houses, 5, ended=tenancy)
    assert len(wire.in_chat(TENANT.id)) == 2
    assert "已记下：1栋2单元501 同意" in receipt.text
    assert ("已经换了" in opinion.text, opinion.labels) == (True, [])


async def test_a_tap_that_is_an_opinion_there_again_takes_its_place(wire: Wire, uow: Units, houses: Houses, opinion: Shown) -> None:
    receipt = await vote_as_owner(wire, uow, houses, 2)
    assert "1栋2单元501 由别的业主表决。您的意见另外留着" in receipt.text
    assert "已经换了" in opinion.text


async def test_an_opinion_of_another_home_stays_as_it_was(
    wire: Wire, uow: Units, houses: Houses, tenancy: str, opinion: Shown, vote: str
) -> None:
    before = opinion.text
    receipt = await vote_as_owner(wire, uow, houses, 2, ended=tenancy)
    assert len(wire.in_chat(TENANT.id)) == 2
    assert "已记下：1栋1单元201 同意" in receipt.text
    assert (opinion.text, await opinions(uow, vote)) == (before, 1)
    wire.clock.move(timedelta(minutes=3))
    await wire.tap(TENANT, wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    assert "代替 10:35 的同意" in wire.last(TENANT.id).text
    assert "已经换了" in receipt.text
    assert opinion.text == before


async def test_a_first_ballot_of_whoever_had_nothing_edits_nothing(wire: Wire, vote: str) -> None:
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    assert len(wire.in_chat(owner(1).id)) == 1
