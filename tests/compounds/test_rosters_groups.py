"""Columns of names and areas that belong together: numbered ones, and those below a heading that is merged over them."""

import pytest
from openpyxl import Workbook

from bot.files.rosters import read_roster
from bot.rules.rosters import RosterNote, RosterReading
from bot.rules.rosters.looks import looks_at
from tests.compounds.readings import gaps, homes, read
from tests.compounds.untidy_rosters import csv, saved

PLACES = ["楼栋", "单元", "房号", "面积"]
HOME = [1, 1, 101, 80]


def merged(rows: list[list[object]], *areas: str) -> RosterReading:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in areas:
        book.active.merge_cells(area)
    return read_roster(saved(book), "名册.xlsx")


@pytest.mark.parametrize(
    "headings",
    [
        ["产权人", "共有人1", "共有人2"],
        ["产权人", "共有人（1）", "共有人②"],
        ["产权人", "共有人姓名1", "共有人姓名2"],
        ["业主", "业主2", "业主3"],
        ["业主一", "业主二", "业主三"],
        ["业主姓名", "第二业主", "第3业主"],
        ["姓名", "共有人", "共有人2"],
        ["姓名1", "姓名2", "姓名3"],
        ["买受人", "买受人2", "共有人"],
        ["购房人", "共有人1", "共有人2"],
        ["Owner 1", "Owner 2", "Co-owner"],
    ],
)
def test_owners_in_columns_of_their_own(headings: list[str]) -> None:
    """The further columns were lost without a word, and with them the owners who could not vote."""
    reading = read([*PLACES, *headings], [*HOME, "张三", "李四", "王五"], [1, 1, 102, 80, "赵六", None, None])
    assert [home.owners for home in reading.homes] == [("张三", "李四", "王五"), ("赵六",)]


@pytest.mark.parametrize(
    ("headings", "owners"),
    [
        (["业主", "户主"], ("张三",)),
        (["产权人", "买受人"], ("张三",)),
        (["姓名", "姓名"], ("张三",)),
        (["住户姓名", "住户姓名2"], ()),
        (["业主及共有人", "租户"], ("张三",)),
    ],
)
def test_who_may_be_somebody_else_is_no_owner(headings: list[str], owners: tuple[str, ...]) -> None:
    assert read([*PLACES, *headings], [*HOME, "张三", "李四"]).homes[0].owners == owners


def test_a_heading_of_owners_merged_over_two_columns() -> None:
    assert homes(merged([[*PLACES, "业主", None], [*HOME, "张三", "李四"]], "E1:F1")) == {"1栋-1单元-101": (8000, ("张三", "李四"))}


DOWN = ("A1:A2", "B1:B2", "C1:C2", "D1:D2")


@pytest.mark.parametrize(
    ("group", "below", "said", "owners"),
    [
        ("业主", ["姓名", "姓名"], ["张三", "李四"], ("张三", "李四")),
        ("业主信息", ["姓名1", "姓名2"], ["张三", "李四"], ("张三", "李四")),
        ("产权人", ["姓名", "性别"], ["张三", "女"], ("张三",)),
        ("业主", ["性别", "姓名"], ["女", "张三"], ("张三",)),
        ("业主", ["姓名", "电话"], ["张三", "13800138000"], ("张三",)),
        ("业主", [None, None], ["张三", "李四"], ("张三", "李四")),
        ("租户信息", ["姓名", "人数"], ["张三", 2], ()),
        ("基本信息", ["姓名", "人数"], ["张三", 2], ("张三",)),
    ],
)
def test_whose_names_stand_below_a_group(group: str, below: list[str], said: list[object], owners: tuple[str, ...]) -> None:
    reading = merged([[*PLACES, group, None], [None, None, None, None, *below], [*HOME, *said]], *DOWN, "E1:F1")
    assert ([home.owners for home in reading.homes], gaps(reading)) == ([owners], [])


def test_tenants_before_the_owners() -> None:
    rows = [[*PLACES, "租户", None, "业主", None], [None] * 4 + ["姓名", "电话"] * 2, [*HOME, "张三", None, "李四", None]]
    assert merged(rows, *DOWN, "E1:F1", "G1:H1").homes[0].owners == ("李四",)


@pytest.mark.parametrize("below", [["套内", "建筑"], ["建筑", "套内"], ["套内面积", "建筑面积"], ["公摊", "产权"], ["套内(㎡)", "建面"]])
def test_the_area_that_counts_stands_below_a_group(below: list[str]) -> None:
    """套内 was taken, and the total that the law divides by shrank."""
    areas = [66 if part[0] in "套公" else 80 for part in below]
    heading = [["楼栋", "单元", "房号", "面积", None, "业主"], [None, None, None, *below, None]]
    row = [1, 1, 101, *areas, "张三"]
    expected = {"1栋-1单元-101": (8000, ("张三",))}
    reading = merged([*heading, row], "A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2")
    assert (homes(reading), gaps(reading)) == (expected, [])
    plain = read_roster(csv([["" if cell is None else str(cell) for cell in line] for line in [*heading, row]]), "a.csv")
    assert (homes(plain), gaps(plain)) == (expected, [])


def test_two_lines_of_headings_on_each_page() -> None:
    heading = [["楼栋", "单元", "房号", "面积", None, "业主"], [None, None, None, "套内", "建筑", None]]
    reading = merged([*heading, [1, 1, 101, 66, 80, "张三"], *heading, [1, 1, 102, 67, 81, "李四"]], "D1:E1", "D4:E4")
    assert (homes(reading), gaps(reading)) == ({"1栋-1单元-101": (8000, ("张三",)), "1栋-1单元-102": (8100, ("李四",))}, [])


def test_an_area_that_says_it_is_the_inner_one_is_not_taken() -> None:
    assert homes(read(["楼栋", "房号", "面积（套内）", "面积（建筑）", "业主"], [1, 101, 66, 80, "张三"])) == {"1栋-101": (8000, ("张三",))}


def test_the_first_home_is_no_second_line_of_the_heading() -> None:
    """「未售」 in a column that nobody knows made one of it, and the home was lost."""
    reading = read(["楼栋", "单元", "房号", "面积", "业主", "状态"], [*HOME, "张三", "未售"], [1, 1, 102, 80, "李四", None])
    assert list(homes(reading)) == ["1栋-1单元-101", "1栋-1单元-102"]


@pytest.mark.parametrize(
    ("headings", "row", "unread"),
    [
        (["业主", "配偶"], ["张三", "李四"], ["配偶"]),
        (["住户姓名"], ["张三"], ["住户姓名"]),
        (["业主", None], ["张三", "李四"], ["F"]),
        (["业主", "产权证号", "户主"], ["张三", "京1234", "李四"], ["户主", "产权证号"]),
        (["业主", "配偶"], ["张三", None], []),
        (["业主", "套内面积", "电话", "备注", "指定投票人"], ["张三", 66, "13800138000", "空置", "张三"], []),
    ],
)
def test_columns_that_nobody_read_are_told(headings: list[str], row: list[object], unread: list[str]) -> None:
    reading = read([*PLACES, *headings], [*HOME, *row])
    assert [warning.text for warning in reading.warnings if warning.note is RosterNote.COLUMN_UNREAD] == unread
    assert looks_at(reading).columns_unread == tuple(unread)
    assert "李四" not in repr(reading)


def test_row_numbers_and_where_an_owner_of_a_parking_place_lives_are_not_missed() -> None:
    reading = read(["序号", "车位号", "楼栋", "房号", "面积", "业主"], [1, "B1", 1, 101, 12, "张三"], sheet="车位")
    assert reading.warnings == ()
