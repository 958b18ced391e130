"""R15 where ballots came on paper or by phone, deliveries were proved, doors knocked at, and where notice is a condition."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.votes import Choice, Matter
from handlers.votes.callbacks import AskNewScheme, ShowSchemeOffer
from storage.base import Database
from tests.entries.worlds import LI, enter_paper, office, put_down_phone, to_home
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import CITY
from tests.votes.houses import CHEN, GROUP, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
DAYS = timedelta(days=2)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


async def offer(wire: Wire, vote: str) -> Shown:
    await wire.press(CHEN, AskNewScheme(vote=vote).pack())
    await wire.send_file(CHEN, b"%PDF-1.4", "新图纸.pdf", caption="图纸改了")
    await wire.work()
    return wire.last(CHEN.id)


async def change(wire: Wire, vote: str) -> None:
    await offer(wire, vote)
    await wire.press(CHEN, ShowSchemeOffer(vote=vote).pack())
    await wire.tap(CHEN, wire.last(CHEN.id), "确定换")
    await wire.deliver()


async def test_papers_are_void_and_whoever_entered_them_hears_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", Choice.AGREE)
    await put_down_phone(wire, vote, "201", Choice.AGREE, by=LI)
    [told] = [one for one in wire.in_chat(owner(1).id) if "同意" in one.text and "纸质" in one.text]
    await offer(wire, vote)
    await wire.press(CHEN, ShowSchemeOffer(vote=vote).pack())
    assert "录入过的纸质、电话票 1 位业主，要重新收" in plain(wire.last(CHEN.id).text)
    await wire.tap(CHEN, wire.last(CHEN.id), "确定换")
    await wire.deliver()
    assert "已作废，请重新点" in told.text, "what its owner was told"
    assert any("您录入的 1 位业主的票已作废" in plain(one) for one in wire.texts(CHEN.id))
    assert any("按新方案重新问" in one for one in wire.texts(LI.id)), "the call that waited for a second person is over"
    async with uow.read() as unit:
        assert len(await unit.ballots.silent(vote)) == 9
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    assert "只录写着「第 2 份」的票" in plain(shown.text), "a paper that was signed for the former scheme is none"
    await enter_paper(wire, vote, "101", Choice.AGAINST)
    assert "已参与 1 / 9" in plain([one for one in wire.in_chat(GROUP.id) if "看进度" in one.labels][-1].text), "a new paper counts"


async def test_what_those_in_charge_were_to_do_about_former_ballots_is_done_with(wire: Wire, uow: Units) -> None:
    """They read on of ballots to confirm and to settle, behind a button that found none."""
    _, vote = await office(uow, wire)
    await wire.press(owner(1), f"vc:{vote}:against")
    await enter_paper(wire, vote, "101", Choice.AGREE)
    put_down = await put_down_phone(wire, vote, "201", Choice.AGREE, by=LI)
    assert "已登记，等另一位确认" in put_down.text
    [settle] = [one for one in wire.in_chat(CHEN.id) if "要核对" in one.labels and "两张票不一样" in one.text]
    [confirm] = [one for one in wire.in_chat(CHEN.id) if "有电话票等您确认" in one.text]
    await change(wire, vote)
    assert "不用再核对" in plain(settle.text)
    assert "不用再确认" in plain(confirm.text)
    assert all("图纸改了" in one.text and one.labels == ["菜单"] for one in (settle, confirm))
    assert "没有录入" in plain(put_down.text)
    assert "方案换了，这张问的是原来的方案" in plain(put_down.text)


async def test_who_put_a_ballot_down_reads_there_what_became_of_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    put_down = await put_down_phone(wire, vote, "201", Choice.AGREE, by=LI)
    [confirm] = [one for one in wire.in_chat(CHEN.id) if "有电话票等您确认" in one.text]
    await wire.tap(CHEN, confirm, "去确认")
    await wire.tap(CHEN, wire.last(CHEN.id), "去确认 1")
    await wire.tap(CHEN, wire.last(CHEN.id), "属实")
    await wire.deliver()
    assert "已录入" in put_down.text
    assert "确认的，您不用再做什么" in put_down.text


async def test_whom_the_former_scheme_reached_has_to_be_reached_again(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    now = uow.clock.now()
    async with uow() as unit:
        by = await unit.residents.person(CHEN.id)
        home = await unit.entries.home(vote, houses.homes[1])
        assert home is not None
        await unit.knocks.tick(vote, home.id, houses.compound.id, by, now)
        await unit.deliveries.by_chat(vote, houses.compound.id, 1, {owner(1).id: now})
        await unit.commit()
    async with uow.read() as unit:
        assert await unit.deliveries.heads(vote, now) == {home.head}
    wire.session.blocked.add(owner(1).id)
    await change(wire, vote)
    async with uow.read() as unit:
        reached = await unit.deliveries.heads(vote, now)
        left = await unit.knocks.left(vote, ["1栋", "2栋"])
    assert len(reached) == 8
    assert home.head not in reached, "the card about the new scheme did not arrive there"
    assert all(one.knocked_at is None for one in left), "every door anew"


@pytest.fixture
async def city(database: Database, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Wire]:
    made = Wire(database, clock, tmp_path, profiles=CITY)
    await made.open()
    yield made
    await made.close()


async def test_where_notice_is_a_condition_the_new_scheme_has_its_own(city: Wire, uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    long_ago = clock.now().date() - timedelta(days=30)
    vote = (await houses.open(DAYS, CITY, matter=Matter.ORDINARY, noticed_on=long_ago)).heading.vote_id
    await city.deliver()
    shown = await offer(city, vote)
    assert "新方案的公告是哪天贴的" in shown.text
    await city.say(CHEN, "昨天")
    answer = await city.tap(CHEN, city.last(CHEN.id), "确定换")
    assert answer is not None
    assert answer.text, "fifteen days have not passed"
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.scheme_version == 1
    await offer(city, vote)
    await city.say(CHEN, f"{long_ago + timedelta(days=5):%Y-%m-%d}")
    await city.tap(CHEN, city.last(CHEN.id), "确定换")
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.scheme_version == 2
    assert found.terms is not None
    assert found.terms.noticed_on == long_ago + timedelta(days=5)
