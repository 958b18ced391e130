"""What clerks keep in files: encodings, headers, cells, workbooks, and every mistake with its row."""

import contextlib
import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.files.tally_files import (
    BALLOT_COLUMNS,
    ROSTER_COLUMNS,
    BadCell,
    BadTallyFile,
    FileProblem,
    cells,
    moment,
    read_ballots,
    read_roster,
)
from bot.files.tally_files.cells import LOCAL_ZONE, area
from bot.rules.votes import Channel, Choice, Kind, Parking

ROSTER = "building,entrance,room,kind,area_m2,owners,designated,developer\n"
BALLOTS = "received_at,building,entrance,room,voter,choice,channel,verified,proxy,scheme,delivered\n"
CHINESE_ROSTER = (
    "楼栋,单元,房号,类型,面积,业主,指定投票人,开发商未售\n3栋,2单元,0301,住宅,89.35,张三;李四,张三,\n3栋,2单元,0302,住宅,60,恒大,,是\n"
)
CHINESE_BALLOTS = (
    "收到时间,楼栋,单元,房号,投票人,意见,渠道,已核验,代理业主,方案版本,已送达\n"
    "2026-02-20 09:30,3栋,2单元,0301,王五,弃权,纸质,是,张三,第二版,是\n"
)


def roster(text, parking=None):
    return read_roster("名册.csv", text.encode() if isinstance(text, str) else text, parking).rows


def ballots(text):
    return read_ballots("选票.csv", text.encode() if isinstance(text, str) else text).rows


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def problems(read):
    with pytest.raises(BadTallyFile) as refused:
        read()
    return [(one.row, one.problem) for one in refused.value.problems]


@pytest.mark.rule("S8.files")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_files_in_every_encoding_that_offices_write(encoding):
    sold, unsold = roster(CHINESE_ROSTER.encode(encoding))
    assert (sold.ref, sold.area_cm2m, sold.owners, sold.designated, sold.developer) == (
        "3栋-2单元-0301",
        89_35,
        ("张三", "李四"),
        "张三",
        False,
    )
    assert (unsold.kind, unsold.developer) == (Kind.HOME, True)
    (said,) = ballots(CHINESE_BALLOTS.encode(encoding))
    assert (said.choice, said.channel, said.verified, said.proxy, said.scheme, said.delivered) == (
        Choice.ABSTAIN,
        Channel.PAPER,
        True,
        "张三",
        "第二版",
        True,
    )
    assert said.received_at == datetime(2026, 2, 20, 1, 30, tzinfo=UTC)


def test_headers_in_any_order_and_case_with_titles_above_and_units_behind():
    text = "锦绣花园名册,,,,,\n\nOwners,ROOM,Entrance,building,类型,面积（㎡）\na,0101,1单元,1栋,home,50\n"
    assert roster(text)[0].ref == "1栋-1单元-0101"
    assert problems(lambda: roster(text + "b,0102,1单元,1栋,home,x\n")) == [(5, FileProblem.BAD_AREA)]


def test_columns_that_are_not_known_are_named_and_not_read():
    read = read_roster("名册.csv", b"building,entrance,room,kind,area_m2,owners,remark\n1,1,1,home,5,a,b\n", None)
    assert read.ignored_columns == ("remark",)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_are_seen_from_the_header(mark):
    assert roster((ROSTER + "1,1,0101,home,50,a,,\n").replace(",", mark))[0].room == "0101"


def test_owners_may_be_joined_by_chinese_marks_and_twice_the_same_is_one():
    rows = roster(ROSTER + "1,1,1,home,5,张三；李四 ; 张三,,\n1,1,2,home,5,张三、李四,,\n")
    assert [row.owners for row in rows] == [("张三", "李四")] * 2


@pytest.mark.parametrize(
    ("written", "cm2m"),
    [
        ("89.35", 8935),
        ("89.350", 8935),
        ("89.3", 8930),
        ("89", 8900),
        ("０８９．３５㎡", 8935),
        ("1,203.2 m²", 120320),
        ("0.01", 1),
        ("60平方米", 6000),
    ],
)
def test_areas_are_exact(written, cm2m):
    assert area(written) == cm2m


