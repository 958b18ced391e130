"""Roster files as offices keep them: what is read, what becomes a gap, what is left out and said."""

import json
import pickle
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.files.rosters import read_roster
from bot.rules.rosters import HomeKind, RosterNote, RosterTooLong
from tests.compounds.readings import gaps, homes, notes, read
from tests.compounds.untidy_rosters import UNTIDY_GAPS, UNTIDY_HOMES, csv, saved, sheet_xml, untidy, workbook

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.skipif(not SHARED.exists(), reason="the office's own file lies beside the checkout only where Linli is made")
def test_the_untidy_workbook_of_the_office() -> None:
    reading = read_roster((SHARED / "roster-jinxiu-untidy.xlsx").read_bytes(), "roster-jinxiu-untidy.xlsx")
    expected = json.loads((SHARED / "roster-jinxiu-untidy.expected.json").read_text())
    errors = [{"row": gap.row, "problem": gap.problem.value, "home": gap.name.in_full} for gap in reading.gaps]
    assert {"homes": len(reading.of_kind(HomeKind.HOME)), "area_cm2m": reading.area_cm2m(), "errors": errors} == expected
    assert len(reading.of_kind(HomeKind.PARKING)) == 8


@pytest.mark.skipif(not SHARED.exists(), reason="the office's own file lies beside the checkout only where Linli is made")
def test_the_tidy_roster_has_no_errors() -> None:
    reading = read_roster((SHARED / "roster-heping.csv").read_bytes(), "roster-heping.csv")
    assert (len(reading.homes), reading.gaps, reading.warnings) == (144, (), ())
    assert sum(home.developer for home in reading.homes) == 4


def test_every_mess_at_once() -> None:
    reading = read_roster(untidy(), "名册.xlsx")
    assert {home.name.in_files: (home.area_cm2m, home.owners) for home in reading.of_kind(HomeKind.HOME)} == UNTIDY_HOMES
    assert gaps(reading) == UNTIDY_GAPS
    assert [(home.room, home.area_cm2m, home.owners, home.sheet) for home in reading.of_kind(HomeKind.PARKING)] == [
        ("地上1号", 1250, ("郑兰",), "车位"),
        ("地上2号", 1250, ("许磊",), "车位"),
    ]
    assert [(column.sheet, column.column, column.heading, column.looks_like) for column in reading.skipped_columns] == [
        ("车位", "D", "联系电话", "phone")
    ]
    assert [(warning.note, warning.sheet) for warning in reading.warnings] == [
        (RosterNote.SHEET_HIDDEN, "旧名册"),
        (RosterNote.SHEET_SKIPPED, "汇总"),
        (RosterNote.AREA_UNLIKELY, "住宅"),
    ]
    assert "13800000001" not in repr(reading)
    assert pickle.loads(pickle.dumps(reading)) == reading


@pytest.mark.rule("R2.gap")
def test_a_gap_keeps_what_the_row_said_and_a_duplicate_says_what_counts() -> None:
    found = {gap.row: gap for gap in read_roster(untidy(), "名册.xlsx").gaps}
    assert (found[14].area_cm2m, found[14].owners) == (6600, ("张三",))
    assert (found[11].text, found[11].owners) == ("待核", ("傅文生",))
    assert (found[13].first_sheet, found[13].first_row) == ("住宅", 12)
    assert [row for row, gap in found.items() if not gap.is_open] == [13]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_every_kind(encoding: str, mark: str) -> None:
    rows = [
        ["业主", "面积", "房号", "单元", "楼栋"],
        ["李英、王建国", "89.35", "0301", "2", "3"],
        ["", "", "", "", ""],
        ["赵六", "90", '="0302"', "2", "3"],
    ]
    reading = read_roster(csv(rows, encoding, mark), "名册.csv")
    assert homes(reading) == {"3栋-2单元-0301": (8935, ("李英", "王建国")), "3栋-2单元-0302": (9000, ("赵六",))}
    assert [home.row for home in reading.homes] == [2, 4]


def test_a_tower_without_entrances_does_not_inherit_its_neighbours() -> None:
    reading = read(
        ["楼栋", "单元", "房号", "面积"], ["1栋", "2单元", 101, 80], [None, None, 102, 80], ["2栋", None, 101, 80], ["2栋", None, 102, 80]
    )
    assert list(homes(reading)) == ["1栋-2单元-101", "1栋-2单元-102", "2栋-101", "2栋-102"]


