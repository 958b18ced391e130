"""What issue 4 lists as bad input of a vote, each through the real dispatcher and in both languages."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.actions.votes.changing import cancel_vote
from bot.rules.votes.closing_times import closing_from
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import ClosingInOtherZone
from storage.base import new_id
from storage.compounds import homes, roster_gaps
from storage.votes import votes
from tests.fixtures import Units
from tests.updates.forgeries import OWNER, elsewhere, foreign
from tests.votes.houses import CHEN, CHIEF, GROUP, SHANGHAI, Houses, draft_to_preview, owner
from tests.wire import Person, Shown, Wire

NOW = datetime(2026, 2, 27, 10, 32, tzinfo=SHANGHAI)


async def reads(uow: Units, person: Person, language: str) -> None:
    async with uow() as unit:
        await unit.chats.set_language(person.id, language)
        await unit.commit()


async def state(uow: Units, vote: str) -> VoteState:
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    return found.state


async def how_many(uow: Units) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(votes)) or 0


@pytest.mark.parametrize(
    ("language", "closed", "cancelled"), [("zh", "这次没有计入", "取消"), ("en", "this one does not count", "cancelled")]
)
async def test_a_tap_on_a_closed_and_on_a_cancelled_vote(
    wire: Wire, uow: Units, houses: Houses, language: str, closed: str, cancelled: str
) -> None:
    await reads(uow, owner(1), language)
    over, called_off = [(await houses.open()).heading.vote_id for _ in range(2)]
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=called_off, reason="重复了", now=wire.clock.now())
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    for vote, says in ((over, closed), (called_off, cancelled)):
        reply = await wire.press(owner(1), f"vc:{vote}:agree")
        assert reply is not None
        assert reply.show_alert
        assert says in (reply.text or "")


@pytest.mark.parametrize(("language", "says"), [("zh", "最新的一张在下面"), ("en", "The newest one is below")])
async def test_a_tap_on_a_card_that_another_one_superseded(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    """It counts: the question is the same. What is pressed turns into a pointer in the language of its group."""
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    older = wire.last(GROUP.id)
    async with uow() as unit:
        await unit.chats.set_language(GROUP.id, language)
        await unit.commit()
    await wire.press(CHEN, f"wp:{vote}")
    await wire.deliver()
    assert older.labels == []
    assert says in older.text
    reply = await wire.press(owner(1), f"vc:{vote}:agree", message=older)
    assert reply is not None
    assert "1栋1单元101" in (reply.text or "")


@pytest.mark.parametrize(("language", "end"), [("zh", "）"), ("en", ")")])
async def test_forged_data_of_another_compound(wire: Wire, uow: Units, language: str, end: str) -> None:
    """Every kind of button is forged in tests/updates; here that what is read of it is in the reader's language."""
    ids = await foreign(wire, uow)
    await elsewhere(uow)
    await reads(uow, OWNER, language)
    reply = await wire.press(OWNER, f"vc:{ids.vote}:agree")
    assert reply is not None
    assert (reply.text or "").endswith(end)
    assert ("秘" in (reply.text or "")) is False


