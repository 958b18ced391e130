"""Files that give no roster: each is refused with its reason, and nothing hostile is unpacked."""

import contextlib
import io
import pickle
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.files.rosters import LARGEST_FILE_BYTES, read_roster
from bot.files.rosters.tables import MOST_COLUMNS
from bot.rules.rosters import (
    RosterDamaged,
    RosterFormatUnread,
    RosterNote,
    RosterQuoteUnpaired,
    RosterRefused,
    RosterTooBig,
    RosterTooLong,
    RosterUnpacksTooBig,
    RosterWithoutHeading,
    RosterWithoutHomes,
    UnreadFormat,
)
from messages.violations import violation_text
from tests.compounds.untidy_rosters import csv, sheet_xml, workbook, zipped

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SMALL = sheet_xml(
    "".join(
        f'<row><c t="str"><v>{a}</v></c><c t="str"><v>{b}</v></c><c t="str"><v>{c}</v></c></row>'
        for a, b, c in [("楼栋", "房号", "面积"), (1, 101, 80)]
    )
)
CONTENT = '<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'


@pytest.mark.parametrize(
    ("filename", "data", "found"),
    [
        ("名册.xls", OLD_OFFICE, UnreadFormat.XLS),
        ("名册.xlsx", OLD_OFFICE, UnreadFormat.XLS),
        ("名册.et", OLD_OFFICE, UnreadFormat.ET),
        ("名册.xlsx", OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), UnreadFormat.LOCKED),
        ("名册.doc", OLD_OFFICE + "WordDocument".encode("utf-16-le"), UnreadFormat.DOCUMENT),
        ("名册.xls", b"<html><table><tr><td>1</td></tr></table></html>", UnreadFormat.XLS),
        ("名册.numbers", zipped({"Index/Document.iwa": b"x"}), UnreadFormat.NUMBERS),
        ("名册.xlsm", zipped({"[Content_Types].xml": "<Types/>", "xl/vbaProject.bin": b"x"}), UnreadFormat.MACROS),
        ("名册.xlsx", zipped({"[Content_Types].xml": f"<Types>{CONTENT}</Types>"}), UnreadFormat.MACROS),
        ("名册.xlsb", zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), UnreadFormat.XLSB),
        ("名册.ods", zipped({"mimetype": "x", "content.xml": "<x/>"}), UnreadFormat.ODS),
        ("名册.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), UnreadFormat.DOCUMENT),
        ("名册.zip", zipped({"名册.csv": "a"}), UnreadFormat.ARCHIVE),
        ("名册.jpg", b"\xff\xd8\xff\xe0" + bytes(60), UnreadFormat.PICTURE),
        ("名册.pdf", b"%PDF-1.7 ", UnreadFormat.PDF),
        ("名册.csv", b"\x00\x01\x02\x03", UnreadFormat.UNKNOWN),
        ("名册.csv", b"a,b\xff\xff\xff", UnreadFormat.UNKNOWN),
    ],
)
def test_formats_are_known_by_their_content(filename: str, data: bytes, found: UnreadFormat) -> None:
    with pytest.raises(RosterFormatUnread) as refusal:
        read_roster(data, filename)
    assert refusal.value.found is found
    assert refusal.value.filename == filename
    assert pickle.loads(pickle.dumps(refusal.value)).data == refusal.value.data


def test_a_workbook_under_another_name_is_read_all_the_same() -> None:
    assert read_roster(workbook(("住宅", [["楼栋", "房号", "面积"], [1, 101, 80]])), "名册.xls").homes
    assert read_roster(csv([["楼栋", "房号", "面积"], ["1", "101", "80"]]), "名册.xlsx").homes


def test_too_big_a_file_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(RosterTooBig) as refusal:
        read_roster(bytes(LARGEST_FILE_BYTES + 1), "名册.xlsx")
    assert refusal.value.size_bytes == LARGEST_FILE_BYTES + 1


def test_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    data = zipped({"[Content_Types].xml": "<Types/>", "xl/media/a.bin": bytes(30_000_000), "xl/media/b.bin": bytes(30_000_000)})
    assert len(data) < LARGEST_FILE_BYTES
    with pytest.raises(RosterUnpacksTooBig):
        read_roster(data, "名册.xlsx")


