"""Tables out of CSV: UTF-8 with or without BOM, GB18030, and the UTF-16 of Excel's "Unicode text"."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from bot.files.csv_quotes import has_swallowed_rows
from bot.files.rosters.tables import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, MOST_ROWS, Cell, Row, Table, UnreadCell
from bot.rules.rosters import RosterFormatUnread, RosterQuoteUnpaired, RosterTooLong, UnreadFormat

_DELIMITERS = (",", "\t", ";", "|", "，")
# `="0301"` and `'0301` are how people keep a zero that the program would eat.
_KEPT_TEXT = re.compile(r'^="(.*)"$')
# Enough of a file to see what parts its cells.
_SAMPLE_LINES = 30


def read_csv(data: bytes, filename: str) -> list[Table]:
    rows: list[Row] = []
    is_cut = False
    for number, record in enumerate(_records(_decoded(data, filename), filename), start=1):
        is_cut |= len(record) > MOST_COLUMNS
        cells = [_cell(written) for written in record[:MOST_COLUMNS]]
        if any(cell is not None for cell in cells):
            rows.append(Row(number, cells))
        if len(rows) > MOST_LINES:
            raise RosterTooLong(MOST_ROWS)
    return [Table("", rows, is_cut=is_cut)]


def _records(text: str, filename: str) -> Iterator[list[str]]:
    """Strictly: a stray quotation mark would swallow the rows below it, and nobody would miss them."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RosterQuoteUnpaired(filename, line) from error
        if has_swallowed_rows(record, delimiter):
            raise RosterQuoteUnpaired(filename, line)
        yield record


def _decoded(data: bytes, filename: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        raise RosterFormatUnread(UnreadFormat.UNKNOWN, filename)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterFormatUnread(UnreadFormat.UNKNOWN, filename)


def _delimiter(text: str) -> str:
    """The mark that stands in the most lines of the beginning, the earlier of two equals."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), -_DELIMITERS.index(mark)))


def _cell(written: str) -> Cell:
    text = written.strip()[:LONGEST_CELL]
    kept = _KEPT_TEXT.match(text)
    if kept:
        return kept[1].strip() or None
    if text.startswith("="):
        return UnreadCell(text)
    return text.removeprefix("'").strip() or None