def test_joint_owners_on_rows_of_their_own_under_merged_cells() -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["楼栋", "单元", "房号", "面积", "业主"],
        ["1栋", 1, 101, 80, "张三"],
        [None, None, None, None, "李四"],
        [None, None, 102, 81, "王五"],
        [None, None, 103, None, None],
    ):
        sheet.append(row)
    for area in ("A2:A5", "B2:B5", "C2:C3", "D2:D3", "D4:D5", "E4:E5"):
        sheet.merge_cells(area)
    reading = read_roster(saved(book), "名册.xlsx")
    # One owner over two rooms owns both; one area over two rooms is the sum of both, and the second has none of its own.
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三", "李四")), "1栋-1单元-102": (8100, ("王五",))}
    assert gaps(reading) == [(5, "no_area", "1栋1单元103")]
    assert reading.gaps[0].owners == ("王五",)


def test_a_complete_row_counts_before_an_incomplete_one_of_the_same_home() -> None:
    reading = read(["楼栋", "房号", "面积"], [1, 101, None], [1, 101, 80], [1, 102, None], [1, "0102", None])
    assert homes(reading) == {"1栋-101": (8000, ())}
    assert gaps(reading) == [(2, "duplicate", "1栋101"), (4, "no_area", "1栋102"), (5, "duplicate", "1栋0102")]


def test_formulas_errors_dates_and_zeros_kept_by_a_format() -> None:
    rows = (
        '<row r="1"><c t="str"><v>楼栋</v></c><c t="inlineStr"><is><t>房号</t></is></c><c t="str"><v>面积</v></c></row>'
        '<row r="2"><c r="A2"><f>1+2</f><v>3</v></c><c r="B2" t="str"><f>"0"&amp;301</f><v>0301</v></c>'
        '<c r="C2"><f>80+9</f><v>89</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>302</v></c><c r="C3"><f>80+9</f></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><v>303</v></c><c r="C4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="5"><c r="A5"><v>3</v></c><c r="B5"><f>A5</f></c><c r="C5"><v>80</v></c></row>'
        '<row r="6"><c r="A6"><v>3</v></c><c r="B6" t="d"><v>2026-03-02</v></c><c r="C6"><v>80</v></c></row>'
        '<row r="7"><c r="A7"><v>3</v></c><c r="B7"><v>304</v></c><c r="C7" t="str"><f>IF(1,"","")</f><v></v></c></row>'
    )
    reading = read_roster(sheet_xml(rows), "名册.xlsx")
    assert homes(reading) == {"3栋-0301": (8900, ())}
    assert gaps(reading) == [
        (3, "unreadable", "3栋302"),
        (4, "bad_area", "3栋303"),
        (5, "unreadable", "3栋"),
        (6, "unreadable", "3栋"),
        (7, "no_area", "3栋304"),
    ]
    assert [gap.text for gap in reading.gaps] == ["=", "#DIV/0!", "=", "2026-03-02", ""]


def test_number_formats_of_excel() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["楼栋", "房号", "面积"])
    sheet.append([3, 301, 80])
    sheet.append([3, 46083, 80])
    sheet["B2"].number_format = "0000"
    sheet["B3"].number_format = 'm"月"d"日"'
    reading = read_roster(saved(book), "名册.xlsx")
    assert list(homes(reading)) == ["3栋-0301"]
    assert [(gap.problem.value, gap.text) for gap in reading.gaps] == [("unreadable", "2026-03-02")]


def test_an_unreadable_building_is_not_taken_for_the_one_above() -> None:
    reading = read(["楼栋", "房号", "面积"], ["1栋", 101, 80], ["=A2", 102, 80], [None, 103, 80], ["2栋", 101, 80])
    assert list(homes(reading)) == ["1栋-101", "2栋-101"]
    assert gaps(reading) == [(3, "unreadable", "102"), (4, "unreadable", "103")]


def test_what_staff_should_look_at() -> None:
    reading = read(["楼栋", "房号", "面积", "业主"], [1, 101, 80.123, "张三"], [1, 102, 8935, "张三等3人"], [1, 103, 90, None])
    assert set(notes(reading)) == {
        (RosterNote.AREA_ROUNDED, 2),
        (RosterNote.AREA_UNLIKELY, 3),
        (RosterNote.OWNERS_INCOMPLETE, 3),
        (RosterNote.NO_OWNER, 4),
    }


def test_the_end_of_a_list_is_not_a_home() -> None:
    reading = read(
        ["序号", "楼栋", "房号", "面积", "业主", "备注"],
        [1, "1栋", 101, 80, "张三", "以下空白"],
        [2, None, "以下空白"],
        [3],
        ["本页小计", None, 1, 80],
        ["制表人", "王五", None, None, "李四"],
    )
    assert homes(reading) == {"1栋-101": (8000, ("张三",))}
    assert gaps(reading) == []