def test_a_zip_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(sheet_xml('<row r="1"><c><v>1</v></c></row>' * 1000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = next(part.file_size for part in archive.infolist() if part.filename.endswith("sheet1.xml"))
    honest = size.to_bytes(4, "little")
    with pytest.raises(RosterDamaged):
        read_roster(bytes(data).replace(honest, (100).to_bytes(4, "little")), "名册.xlsx")


@pytest.mark.parametrize("entity", ['<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_a_document_type_declaration_is_refused(entity: str) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(sheet_xml('<row r="1"><c><v>1</v></c></row>'))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = entity.encode() + parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(RosterDamaged):
        read_roster(zipped(parts), "名册.xlsx")


@pytest.mark.parametrize("length", [40, 400, 2000])
def test_a_workbook_cut_short_is_damaged(length: int) -> None:
    data = workbook(("住宅", [["楼栋", "房号", "面积"], [1, 101, 80]]))
    with pytest.raises(RosterRefused):
        read_roster(data[:length], "名册.xlsx")


def test_a_workbook_without_its_sheet_is_damaged() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(sheet_xml(""))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with pytest.raises(RosterDamaged):
        read_roster(zipped(parts), "名册.xlsx")


def test_endless_rows_stop_being_read() -> None:
    with pytest.raises(RosterTooLong):
        read_roster(sheet_xml("<row><c><v>1</v></c></row>" * 22_001), "名册.xlsx")


def test_cells_far_to_the_right_are_left_out_and_said() -> None:
    wide = ["楼栋", "房号", "面积", *([None] * MOST_COLUMNS), "业主"]
    reading = read_roster(workbook(("住宅", [wide, [1, 101, 80]])), "名册.xlsx")
    assert (RosterNote.COLUMNS_CUT, "住宅") in [(warning.note, warning.sheet) for warning in reading.warnings]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([["楼栋", "房号", "业主"], ["1", "101", "张三"]], ("area",)),
        ([["楼栋", "面积", "业主"], ["1", "80", "张三"]], ("room",)),
        ([["楼栋", "房号", "套内面积"], ["1", "101", "80"]], ("area",)),
        ([["房号", "面积"], ["101", "80"]], ("building",)),
        ([["你好"], ["世界"]], ("room", "area")),
        ([[""]], ("room", "area")),
    ],
)
def test_a_list_that_does_not_say_enough_is_refused_by_what_it_lacks(rows: list[list[str]], missing: tuple[str, ...]) -> None:
    with pytest.raises(RosterWithoutHeading) as refusal:
        read_roster(csv(rows), "名册.csv")
    assert refusal.value.missing == missing


@pytest.mark.parametrize(("last", "ballots"), [("意见", True), ("choice", True), ("备注", False)])
def test_ballots_that_nobody_asked_for_are_not_told_to_add_an_area(last: str, ballots: bool) -> None:
    with pytest.raises(RosterWithoutHeading) as refusal:
        read_roster(csv([["楼栋", "单元", "房号", last], ["1栋", "1单元", "101", "同意"]]), "票.csv")
    assert refusal.value.ballots is ballots
    assert ("录表格" in violation_text("zh", refusal.value)) is ballots


def test_headings_without_a_row_below_are_no_roster() -> None:
    with pytest.raises(RosterWithoutHomes):
        read_roster(csv([["楼栋", "房号", "面积"]]), "名册.csv")


def test_an_empty_file_is_no_roster() -> None:
    with pytest.raises(RosterWithoutHeading):
        read_roster(b"", "名册.csv")


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_wrong_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, value in changes:
        data[at % len(data)] = value
    with contextlib.suppress(RosterRefused):
        assert read_roster(bytes(data), "名册.xlsx").homes


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["1栋,1单元,0001,80,张三", '1栋,1单元,0002,80,"王建国', *(f"1栋,1单元,{n:04},80,李{n}" for n in range(3, 100))], 3),
        (['1栋,1单元,0001,80,"王建国', '1栋,1单元,0002,80,"张三"', "1栋,1单元,0003,80,李四"], 2),
        # Two stray ones make a pair.
        (["1栋,1单元,0001,80,张三", '1栋,1单元,0002,80,"张一', "1栋,1单元,0003,80,李四", '1栋,1单元,0004,80,赵四"'], 3),
        (['"1栋,1单元,0001,80,张三', '1栋",1单元,0002,80,李四'], 2),
    ],
)
def test_a_quotation_mark_without_its_partner_swallows_no_rows(rows: list[str], line: int) -> None:
    with pytest.raises(RosterQuoteUnpaired) as refused:
        read_roster("\n".join(["楼栋,单元,房号,面积,业主", *rows]).encode(), "名册.csv")
    assert refused.value.line == line


def test_quotation_marks_in_pairs_and_inside_a_cell_are_read() -> None:
    rows = [
        '"楼栋","单元","房号","建筑面积\n(㎡)","业主"',
        '1栋,1单元,0001,80,"张三,李四"',
        '1栋,1单元,0002,80,王"小"明',
        '1栋,1单元,0003,80,"王""大""明"',
    ]
    homes = read_roster("\n".join(rows).encode(), "名册.csv").homes
    assert [len(home.owners) for home in homes] == [2, 1, 1]


@pytest.mark.parametrize("cell", ['<row r="{nines}"><c r="A2"><v>1</v></c></row>', '<row r="2"><c r="A2" s="{nines}"><v>1</v></c></row>'])
def test_a_number_of_five_thousand_digits_is_no_crash(cell: str) -> None:
    with pytest.raises(RosterRefused):
        read_roster(sheet_xml(cell.format(nines="9" * 5000)), "名册.xlsx")


@pytest.mark.parametrize("room", ["1e999", "nan"])
def test_a_room_that_is_no_number_is_a_gap_and_no_home(room: str) -> None:
    heading = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("ABCD", ["楼栋", "单元", "房号", "面积"], strict=True)
    )
    cells = f'<c r="A2"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2"><v>{room}</v></c><c r="D2"><v>80</v></c>'
    good = '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>1</v></c><c r="C3"><v>101</v></c><c r="D3"><v>80</v></c></row>'
    reading = read_roster(sheet_xml(f'<row r="1">{heading}</row><row r="2">{cells}</row>{good}'), "名册.xlsx")
    assert [home.name.room for home in reading.homes] == ["101"]
    assert len(reading.gaps) == 1