@pytest.mark.parametrize("written", ["89.355", "0", "0.00", "-5", "1e3", "八十", "89,35", "12.34.56", "1,23", "nan", "89.35 45"])
def test_what_is_no_area(written):
    with pytest.raises(BadCell):
        area(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01T18:00",
        "2026-03-01 18:00",
        "2026-03-01T18:00:00",
        "2026-03-01 18:00:00.000",
        "2026-03-01T18:00+08:00",
        "2026-03-01T10:00Z",
        "2026-03-01T06:00:00-0400",
        "2026/3/1 18:00",
        "2026年3月1日 18:00",
        "2026年3月1日18:00",
        "２０２６－０３－０１　１８：００",
    ],
)
def test_the_same_instant_in_every_way_it_is_written(written):
    assert moment(written) == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-03-01",
        "18:00",
        "2026-02-30T18:00",
        "2026-03-01T25:00",
        "01.03.2026 18:00",
        "46082.75",
        "2026-03-0118:00",
        "2026-03-01T18:00+99:99",
    ],
)
def test_what_is_no_instant(written):
    with pytest.raises(BadCell):
        moment(written)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1栋,1单元,,home,50,a,,", FileProblem.NO_ROOM),
        (",1单元,0101,home,50,a,,", FileProblem.NO_BUILDING),
        ("1栋,1单元,0101,,50,a,,", FileProblem.BAD_KIND),
        ("1栋,1单元,0101,attic,50,a,,", FileProblem.BAD_KIND),
        ("1栋,1单元,0101,parking,50,a,,", FileProblem.PARKING_UNDECIDED),
        ("1栋,1单元,0101,home,,a,,", FileProblem.NO_AREA),
        ("1栋,1单元,0101,home,0,a,,", FileProblem.BAD_AREA),
        ("1栋,1单元,0101,home,50,,,", FileProblem.NO_OWNER),
        ("1栋,1单元,0101,home,50,a;b,c,", FileProblem.BAD_DESIGNATED),
        ("1栋,1单元,0101,home,50,a,,perhaps", FileProblem.BAD_FLAG),
        ("1栋,1单元,０９０１,home,50,a,,", FileProblem.DUPLICATE),
        ("1栋,1单元,0101,home,50,a,,,0102", FileProblem.TOO_MANY_CELLS),
    ],
)
def test_every_mistake_in_a_roster_has_its_row(row, problem):
    assert problems(lambda: roster(f"{ROSTER}1栋,1单元,0901,home,50,a,,\n\n{row}\n")) == [(4, problem)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",1,1,1,a,agree,chat,yes,,,", FileProblem.BAD_TIME),
        ("2026-02-01,1,1,1,a,agree,chat,yes,,,", FileProblem.BAD_TIME),
        ("2026-02-01 09:00,1,1,1,a,maybe,chat,yes,,,", FileProblem.BAD_CHOICE),
        ("2026-02-01 09:00,1,1,1,a,agree,letter,yes,,,", FileProblem.BAD_CHANNEL),
        ("2026-02-01 09:00,1,1,1,a,agree,,yes,,,", FileProblem.BAD_CHANNEL),
        ("2026-02-01 09:00,1,1,1,a,agree,chat,perhaps,,,", FileProblem.BAD_FLAG),
        ("2026-02-01 09:00,1,1,1,a,agree,chat,yes,,,perhaps", FileProblem.BAD_FLAG),
    ],
)
def test_every_mistake_in_the_ballots_has_its_row(row, problem):
    assert problems(lambda: ballots(f"{BALLOTS}2026-02-01 09:00,1,1,1,,,,,,,yes\n{row}\n")) == [(3, problem)]


