"""Whose ballot it is at the moment at which it is put down: sold mid-vote (R16), or spoken for by another owner since (R4)."""

import pytest
from sqlalchemy import select, update

from bot.actions.ballots.designating import designate_owner
from bot.rules.entries import EntryState
from bot.rules.votes import BallotState
from storage.compounds import home_owners
from storage.entries import entries
from storage.residents import bindings
from storage.votes import vote_opinions
from tests.entries.test_powers import registered
from tests.entries.test_story import counted, ledger
from tests.entries.test_tables import csv_of, photo, sent
from tests.entries.worlds import CHEN, LI, confirm_screen, dialog, enter_paper, office, send_photo, tap, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, Houses, new_owner, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def sell(uow: Units, houses: Houses) -> None:
    """Home 1, by owner 1 to owner 21, who is bound."""
    async with uow() as unit:
        houses.owners[21] = await new_owner(unit, houses.compound, 21)
        bought = update(home_owners).where(home_owners.c.home_id == houses.homes[1]).values(owner_id=houses.owners[21])
        await unit.connection.execute(bought)
        await unit.connection.execute(update(bindings).where(bindings.c.id == houses.bindings[1]).values(state="ended"))
        await unit.commit()
    await houses.bind(owner(21), 1, owner_number=21)


async def test_the_buyer_has_a_paper_ballot_before_any_tap_and_the_seller_none(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    begun = await confirm_screen(wire, vote, "101", AGAINST)
    await sell(uow, houses)
    assert "这位业主" in dialog(await wire.press(CHEN, begun.data("记下"), message=begun)), "begun before, and the seller's"
    assert await ledger(uow, vote) == []
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    assert "业主21" in shown.text
    await enter_paper(wire, vote, "101", AGREE)
    assert [row[:3] for row in await ledger(uow, vote)] == [(1, "paper", "agree")]
    await tap(wire, 21, vote, AGREE)
    assert await counted(uow, vote, 1) is BallotState.AGREE, "and taps as well"


async def test_where_the_seller_has_voted_it_is_the_sellers_paper_still(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await sell(uow, houses)
    assert "业主1" in (await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))).text


async def test_a_table_takes_the_buyer_and_not_the_seller(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    before = await sent(wire, vote, csv_of("1栋,1单元,0101,业主1,反对,纸质"))
    await wire.tap(CHEN, before, "都录入")
    await sell(uow, houses)
    assert "1 行不能录" in (await sent(wire, vote, csv_of("1栋,1单元,0101,业主1,同意,纸质"))).text.replace("\u00a0", " ")
    await wire.press(CHEN, f"jo:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "补照片")
    await photo(wire, "1栋1单元101")
    assert await ledger(uow, vote) == [], "what waited was the seller's"
    assert "表里的票没有记" in wire.last(CHEN.id).text
    await wire.tap(CHEN, await sent(wire, vote, csv_of("1栋,1单元,0101,业主21,同意,纸质")), "都录入")
    await photo(wire, "1栋1单元101")
    assert await counted(uow, vote, 1) is BallotState.AGREE


async def test_the_sellers_agent_casts_nothing_after_the_sale(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    given = wire.last(owner(7).id)
    await sell(uow, houses)
    assert "房子过户" in dialog(await wire.press(owner(7), given.data("反对"), message=given))
    await tap(wire, 21, vote, AGREE)
    await wire.press(owner(7), given.data("反对"), message=given)
    assert [row[:3] for row in await ledger(uow, vote)] == [(1, "chat", "agree")]
    assert await counted(uow, vote, 1) is BallotState.AGREE


@pytest.mark.parametrize("way", ["paper", "phone", "table"])
async def test_an_owner_who_was_designated_meanwhile_is_the_only_one_with_a_ballot(wire: Wire, uow: Units, way: str) -> None:
    """No empty code, no button to undo what is nowhere, and no opinion in the clerk's name."""
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    if way == "table":
        await wire.tap(CHEN, await sent(wire, vote, csv_of("1栋,1单元,0101,业主1,反对,纸质")), "都录入")
    else:
        await to_home(wire, vote, "录纸质票" if way == "paper" else "录电话票", ("1栋", "1单元", "101"))
        await wire.tap(CHEN, wire.last(CHEN.id), "业主1")
        await wire.tap(CHEN, await send_photo(wire) if way == "paper" else wire.last(CHEN.id), "反对")
        shown = wire.last(CHEN.id)
        if way == "phone":
            await wire.tap(CHEN, shown, "记下")
    await tap(wire, 1, vote, AGREE)
    await tap(wire, 11, vote, AGAINST)
    await designate_owner(uow(), actor=await houses.actor(LI), vote_id=vote, head=1, owner_id=houses.owners[11], now=wire.clock.now())
    before = len(await ledger(uow, vote))
    if way == "table":
        await photo(wire, "1栋1单元101")
        assert "表里的票没有记" in wire.last(CHEN.id).text
    elif way == "phone":
        await wire.press(LI, f"jl:{vote}:0")
        await wire.tap(LI, wire.last(LI.id), "去确认 1")
        shown = wire.last(LI.id)
        assert "这位业主" in dialog(await wire.press(LI, shown.data("属实"), message=shown))
    else:
        assert "这位业主" in dialog(await wire.press(CHEN, shown.data("记下"), message=shown))
    await wire.deliver()
    assert len(await ledger(uow, vote)) == before
    assert not any("录入了您的" in text for text in wire.texts(owner(1).id))
    async with uow.read() as unit:
        clerks = {await unit.residents.person(CHEN.id), await unit.residents.person(LI.id)}
        assert clerks.isdisjoint((await unit.connection.execute(select(vote_opinions.c.person_id))).scalars())
        assert set((await unit.connection.execute(select(entries.c.state))).scalars()) == {EntryState.DROPPED}
