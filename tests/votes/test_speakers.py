"""Who speaks for a home whose owners differ, through the real dispatcher: registered, told, and taken back."""

from datetime import timedelta

import pytest

from bot.actions.ballots.designating import designate_owner, undo_designation
from bot.actions.votes.changing import cancel_vote
from bot.rules.votes.facts import VoteState
from handlers.votes.callbacks import DropSpeaker, PickSpeaker
from storage.base import new_id
from storage.compounds import home_owners, homes
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, HEAD, Houses, owner
from tests.wire import Person, Wire


@pytest.mark.rule("R4.registered")
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
    await wire.tap(HEAD, wire.last(HEAD.id), "登记")
    await wire.deliver()
    assert "登记由您代表" in wire.last(owner(11).id).text
    async with uow.read() as unit:
        [other] = await unit.ballots.disputed(vote)
    refused = await wire.press(HEAD, PickSpeaker(vote=vote, head=other, owner=houses.owners[9]).pack())
    assert "社区干部和小区长" in refused.text


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
    asked = wire.last(CHEN.id)
    assert "1栋1单元101 只按 业主11 点的计入；业主1 点的留着，不计票" in asked.text
    assert asked.labels == ["登记", "返回"]
    assert "1栋 □□□□□ 0/6" in card.text, "nothing is registered by one tap"
    await wire.tap(CHEN, asked, "登记")
    await wire.deliver()
    assert wire.last(CHEN.id).text.startswith("🗳 登记好了：这次按 业主11 点的算。")
    assert "1栋 □□□□□ 1/6" in card.text
    assert "登记由您代表" in wire.last(owner(11).id).text
    assert "另一位业主代表" in wire.last(owner(1).id).text
    said = await wire.tap(owner(1), card, "弃权")
    assert "已登记由另一位业主代表" in said.text
    async with uow.read() as unit:
        assert await unit.ballots.count_opinions(vote) == 1, "what the other owner chose is an opinion now, and stays one when changed"


async def differing(wire: Wire, houses: Houses) -> str:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.last(GROUP.id), choice)
    await wire.deliver()
    return vote


@pytest.mark.parametrize("way", ["at once", "from the list", "by somebody else"])
async def test_a_slip_is_taken_back(wire: Wire, uow: Units, houses: Houses, way: str) -> None:
    """One tap silenced a co-owner for good."""
    vote = await differing(wire, houses)
    card = wire.last(GROUP.id)
    await wire.press(HEAD, f"wd:{vote}")
    await wire.tap(HEAD, wire.last(HEAD.id), "1 业主11")
    await wire.tap(HEAD, wire.last(HEAD.id), "登记")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text
    wire.clock.move(timedelta(minutes=1))
    who = CHEN if way == "by somebody else" else HEAD
    if way != "at once":
        await wire.press(who, f"wd:{vote}")
        assert "1. 1栋1单元101：这次由 业主11 代表" in wire.last(who.id).text
    await wire.tap(who, wire.last(who.id), "改回去" if way == "at once" else "改回去 1")
    await wire.deliver()
    assert "几位业主各点各的" in wire.last(who.id).text
    assert "1栋 □□□□□ 0/6" in card.text, "they differ as before"
    async with uow.read() as unit:
        assert await unit.ballots.count_opinions(vote) == 0
        assert len(await unit.ballots.disputed(vote)) == 1
    for number in (1, 11):
        told = wire.last(owner(number).id)
        assert ("由您代表的登记撤回了" if number == 11 else "由谁代表的登记撤回了") in told.text
        await wire.tap(owner(number), told, "去表决")
    await wire.tap(owner(11), card, "同意")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in card.text


async def test_registered_again_after_a_slip_they_are_told_again(wire: Wire, houses: Houses) -> None:
    vote = await differing(wire, houses)
    for speaker in ("1 业主11", "1 业主1"):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(CHEN, f"wd:{vote}")
        await wire.tap(CHEN, wire.last(CHEN.id), speaker)
        await wire.tap(CHEN, wire.last(CHEN.id), "登记")
        await wire.deliver()
        if speaker == "1 业主11":
            await wire.tap(CHEN, wire.last(CHEN.id), "改回去")
    assert "登记由您代表" in wire.last(owner(1).id).text
    assert "另一位业主代表" in wire.last(owner(11).id).text


