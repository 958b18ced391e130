"""`/receipt`: what was recorded of somebody, for that person alone."""

from datetime import timedelta

import pytest

from bot.actions.ballots.designating import designate_owner
from bot.rules.residents import BindingState, HomeRole
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, STRANGER, Houses, owner, settle
from tests.votes.test_speakers import register
from tests.votes.test_speakers_of_buyers import one_buyer
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.mark.parametrize("asked", ["/receipt", "凭证", "我的凭证", "查我的凭证"])
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


async def test_whoever_has_none_reads_whose_ballots_have_one(wire: Wire, houses: Houses) -> None:
    """A tenant who tapped was told that a tap makes one."""
    await houses.bind(STRANGER, 3, role=HomeRole.TENANT)
    await houses.open()
    await wire.deliver()
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    await wire.say(STRANGER, "/receipt")
    assert "业主投的票才有；您点的另外记下，会交给社区，不计票。" in wire.last(STRANGER.id).text
    await wire.say(owner(3), "/receipt")
    assert "表决里点一下就有" in wire.last(owner(3).id).text
    await wire.say(CHEN, "/receipt")
    assert "认了门的业主投了票才有" in wire.last(CHEN.id).text


async def test_what_was_taken_back_stands_in_the_dialog_of_the_result(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    await wire.deliver()
    await wire.tap(owner(2), wire.last(owner(2).id), "撤回")
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    await wire.deliver()
    said = await wire.tap(owner(2), wire.last(GROUP.id), "查我的凭证")
    assert said is not None
    assert "1栋1单元201 已撤回（10:32）。凭证 " in (said.text or "")


async def test_each_home_has_the_receipt_that_stands_for_it(wire: Wire, uow: Units, houses: Houses) -> None:
    """The one of the highest number was shown for all."""
    await houses.bind(owner(2), 3, owner_number=3)
    await houses.open()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(2), card, "同意")
    await wire.deliver()
    wire.clock.move(timedelta(hours=3))
    await wire.tap(owner(2), card, "反对")
    await wire.deliver()
    await wire.say(owner(2), "/receipt")
    said = wire.last(owner(2).id).text
    assert said.count("凭证") == 1 + 2
    assert "1栋1单元201 反对" in said.replace("\u2060", "")
    assert "1栋1单元301 反对" in said.replace("\u2060", "")


async def test_neither_other_buildings_votes_nor_a_waiting_home_hide_it(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    await houses.bind(owner(2), 8, owner_number=8, state=BindingState.PENDING)
    for number in range(6):
        wire.clock.move(timedelta(minutes=1))
        await houses.open(place_id=houses.buildings[1].id, title=f"2栋的事{number}")
    await wire.say(owner(2), "/receipt")
    said = wire.last(owner(2).id).text
    assert "201 同意" in said
    assert "2栋的事" not in said


async def test_a_ballot_that_another_owner_speaks_over_is_shown_as_such(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], choice)
    await wire.say(owner(11), "/receipt")
    assert "反对（暂不计入）" in wire.last(owner(11).id).text
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    by = {"actor": await houses.actor(CHEN), "vote_id": vote, "head": head, "owner_id": houses.owners[1]}
    await designate_owner(uow(), **by, now=wire.clock.now())
    for number, shown in ((1, "同意，"), (11, "反对（暂不计入）")):
        await wire.say(owner(number), "/receipt")
        assert shown in wire.last(owner(number).id).text


async def test_a_buyers_ballot_that_a_registered_seller_speaks_over_is_shown_as_such(wire: Wire, uow: Units, houses: Houses) -> None:
    """The receipt said 「不计票」, and this list let it count."""
    vote = await one_buyer(wire, uow, houses, designated=False)
    await wire.tap(owner(2), wire.in_chat(GROUP.id)[0], "反对")
    await register(wire, uow, houses, vote, 2)
    for number, shown in ((2, "反对，"), (21, "同意（暂不计入）")):
        await wire.say(owner(number), "/receipt")
        assert shown in wire.last(owner(number).id).text


async def test_a_receipt_that_another_account_of_the_owner_took_the_place_of_is_shown_as_such(wire: Wire, houses: Houses) -> None:
    """「您最近没有凭证」 was said to somebody who holds one in their hand."""
    second = Person(7070, "另一部手机")
    await houses.bind(second, 1, owner_number=1)
    await houses.open()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    wire.clock.move(timedelta(minutes=3))
    code = wire.last(owner(1).id).text.split("凭证 ")[1][:4]
    await wire.tap(second, card, "反对")
    await wire.deliver()
    newer = wire.last(second.id)
    for taken_back in (False, True):
        if taken_back:
            await wire.tap(second, newer, "撤回")
        await wire.say(owner(1), "/receipt")
        said = wire.last(owner(1).id).text.replace("\u2060", "")
        assert "1栋1单元101 同意（现在按另一个帐号的算），" in said
        assert (f"凭证 {code}" in said, "反对" in said) == (True, False), "what the other account chose is not told"
        await wire.say(second, "/receipt")
        said = wire.last(second.id).text
        assert ("反对，" in said, "另一个帐号" in said) == (not taken_back, False)


async def test_what_was_taken_back_before_another_account_chose_is_no_receipt(wire: Wire, houses: Houses) -> None:
    second = Person(7070, "另一部手机")
    await houses.bind(second, 1, owner_number=1)
    await houses.open()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    await wire.tap(owner(1), wire.last(owner(1).id), "撤回")
    await wire.tap(second, card, "反对")
    await wire.deliver()
    await wire.say(owner(1), "/receipt")
    assert "您最近没有凭证" in wire.last(owner(1).id).text


async def test_what_was_taken_back_is_shown_with_its_code(wire: Wire, houses: Houses) -> None:
    """「您最近没有凭证」 was said to somebody who had just been given one."""
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.deliver()
    await wire.tap(owner(1), wire.last(owner(1).id), "撤回")
    await wire.deliver()
    code = wire.last(owner(1).id).text.split("凭证\u00a0")[1][:4]
    await wire.say(owner(1), "/receipt")
    said = wire.last(owner(1).id).text.replace("\u2060", "").replace("\u00a0", " ")
    assert "1栋1单元101 已撤回，" in said
    assert f"凭证 {code}" in said
    assert "同意" not in said


async def test_homes_stand_one_a_line_and_a_change_is_offered_only_while_a_vote_is_open(wire: Wire, houses: Houses) -> None:
    await houses.bind(owner(2), 3, owner_number=3)
    await houses.open()
    await wire.deliver()
    await wire.tap(owner(2), wire.in_chat(GROUP.id)[0], "同意")
    await wire.say(owner(2), "/receipt")
    said = wire.last(owner(2).id).text.replace("\u2060", "")
    assert [line[:10] for line in said.splitlines()[2:4]] == ["1栋1单元201 同", "1栋1单元301 同"]
    assert said.endswith("要改，点「菜单」里的「去表决」。")
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    await wire.say(owner(2), "/receipt")
    assert wire.last(owner(2).id).text.endswith("不用记，也不用告诉别人。")
