"""Photos of ballots from a table: in time they count, whoever sends them; where none came, everybody concerned hears it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.entries.reading import entries_waiting
from bot.rules.entries.tables import homes_named
from bot.rules.residents import Role
from bot.rules.votes import Choice
from bot.rules.votes.facts import HomeName
from storage.compounds import homes
from storage.jobs import jobs
from storage.residents.tables import appointments
from storage.votes import ballots
from tests.entries.test_story import ledger
from tests.entries.test_tables import csv_of, photo, sent, states
from tests.entries.worlds import CHEN, LI, PHOTO, SHA, office
from tests.fixtures import Units
from tests.votes.houses import appoint, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
TWO = csv_of("1栋,1单元,0101,,同意,纸质", "1栋,1单元,0201,业主2,反对,")


async def wanted(wire: Wire, vote: str, by: Person = CHEN) -> None:
    await wire.press(by, f"jo:{vote}")
    await wire.tap(by, wire.last(by.id), "补照片")


async def before_close(wire: Wire, uow: Units, vote: str) -> None:
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    wire.clock.move_to(found.closes_at - timedelta(seconds=2))


async def ended(wire: Wire) -> None:
    while await wire.due():
        pass
    await wire.deliver()


async def test_a_close_waits_for_a_photo_that_came_in_time(wire: Wire, uow: Units) -> None:
    """R14: the photo is the ballot's receipt; the fetching of it is our own business."""
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    await before_close(wire, uow, vote)
    await wanted(wire, vote)
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元101、201")
    wire.clock.move(timedelta(seconds=3))

    async def later() -> None:
        await asyncio.sleep(0.05)
        await wire.work()

    await asyncio.gather(wire.due(), later())
    await ended(wire)
    assert await states(uow) == {"recorded": 2}
    async with uow.read() as unit:
        tally = await unit.votes.tally(vote)
    assert tally is not None
    assert tally.counts.participating.heads == 2


@pytest.mark.parametrize("once_more", [True, False])
async def test_a_table_that_was_not_taken_is_told_of_at_the_close(wire: Wire, uow: Units, once_more: bool) -> None:
    """Of one that was sent once more, and taken, there is nothing left to tell."""
    _, vote = await office(uow, wire)
    await before_close(wire, uow, vote)
    await sent(wire, vote, TWO)
    if once_more:
        await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    wire.clock.move(timedelta(seconds=13))
    await ended(wire)
    told = "".join(wire.texts(CHEN.id)).replace("\u00a0", " ").replace("\u2060", "")
    assert ("表格里的 2 张票没有点「都录入」，没有计入：1栋1单元101" in told) is not once_more


async def test_a_photo_that_could_not_be_kept_by_the_close_is_told_to_whoever_sent_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    await before_close(wire, uow, vote)
    await wanted(wire, vote, LI)
    await wire.send_file(LI, PHOTO, "", kind="photo", caption="1栋1单元101、201")
    wire.clock.move(timedelta(seconds=13))
    await ended(wire)
    assert await states(uow) == {"lapsed": 2}
    assert "2 张纸质票没有照片，没有计入" in "".join(wire.texts(CHEN.id)).replace("\u00a0", " ")
    await wire.work()
    await wire.deliver()
    [told] = [text for text in wire.texts(LI.id) if "截止前没有存下来" in text]
    assert "101" in told
    assert "201" in told
    assert await ledger(uow, vote) == []


async def test_who_sent_a_table_hears_of_the_ballots_without_a_photo(wire: Wire, uow: Units) -> None:
    """In the morning before, and when they lapse: the first homes by name, all of them by number."""
    houses, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    async with uow.read() as unit:
        waiting = await entries_waiting(unit, await houses.actor(LI), vote)
    assert waiting.photos == 2, "in the morning's letter, to those who may send them"
    await before_close(wire, uow, vote)
    wire.clock.move(timedelta(seconds=3))
    await ended(wire)
    told = "".join(wire.texts(CHEN.id)).replace("\u00a0", " ").replace("\u2060", "").replace("\u2060", "")
    assert "2 张纸质票没有照片，没有计入：1栋1单元101" in told
    assert not any("没有照片，没有计入" in text for text in wire.texts(LI.id)), "LI put none of them down"


HERE = {
    "a": HomeName("甲栋", "1单元", "0101"),
    "b": HomeName("乙栋", "1单元", "0101"),
    "c": HomeName("1栋", "一单元", "201"),
    "d": HomeName("1栋", "二单元", "201"),
    "e": HomeName("1栋", "一单元", "0202"),
    "f": HomeName("11栋", "", "101"),
    "g": HomeName("12栋", "1单元", "101"),
    "h": HomeName("12号楼", "1单元", "101"),
}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("甲栋1单元101", ["a"]),
        ("乙栋一单元101室", ["b"]),
        ("1栋一单元201", ["c"]),
        ("一栋二单元二零一", ["d"]),
        ("1 栋 1 单元 201", ["c"]),
        ("1栋1单元201和202", ["c", "e"]),
        ("1栋1单元201/202。", ["c", "e"]),
        ("1#2-201", ["d"]),
        ("十一栋101", ["f"]),
        ("11-101", ["f"]),
        ("栋1单元101", []),
        ("1单元101", []),
        ("1栋1单元201 2人", []),
        ("12栋1单元101", []),
    ],
)
def test_words_name_a_home_by_all_they_say_and_never_another_one(words: str, named: list[str]) -> None:
    """The last: two homes of the roster are written so, and one photo is not both of theirs."""
    assert homes_named(words, HERE) == named


