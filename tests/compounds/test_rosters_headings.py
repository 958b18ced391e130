"""Which column holds what: headings in any order and on several lines, titles that name a building, columns that are not read."""

import pytest
from openpyxl import Workbook

from bot.files.rosters import read_roster
from bot.rules.rosters import RosterNote
from tests.compounds.readings import gaps, homes, notes, read
from tests.compounds.untidy_rosters import HEADINGS, csv, saved, workbook


def test_english_headings_and_all_columns_of_the_tally() -> None:
    rows = [
        ["owners", "area_m2", "room", "developer", "designated", "kind", "entrance", "building"],
        ["Wang Jianguo;Li Ying", "89.35", "0301", "", "Li Ying", "home", "2", "3"],
        ["", "90", "0302", "yes", "", "home", "2", "3"],
        ["Li Ying", "12.5", "P1", "", "Zhao", "parking", "", ""],
        ["Li Ying", "5", "S1", "", "", "storage", "", "3"],
    ]
    reading = read_roster(csv(rows), "roster.csv")
    assert [(home.name.in_files, home.kind.value, home.owners, home.designated, home.developer) for home in reading.homes] == [
        ("3栋-2单元-0301", "home", ("Wang Jianguo", "Li Ying"), "Li Ying", False),
        ("3栋-2单元-0302", "home", (), "", True),
        ("P1", "parking", ("Li Ying",), "", False),
        ("3栋-S1", "storage", ("Li Ying",), "", False),
    ]
    assert (RosterNote.DESIGNATED_UNKNOWN, 4) in notes(reading)
    assert {"building", "entrance", "room", "kind", "area_cm2m", "owners", "designated", "developer"} == reading.fields


def test_one_column_with_the_whole_address() -> None:
    reading = read(
        ["房屋坐落", "建筑面积", "权利人"], ["和平小区3栋2单元301室", 89.35, "李英"], ["3-2-302", 90, "赵六"], ["后门", 91, "孙七"]
    )
    assert homes(reading) == {"3栋-2单元-301": (8935, ("李英",)), "3栋-2单元-302": (9000, ("赵六",))}
    assert gaps(reading) == [(4, "unreadable", "")]
    assert reading.gaps[0].text == "后门"


@pytest.mark.parametrize("heading", ["栋号/单元/房号", "楼栋-单元-房号", "房号"])
def test_one_column_with_three_numbers(heading: str) -> None:
    assert homes(read([heading, "面积", "业主"], ["3-2-0301", 89.35, "李英"])) == {"3栋-2单元-0301": (8935, ("李英",))}


def test_entrance_and_room_in_one_cell_or_building_and_entrance() -> None:
    assert list(homes(read(["楼号", "房号", "面积"], ["3号楼", "2-301", 89], ["3号楼", "2单元302", 89]))) == [
        "3栋-2单元-301",
        "3栋-2单元-302",
    ]
    assert list(homes(read(["楼栋", "房号", "面积"], ["3栋2单元", 301, 89], [None, 302, 89], ["3-1", 301, 89]))) == [
        "3栋-2单元-301",
        "3栋-2单元-302",
        "3栋-1单元-301",
    ]


def test_a_sheet_or_a_line_or_a_title_that_names_the_building() -> None:
    assert list(homes(read(["房号", "面积"], [301, 89], sheet="3号楼"))) == ["3栋-301"]
    assert list(homes(read(["和平小区5栋业主名册"], ["单元", "房号", "面积"], [1, 301, 89]))) == ["5栋-1单元-301"]
    lines = read(["房号", "面积"], ["3号楼"], ["一单元"], [301, 89], ["二单元"], [301, 90], ["4栋2单元"], [301, 91])
    assert list(homes(lines)) == ["3栋-1单元-301", "3栋-2单元-301", "4栋-2单元-301"]


def test_headings_in_two_lines_with_merged_groups() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["房屋信息", None, None, "面积", None, "业主信息", None],
        ["楼栋", "单元", "房号", "套内面积", "建筑面积", "姓名", "身份证号码"],
        [1, 1, 101, 66, 80, "张三", "510102194909122345"],
    ):
        sheet.append(row)
    for area in ("A1:C1", "D1:E1", "F1:G1"):
        sheet.merge_cells(area)
    reading = read_roster(saved(book), "名册.xlsx")
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三",))}
    assert [column.looks_like for column in reading.skipped_columns] == ["id"]


