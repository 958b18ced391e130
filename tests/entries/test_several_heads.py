"""Whoever has several heads, and a ballot from paper for one of them: each message says of each home what is true."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rules.votes import Choice
from storage.compounds import home_owners
from tests.conftest import Units
from tests.entries.worlds import CHEN, CHIEF, confirm_screen, dialog, enter_paper, office, tap
from tests.votes.houses import AGAINST, AGREE, owner, settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def two_heads(wire: Wire, uow: Units) -> str:
    """The vote; 101 belongs to owners 1 and 11, 201 to owner 1 alone."""
    houses = await settle(uow, bound=9)
    await houses.share(1, 11)
    async with uow() as unit:
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1]))
        await unit.commit()
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote


async def by_itself(wire: Wire, vote: str, label: str) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(1), f"ve:{vote}")
    await wire.tap(owner(1), wire.last(owner(1).id), label)
    await wire.deliver()


def receipt_of(wire: Wire) -> Shown:
    return [one for one in wire.in_chat(owner(1).id) if "已记下：" in one.text or "已撤回：" in one.text][-1]


async def test_a_paper_ballot_of_the_other_home_is_named_as_one(wire: Wire, two_heads: str) -> None:
    await by_itself(wire, two_heads, "1 同意")
    assert "1栋1单元201 还没点" in receipt_of(wire).text
    await enter_paper(wire, two_heads, "201", AGAINST)
    assert "您另外的房子：1栋1单元201 反对" in receipt_of(wire).text
    assert "纸质票，凭证" in receipt_of(wire).text, "it is no choice of this account's"
    assert "还没点" not in receipt_of(wire).text
    await wire.press(owner(1), f"ve:{two_heads}")
    shown = wire.last(owner(1).id)
    assert "1 撤回" in shown.labels
    assert "2 撤回" not in shown.labels, "a ballot from paper is not taken back by a tap"
    await enter_paper(wire, two_heads, "201", AGREE)
    assert "1栋1单元201 同意" in receipt_of(wire).text
    await by_itself(wire, two_heads, "1 反对")
    assert "1栋1单元201 同意" in receipt_of(wire).text
    assert "纸质票，凭证" in receipt_of(wire).text
    await wire.press(owner(1), f"vr:{two_heads}")
    await wire.deliver()
    assert "已撤回：1栋1单元101" in receipt_of(wire).text
    assert "1栋1单元201 同意" in receipt_of(wire).text, "and that stands"


async def test_one_that_contradicts_is_said_of_its_home_alone(wire: Wire, two_heads: str) -> None:
    await tap(wire, 1, two_heads, AGREE)
    await enter_paper(wire, two_heads, "201", AGAINST)
    assert "1栋1单元201 和录入的纸质票或电话票不一样，暂不计入" in receipt_of(wire).text
    await by_itself(wire, two_heads, "1 反对")
    assert "1栋1单元201 同意" in receipt_of(wire).text
    assert "暂不计入）" in receipt_of(wire).text
    await by_itself(wire, two_heads, "2 撤回")
    receipt = receipt_of(wire)
    assert "已撤回：1栋1单元201" in receipt.text
    assert "您的纸质票或电话票还在，这一户按那个算" in receipt.text
    assert "另一位业主的还在" not in receipt.text
    assert "1栋1单元101 反对" in receipt.text


async def test_settled_for_paper_the_same_tap_once_more_says_so(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    await settle_for(wire, vote, "以纸质票为准")
    wire.clock.move(timedelta(minutes=1))
    said = dialog(await wire.press(owner(1), f"vc:{vote}:agree"))
    assert "和录入的纸质票或电话票不一样，暂不计入" in said, "it is their word against the paper again"
    await wire.press(owner(1), f"vc:{vote}:against")
    await wire.deliver()
    assert "以您的另一张票为准" not in receipt_of(wire).text


async def test_once_entering_has_begun_a_vote_is_not_taken_back(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await confirm_screen(wire, vote, "101", Choice.AGREE)
    assert "录过票" in dialog(await wire.press(CHEN, f"wb:{vote}"))


async def settle_for(wire: Wire, vote: str, label: str) -> None:
    await wire.press(CHIEF, f"jd:{vote}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), f"1 {label}")
    await wire.say(CHIEF, "问过本人")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定")
    await wire.deliver()
