"""A home whose owners differ, through the real dispatcher: both are told, it does not count, and somebody is registered to speak."""

import pytest

from handlers.votes.callbacks import PickSpeaker
from tests.conftest import Units
from tests.votes.houses import CHEN, GROUP, HEAD, Houses, owner, settle
from tests.wire import Wire


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


async def test_the_buildings_head_registers_who_speaks_and_nobody_elses(wire: Wire, uow: Units, houses: Houses) -> None:
    for home in (1, 9):
        await houses.share(home, 10 + home)
        await houses.bind(owner(10 + home), home, owner_number=10 + home)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    for home in (1, 9):
        await wire.tap(owner(home), card, "同意")
        await wire.tap(owner(10 + home), card, "反对")
    await wire.press(HEAD, f"wv:{vote}")
    assert "登记代表" in wire.last(HEAD.id).labels
    await wire.tap(HEAD, wire.last(HEAD.id), "登记代表")
    assert wire.last(HEAD.id).labels == ["1 业主1", "1 业主11", "返回"], "the other home stands in another building"
    await wire.tap(HEAD, wire.last(HEAD.id), "1 业主11")
    await wire.deliver()
    assert "登记由您代表" in wire.last(owner(11).id).text
    async with uow.read() as unit:
        [other] = await unit.ballots.disputed(vote)
    refused = await wire.press(HEAD, PickSpeaker(vote=vote, head=other, owner=houses.owners[9]).pack())
    assert "社区干部和小区长" in refused.text


async def test_what_was_said_of_a_dispute_does_not_stand_beside_its_end(wire: Wire, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.open()
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await wire.tap(owner(11), card, "反对")
    await wire.deliver()
    differs = wire.last(owner(1).id)
    assert "暂不计入" in differs.text
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    assert "这一户已经计入" in wire.last(owner(1).id).text
    assert "暂不计入" not in differs.text
    assert differs.labels == []


async def test_an_owner_is_registered_where_owners_differ(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    reply = await wire.tap(owner(11), card, "反对")
    assert "您家另一位业主的意见不同，这一户暂不计入" in reply.text
    await wire.deliver()
    assert "不改成一样，这一户就不计入" in wire.last(owner(11).id).text
    await wire.press(CHEN, f"wd:{vote}")
    listed = wire.last(CHEN.id)
    assert listed.labels == ["1 业主1", "1 业主11", "返回"]
    assert "反对" not in listed.text
    await wire.tap(CHEN, listed, "1 业主11")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text
    assert "登记由您代表" in wire.last(owner(11).id).text
    assert "另一位业主代表" in wire.last(owner(1).id).text
    said = await wire.tap(owner(1), card, "弃权")
    assert "已登记由另一位业主代表" in said.text
    async with uow.read() as unit:
        assert await unit.ballots.count_opinions(vote) == 1, "what the other owner chose is an opinion now, and stays one when changed"