def test_all_mistakes_are_told_at_once():
    rows = "1,1,1,home,x,a,,\n1,1,2,home,5,a,,\n1,1,3,home,,a,,\n1,1,2,home,5,a,,\n"
    assert problems(lambda: roster(ROSTER + rows)) == [(2, FileProblem.BAD_AREA), (4, FileProblem.NO_AREA), (5, FileProblem.DUPLICATE)]


def test_parking_left_out_need_not_be_complete_but_counted_it_must():
    text = ROSTER + "1栋,,0101,home,50,a,,\n,,P-01,parking,,,,\n,,P-01,车位,,,,\n"
    assert [row.ref for row in roster(text, Parking.IGNORE)] == ["1栋--0101"]
    assert problems(lambda: roster(text, Parking.COUNT)) == [(3, FileProblem.NO_AREA), (4, FileProblem.NO_AREA)]


def test_the_developers_unsold_homes_may_have_no_owner_and_anybody_designated():
    (row,) = roster(ROSTER + "1,1,1,home,5,,whoever,yes\n")
    assert (row.owners, row.developer) == ((), True)


def test_ballots_of_which_there_are_none():
    assert ballots(BALLOTS) == ()
    assert ballots(BALLOTS + "\n ,,,\n") == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.NO_HEADER),
        (b"building,room\n1,1\n", FileProblem.NO_HEADER),
        (b"building,entrance,room,kind,area_m2,owners,\xe6\xa5\xbc\xe6\xa0\x8b\n", FileProblem.COLUMN_TWICE),
        (b"PK\x03\x04 no workbook", FileProblem.NOT_READABLE),
        (b"\xd0\xcf\x11\xe0 an old workbook", FileProblem.OLD_WORKBOOK),
        (b"\xff\xff\xff", FileProblem.NOT_READABLE),
        (b"\0\0", FileProblem.NOT_READABLE),
        ((ROSTER + '1,1,1,home,5,"a,,\n1,1,2,home,5,b,,\n').encode(), FileProblem.QUOTE_UNPAIRED),
        ((ROSTER + '1,1,1,home,5,"a,,\n1,1,2,home,5,b",,\n').encode(), FileProblem.QUOTE_UNPAIRED),
        ((ROSTER + '1,1,1,home,5,"a,,\n1,1,2,home,5,b,,\n1,1,3,home,5,c",,\n').encode(), FileProblem.QUOTE_UNPAIRED),
        (ROSTER.encode(), FileProblem.NO_ROW_COUNTS),
        ((ROSTER + "1,1,1,parking,5,a,,\n").encode(), FileProblem.PARKING_UNDECIDED),
    ],
)
def test_files_that_are_no_roster(content, problem):
    assert [one for _, one in problems(lambda: roster(content))] == [problem]


@pytest.mark.rule("S8.empty")
def test_a_roster_of_parking_alone_has_no_row_that_counts():
    text = ROSTER + "1,1,1,parking,5,a,,\n"
    assert problems(lambda: roster(text, Parking.IGNORE)) == [(None, FileProblem.NO_ROW_COUNTS)]
    assert len(roster(text, Parking.COUNT)) == 1


HEADER = ROSTER.strip().split(",")


