"""A home that was sold in mid-vote and whose buyers differ (R16, R4): one of those who have a say by now is registered to speak."""

from datetime import timedelta

import pytest

from bot.rules.votes import BallotState
from handlers.votes.callbacks import PickSpeaker
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.votes.test_speakers import register, take_back
from tests.wire import Wire


async def buyers_differ(wire: Wire, uow: Units, houses: Houses, *, designated: bool = False) -> str:
    """The second home, of two, is sold in mid-vote; who bought it is registered by then, its sellers are so no more."""
    await houses.share(2, 12)
    if designated:
        await houses.designate(2, 2)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await houses.end_binding(2)
    async with uow() as unit:
        await unit.connection.execute(home_owners.delete().where(home_owners.c.home_id == houses.homes[2]))
        await unit.commit()
    for number in (21, 22):
        await houses.share(2, number)
        await houses.bind(owner(number), 2, owner_number=number)
    for number, choice in ((21, "同意"), (22, "反对")):
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], choice)
    await wire.deliver()
    return vote


@pytest.mark.parametrize("designated", [False, True], ids=["none designated", "a seller designated by the roster"])
async def test_where_buyers_differ_one_of_them_is_registered(wire: Wire, uow: Units, houses: Houses, designated: bool) -> None:
    """「登记代表」 offered the sellers, and registering one of them changed nothing."""
    vote = await buyers_differ(wire, uow, houses, designated=designated)
    card = wire.in_chat(GROUP.id)[0]
    await wire.press(CHEN, f"wd:{vote}")
    assert sorted(wire.last(CHEN.id).labels) == ["1 业主21", "1 业主22", "返回"]
    await wire.tap(CHEN, wire.last(CHEN.id), "1 业主22")
    assert "1栋1单元201 只按 业主22 点的计入；业主21 点的留着，不计票" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "登记")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text
    assert "登记由您代表" in wire.last(owner(22).id).text
    assert "另一位业主代表" in wire.last(owner(21).id).text
    assert "已登记由另一位业主代表" in (await wire.tap(owner(21), card, "弃权")).text
    wire.clock.move(timedelta(minutes=1))
    await wire.press(CHEN, f"wd:{vote}")
    assert "这次由 业主22 代表" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "改回去 1")
    await wire.deliver()
    async with uow.read() as unit:
        assert len(await unit.ballots.disputed(vote)) == 1
        assert await unit.ballots.count_opinions(vote) == 0


async def test_a_seller_without_a_ballot_is_not_registered_for_those_who_bought(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await buyers_differ(wire, uow, houses)
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    refused = await wire.press(CHEN, PickSpeaker(vote=vote, head=head, owner=houses.owners[2], sure=True).pack())
    assert refused is not None
    async with uow.read() as unit:
        assert await unit.electorates.registered_speakers(vote) == {}


async def test_the_buyer_who_speaks_may_change_though_a_seller_has_tapped_since(wire: Wire, uow: Units, houses: Houses) -> None:
    """A seller who is registered still, and tapped after them, is one of those who differ."""
    vote = await buyers_differ(wire, uow, houses)
    card = wire.in_chat(GROUP.id)[0]
    await houses.bind(owner(12), 2, owner_number=12)
    await wire.tap(owner(12), card, "反对")
    head = await register(wire, uow, houses, vote, 21)
    assert "已登记由另一位业主代表" in (await wire.tap(owner(12), card, "弃权")).text
    assert "弃权" in (await wire.tap(owner(21), card, "弃权")).text
    async with uow.read() as unit:
        assert (await unit.ballots.books(vote, [head]))[head].counted == "abstain"


async def test_a_buyer_who_has_not_tapped_yet_may_be_registered(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await buyers_differ(wire, uow, houses)
    await houses.share(2, 23)
    await houses.bind(owner(23), 2, owner_number=23)
    head = await register(wire, uow, houses, vote, 23)
    async with uow.read() as unit:
        assert (await unit.ballots.books(vote, [head]))[head].counted is None
    await wire.tap(owner(23), wire.in_chat(GROUP.id)[0], "弃权")
    async with uow.read() as unit:
        assert (await unit.ballots.books(vote, [head]))[head].counted == "abstain"


async def one_buyer(wire: Wire, uow: Units, houses: Houses, *, designated: bool) -> str:
    """The second home, of two, is sold in mid-vote; its sellers are registered still, and the buyer has voted 同意."""
    await houses.share(2, 12)
    if designated:
        await houses.designate(2, 2)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    async with uow() as unit:
        await unit.connection.execute(home_owners.delete().where(home_owners.c.home_id == houses.homes[2]))
        await unit.commit()
    await houses.share(2, 21)
    await houses.bind(owner(21), 2, owner_number=21)
    await wire.tap(owner(21), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    return vote


async def counted(uow: Units, houses: Houses, vote: str) -> BallotState | None:
    async with uow.read() as unit:
        elector = (await unit.electorates.frozen(vote)).of_home(houses.homes[2])
        assert elector is not None
        return (await unit.ballots.books(vote, [elector.number]))[elector.number].counted


async def test_the_rosters_designated_seller_overrides_no_buyer(wire: Wire, uow: Units, houses: Houses) -> None:
    """By R16 the buyer votes where the seller had not: a later tap of the seller's took that away, and nobody was told."""
    vote = await one_buyer(wire, uow, houses, designated=True)
    card = wire.in_chat(GROUP.id)[0]
    answer = await wire.tap(owner(2), card, "反对")
    assert "这一户暂不计入" in answer.text
    await wire.deliver()
    assert await counted(uow, houses, vote) == "disputed"
    receipt, letter = wire.in_chat(owner(21).id)
    assert "暂不计入" in receipt.text
    assert "您家另一位业主的意见和您不同" in letter.text
    # As the letter asks.
    assert "已记下" in (await wire.tap(owner(21), card, "反对")).text
    assert await counted(uow, houses, vote) == "against"


@pytest.mark.parametrize("designated", [False, True], ids=["none designated", "a seller designated by the roster"])
async def test_a_seller_who_is_registered_speaks_for_the_buyer(wire: Wire, uow: Units, houses: Houses, designated: bool) -> None:
    vote = await one_buyer(wire, uow, houses, designated=designated)
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(2), card, "反对")
    head = await register(wire, uow, houses, vote, 2)
    await wire.deliver()
    assert await counted(uow, houses, vote) == "against"
    assert "已登记由另一位业主代表" in (await wire.tap(owner(21), card, "弃权")).text, "not that the seller had voted before"
    await take_back(wire, uow, houses, vote, head, speaker=2)
    assert await counted(uow, houses, vote) == "disputed"
