"""Rows out of a sheet's XML: stored values, formulas that have none, merged cells filled downwards."""

import math
import re
from datetime import date, timedelta

from bot.files.rosters.archive import local_name
from bot.files.rosters.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cell, Row, UnreadCell
from bot.rules.rosters import RosterTooLong

_REFERENCE = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Day 0 of a workbook's calendar.
_DAY_ZERO = date(1899, 12, 30)
_LAST_DAY = 2_958_465


def unescaped(text: str) -> str:
    """`_x000D_` is how a workbook writes a control character."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def position(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of `AB12`."""
    match = _REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def _is_number(written: str) -> bool:
    """Of a row, a style or a text: no workbook has more of them than nine digits can say."""
    return written.isdecimal() and len(written) <= 9


class NumberFormats:
    """How a cell's style shows its number: as a date, with leading zeros, or as it is."""

    def __init__(self, dates: frozenset[int] = frozenset(), zeros: dict[int, int] | None = None) -> None:
        self._dates = dates
        self._zeros = zeros or {}

    def shown(self, number: float, style: int) -> Cell:
        if style in self._dates:
            days = int(number) if 0 <= number <= _LAST_DAY else 0
            return UnreadCell((_DAY_ZERO + timedelta(days=days)).isoformat())
        if style in self._zeros and number.is_integer() and number >= 0:
            return str(int(number)).zfill(self._zeros[style])
        return number


class SheetReader:
    """The target of the XML parser for one sheet. `rows` and `is_cut` are whole once the parser has closed."""

    def __init__(self, strings: list[str], formats: NumberFormats, lines_left: int) -> None:
        self.rows: list[Row] = []
        self.is_cut = False
        self._merges: dict[int, list[tuple[int, int]]] = {}
        self._across: list[tuple[int, int, int]] = []
        self._strings = strings
        self._formats = formats
        self._lines_left = lines_left
        self._number = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._type = "n"
        self._style = 0
        self._has_formula = self._has_value = self._listens = False
        self._phonetic = 0
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._has_value = self._listens = True
        elif name == "t":
            self._listens = not self._phonetic
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic += 1
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if _is_number(number) else self._number + 1
            self._cells = []
            self._column = -1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._listens:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = local_name(tag)
        if name in {"v", "t"}:
            self._listens = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "row":
            self._end_row()

    def close(self) -> None:
        self.rows.sort(key=lambda row: row.number)
        by_number = {row.number: index for index, row in enumerate(self.rows)}
        for number, left, right in self._across:
            if number in by_number:
                self.rows[by_number[number]].across[left] = right
        for column, merges in self._merges.items():
            last = 0
            for top, bottom in sorted(merges):
                if top > last and top in by_number:
                    self._fill(column, by_number[top], bottom)
                last = max(last, bottom)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        at = position(attributes.get("r", ""))
        self._column = at[1] if at else self._column + 1
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if _is_number(style) else 0
        self._has_formula = self._has_value = False
        self._text = []

    def _end_cell(self) -> None:
        cell = self._value("".join(self._text)[:LONGEST_CELL])
        if cell is None:
            return
        if self._column >= MOST_COLUMNS:
            self.is_cut = True
            return
        self._cells.extend([None] * (self._column + 1 - len(self._cells)))
        self._cells[self._column] = cell

    def _end_row(self) -> None:
        if self._cells:
            self.rows.append(Row(self._number, self._cells))
            if len(self.rows) > self._lines_left:
                raise RosterTooLong(MOST_ROWS)

    def _value(self, text: str) -> Cell:
        if self._type == "s":
            index = int(text) if _is_number(text) else -1
            return self._strings[index].strip() or None if 0 <= index < len(self._strings) else None
        if self._has_formula and not (text or (self._type == "str" and self._has_value)):
            return UnreadCell("=")
        if self._type in {"inlineStr", "str"}:
            return unescaped(text).strip() or None
        if self._type in {"e", "d"}:
            return UnreadCell(text)
        if self._type == "b":
            return "TRUE" if text == "1" else "FALSE"
        return self._number_of(text.strip())

    def _number_of(self, text: str) -> Cell:
        try:
            number = float(text) if text else None
            if number is not None and not math.isfinite(number):
                return UnreadCell(text)
            return self._formats.shown(number, self._style) if number is not None else None
        except ValueError:
            return UnreadCell(text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, bottom = position(first), position(last)
        if not top or not bottom or top[1] >= MOST_COLUMNS:
            return
        if bottom[1] > top[1]:
            self._across.append((top[0], top[1], min(bottom[1], MOST_COLUMNS - 1)))
        if bottom[0] > top[0]:
            self._merges.setdefault(top[1], []).append((top[0], bottom[0]))

    def _fill(self, column: int, first: int, bottom: int) -> None:
        cell = self.rows[first].cell(column)
        if cell is None:
            return
        for index in range(first + 1, len(self.rows)):
            row = self.rows[index]
            if row.number > bottom:
                return
            row.cells.extend([None] * (column + 1 - len(row.cells)))
            row.cells[column] = cell
            row.continued.add(column)