@pytest.mark.parametrize(("language", "says"), [("zh", "文件有 26 MB，最多 20 MB"), ("en", "26 MB")])
async def test_a_scheme_file_over_twenty_megabytes(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    preview = await draft_to_preview(wire)
    await reads(uow, CHEN, language)
    draft = preview.data("改").split(":")[1]
    document = {"file_id": "big", "file_unique_id": "big", "file_size": 26 * 1024 * 1024, "file_name": "a.pdf"}
    await wire.say(CHEN, "", document=document)
    assert says in wire.last(CHEN.id).text.replace("\u00a0", " ")
    async with uow.read() as unit:
        kept = await unit.vote_drafts.draft(CHEN.id, draft, wire.clock.now())
    assert kept is not None
    assert kept.file is None


async def asked_when(wire: Wire) -> Shown:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    return wire.last(CHEN.id)


@pytest.mark.parametrize(
    ("language", "typed", "says"),
    [
        ("zh", "昨天18:00", "这个时间已经过了"),
        ("en", "昨天18:00", "That time has passed"),
        ("zh", "2026-03-01 18:00 UTC", "一律按北京时间"),
        ("en", "1 March 6pm EST", "Closing times are Beijing time"),
        ("zh", "3月1日18:00东京时间", "一律按北京时间"),
        ("en", "2026-03-01T18:00+09:00", "Closing times are Beijing time"),
    ],
)
async def test_a_closing_time_in_the_past_or_of_another_zone(
    wire: Wire, uow: Units, houses: Houses, language: str, typed: str, says: str
) -> None:
    await asked_when(wire)
    await reads(uow, CHEN, language)
    await wire.say(CHEN, typed)
    assert says in wire.last(CHEN.id).text
    await wire.say(CHEN, "3月5日 18:00（北京时间）")
    assert "3月5日" in wire.last(CHEN.id).text or "5 March" in wire.last(CHEN.id).text.replace("\u00a0", " ")


OURS = ("3月1日18:00 北京时间", "北京时间3月1日18:00", "2026-03-01 18:00（北京时间）", "1 March 18:00 Beijing time", "3月1日18:00 UTC+8")


@pytest.mark.parametrize("typed", OURS)
def test_our_own_zone_may_be_named(typed: str) -> None:
    assert closing_from(typed, NOW) == datetime(2026, 3, 1, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize("typed", ["18:00Z", "3月1日18:00 当地时间", "3月1日18:00 GMT", "3月1日 18:00+0900", "tomorrow 6pm London time"])
def test_another_zone_is_named_as_the_reason(typed: str) -> None:
    with pytest.raises(ClosingInOtherZone):
        closing_from(typed, NOW)


@pytest.mark.parametrize(("language", "says"), [("zh", "还没有名册"), ("en", "roster")])
async def test_a_vote_on_an_empty_roster(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    async with uow() as unit:
        await unit.connection.execute(update(homes).values(retired_at=uow.clock.now()))
        await unit.commit()
    await reads(uow, CHEN, language)
    reply = await wire.press(CHEN, "mdr:")
    assert reply is not None
    assert says in (reply.text or "")
    assert await how_many(uow) == 0


@pytest.mark.parametrize(("language", "says"), [("zh", "没补好"), ("en", "roster")])
async def test_a_vote_over_an_open_gap(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    async with uow() as unit:
        gap = {"id": new_id(), "compound_id": houses.compound.id, "building": "8栋", "entrance": "1单元", "room": "0502"}
        row = {**gap, "problem": "no_area", "file_name": "f.xlsx", "sheet": "1", "row": 7, "owners": "[]", "state": "open"}
        await unit.connection.execute(roster_gaps.insert().values(row))
        await unit.commit()
    draft = (await draft_to_preview(wire)).data("改").split(":")[1]
    await reads(uow, CHEN, language)
    reply = await wire.press(CHEN, f"dn:{draft}:2")
    assert reply is not None
    assert says in (reply.text or "")
    assert await how_many(uow) == 0


@pytest.mark.parametrize(("language", "says"), [("zh", "助手没有在线"), ("en", "nothing is counted yet")])
async def test_a_vote_that_closes_while_the_bot_is_down(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await reads(uow, CHEN, language)
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    await wire.deliver()
    assert await state(uow, vote) is VoteState.UNDECIDED
    asked = wire.last(CHEN.id)
    assert says in asked.text.replace("\u00a0", " ")
    assert len(asked.labels) == 2, "extend, or close as it is"


@pytest.mark.parametrize(("language", "says"), [("zh", "已经在问了"), ("en", "is being asked already")])
async def test_two_staff_drafting_at_once(wire: Wire, uow: Units, houses: Houses, language: str, says: str) -> None:
    """Each has a draft of their own; of the same question for the same homes one goes out, and the other is kept."""
    previews = []
    for person in (CHEN, CHIEF):
        await wire.press(person, "mdr:")
        await wire.tap(person, wire.last(person.id), "屋顶防水改造")
        await wire.tap(person, wire.last(person.id), "3天后18:00")
        previews.append(wire.last(person.id))
    await reads(uow, CHIEF, language)
    await wire.tap(CHEN, previews[0], "发出")
    refused = await wire.tap(CHIEF, previews[1], "发出")
    assert refused is not None
    assert says in (refused.text or "")
    assert await how_many(uow) == 1
    draft = previews[1].data("改").split(":")[1]
    async with uow.read() as unit:
        kept = await unit.vote_drafts.draft(CHIEF.id, draft, wire.clock.now())
    assert kept is not None
    assert (kept.title, kept.sent_as) == ("屋顶防水改造", "")