@pytest.mark.rule("R2.gap")
def test_rows_before_the_first_building_are_gaps_not_guesses() -> None:
    assert gaps(read(["楼栋", "房号", "面积"], [None, 101, 80], ["1栋", 102, 80])) == [(2, "no_room", "101")]


def test_the_progress_ends_at_the_end_and_never_goes_back() -> None:
    steps: list[tuple[int, int]] = []
    rows = [["楼栋", "房号", "面积"], *([1, number, 80] for number in range(1200))]
    read_roster(workbook(("住宅", rows)), "名册.xlsx", lambda done, total: steps.append((done, total)))
    assert steps == [(500, 1200), (1000, 1200), (1200, 1200)]


def _many(count: int) -> bytes:
    rows = (
        [
            f"{number // 400 + 1}栋",
            f"{number % 400 // 100 + 1}单元",
            f"{number % 100:04d}",
            f"{80 + number / 100:.2f}㎡",
            f"张三{number}、李四",
        ]
        for number in range(count)
    )
    return csv([["楼栋", "单元", "房号", "建筑面积", "业主"], *rows])


def test_twenty_thousand_homes_are_read_in_time_and_one_more_is_refused() -> None:
    started = time.perf_counter()
    assert len(read_roster(_many(20_000), "名册.csv").homes) == 20_000
    assert time.perf_counter() - started < 20
    with pytest.raises(RosterTooLong):
        read_roster(_many(20_001), "名册.csv")


def test_parking_places_among_the_homes_are_none() -> None:
    """Without a column or a sheet of their own they were homes, and nobody was asked whether they count (R6)."""
    rows = [
        *(["1栋", 1, 101, 80, "张三"], ["地下车位", None, "B1-023", 12.5, "张三"], [None, None, "B1-024", 12.5, "李四"]),
        *(["车库", None, 15, 20, "李四"], ["储藏室", None, 3, 6, "王五"], ["1栋", None, "车位12", 12, "张三"], ["1栋", 1, 102, 80, "李四"]),
    ]
    reading = read(["楼栋", "单元", "房号", "面积", "业主"], *rows)
    assert [(one.kind.value, one.name.in_full) for one in reading.homes] == [
        ("home", "1栋1单元101"),
        ("parking", "地下车位B1-023"),
        ("parking", "地下车位B1-024"),
        ("parking", "车库15"),
        ("storage", "储藏室3"),
        ("parking", "1栋车位12"),
        ("home", "1栋1单元102"),
    ]


@pytest.mark.parametrize("room", ["201(带车位)", "101（含储藏室）", "501储藏间上"])
def test_a_home_with_a_parking_place_is_a_home(room: str) -> None:
    reading = read(["楼栋", "单元", "房号", "面积", "业主"], ["1栋", 1, room, 80, "张三"], ["1栋（含车库）", 1, 102, 80, "李四"])
    assert [one.kind.value for one in reading.homes] == ["home", "home"]


@pytest.mark.parametrize("place", ["负一层车位", "B1车位", "人防车位", "1#车库", "自行车库", "东区地下车库", "1栋地下车库"])
def test_parking_places_under_whatever_name(place: str) -> None:
    reading = read(["楼栋", "单元", "房号", "面积", "业主"], ["1栋", 1, 101, 80, "张三"], [place, None, 12, 12.5, "李四"])
    assert [one.kind.value for one in reading.homes] == ["home", "parking"]


@pytest.mark.parametrize(
    ("room", "kind"), [("12#车位", "parking"), ("B1-023车位", "parking"), ("1201车位", "parking"), ("-1储藏室", "storage")]
)
def test_a_room_that_is_none(room: str, kind: str) -> None:
    reading = read(["楼栋", "单元", "房号", "面积", "业主"], ["1栋", 1, 101, 80, "张三"], ["1栋", None, room, 12.5, "李四"])
    assert [one.kind.value for one in reading.homes] == ["home", kind]


def test_a_garage_on_the_line_below_its_house_is_that_houses() -> None:
    rows = (["1栋", 101, 180, "张三"], [None, "车库", 30, "张三"], ["2栋", 101, 180, "李四"], [None, "车库", 30, "李四"])
    reading = read(["楼栋", "房号", "面积", "业主"], *rows)
    assert [one.name.in_full for one in reading.homes] == ["1栋101", "1栋车库", "2栋101", "2栋车库"]
    assert reading.gaps == ()
