"""Tables out of CSV and XLSX bytes: rows of text under known column names, with the row numbers Excel shows."""

import csv
import io
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.files.csv_quotes import has_swallowed_rows
from bot.files.tally_files.problems import BadTallyFile, FileProblem, RowProblem

# Title lines above the header are stepped over, but not more than these.
HEADER_WITHIN_ROWS = 10
# A workbook that unpacks to more is refused before it is parsed (people.md, Rosters).
LARGEST_UNPACKED = 50 * 1024 * 1024
# Floats of a workbook are written with so many decimals: enough to see that 89.355 is no area, too few for 89.35000000000001.
FLOAT_DECIMALS = 6
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# What zipfile and openpyxl raise on damaged or encrypted workbooks, seen by damaging some at random.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    KeyError,
    ValueError,
    SyntaxError,
    TypeError,
    AttributeError,
    IndexError,
)
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file: every accepted header with its name, and the names that must be there."""

    names: Mapping[str, str]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    sheet: str | None
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, problem: FileProblem, column: str = "", value: str = "") -> RowProblem:
        return RowProblem(problem, self.row, self.sheet, column, value)


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[Line, ...]
    ignored_columns: tuple[str, ...]


Row = list[str]


def read_table(name: str, content: bytes, columns: Columns, *, formulas: bool = False) -> Table:
    """Raises `BadTallyFile` where the file is no table or lacks a column. `formulas`: as they are written, not what they came to."""
    sheets = _workbook_sheets(name, content, formulas=formulas) if content.startswith(ZIP_MAGIC) else [(None, _csv_rows(name, content))]
    filled = [(sheet, rows) for sheet, rows in sheets if any(any(row) for row in rows)]
    several = len(filled) > 1
    lines: list[Line] = []
    ignored: dict[str, None] = {}
    for sheet, rows in filled or [(None, [])]:
        table = _sheet_table(name, sheet if several else None, rows, columns)
        lines.extend(table.lines)
        ignored.update(dict.fromkeys(table.ignored_columns))
    return Table(tuple(lines), tuple(ignored))


def plain(text: str) -> str:
    """Full-width digits and letters as half-width ones, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def _sheet_table(name: str, sheet: str | None, rows: list[Row], columns: Columns) -> Table:
    position, header = _find_header(name, sheet, rows, columns)
    unknown = tuple(title for title, column in zip(rows[position], header, strict=True) if title and column is None)
    lines: list[Line] = []
    for number, row in enumerate(rows[position + 1 :], start=position + 2):
        if not any(row):
            continue
        if any(row[len(header) :]):
            raise BadTallyFile(name, (RowProblem(FileProblem.TOO_MANY_CELLS, number, sheet),))
        lines.append(Line(number, sheet, {column: cell for column, cell in zip(header, row, strict=False) if column}))
    return Table(tuple(lines), unknown)


def _find_header(name: str, sheet: str | None, rows: list[Row], columns: Columns) -> tuple[int, list[str | None]]:
    best: tuple[list[str], int | None] = (list(columns.required), None)
    for position, row in enumerate(rows[:HEADER_WITHIN_ROWS]):
        header = [columns.names.get(_header_key(cell)) for cell in row]
        missing = [column for column in columns.required if column not in header]
        if not missing:
            named = [column for column in header if column]
            twice = next((column for column in named if named.count(column) > 1), None)
            if twice is not None:
                raise BadTallyFile(name, (RowProblem(FileProblem.COLUMN_TWICE, position + 1, sheet, column=twice),))
            return position, header
        if len(missing) < len(best[0]):
            best = (missing, position + 1)
    raise BadTallyFile(name, (RowProblem(FileProblem.NO_HEADER, best[1] or 1, sheet, value=" ".join(best[0])),))


def _header_key(title: str) -> str:
    """面积（㎡） and Area_m2 are found as 面积 and area_m2."""
    return plain(title).lower().split("(")[0].strip()


def _csv_rows(name: str, content: bytes) -> list[Row]:
    if content.startswith(OLE_MAGIC):
        raise BadTallyFile(name, (RowProblem(FileProblem.OLD_WORKBOOK),))
    text = _decoded(name, content)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in ",\t;" if mark in first_line), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for row in reader:
            if has_swallowed_rows(row, delimiter):
                raise BadTallyFile(name, (RowProblem(FileProblem.QUOTE_UNPAIRED, len(rows) + 1),))
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise BadTallyFile(name, (RowProblem(FileProblem.QUOTE_UNPAIRED, len(rows) + 1),)) from error
    return rows


def _decoded(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF16_BOMS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise BadTallyFile(name, (RowProblem(FileProblem.NOT_READABLE),))


def _workbook_sheets(name: str, content: bytes, *, formulas: bool) -> list[tuple[str | None, list[Row]]]:
    # Costs a fifth of a second, which a CSV need not pay.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise BadTallyFile(name, (RowProblem(FileProblem.TOO_BIG),))
        with warnings.catch_warnings():
            # About styles and links of files that WPS and others wrote: a table needs neither.
            warnings.simplefilter("ignore", UserWarning)
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=not formulas)
            return [(sheet.title, _sheet_rows(sheet)) for sheet in workbook.worksheets]
    except (*DAMAGE, InvalidFileException) as error:
        raise BadTallyFile(name, (RowProblem(FileProblem.NOT_READABLE, value=str(error)),)) from error


def _sheet_rows(sheet: Any) -> list[Row]:
    """The stored values of a read-only worksheet. Its declared size is not believed: some programs write it wrong."""
    sheet.reset_dimensions()
    return [[_cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{FLOAT_DECIMALS}f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
