"""Ballots from paper and by phone through the real dispatcher: entered by buttons, confirmed by a second person, settled by channel."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.votes.changing import cancel_vote
from bot.rules.entries import EntryState
from bot.rules.votes import BallotState
from messages.formatting import local
from storage.entries import entries, settlements
from storage.votes import ballots
from tests.entries.worlds import (
    CHEN,
    CHIEF,
    GROUP,
    HEAD,
    LI,
    SHA,
    confirm_screen,
    dialog,
    enter_paper,
    office,
    put_down_phone,
    send_photo,
    tap,
    to_home,
)
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, STRANGER, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def counted(uow: Units, vote: str, head: int) -> BallotState | None:
    async with uow.read() as unit:
        return (await unit.ballots.books(vote, [head]))[head].counted


async def ledger(uow: Units, vote: str) -> list[tuple[object, ...]]:
    async with uow.read() as unit:
        columns = (ballots.c.head, ballots.c.channel, ballots.c.choice, ballots.c.photo_sha256, ballots.c.refused)
        rows = await unit.connection.execute(select(*columns).where(ballots.c.vote_id == vote).order_by(ballots.c.id))
        return [tuple(row) for row in rows]


@pytest.mark.rule("R13.paper", "R8.against")
async def test_a_paper_ballot_from_the_vote_to_the_ledger(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await wire.press(CHEN, f"wv:{vote}")
    assert "录入票" in wire.last(CHEN.id).labels
    shown = await confirm_screen(wire, vote, "101", AGAINST)
    assert "1栋1单元101" in shown.text
    assert "反对" in shown.text
    assert await counted(uow, vote, 1) is None, "nothing counts before it was confirmed"
    await wire.tap(CHEN, shown, "记下")
    assert "已录入" in shown.text
    assert "反对" not in shown.text
    assert await ledger(uow, vote) == [(1, "paper", "against", SHA, None)]
    assert await counted(uow, vote, 1) is BallotState.AGAINST
    async with uow.read() as unit:
        row = (await unit.connection.execute(select(ballots.c.entered_by, ballots.c.person_id))).one()
        assert tuple(row) == (await unit.residents.person(CHEN.id), None)
    await wire.deliver()
    told = wire.last(owner(1).id).text
    assert "录入了您的纸质票" in told
    assert "反对" in told
    assert "北街社区" in told
    assert "已参与 1 / 9" in wire.last(GROUP.id).text.replace("\u00a0", " ")
    await wire.say(owner(1), "/receipt")
    assert "反对（纸质票）" in wire.last(owner(1).id).text
    await wire.press(owner(1), f"vy:{vote}")
    assert "反对（纸质票）" in wire.last(owner(1).id).text
    assert houses


@pytest.mark.rule("R13.paper")
async def test_without_a_photo_nothing_is_entered(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    assert "拍照" in shown.text
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id))
    assert "先有照片" in dialog(await wire.press(CHEN, f"jc:{entry}:agree"))
    assert "不是照片" not in shown.text
    await wire.say(CHEN, "同意")
    assert "拍照" in wire.last(CHEN.id).text
    assert "刚才发的不是照片" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, b"%PDF-1.7", "scan.pdf")
    assert "刚才发的不是照片" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, b"x", "", kind="photo")
    await wire.press(CHEN, f"jc:{entry}:agree")
    assert "还在存" in dialog(await wire.press(CHEN, f"jr:{entry}")), "it was sent, and is not kept yet"
    assert await ledger(uow, vote) == []
    await wire.work()
    await wire.press(CHEN, f"jr:{entry}")
    assert len(await ledger(uow, vote)) == 1


async def test_a_photo_that_cannot_be_had_is_asked_for_again(wire: Wire, uow: Units) -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.methods import GetFile

    _, vote = await office(uow, wire)
    await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    wire.session.refuse["getFile"] = TelegramBadRequest(method=GetFile(file_id="x"), message="Bad Request: file is gone")
    await send_photo(wire)
    await wire.deliver()
    failed = wire.last(CHEN.id)
    assert "照片没有存下来" in failed.text
    await wire.tap(CHEN, failed, "重发照片")
    await wire.tap(CHEN, await send_photo(wire), "同意")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    assert await ledger(uow, vote) == [(1, "paper", "agree", SHA, None)]


async def test_by_phone_it_is_put_down_when_it_is_put_down(wire: Wire, uow: Units) -> None:
    """Not when its form was opened."""
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录电话票", ("1栋", "1单元", "101"))
    opened = wire.clock.now()
    wire.clock.move(timedelta(hours=1))
    await wire.tap(CHEN, shown, "同意")
    await wire.tap(CHEN, wire.last(CHEN.id), "记下")
    await wire.press(LI, f"jl:{vote}:0")
    assert f"{local(opened + timedelta(hours=1)):%H:%M}" in wire.last(LI.id).text


async def test_pressed_twice_it_is_one_ballot(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await confirm_screen(wire, vote, "101", AGREE)
    record = shown.data("记下")
    for _ in range(2):
        await wire.press(CHEN, record, message=shown)
    again = await wire.press(CHEN, record, message=shown, update_id=9001)
    assert again is not None
    assert again.text == "这张票已经录入了，不用再点。"
    await wire.press(CHEN, record, message=shown, update_id=9001)
    assert len(await ledger(uow, vote)) == 1
    assert "已录入" in shown.text


async def test_a_dropped_one_leaves_nothing(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await confirm_screen(wire, vote, "101", AGREE)
    record = shown.data("记下")
    await wire.tap(CHEN, shown, "不录了")
    assert "没有录入" in shown.text
    assert "同意" not in shown.text
    assert "重新开始" in dialog(await wire.press(CHEN, record, message=shown))
    assert await ledger(uow, vote) == []


@pytest.mark.rule("R13.phone", "S6.logged")
async def test_by_phone_it_counts_once_a_second_person_has_confirmed_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await put_down_phone(wire, vote, "101", AGREE)
    assert "等另一位确认" in shown.text
    assert "凭证" not in shown.text
    assert "同意" not in shown.text
    assert await ledger(uow, vote) == []
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id))
    assert "另一个人" in dialog(await wire.press(CHEN, f"jw:{entry}")), "not whoever put it down"
    assert "另一个人" in dialog(await wire.press(CHEN, f"jy:{entry}:1"))
    waits = wire.last(LI.id)
    assert "有电话票等您确认" in waits.text
    assert "同意" not in waits.text
    await wire.tap(LI, waits, "去确认")
    await wire.tap(LI, wire.last(LI.id), "去确认 1")
    checked = wire.last(LI.id)
    assert "同意" in checked.text
    await wire.tap(LI, checked, "属实")
    assert "已录入" in checked.text
    assert "写在票上" not in checked.text, "there is no paper"
    assert "同意" not in checked.text
    assert await ledger(uow, vote) == [(1, "phone", "agree", None, None)]
    async with uow.read() as unit:
        row = (await unit.connection.execute(select(ballots.c.entered_by, ballots.c.confirmed_by))).one()
        assert tuple(row) == (await unit.residents.person(CHEN.id), await unit.residents.person(LI.id))
    await wire.deliver()
    assert "录入了您的电话票" in wire.last(owner(1).id).text


@pytest.mark.rule("S6.one_screen")
@pytest.mark.parametrize("label", ["属实", "退回"])
async def test_one_that_is_over_leaves_every_screen_that_showed_it(wire: Wire, uow: Units, label: str) -> None:
    """By night too, and not the message on which its reader has gone on meanwhile."""
    _, vote = await office(uow, wire)
    await put_down_phone(wire, vote, "101", AGREE)
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id))
    screens = []
    for person in (CHIEF, CHIEF, LI):
        await wire.press(person, f"jl:{vote}:0")
        await wire.tap(person, wire.last(person.id), "去确认 1")
        screens.append(wire.last(person.id))
    left, stays, pressed = screens
    assert all("同意" in one.text for one in screens)
    await wire.tap(CHIEF, left, "返回")
    await wire.tap(LI, pressed, label)
    edits = pressed.edits
    await wire.deliver()
    said = {"属实": "确认的，您不用再做什么", "退回": "退回了，您不用再做什么"}[label]
    assert said in stays.text
    assert "同意" not in stays.text
    assert not {"属实", "退回"} & set(stays.labels)
    assert "等确认的电话票" in left.text
    assert pressed.edits == edits
    assert {"属实": "已经录入", "退回": "退回了"}[label] in dialog(await wire.press(CHIEF, f"jy:{entry}:1"))
    assert "录入票" not in dialog(await wire.press(CHIEF, f"jy:{entry}:1")), "a chief may not enter ballots"


async def test_sent_back_by_the_second_person_it_does_not_count(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await put_down_phone(wire, vote, "101", AGREE)
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id))
    await wire.press(CHIEF, f"jw:{entry}")
    checked = wire.last(CHIEF.id)
    await wire.tap(CHIEF, checked, "退回")
    assert "已退回，没有录入" in checked.text
    assert "录下一张" not in checked.labels, "a chief enters nothing"
    assert await ledger(uow, vote) == []
    await wire.deliver()
    told = wire.last(CHEN.id)
    assert "电话票没有录入" in told.text
    assert "退回了" in told.text
    assert "同意" not in told.text
    assert "录电话票" in told.labels
    assert "退回了" in dialog(await wire.press(LI, f"jy:{entry}:1"))
    async with uow.read() as unit:
        row = (await unit.connection.execute(select(entries.c.state, entries.c.choice))).one()
    assert tuple(row) == (EntryState.DROPPED, None)


async def test_what_nobody_confirmed_lapses_at_the_close_and_is_listed(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await put_down_phone(wire, vote, "101", AGREE)
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id))
    uow.clock.move(timedelta(days=2, seconds=1))
    assert "截止" in dialog(await wire.press(LI, f"jy:{entry}:1")), "received after the close, before the tally"
    await wire.due()
    await wire.deliver()
    assert "没有人确认，没有计入：1栋1单元101" in "".join(wire.texts(CHEN.id)).replace("\u2060", "")
    assert "截止" in dialog(await wire.press(LI, f"jy:{entry}:1"))
    await wire.press(LI, f"jl:{vote}:0")
    listed = wire.last(LI.id).text
    assert "没有录完、没有计入" in listed
    assert "1栋1单元101" in listed
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(entries.c.choice)) is None
        tally = await unit.votes.tally(vote)
    assert tally is not None
    assert tally.counts.participating.heads == 0


async def test_after_the_close_its_owner_reads_it_and_a_cancelled_vote_keeps_nothing_that_waits(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", AGREE)
    uow.clock.move(timedelta(days=2))
    while await wire.due():
        pass
    said = dialog(await wire.press(owner(1), f"vm:{vote}"))
    assert "同意（纸质票）" in said
    assert "没有表决" in dialog(await wire.press(owner(2), f"vm:{vote}"))
    other = (await houses.open(title="第二次")).heading.vote_id
    await put_down_phone(wire, other, "201", AGAINST)
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=other, reason="方案改了", now=uow.clock.now())
    async with uow.read() as unit:
        assert set((await unit.connection.execute(select(entries.c.choice))).scalars()) == {None}
    assert "已经取消" in dialog(await wire.press(CHEN, f"jp:{other}:paper:-1"))


async def test_after_the_close_no_paper_is_entered(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await confirm_screen(wire, vote, "101", AGREE)
    uow.clock.move(timedelta(days=2))
    record = shown.data("记下")
    uow.clock.move(timedelta(seconds=1))
    assert "截止" in dialog(await wire.press(CHEN, record, message=shown))
    assert "截止" in dialog(await wire.press(CHEN, f"jp:{vote}:paper:-1"))
    while await wire.due():
        pass
    await wire.deliver()
    assert "截止" in dialog(await wire.press(CHEN, record, message=shown)), "and for no other reason once it was counted"
    assert "同意" not in shown.text
    assert "记下" not in shown.labels
    assert await ledger(uow, vote) == []


@pytest.mark.rule("R13.contradiction", "R13.resolved", "S6.by_channel", "S6.logged")
async def test_a_paper_ballot_that_says_something_else_is_disputed_and_settled_by_channel(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    assert await counted(uow, vote, 1) is BallotState.DISPUTED
    told = "".join(wire.texts(owner(1).id))
    assert "和您的另一张票不一样，两张都暂不计入" in told
    assert "和录入的纸质票或电话票不一样，两张都暂不计入" in told, "the receipt that stands says so, too"
    await wire.press(CHIEF, f"wv:{vote}")
    assert "1 位业主的票要核对" in wire.last(CHIEF.id).text
    await wire.press(CHIEF, f"wd:{vote}")
    assert "没有业主意见不一" in wire.last(CHIEF.id).text, "naming a speaker would settle nothing"
    await wire.press(CHIEF, f"jo:{vote}")
    assert "录纸质票" not in wire.last(CHIEF.id).labels, "a chief settles, and enters nothing"
    await wire.tap(CHIEF, wire.last(CHIEF.id), "要核对")
    listed = wire.last(CHIEF.id)
    assert listed.labels[:2] == ["1 以纸质票为准", "1 以手机投票为准"]
    assert not {"同意", "反对"} & set(listed.text.replace("不一样", ""))
    assert "同意" not in listed.text
    assert "反对" not in listed.text
    await wire.tap(CHIEF, listed, "1 以纸质票为准")
    await wire.say(CHIEF, "问过本人，以签字的为准")
    shown = wire.last(CHIEF.id)
    assert "问过本人，以签字的为准" in shown.text
    await wire.tap(CHIEF, shown, "确定")
    assert await counted(uow, vote, 1) is BallotState.AGAINST
    await wire.deliver()
    assert "以您的纸质票为准" in wire.last(owner(1).id).text
    assert "问过本人，以签字的为准" in wire.last(owner(1).id).text
    async with uow.read() as unit:
        columns = (settlements.c.channel, settlements.c.reason, settlements.c.person_id, settlements.c.settled_at)
        row = (await unit.connection.execute(select(*columns))).one()
        chief = await unit.residents.person(CHIEF.id)
    assert tuple(row) == ("paper", "问过本人，以签字的为准", chief, wire.clock.now())
    await tap(wire, 1, vote, ABSTAIN)
    assert await counted(uow, vote, 1) is BallotState.DISPUTED, "a newer ballot of the owner opens the question anew"
    await tap(wire, 1, vote, AGAINST)
    assert await counted(uow, vote, 1) is BallotState.AGAINST


@pytest.mark.parametrize("paper_first", [True, False])
async def test_the_owners_own_tap_may_stand_whenever_the_paper_was_entered(wire: Wire, uow: Units, *, paper_first: bool) -> None:
    """A paper is received when it is entered; when it was signed nobody knows."""
    _, vote = await office(uow, wire)
    for paper in (paper_first, not paper_first):
        uow.clock.move(timedelta(minutes=1))
        if paper:
            await enter_paper(wire, vote, "101", AGAINST)
        else:
            await tap(wire, 1, vote, AGREE)
    assert "和录入的纸质票或电话票不一样" in "".join(wire.texts(owner(1).id))
    assert await counted(uow, vote, 1) is BallotState.DISPUTED
    await wire.press(CHEN, f"jd:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "1 以手机投票为准")
    await wire.tap(CHEN, wire.last(CHEN.id), "问过本人")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定")
    assert await counted(uow, vote, 1) is BallotState.AGREE
    await wire.deliver()
    assert "以您在手机上点的票为准" in wire.last(owner(1).id).text


async def test_nobody_else_enters_confirms_or_settles(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await put_down_phone(wire, vote, "101", AGREE)
    await tap(wire, 2, vote, AGREE)
    await enter_paper(wire, vote, "201", AGAINST)
    async with uow.read() as unit:
        entry = await unit.connection.scalar(select(entries.c.id).where(entries.c.channel == "phone"))
    about = f"{vote}:2:{houses.owners[2]}:paper"
    pages = (f"jo:{vote}", f"jp:{vote}:paper:-1", f"jl:{vote}:0", f"jd:{vote}")
    for person in (HEAD, owner(3), STRANGER):
        for data in (*pages, f"jw:{entry}", f"jy:{entry}:1", f"js:{about}:0", f"js:{about}:1"):
            assert dialog(await wire.press(person, data)), (person, data)
    assert await counted(uow, vote, 1) is None
    assert await counted(uow, vote, 2) is BallotState.DISPUTED
    for data in (f"jp:{vote}:paper:-1", f"jh:{vote}:paper:{houses.homes[1]}:"):
        assert "社区干部录入" in dialog(await wire.press(CHIEF, data))
