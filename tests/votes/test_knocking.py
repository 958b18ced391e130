"""「去敲门」: a building's head ticks off doors; a home that answers leaves the list, and nothing on it says what anybody chose."""

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from sqlalchemy import select, update

from bot.rules.residents import Role
from storage.residents import appointments
from storage.votes import door_knocks, vote_heads
from tests.fixtures import Units
from tests.votes.houses import AGREE, CHEN, CHIEF, GROUP, HEAD, Houses, Voting, appoint, owner, settle
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
OTHER_HEAD = Person(2004, "李楼长")


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.fixture
async def vote(wire: Wire, houses: Houses) -> str:
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote_id


async def knocking(wire: Wire, vote: str, person: Person = HEAD) -> Shown:
    await wire.press(person, f"wn:{vote}:0")
    await wire.tap(person, wire.last(person.id), "去敲门")
    return wire.last(person.id)


async def knocks(uow: Units) -> list[tuple[str, str | None]]:
    async with uow.read() as unit:
        return [(row.home_id, row.person_id) for row in await unit.connection.execute(select(door_knocks))]


async def test_a_head_ticks_a_door_off_and_takes_it_back(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    listed = await knocking(wire, vote)
    assert "去敲门：1栋1单元" in listed.text
    assert "还有\u00a06\u00a0户没点" in listed.text
    assert listed.labels == ["101", "201", "301", "上一页", "下一页", "打印", "返回"]
    answer = await wire.tap(HEAD, listed, "201")
    assert answer.text == "记下了：1栋1单元201 敲过门了。点错了再点一次。"
    ticked = wire.last(HEAD.id)
    assert (ticked.message_id, ticked.labels[:3]) == (listed.message_id, ["101", "✓ 201", "301"])
    assert "敲过\u00a01\u00a0户" in ticked.text
    async with uow.read() as unit:
        person = (await unit.residents.actor(HEAD.id, "zh")).person_id
    assert await knocks(uow) == [(houses.homes[2], person)]
    answer = await wire.tap(HEAD, ticked, "✓ 201")
    assert answer.text == "取消了：1栋1单元201 还没敲。"
    assert wire.last(HEAD.id).labels[:3] == ["101", "201", "301"]
    assert await knocks(uow) == []


async def test_a_tap_that_comes_twice_is_one_knock(wire: Wire, uow: Units, vote: str) -> None:
    listed = await knocking(wire, vote)
    data = listed.data("101")
    for _ in range(2):
        answer = await wire.press(HEAD, data, message=listed, update_id=9001)
    assert "敲过门了" in (answer.text or "")
    await wire.press(HEAD, data, message=listed)
    assert len(await knocks(uow)) == 1
    assert wire.last(HEAD.id).labels[0] == "✓ 101"


async def test_who_answers_meanwhile_leaves_by_themselves(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    listed = await knocking(wire, vote)
    await Voting(houses, vote).cast(owner(2), AGREE)
    answer = await wire.tap(HEAD, listed, "201")
    assert "1栋1单元201 不用敲了" in (answer.text or "")
    assert wire.last(HEAD.id).labels[:2] == ["101", "301"]
    assert await knocks(uow) == []


async def test_a_ballot_that_was_taken_back_looks_like_none(wire: Wire, houses: Houses, vote: str) -> None:
    before = await knocking(wire, vote)
    was = (before.text, before.labels)
    voting = Voting(houses, vote)
    await voting.cast(owner(2), AGREE)
    await voting.cast(owner(2), None)
    after = await knocking(wire, vote)
    assert (after.text, after.labels) == was


async def test_pages_are_entrances_and_go_round(wire: Wire, vote: str) -> None:
    await knocking(wire, vote)
    await wire.tap(HEAD, wire.last(HEAD.id), "下一页")
    second = wire.last(HEAD.id)
    assert "1栋2单元" in second.text
    assert second.labels == ["401", "501", "601", "上一页", "下一页", "打印", "返回"]
    await wire.tap(HEAD, second, "501")
    assert wire.last(HEAD.id).labels[:3] == ["401", "✓ 501", "601"], "it stays on its page"
    await wire.tap(HEAD, wire.last(HEAD.id), "下一页")
    assert "1栋1单元" in wire.last(HEAD.id).text


async def test_once_all_have_answered_the_list_says_so(wire: Wire, houses: Houses, vote: str) -> None:
    listed = await knocking(wire, vote)
    voting = Voting(houses, vote)
    for number in range(1, 7):
        await voting.cast(owner(number), AGREE)
    await wire.tap(HEAD, listed, "101")
    assert "都点了" in wire.last(HEAD.id).text
    assert "去敲门" not in wire.last(HEAD.id).labels
    answer = await wire.press(HEAD, f"wt:{vote}")
    assert "没有要敲的门了" in (answer.text or "")


async def test_after_the_close_nothing_is_ticked(wire: Wire, uow: Units, vote: str) -> None:
    listed = await knocking(wire, vote)
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    answer = await wire.tap(HEAD, listed, "101")
    assert "不用敲了" in (answer.text or "")
    assert "截止时没点的：1栋" in wire.last(HEAD.id).text
    assert "去敲门" not in wire.last(HEAD.id).labels
    assert await knocks(uow) == []


async def test_it_is_the_heads_alone(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    """Staff and chiefs keep their list; whoever has no role has neither."""
    listed = await knocking(wire, vote)
    for person in (CHEN, CHIEF, owner(1)):
        for data in (f"wk:{vote}:0", listed.data("101"), f"wt:{vote}"):
            answer = await wire.press(person, data)
            assert "是这栋楼的楼长用的" in (answer.text or ""), (person.first_name, data)
    await wire.press(CHEN, f"wn:{vote}:0")
    assert "去敲门" not in wire.last(CHEN.id).labels
    assert await knocks(uow) == []


async def test_a_chief_who_heads_a_building_has_both(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    async with uow() as unit:
        await appoint(unit, CHIEF, Role.BUILDING_HEAD, houses.buildings[1], uow.clock.now())
        await unit.commit()
    listed = await knocking(wire, vote, CHIEF)
    assert "去敲门：2栋1单元" in listed.text
    assert listed.labels == ["701", "801", "901", "打印", "返回"]


async def test_a_door_of_somebody_elses_building_is_no_door(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    async with uow() as unit:
        await appoint(unit, OTHER_HEAD, Role.BUILDING_HEAD, houses.buildings[1], uow.clock.now())
        await unit.commit()
    theirs = await knocking(wire, vote, OTHER_HEAD)
    assert theirs.labels[:3] == ["701", "801", "901"]
    mine = await knocking(wire, vote)
    answer = await wire.press(OTHER_HEAD, mine.data("101"), message=theirs)
    assert "没有找到这次表决" in (answer.text or "")
    assert await knocks(uow) == []


async def test_whose_role_has_ended_ticks_nothing_more(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    listed = await knocking(wire, vote)
    await wire.tap(HEAD, listed, "打印")
    async with uow() as unit:
        await unit.connection.execute(update(appointments).where(appointments.c.role == Role.BUILDING_HEAD).values(state="ended"))
        await unit.commit()
    answer = await wire.press(HEAD, listed.data("101"), message=listed)
    assert "是这栋楼的楼长用的" in (answer.text or "")
    assert await knocks(uow) == []
    await wire.work()
    assert not [one for one in wire.in_chat(HEAD.id) if one.method == "sendDocument"], "nor gets what was asked for before"


async def test_the_printed_list_has_what_the_screen_has(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await houses.end_binding(5)
    await Voting(houses, vote).cast(owner(3), AGREE)
    listed = await knocking(wire, vote)
    await wire.tap(HEAD, listed, "101")
    answer = await wire.tap(HEAD, wire.last(HEAD.id), "打印")
    assert answer.text == "在印了，马上发给您。"
    await wire.work()
    sent = wire.last(HEAD.id)
    assert (sent.method, "敲门清单（5\u00a0户）" in sent.text) == ("sendDocument", True)
    call = next(call for call in reversed(wire.session.calls) if call.__api_method__ == "sendDocument")
    document = docx.Document(io.BytesIO(Path(call.document.path).read_bytes()))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [row[1:3] for row in rows if row[0] == "☐"] == [
        ["101", "敲过 2月27日（周五）"],
        ["201", "票没送到"],
        ["401", "票没送到"],
        ["501", "没登记，票没送到"],
        ["601", "票没送到"],
    ]
    assert [row[0] for row in rows if row[0] not in {"☐", "勾"}] == ["1栋1单元", "1栋2单元"]
    everything = " ".join(word for row in rows for word in row) + " ".join(one.text for one in document.paragraphs)
    for word in ("同意", "反对", "弃权", "业主1"):
        assert word not in everything


@pytest.mark.rule("S6.head_of_building")
async def test_no_query_of_it_reads_a_choice(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    """With every counted choice set to something else the screen is the same."""
    await Voting(houses, vote).cast(owner(2), AGREE)
    shown = await knocking(wire, vote)
    was = (shown.text, shown.labels)
    async with uow() as unit:
        await unit.connection.execute(update(vote_heads).where(vote_heads.c.counted.is_not(None)).values(counted="against"))
        await unit.commit()
    again = await knocking(wire, vote)
    assert (again.text, again.labels) == was


async def test_the_head_sees_it_in_what_is_kept_of_them(wire: Wire, uow: Units, vote: str) -> None:
    await wire.tap(HEAD, await knocking(wire, vote), "101")
    async with uow.read() as unit:
        person = (await unit.residents.actor(HEAD.id, "zh")).person_id
        kept = await unit.mydata.everything(person, HEAD.id)
    assert len(kept["door_knocks"]) == 1


async def test_a_card_of_a_group_is_untouched_by_it(wire: Wire, vote: str) -> None:
    before = [one.text for one in wire.in_chat(GROUP.id)]
    await wire.tap(HEAD, await knocking(wire, vote), "101")
    await wire.deliver()
    assert [one.text for one in wire.in_chat(GROUP.id)] == before
