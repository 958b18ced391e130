"""A file that is another compound's, files that follow each other, and a compound's name that is typed."""

import pytest

from bot.files.rosters import read_roster
from bot.rules.rosters import AreaSource, HomeKind, RosterHome, RosterReading, compare_rosters
from bot.rules.rosters.belonging import compound_in, strangers
from tests.compounds import untidy_rosters
from tests.compounds.test_handlers_roster import CHEN, homes, send, settle
from tests.compounds.test_roster_chat import ROWS, workbook
from tests.wire import Shown, Wire

HEAD = ["楼栋", "单元", "房号", "面积", "业主"]


@pytest.mark.parametrize(
    ("titles", "found"),
    [
        (("锦绣花园业主名册（2026年3月摸底）", "填表单位：锦绣社区居委会"), "锦绣花园"),
        (("北街社区锦绣花园业主名册",), "锦绣花园"),
        (("2026年锦绣花园3栋花名册.xlsx",), "锦绣花园"),
        (("北街社区和平小区业主名册",), ""),
        (("和平小区业主名册", "抄送：锦绣花园"), ""),
        (("业主名册", "填表人：王五"), ""),
        ((), ""),
    ],
)
def test_a_title_names_another_compound(titles: tuple[str, ...], found: str) -> None:
    assert compound_in(titles, "和平小区") == found


def test_a_part_of_the_name_is_the_same_compound() -> None:
    assert compound_in(["锦绣花园业主名册"], "锦绣花园一期") == ""


def _homes(*owners: str) -> tuple[RosterHome, ...]:
    return tuple(
        RosterHome("1栋", "1单元", f"0{number}01", HomeKind.HOME, 8_000, AreaSource.UNSTATED, (name,))
        for number, name in enumerate(owners, 1)
    )


@pytest.mark.parametrize(
    ("after", "number"),
    [(("戊", "己", "庚", "丁"), 3), (("戊", "己", "丙", "丁"), 0), (("甲", "乙", "丙", "丁"), 0), (("戊", "己", "庚", "辛"), 4)],
)
def test_owners_who_are_all_strangers(after: tuple[str, ...], number: int) -> None:
    reading = RosterReading(_homes(*after), (), fields=frozenset({"owners"}))
    assert strangers(compare_rosters(_homes("甲", "乙", "丙", "丁"), reading)) == number


def test_what_stands_above_the_headings_is_read() -> None:
    titles = read_roster(untidy_rosters.untidy(), "名册.xlsx").titles
    assert titles[:2] == ("锦绣花园业主名册(2026年3月摸底)", "填表单位:锦绣社区居委会")
    assert read_roster(workbook(ROWS), "名册.xlsx").titles == ()


async def titled(wire: Wire, title: str = "锦绣花园业主名册") -> Shown:
    await wire.send_file(CHEN, untidy_rosters.workbook(("住宅", [[title], HEAD, *ROWS])), "名册.xlsx")
    await wire.work()
    return wire.last(CHEN.id)


@pytest.mark.storage
async def test_another_compounds_roster_is_not_imported_by_the_first_button(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    preview = await titled(wire)
    assert preview.text.startswith("📋 <b>这份写的是锦绣花园，不是和平小区</b>")
    assert preview.labels == ["换小区", "先不", "照样导入"]
    await wire.tap(CHEN, preview, "换小区")
    choice = wire.last(CHEN.id)
    assert choice.labels == ["和平小区", "锦绣花园", "新小区", "不填了"]
    await wire.tap(CHEN, choice, "锦绣花园")
    await wire.work()
    assert wire.last(CHEN.id).text.startswith("📋 <b>导入前请看一遍：锦绣花园</b>")
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    async with wire.app.unit(False) as unit:
        (other,) = await unit.compounds.places_named("锦绣花园")
    assert (await homes(wire, place), await homes(wire, other)) == (0, 3)


@pytest.mark.storage
async def test_owners_who_do_not_fit_are_said_loud(wire: Wire) -> None:
    await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire), "导入")
    await wire.work()
    preview = await send(wire, [[*row[:4], f"新人{number}"] for number, row in enumerate(ROWS)])
    assert "3 户的业主和和平小区现在的完全不一样" in preview.text
    assert preview.labels[0] == "换小区"
    await wire.tap(CHEN, preview, "照样导入")
    await wire.work()
    assert "名册导入好了" in wire.last(CHEN.id).text


@pytest.mark.storage
async def test_a_compounds_name_is_typed_as_well(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    await send(wire)
    await wire.say(CHEN, "锦绣花园")
    await wire.work()
    assert "导入前请看一遍：锦绣花园" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "换小区")
    await wire.say(CHEN, "新村")
    await wire.work()
    assert "导入前请看一遍：新村" in wire.last(CHEN.id).text


@pytest.mark.storage
@pytest.mark.parametrize("compounds", [("和平小区",), ("和平小区", "锦绣花园")])
async def test_a_refused_file_leaves_the_waiting_preview_alone(wire: Wire, compounds: tuple[str, ...]) -> None:
    place = (await settle(wire, *compounds))[0]
    preview = await send(wire)
    if len(compounds) > 1:
        await wire.tap(CHEN, preview, "和平小区")
        await wire.work()
    preview = wire.last(CHEN.id)
    await wire.send_file(CHEN, b"\xff\xd8jpeg", "", kind="photo")
    await wire.send_file(CHEN, b"%PDF-1.4 a letter", "通知")
    if len(compounds) > 1:
        await wire.tap(CHEN, wire.last(CHEN.id), "和平小区")
    await wire.work()
    assert "不是表格" in wire.last(CHEN.id).text
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    assert await homes(wire, place) == 3


@pytest.mark.storage
async def test_a_newer_preview_takes_the_place_of_the_older(wire: Wire) -> None:
    """The older button would import what nobody looked at under it."""
    (place,) = await settle(wire, "和平小区")
    older = await send(wire)
    import_older = older.data("导入")
    newer = await send(wire, ROWS[:1])
    assert newer.message_id != older.message_id
    assert "后面又发了一份表格" in older.text
    assert older.labels == []
    reply = await wire.press(CHEN, import_older, message=older)
    assert reply is not None
    assert reply.show_alert
    assert "请看最下面那份" in str(reply.text)
    await wire.tap(CHEN, newer, "导入")
    await wire.work()
    assert await homes(wire, place) == 1