async def test_what_the_roster_says_is_not_taken_back(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.designate(1, 1)
    vote = (await houses.open()).heading.vote_id
    async with uow.read() as unit:
        [head] = [one.number for one in (await unit.electorates.frozen(vote)).electors if len(one.head.owners) == 2]
    refused = await wire.press(CHEN, DropSpeaker(vote=vote, head=head, owner=houses.owners[1]).pack())
    assert "没有登记代表" in refused.text
    async with uow.read() as unit:
        assert await unit.ballots.designated(vote) == {head: houses.owners[1]}


async def test_after_the_close_nothing_is_taken_back(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await differing(wire, houses)
    await wire.press(CHEN, f"wd:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "1 业主11")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记")
    undo = wire.last(CHEN.id).data("改回去")
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.state is VoteState.CLOSED
    refused = await wire.press(CHEN, undo)
    assert "已经截止了" in refused.text


async def test_an_old_button_undoes_nothing_of_somebody_elses(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await differing(wire, houses)
    head = await register(wire, uow, houses, vote, 1)
    old = DropSpeaker(vote=vote, head=head, owner=houses.owners[1]).pack()
    await take_back(wire, uow, houses, vote, head)
    await register(wire, uow, houses, vote, 11)
    refused = await wire.press(CHEN, old)
    assert "没有登记代表" in refused.text
    async with uow.read() as unit:
        assert await unit.electorates.registered_speakers(vote) == {head: houses.owners[11]}


async def test_who_speaks_is_no_news_once_the_vote_is_cancelled(wire: Wire, uow: Units, houses: Houses) -> None:
    """Registered at 22:01, cancelled three minutes later: at 08:00 both owners read 「截止前可以改」."""
    wire.clock.move_to(wire.clock.now().replace(hour=14, minute=1))  # 22:01 in Shanghai
    vote = await differing(wire, houses)
    await register(wire, uow, houses, vote, 1)
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    await wire.deliver()
    wire.clock.move(timedelta(hours=10))
    for _ in range(3):
        await wire.due()
        await wire.deliver()
    told = [text for number in (1, 11) for text in wire.texts(owner(number).id)]
    assert not [text for text in told if "这次已登记由" in text or "意见和您不同" in text]


async def test_who_is_registered_without_having_tapped_is_told_to(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 12)
    await houses.bind(owner(12), 1, owner_number=12)
    vote = await differing(wire, houses)
    head = await register(wire, uow, houses, vote, 12)
    await wire.deliver()
    assert "还没点的话，点下面一个" in wire.last(owner(12).id).text
    assert wire.last(owner(12).id).labels == ["同意", "反对", "弃权"]
    await take_back(wire, uow, houses, vote, head, speaker=12)
    await wire.deliver()
    assert "还没点的话，点「去表决」" in wire.last(owner(12).id).text
    assert wire.last(owner(12).id).labels == ["去表决"]
    assert "您的按登记以前点的算" in wire.last(owner(1).id).text


async def test_who_tapped_only_while_somebody_else_spoke_is_told_that_it_was_no_ballot(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 12)
    await houses.bind(owner(12), 1, owner_number=12)
    vote = await differing(wire, houses)
    head = await register(wire, uow, houses, vote, 1)
    await wire.deliver()
    await wire.tap(owner(12), wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    await take_back(wire, uow, houses, vote, head)
    await wire.deliver()
    assert "您登记以后点的那次没算成票：请点「去表决」再点一次" in wire.last(owner(12).id).text


async def register(wire: Wire, uow: Units, houses: Houses, vote: str, speaker: int) -> int:
    """By 陈静; the head."""
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    by = {"actor": await houses.actor(CHEN), "vote_id": vote, "head": head}
    await designate_owner(uow(), **by, owner_id=houses.owners[speaker], now=wire.clock.now())
    wire.clock.move(timedelta(minutes=1))
    return head


async def take_back(wire: Wire, uow: Units, houses: Houses, vote: str, head: int, speaker: int = 1) -> None:
    by = {"actor": await houses.actor(CHEN), "vote_id": vote, "head": head, "owner_id": houses.owners[speaker]}
    await undo_designation(uow(), **by, now=wire.clock.now())


async def opinions(uow: Units, vote: str) -> int:
    async with uow.read() as unit:
        return await unit.ballots.count_opinions(vote)


@pytest.mark.parametrize("bound_at", [1, 2])
async def test_no_opinion_stays_beside_a_ballot_wherever_its_owner_is_bound(wire: Wire, uow: Units, houses: Houses, bound_at: int) -> None:
    """A head of two homes: what its owners merely think stands at the first."""
    async with uow() as unit:
        moved = home_owners.update().where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1])
        await unit.connection.execute(moved)
        await unit.commit()
    await houses.end_binding(2)
    for home in (1, 2):
        await houses.share(home, 11)
    await houses.bind(owner(11), bound_at, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.last(GROUP.id), choice)
    head = await register(wire, uow, houses, vote, 1)
    await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "弃权")
    assert await opinions(uow, vote) == 1
    await take_back(wire, uow, houses, vote, head)
    assert await opinions(uow, vote) == 0


async def test_a_counted_parking_place_makes_no_second_opinion(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    async with uow() as unit:
        place, building = new_id(), houses.buildings[0]
        row = {"id": place, "compound_id": houses.compound.id, "building_id": building.id, "building": building.name, "entrance": ""}
        row |= {"room": "车位1", "kind": "parking", "area_cm2m": 1000, "area_source": "register", "developer": False, "position": 0}
        await unit.connection.execute(homes.insert().values(row))
        for position, number in enumerate((1, 11)):
            owned = {"home_id": place, "owner_id": houses.owners[number], "compound_id": houses.compound.id, "position": position}
            await unit.connection.execute(home_owners.insert().values(owned))
        await unit.commit()
    vote = (await houses.open(parking=True)).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.last(GROUP.id), choice)
    head = await register(wire, uow, houses, vote, 1)
    await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "弃权")
    assert await opinions(uow, vote) == 1
    await take_back(wire, uow, houses, vote, head)
    assert await opinions(uow, vote) == 0


