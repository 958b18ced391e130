"""Powers among several people of the office: who is told, who may confirm, who sees them, and the same agent under two names."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.votes import Channel
from bot.rules.votes.terms import PaperBy
from storage.entries import entries
from storage.entries_powers import powers
from storage.votes import ballots
from tests.entries.capped import open_capped
from tests.entries.test_permits import frozen
from tests.entries.test_powers import ledger, on_paper, power_ids, registered
from tests.entries.worlds import CHEN, HEAD, LI, dialog, enter_paper, office, send_photo, to_home
from tests.fixtures import Units
from tests.votes.houses import AGREE, SHANGHAI, owner
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


async def phoned_by(wire: Wire, vote: str, agent: str) -> None:
    shown = await to_home(wire, vote, "录电话票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), agent)
    await wire.tap(CHEN, wire.last(CHEN.id), "同意")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.deliver()


async def check(wire: Wire, vote: str) -> Shown:
    await wire.press(LI, f"jl:{vote}:0")
    await wire.tap(LI, wire.last(LI.id), "去确认 1")
    return wire.last(LI.id)


async def test_a_second_press_on_register_finds_what_the_first_did(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    done = await registered(wire, vote, "101", "业主7")
    [power] = await power_ids(uow)
    await wire.press(CHEN, f"jk:{power}", message=done)
    assert "已登记委托：业主1 → 业主7" in done.text
    assert "接着录" in done.labels


@pytest.mark.parametrize("newer", [None, "业主8", "业主7"])
async def test_an_agent_hears_that_it_is_over_and_has_no_buttons_left(wire: Wire, uow: Units, newer: str | None) -> None:
    """Withdrawn, or another paper took its place; of the same agent's newer paper the older letter only loses its buttons."""
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    given, [power] = wire.last(owner(7).id), await power_ids(uow)
    before = len(wire.in_chat(owner(7).id))
    if newer is None:
        await wire.press(LI, f"jv:{power}")
        await wire.deliver()
    else:
        await registered(wire, vote, "101", newer)
    assert "业主1 的委托取消了" in given.text
    assert "同意" not in given.labels
    told = [text for text in wire.texts(owner(7).id)[before:] if "委托取消了" in text]
    assert len(told) == (newer != "业主7")


async def test_the_agent_who_phoned_is_no_second_person(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await houses.bind(LI, 7, owner_number=7)
    await registered(wire, vote, "101", "业主7")
    await phoned_by(wire, vote, "业主7")
    await wire.press(LI, f"jl:{vote}:0")
    assert "打电话的代理人都不行" in dialog(await wire.tap(LI, wire.last(LI.id), "去确认 1"))


async def test_a_power_that_ran_out_ends_the_ballot_that_waits(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    today = wire.clock.now().astimezone(SHANGHAI).date()
    await registered(wire, vote, "101", "王表姐", f"{today.month}月{today.day}日")
    await phoned_by(wire, vote, "王表姐")
    wire.clock.move(timedelta(hours=24))
    shown = await check(wire, vote)
    assert "取消，或过了最后一天" in dialog(await wire.press(LI, shown.data("属实"), message=shown))
    await wire.deliver()
    assert "同意" not in shown.text
    assert "过了最后一天，所以没有记" in shown.text
    assert any("过了最后一天，所以没有记" in text for text in wire.texts(CHEN.id)), "who put it down hears of it"
    async with uow.read() as unit:
        states = select(entries.c.state).where(entries.c.channel == Channel.PHONE)
        assert list((await unit.connection.execute(states)).scalars()) == ["dropped"]


async def test_receipts_of_an_agents_ballot_are_the_owners_and_the_agents(wire: Wire, uow: Units) -> None:
    """「/receipt shows what was recorded」: for the owner, for whoever cast it, and what the office took back."""
    _, vote = await office(uow, wire)
    done = await enter_paper(wire, vote, "101", AGREE)
    await wire.tap(CHEN, done, "撤回录错的")
    await wire.tap(CHEN, done, "确定撤回")
    await wire.say(owner(1), "/receipt")
    assert "已撤回" in wire.last(owner(1).id).text
    await registered(wire, vote, "201", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "反对")
    await wire.deliver()
    code = next(row for row in await codes(uow) if row)
    await wire.say(owner(2), "/receipt")
    assert "反对（代理人投的）" in wire.last(owner(2).id).text
    assert code in wire.last(owner(2).id).text.replace("\u2060", "")
    await wire.say(owner(7), "/receipt")
    assert "您代 业主2 投的" in wire.last(owner(7).id).text
    assert code in wire.last(owner(7).id).text.replace("\u2060", "")


async def codes(uow: Units) -> list[str]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(ballots.c.receipt).where(ballots.c.by_proxy.is_(True)))).scalars())


async def test_a_name_that_is_an_agents_already_is_asked_about_where_there_is_a_cap(wire: Wire, uow: Units) -> None:
    """R11: the same person as an owner on the roster and as a mere name would have the cap twice."""
    _, vote = await open_capped(uow, wire, cap=1)
    await on_paper(wire, await registered(wire, vote, "101", "业主7"), "业主7", AGREE)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "201"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, "业主7")
    which = wire.last(CHEN.id)
    assert "已经有一位代理人叫「业主7」" in dialog(await wire.press(CHEN, which.data("都不是"), message=which))
    await wire.tap(CHEN, which, which.labels[0])
    await wire.tap(CHEN, wire.last(CHEN.id), "到截止")
    await wire.tap(CHEN, await send_photo(wire), "登记")
    await on_paper(wire, wire.last(CHEN.id), "业主7", AGREE)
    assert [row[-1] for row in await ledger(uow, vote)] == [None, "proxy_cap"]


async def test_a_buildings_head_sees_the_powers_of_that_building_only(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await frozen(uow, vote, paper_by=PaperBy.BUILDING_HEADS)
    await registered(wire, vote, "101", "王表姐")
    await registered(wire, vote, "201", "李表哥")
    async with uow() as unit:
        await unit.connection.execute(update(powers).where(powers.c.agent_name == "李表哥").values(head=7))
        await unit.commit()
    await wire.press(HEAD, f"jj:{vote}:0")
    assert "王表姐" in wire.last(HEAD.id).text
    assert "李表哥" not in wire.last(HEAD.id).text
    await wire.press(LI, f"jj:{vote}:0")
    assert "李表哥" in wire.last(LI.id).text


async def test_a_photo_where_the_last_day_is_asked_for_says_no_day(wire: Wire, uow: Units) -> None:
    """It was taken for 「到截止」: the power would have held past the day that its paper names."""
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, "王表姐")
    await send_photo(wire)
    assert "委托的最后一天要像「3月1日」这样写" in wire.last(CHEN.id).text
    await wire.say(CHEN, "3月1日")
    assert "请把委托书拍照发来" in wire.last(CHEN.id).text
    await wire.tap(CHEN, await send_photo(wire), "登记")
    async with uow.read() as unit:
        until = await unit.connection.scalar(select(powers.c.until))
    assert until is not None
    assert until.astimezone(SHANGHAI).day == 2, "it holds through 1 March"