async def test_a_photo_of_one_building_is_not_the_other_buildings(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    async with uow() as unit:
        await appoint(unit, LI, Role.COMMUNITY_STAFF, houses.community, uow.clock.now())
        for number in range(1, 10):
            place = {"building": "甲栋" if number <= 6 else "乙栋", "room": f"0{number if number < 7 else number - 6}01"}
            await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[number]).values(**place))
        await unit.commit()
    vote = (await houses.open()).heading.vote_id
    table = csv_of("甲栋,1单元,0101,,同意,纸质", "乙栋,2单元,0101,,反对,", "乙栋,1单元,0101,,反对,")
    await wire.tap(CHEN, await sent(wire, vote, table), "都录入")
    got = await photo(wire, "甲栋1单元101")
    assert "记到 1 户" in got.text.replace("\u00a0", " ")
    assert [row[:3] for row in await ledger(uow, vote)] == [(1, "paper", "agree")]


async def test_a_newer_table_takes_the_place_of_what_waits_of_an_older_one(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    rooms = ("1单元,0101", "1单元,0201", "1单元,0301", "2单元,0401", "2单元,0501")
    await wire.tap(CHEN, await sent(wire, vote, csv_of(*(f"1栋,{room},,同意,纸质" for room in rooms))), "都录入")
    wire.clock.move(timedelta(minutes=1))
    shown = await sent(wire, vote, csv_of(*(f"1栋,{room},,反对,纸质" for room in rooms[:4])))
    await wire.tap(CHEN, shown, "都录入")
    text = shown.text.replace("\u00a0", " ")
    assert "还有 5 张票等照片" in text
    assert "前一张表里有 4 张是同一位业主的，以这张表为准" in text
    assert len([one for one in shown.labels if "单元" in one]) == 5, "each home once"
    await photo(wire, "1栋1单元101、201、301 1栋2单元401、501")
    assert [row[2] for row in sorted(await ledger(uow, vote), key=str)] == [Choice.AGAINST] * 4 + [Choice.AGREE]


async def test_a_colleague_sends_the_photo_where_the_tables_sender_has_no_role_any_more(wire: Wire, uow: Units) -> None:
    """Who sends the photo vouches for it, and is written down beside whoever sent the table."""
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    async with uow() as unit:
        chen, li = await unit.residents.person(CHEN.id), await unit.residents.person(LI.id)
        await unit.connection.execute(update(appointments).where(appointments.c.person_id == chen).values(state="ended"))
        await unit.commit()
    await wanted(wire, vote, LI)
    await wire.send_file(LI, PHOTO, "", kind="photo", caption="1栋1单元101")
    await wire.work()
    assert await states(uow) == {"recorded": 1, "photo": 1}
    assert await ledger(uow, vote) == [(1, "paper", "agree", SHA, None)]
    async with uow.read() as unit:
        row = (await unit.connection.execute(select(ballots.c.entered_by, ballots.c.confirmed_by))).one()
    assert tuple(row) == (chen, li)
    await wire.deliver()
    assert "录入了您的纸质票" in wire.last(owner(1).id).text


async def test_a_sheet_of_several_homes_is_fetched_once_and_a_failure_is_told_once(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    await wanted(wire, vote)
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元101、201")
    async with uow() as unit:
        fetches = (await unit.connection.execute(jobs.select().where(jobs.c.kind == "entries.fetch_photo"))).all()
        await unit.commit()
    assert len(fetches) == 1
    wire.session.files.clear()
    for _ in range(3):
        await wire.work()
        wire.clock.move(timedelta(minutes=1))
    await wire.deliver()
    assert len([text for text in wire.texts(CHEN.id) if "照片没有存下来" in text]) == 1
    await wanted(wire, vote)
    assert "还有 2 张票等照片" in wire.last(CHEN.id).text.replace("\u00a0", " "), "it may be sent anew"


async def test_photos_of_an_album_without_words_are_told_once_what_became_of_them(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    table = csv_of("1栋,1单元,0101,,同意,", "1栋,1单元,0201,,同意,", "1栋,1单元,0301,,同意,")
    await wire.tap(CHEN, await sent(wire, vote, table), "都录入")
    before = len(wire.in_chat(CHEN.id))
    for number in range(3):
        words = {"caption": "1栋1单元101、201"} if number == 1 else {}
        await wire.send_file(CHEN, PHOTO, "", kind="photo", media_group_id="g", **words)
    texts = [one.text.replace("\u00a0", " ") for one in wire.in_chat(CHEN.id)[before:]]
    assert sum("记到 2 户" in text for text in texts) == 1
    assert sum("这一组照片里，没写房号的没有用上" in text for text in texts) == 1
    assert len(texts) == 2
    await wire.work()
    assert await states(uow) == {"recorded": 2, "photo": 1}


async def test_a_photo_of_the_next_day_finds_the_table_that_waits_for_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, TWO), "都录入")
    wire.clock.move(timedelta(hours=25))
    await ended(wire)
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元101")
    assert "记到 1 户" in wire.last(CHEN.id).text.replace("\u00a0", " ")
    await wire.work()
    assert await states(uow) == {"recorded": 1, "photo": 1}
    await wire.send_file(owner(5), PHOTO, "", kind="photo", caption="1栋1单元101")
    assert "记到" not in wire.last(owner(5).id).text, "it is nobody else's business"