@pytest.mark.parametrize(("closes", "letters"), [(timedelta(minutes=90), 2), (timedelta(days=1), 1)])
async def test_at_night_owners_read_what_stands_before_it_is_too_late(
    wire: Wire, uow: Units, houses: Houses, closes: timedelta, letters: int
) -> None:
    """A close before the morning is told of at once; otherwise the morning tells how it stands by then."""
    wire.clock.move_to(wire.clock.now().replace(hour=14, minute=1))  # 22:01 in Shanghai
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(closes_in=closes)).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.last(GROUP.id), choice)
    await wire.deliver()
    head = await register(wire, uow, houses, vote, 1)
    await wire.deliver()
    await take_back(wire, uow, houses, vote, head)
    if letters == 1:
        wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    told = [text for text in wire.texts(owner(11).id) if "已记下" not in text]
    assert len(told) == letters
    assert all("这张是旧的" in text for text in told[:-1])
    assert "由谁代表的登记撤回了" in told[-1]


async def test_more_owners_than_a_message_has_buttons(wire: Wire, uow: Units, houses: Houses) -> None:
    for number in range(100, 160):
        await houses.share(1, number)
        await houses.share(2, number + 100)
    for number, home in ((100, 1), (200, 2)):
        await houses.bind(owner(number), home, owner_number=number)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (100, "反对"), (2, "同意"), (200, "反对")):
        await wire.tap(owner(number), wire.last(GROUP.id), choice)
    await wire.press(CHEN, f"wd:{vote}")
    assert len(wire.last(CHEN.id).labels) == 62


@pytest.mark.parametrize("hour", [2, 17], ids=["by day", "by night"])
async def test_the_receipts_say_at_once_whether_they_count(wire: Wire, uow: Units, houses: Houses, hour: int) -> None:
    """「暂不计入」 and 「请楼长登记由谁代表」 stood there after that was done."""
    vote = await differing(wire, houses)
    wire.clock.move_to(wire.clock.now().replace(hour=hour))
    first, second = (next(one for one in wire.in_chat(owner(number).id) if "已记下" in one.text) for number in (1, 11))
    assert "暂不计入" in first.text
    assert "暂不计入" in second.text
    before = first.text, second.text
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    assert "暂不计入" not in second.text
    assert "不改就按这个计入" in second.text
    assert "暂不计入" not in first.text
    assert "您家已登记由另一位业主代表。您的意见另外留着" in first.text
    assert "计入" not in first.text
    assert first.labels == ["同意", "反对", "弃权", "我有顾虑"], "no ballot is left to take back"
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    assert (first.text, second.text) == before
    assert "撤回" in first.labels


async def test_of_several_homes_the_receipt_names_the_one_another_speaks_for(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(2, 1)
    await houses.bind(owner(1), 2, owner_number=1)
    vote = await differing(wire, houses)
    receipt = next(one for one in wire.in_chat(owner(1).id) if "已记下" in one.text)
    await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    assert "1栋1单元101 已登记由另一位业主代表" in receipt.text
    assert "其余的不改就按这个计入" in receipt.text
    assert "撤回" in receipt.labels


async def test_what_was_tapped_while_another_spoke_gives_way_to_the_ballot_that_stands(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await differing(wire, houses)
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    opinion = wire.last(owner(1).id)
    assert "意见已另外记下：弃权" in opinion.text
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    assert "已记下：1栋1单元101 同意（10:32）" in opinion.text
    assert "暂不计入" in opinion.text
    assert "弃权" not in opinion.text


async def test_who_agreed_by_another_account_is_not_read_by_this_one(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await differing(wire, houses)
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    second = Person(1501, "业主1的第二个号")
    await houses.bind(second, 1, owner_number=1)
    await wire.tap(second, wire.in_chat(GROUP.id)[0], "弃权")
    await wire.deliver()
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    assert not [text for text in wire.texts(second.id) if "已记下：" in text]
