"""Whoever has several heads, and a ballot from paper for one of them: each message says of each home what is true."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rules.votes import Choice
from handlers.votes.callbacks import MyReceipt
from storage.compounds import home_owners
from tests.entries.worlds import CHEN, CHIEF, HEAD, confirm_screen, dialog, enter_paper, office, send_photo, tap, to_home
from tests.fixtures import Units
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
    assert "1栋1单元201 和录入的纸质票或电话票不一样，两张都暂不计入" in receipt_of(wire).text
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
    assert "和录入的纸质票或电话票不一样，两张都暂不计入" in said, "it is their word against the paper again"
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


async def test_settled_for_paper_the_ballot_by_chat_is_not_called_open(wire: Wire, two_heads: str) -> None:
    """「暂不计入」 was said of what had been decided."""
    await tap(wire, 1, two_heads, AGREE)
    await enter_paper(wire, two_heads, "201", AGAINST)
    await settle_for(wire, two_heads, "以纸质票为准")
    await by_itself(wire, two_heads, "1 反对")
    assert "1栋1单元201 同意" in receipt_of(wire).text
    assert "，以您的另一张票为准）" in receipt_of(wire).text
    assert "暂不计入" not in receipt_of(wire).text
    await wire.say(owner(1), "/receipt")
    assert "同意（以您的另一张票为准）" in wire.last(owner(1).id).text
    assert "暂不计入" not in wire.last(owner(1).id).text


async def test_nobody_is_to_speak_where_the_channels_of_one_owner_contradict(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    await wire.press(HEAD, f"wn:{vote}:0")
    assert "去敲门" in wire.last(HEAD.id).labels
    assert "登记代表" not in wire.last(HEAD.id).labels


async def test_owners_do_not_agree_because_the_channels_of_one_contradict(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=9)
    await houses.share(3, 13)
    await houses.bind(owner(13), 3, owner_number=13)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, 3, vote, AGREE)
    await tap(wire, 13, vote, AGAINST)
    await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "301", "业主3"))
    await wire.tap(CHEN, await send_photo(wire), "反对")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.deliver()
    told = wire.last(owner(13).id).text
    assert "您家另一位业主的两张票不一样，在核对，先不算。这一户先按您的计入，不用再点。" in told
    assert "没有不同了" not in told


async def test_of_joint_owners_one_that_contradicts_does_not_count_and_the_home_does(wire: Wire, uow: Units) -> None:
    """The card rises by the other owner's ballot; nothing that stands in anybody's chat says that the home does not count."""
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, AGREE), (11, AGAINST)):
        wire.clock.move(timedelta(minutes=1))
        await tap(wire, number, vote, choice)
    told = next(one for one in wire.in_chat(owner(1).id) if "另一位业主的意见和您不同" in one.text)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "业主1")
    await wire.tap(CHEN, await send_photo(wire), "反对")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.deliver()
    letter = next(one.text for one in wire.in_chat(owner(1).id) if "录入了您的纸质票" in one.text)
    assert "和您的另一张票不一样，两张都暂不计入" in letter
    assert letter.count("去核对") == 1
    assert "两张都暂不计入" in receipt_of(wire).text
    await wire.press(CHIEF, f"jd:{vote}")
    assert "这位业主的票作废" in wire.last(CHIEF.id).text
    assert "这一户的票作废" not in wire.last(CHIEF.id).text
    await settle_for(wire, vote, "以纸质票为准")
    assert "意见和您不同" not in told.text
    assert not [one.text for one in wire.in_chat(owner(1).id) if "这一户暂不计入" in one.text]


async def test_settled_so_that_joint_owners_differ_both_are_told(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    await tap(wire, 1, vote, AGREE)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "业主1")
    await wire.tap(CHEN, await send_photo(wire), "反对")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await tap(wire, 11, vote, AGREE)
    await settle_for(wire, vote, "以纸质票为准")
    for number in (1, 11):
        assert "另一位业主的意见和您不同" in "".join(wire.texts(owner(number).id)), number
    own = [one for one in wire.in_chat(owner(11).id) if "已记下：" in one.text][-1]
    assert "这一户暂不计入" in own.text, "the receipt that said that it counts"


async def test_those_in_charge_read_how_many_homes_and_how_many_owners(wire: Wire, uow: Units, two_heads: str) -> None:
    """Owner 1 has 101 with owner 11, and 201 alone; owner 3 now has 301 and 302."""
    await tap(wire, 1, two_heads, AGREE)
    await enter_paper(wire, two_heads, "201", AGAINST)
    await wire.press(CHIEF, f"wv:{two_heads}")
    assert "1 位业主的票要核对以哪张为准" in wire.last(CHIEF.id).text
    await wire.press(CHIEF, f"jd:{two_heads}")
    assert "同一位业主的票不一样（1 位）" in wire.last(CHIEF.id).text


async def test_homes_whose_owners_differ_are_counted_as_homes(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    async with uow() as unit:
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1]))
        await unit.commit()
    for number in (1, 2):
        await houses.share(number, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    await tap(wire, 1, vote, AGREE)
    await tap(wire, 11, vote, AGAINST)
    await wire.press(CHIEF, f"wv:{vote}")
    assert "2 户业主意见不一" in wire.last(CHIEF.id).text


async def test_the_dialog_has_each_ballot_with_its_code_and_what_counted(wire: Wire, uow: Units, two_heads: str) -> None:
    """It left out the code, what counted instead, and a home that somebody else spoke for."""
    await tap(wire, 1, two_heads, AGREE)
    await enter_paper(wire, two_heads, "201", AGAINST)
    await settle_for(wire, two_heads, "以纸质票为准")
    async with uow.read() as unit:
        vote = await unit.votes.vote(two_heads)
    assert vote is not None
    wire.clock.move_to(vote.closes_at + timedelta(seconds=1))
    await wire.due()
    await wire.deliver()
    said = dialog(await wire.press(owner(1), MyReceipt(vote=two_heads).pack())).split("\n")
    await wire.say(owner(1), "/receipt")
    listed = wire.last(owner(1).id).text
    by_home = {line.replace("\u2060", "")[:11] + line[line.index("凭证") :]: line for line in said}
    assert len(by_home) == len(said) == 3
    for line in said:
        assert line[line.index("凭证") :] in listed
    assert sum("以您的另一张票为准" in line for line in said) == 1
    assert sum("纸质票" in line and "反对" in line for line in said) == 1
    assert len("\n".join(said)) <= 200