class TestWorkbooks:
    def test_cells_are_read_as_they_are_shown(self):
        rows = [
            ["锦绣花园"],
            [],
            HEADER,
            ["3栋", "2单元", 301, "home", 89.35, "a", None, None],
            ["3栋", "2单元", "0302", "住宅", 60, "b", "b", True],
        ]
        first, second = roster(workbook(("名册", rows)))
        assert (first.room, first.area_cm2m, first.developer) == ("301", 8935, False)
        assert (second.room, second.area_cm2m, second.developer) == ("0302", 6000, True)

    def test_times_may_be_dates_of_the_workbook(self):
        row = [moment("2026-03-01 18:00").astimezone(LOCAL_ZONE).replace(tzinfo=None), "1", "1", "1", "a", "agree", "chat", "yes"]
        (said,) = ballots(workbook(("票", [BALLOTS.strip().split(","), row])))
        assert said.received_at == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)

    def test_a_day_without_a_time_is_refused(self):
        row = [date(2026, 3, 1).isoformat(), "1", "1", "1", "a", "agree", "chat", "yes"]
        assert problems(lambda: ballots(workbook(("票", [BALLOTS.strip().split(","), row])))) == [(2, FileProblem.BAD_TIME)]

    def test_rows_are_numbered_as_excel_shows_them(self):
        rows = [HEADER, ["1", "1", "1", "home", 5, "a"], [], ["1", "1", "2", "home", "x", "a"]]
        assert problems(lambda: roster(workbook(("名册", rows)))) == [(4, FileProblem.BAD_AREA)]

    def test_floats_that_only_look_crooked_are_straight(self):
        rows = [HEADER, ["1", "1", "1", "home", 89.35000000000001, "a"], ["1", "1", "2", "home", 0.1 + 0.2, "a"]]
        assert [row.area_cm2m for row in roster(workbook(("名册", rows)))] == [8935, 30]
        rows.append(["1", "1", "3", "home", 89.355, "a"])
        assert problems(lambda: roster(workbook(("名册", rows)))) == [(4, FileProblem.BAD_AREA)]

    def test_a_formula_without_a_stored_value_is_no_area(self):
        rows = [HEADER, ["1", "1", "1", "home", "=40+49.35", "a"]]
        assert problems(lambda: roster(workbook(("名册", rows)))) == [(2, FileProblem.NO_AREA)]

    def test_every_sheet_is_read_so_that_no_home_is_missing_from_the_total(self):
        homes = [HEADER, ["1", "1", "1", "home", 5, "a"]]
        parking = [HEADER, ["1", "1", "P1", "parking", 2, "a"]]
        assert len(roster(workbook(("住宅", homes), ("空", []), ("车位", parking)), Parking.COUNT)) == 2
        with pytest.raises(BadTallyFile) as refused:
            roster(workbook(("住宅", homes), ("车位", parking)))
        assert [(one.sheet, one.row) for one in refused.value.problems] == [("车位", 2)]
        assert problems(lambda: roster(workbook(("住宅", homes), ("说明", [["请看第一张表"]])))) == [(1, FileProblem.NO_HEADER)]

    def test_a_damaged_workbook_is_said_to_be_unreadable_wherever_it_is_damaged(self):
        good = workbook(("名册", [HEADER, ["1", "1", "1", "home", 5, "a"]]))
        for position in range(0, len(good), 97):
            damaged = good[:position] + bytes(64) + good[position + 64 :]
            # A hole in a style sheet does no harm; any other is a refusal, and nothing else comes out.
            with contextlib.suppress(BadTallyFile):
                assert roster(damaged)[0].room == "1"

    def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_parsed(self):
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", bytes(51 * 1024 * 1024))
        assert problems(lambda: roster(stored.getvalue())) == [(None, FileProblem.TOO_BIG)]


def test_the_manual_names_every_column_and_its_example_is_read():
    manual = (Path(__file__).parents[2] / "docs/tally.md").read_text(encoding="utf-8")
    for columns in (ROSTER_COLUMNS, BALLOT_COLUMNS):
        assert [name for name in columns.names if name not in manual] == []
    _, roster_example, ballot_example = re.findall(r"```\n(.*?)```", manual, re.DOTALL)
    assert [row.owners for row in roster(roster_example)] == [("张三", "李四"), ("王五",)]
    assert [(row.choice, row.channel, row.verified) for row in ballots(ballot_example)] == [(Choice.AGREE, Channel.PAPER, True)]
    for words, known in (
        (re.search(r"\| 类型 \| (.*?) \|", manual)[1], cells.KINDS),
        (re.search(r"\| 意见 \| (.*?) \|", manual)[1], cells.CHOICES),
    ):
        assert [word for word in re.findall("`([^`]+)`", words) if word not in known] == []
    assert [word for word in re.findall("`([^`]+)`", re.search(r"\| 渠道 \| (.*?) \|", manual)[1]) if word not in cells.CHANNELS] == []
