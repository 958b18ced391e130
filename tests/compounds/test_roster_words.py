"""What the clerk reads while a roster is brought in: everything that is still open, and figures that fit together."""

import pytest

from bot.files.rosters import read_roster
from bot.rules.residents import Place
from bot.rules.rosters import Counted
from tests.compounds import untidy_rosters
from tests.compounds.test_handlers_roster import CHEN, send, settle
from tests.compounds.test_roster_chat import ROWS
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def imported(wire: Wire, rows: list[list[object]] = ROWS) -> Place:
    (place,) = await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire, rows), "导入")
    await wire.work()
    return place


async def test_names_are_not_forgotten_when_the_gaps_are_done_first(wire: Wire) -> None:
    await imported(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    done = wire.last(CHEN.id)
    assert "都补全了" in done.text
    assert "还有 1 个名字在几户都有" in done.text
    assert done.labels == ["看同名的", "下一步", "改回去", "名册"]
    await wire.tap(CHEN, done, "看同名的")
    await wire.tap(CHEN, wire.last(CHEN.id), "是同一个人")
    assert wire.last(CHEN.id).text.endswith("请点「下一步」。")
    assert wire.last(CHEN.id).labels == ["下一步", "改回去", "名册"]


async def test_gaps_are_not_forgotten_when_the_names_are_done_first(wire: Wire) -> None:
    await imported(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "看同名的")
    await wire.tap(CHEN, wire.last(CHEN.id), "不是")
    done = wire.last(CHEN.id)
    assert "同名的都问完了" in done.text
    assert "还有 1 户没补全，不补就不能表决" in done.text
    assert "补全缺的" in done.labels


PARKED = untidy_rosters.workbook(
    ("住宅", [["楼栋", "单元", "房号", "面积", "业主"], *ROWS]),
    ("车位", [["车位号", "面积", "业主"], ["A-1", 12, "王建国"], ["A-2", 12, "张三"]]),
)


async def test_homes_and_parking_places_are_counted_apart(wire: Wire) -> None:
    await settle(wire, "和平小区")
    await wire.send_file(CHEN, PARKED, "花名册.xlsx")
    await wire.work()
    preview = wire.last(CHEN.id)
    assert "新增 3 户、2 个车位" in preview.text
    assert "改了" not in preview.text, "nothing changes in an empty compound"
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    done = wire.last(CHEN.id).text
    assert "现在有 3 户、2 个车位、住宅 " in done
    assert "新增 3 户、2 个车位" in done
    await wire.send_file(CHEN, PARKED, "花名册.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    assert "和原来一样，没有要改的" in wire.last(CHEN.id).text


async def test_a_preview_keeps_to_six_lines(wire: Wire) -> None:
    """Two rows are named, the rest are counted: they come one by one after the import."""
    await settle(wire, "和平小区")
    preview = await send(wire, [*ROWS, *(["3栋", "1单元", f"0{room}01", None, "赵六"] for room in range(1, 6))])
    assert "第 3 行 1栋1单元102：没有面积" in preview.text
    assert "；还有 4 行" in preview.text
    assert len(preview.text.split("\n")) <= 6


def test_kinds_are_never_added_up() -> None:
    reading = read_roster(PARKED, "花名册.xlsx")
    assert Counted.of(reading.homes) == Counted(homes=3, parking=2)
    assert not Counted.of([])


async def test_what_was_not_read_or_not_understood_is_in_the_preview(wire: Wire) -> None:
    await settle(wire, "和平小区")
    heading = ["楼栋", "单元", "房号", "面积", "业主"]
    rows = [["1栋", 1, 101, 80, "张三"], ["1栋", 1, 101, 80, "李四"], ["1栋", 1, 102, 80, "孙七（南屋）"], ["1栋", 1, 102, 81, "孙七"]]
    book = untidy_rosters.workbook(("1栋", [heading, *rows]), ("2栋", [heading, ["2栋", 1, 101, 80, "王五"]]), hidden="2栋")
    await wire.send_file(CHEN, book, "花名册.xlsx")
    await wire.work()
    said = wire.last(CHEN.id).text
    assert "1栋1单元101写了几行、业主不同：当作共有，都算业主，面积只算一行。不是共有就改表重发" in said
    assert "1栋1单元102写了几行、面积不同：先按第一行。不对就改表重发" in said
    assert "业主没写清：1栋1单元102 孙七(南屋)\n" in said
    assert "第 3 行" not in said, "a row of a co-owner is no row too many"
    assert "第 5 行 1栋1单元102：重复了，只算一次" in said
    assert "没有读：隐藏的表「2栋」" in said


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "没有读：列「第二人」「丙」等 3 列"), ("en", "Not read: columns 第二人, 丙 and others, 3 in all")]
)
async def test_columns_that_were_not_read_are_in_the_preview(wire: Wire, language: str, says: str) -> None:
    await settle(wire, "和平小区")
    if language == "en":
        await wire.say(CHEN, "/language")
        await wire.tap(CHEN, wire.last(CHEN.id), "English")
    heading = ["楼栋", "单元", "房号", "面积", "业主", "证号", "第二人", "丙"]
    rows = [["1栋", 1, 101, 80, "张三", "京12", "李四", "王五"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", [heading, *rows])), "花名册.xlsx")
    await wire.work()
    assert says in wire.last(CHEN.id).text


async def test_a_gap_without_a_name_says_how_the_owner_comes_in(wire: Wire) -> None:
    """A number or an area is typed here; a name is not, so the clerk has to hear where it goes. And the table does bring it."""
    (place,) = await settle(wire, "和平小区")
    heading = ["楼栋", "单元", "房号", "面积", "业主"]
    rows = [["1栋", 1, 101, 80, "张三"], ["1栋", 1, 102, None, "#REF!"], ["1栋", 1, 103, None, "未售"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", [heading, *rows])), "花名册.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    assert "业主：没读到名字。在表里写好，改好的表再发一次就有了" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    assert "没读到名字" not in wire.last(CHEN.id).text, "the developer's home is nobody's name"
    rows[1] = ["1栋", 1, 102, 88.10, "李四"]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", [heading, *rows])), "花名册2.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    async with wire.app.unit(False) as unit:
        assert {one.home.room: one.home.owners for one in await unit.rosters.kept(place.id)} == {"101": ("张三",), "102": ("李四",)}


async def test_an_owner_who_died_is_shown_as_the_table_says_before_the_home_counts(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    heading = ["楼栋", "单元", "房号", "面积", "业主"]
    rows = [["1栋", 1, 101, 80, "李四"], ["1栋", 1, 102, 90, "张三（已故，13800138000）"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", [heading, *rows])), "花名册.xlsx")
    await wire.work()
    assert "业主没写清：1栋1单元102 张三(已故" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    asked = wire.last(CHEN.id).text
    assert "业主要核对，写的是「张三(已故" in asked
    assert "业主：张三\n" in asked
    assert "1380013" not in asked
    await wire.tap(CHEN, wire.last(CHEN.id), "先记下")
    async with wire.app.unit(False) as unit:
        assert {one.home.room: one.home.owners for one in await unit.rosters.kept(place.id)} == {"101": ("李四",), "102": ("张三",)}


async def test_while_a_home_is_asked_for_everything_is_at_hand(wire: Wire) -> None:
    """Its refusals speak of 「不算这户」, and whoever does not know yet comes back to the gap."""
    await settle(wire, "和平小区")
    heading = ["楼栋", "单元", "房号", "面积", "业主"]
    rows = [["1栋", 1, 101, 80, "张三"], ["1栋", 1, None, 90, "李四"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", [heading, *rows])), "花名册.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "补这一户")
    asked = wire.last(CHEN.id)
    assert "第 3 行，业主 李四，90.00" in asked.text
    await wire.say(CHEN, "101")
    assert "就点「不算这户」" in wire.last(CHEN.id).text
    assert asked.labels == ["不算这户", "不填了"]
    await wire.tap(CHEN, asked, "不填了")
    assert asked.labels[:2] == ["补这一户", "不算这户"]
    await wire.say(CHEN, "103")
    assert "没看懂" in wire.last(CHEN.id).text, "nothing is awaited any more"


async def test_a_parking_place_is_not_called_a_home(wire: Wire) -> None:
    await settle(wire, "和平小区")
    flats = [["楼栋", "单元", "房号", "面积", "业主"], ["1栋", 1, 101, 80, "张三"]]
    parking = [["车位号", "面积", "业主"], ["A-1", None, "张三"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("1栋", flats), ("车位", parking)), "花名册.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    asked = wire.last(CHEN.id)
    assert "这个车位没补全" in asked.text
    assert "没有面积" in asked.text
    assert "户" not in asked.text.replace("名册", "")
    assert asked.labels[:2] == ["填面积", "不算这个"]
    await wire.tap(CHEN, asked, "不算这个")
    assert "不是住户" not in wire.last(CHEN.id).text


async def test_an_entrance_typed_where_there_is_none_names_the_home_that_is_there(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    heading = ["楼栋", "单元", "房号", "面积", "业主"]
    rows = [["2栋", None, 202, 80, "张三"], ["2栋", None, None, 90, "李四"]]
    await wire.send_file(CHEN, untidy_rosters.workbook(("2栋", [heading, *rows])), "花名册.xlsx")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "补这一户")
    await wire.say(CHEN, "2栋1单元0202")
    assert "2栋202 已经在名册里了" in wire.last(CHEN.id).text
    await wire.say(CHEN, "203")
    async with wire.app.unit(False) as unit:
        assert {one.home.name.for_people for one in await unit.rosters.kept(place.id)} == {"2栋202", "2栋203"}