def test_headings_merged_downwards() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["楼栋", "单元", "房号", "面积(㎡)", None, "产权人"],
        [None, None, None, "套内", "建筑面积", None],
        [1, 1, 101, 66, 80, "张三"],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"):
        sheet.merge_cells(area)
    assert homes(read_roster(saved(book), "名册.xlsx")) == {"1栋-1单元-101": (8000, ("张三",))}


def test_two_blocks_side_by_side_and_headings_repeated_on_each_page() -> None:
    heading = ["楼栋", "房号", "面积", "业主", "楼栋", "房号", "面积", "业主"]
    reading = read(
        heading,
        ["1栋", 101, 80, "张三", "2栋", 101, 81, "李四"],
        [None, 102, 80, "王五", None, 102, 81, None],
        ["第1页"],
        heading,
        [None, 103, 80, "赵六"],
    )
    assert homes(reading) == {
        "1栋-101": (8000, ("张三",)),
        "2栋-101": (8100, ("李四",)),
        "1栋-102": (8000, ("王五",)),
        "2栋-102": (8100, ()),
        "1栋-103": (8000, ("赵六",)),
    }
    assert gaps(reading) == []


@pytest.mark.rule("R2.source")
def test_the_best_source_of_an_area_stands() -> None:
    heading = ["楼栋", "房号", "合同面积", "实测面积", "产权面积", "套内面积"]
    reading = read(
        heading, [1, 101, 80, 81, 82, 60], [1, 102, 80, 81, None, 60], [1, 103, 80, "待测", "-", 60], [1, 104, None, None, None, 60]
    )
    assert [(home.area_cm2m, home.area_source.value) for home in reading.homes] == [
        (8200, "register"),
        (8100, "survey"),
        (8000, "contract"),
    ]
    assert gaps(reading) == [(5, "no_area", "1栋104")]


@pytest.mark.parametrize("heading", ["身份证号", "证件号码", "联系电话", "手机", "业主电话", "ID card", "Phone", "微信号"])
def test_columns_of_people_are_known_by_their_heading(heading: str) -> None:
    reading = read(["楼栋", "房号", "面积", heading, "业主"], [1, 101, 80, "见附件", "张三"])
    assert [(column.column, column.heading) for column in reading.skipped_columns] == [("D", heading)]
    assert reading.homes[0].owners == ("张三",)


@pytest.mark.parametrize(
    ("cell", "looks_like"),
    [
        ("510102194909122345", "id"),
        (510102194909122345.0, "id"),
        ("13800000000", "phone"),
        (13800000000, "phone"),
        ("138****0000", "phone"),
        ("0826-2345678", "phone"),
    ],
)
def test_columns_of_people_are_known_by_what_stands_in_them(cell, looks_like: str) -> None:
    reading = read(["楼栋", "房号", "面积", "业主", "业主姓名"], *([1, 101 + door, 80, "张三", cell] for door in range(5)))
    assert [(column.column, column.looks_like) for column in reading.skipped_columns] == [("E", looks_like)]
    assert {home.owners for home in reading.homes} == {("张三",)}


def test_a_phone_in_a_cell_of_names_is_dropped_and_the_name_stays() -> None:
    reading = read(["楼栋", "房号", "面积", "业主及联系电话"], [1, 101, 80, "张三13800000000"], [1, 102, 80, "李四 13900000000"])
    assert [home.owners for home in reading.homes] == [("张三",), ("李四",)]
    assert reading.skipped_columns == ()


def test_the_second_number_of_a_household_is_not_its_room() -> None:
    assert list(homes(read(["户号", "楼栋", "单元", "房号", "面积"], [77, 1, 1, 101, 80]))) == ["1栋-1单元-101"]
    assert list(homes(read(["楼栋", "门牌号", "面积"], [1, 101, 80]))) == ["1栋-101"]


def test_a_list_of_parking_places_may_say_where_their_owners_live() -> None:
    data = workbook(
        ("住宅", [["楼栋", "房号", "面积", "车位号"], [1, 101, 80, "B12"]]),
        ("地下车库", [["车位号", "楼栋", "房号", "面积"], [1, 1, 101, 12], [2, 1, 101, 12]]),
    )
    reading = read_roster(data, "名册.xlsx")
    assert [(home.kind.value, home.name.in_files) for home in reading.homes] == [("home", "1栋-101"), ("parking", "1"), ("parking", "2")]


def test_headings_are_known_by_name_only() -> None:
    """「业主签字」 is no owner's name."""
    assert read(["序号", *HEADINGS[1:5], "业主签字"], [1, "1栋", 1, 101, 80, "同意"]).homes[0].owners == ()
