"""Columns that look like numbers of ID cards or phones: found by heading or by what stands in them, and not read."""

import re

from bot.files.rosters.headings import Columns, plain_heading
from bot.files.rosters.tables import Cell, Row, Table, column_letter
from bot.rules.rosters import SkippedColumn
from bot.rules.rosters.writing import plain_text, tight_text

_ID_HEADING = re.compile(r"身份证|证件号|证件编号|身份号|公民号码|社保|护照|IDCARD|IDNO|IDNUMBER|^ID$|PASSPORT|CITIZENID|NATIONALID")
_PHONE_HEADING = re.compile(r"电话|手机|联系方式|联系号|座机|微信|QQ|PHONE|MOBILE|^TEL|CELL|CONTACT|WECHAT")
_ID = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|(?<!\d)\d{6}\*{4,8}\d{3}[\dX]|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?86-?)?1[3-9]\d[\d*]{8}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
# Half of a column's cells make it a column of numbers; one name with a phone beside it does not.
_SHARE = 2
# Enough cells to know a column by.
_ROWS_LOOKED_AT = 400


def numbers_of_people(table: Table, first: int, above: list[Row]) -> dict[int, SkippedColumn]:
    """By column. `above` are the rows of the heading, `first` the index of the first row below it."""
    width = max((len(row.cells) for row in table.rows), default=0)
    rows = table.rows[first : first + _ROWS_LOOKED_AT]
    skipped: dict[int, SkippedColumn] = {}
    for column in range(width):
        headings = [text for row in above if (text := row.text(column))]
        looks_like = _by_heading(headings) or _by_content([cell for row in rows if (cell := row.cell(column)) is not None])
        if looks_like:
            heading = plain_text(headings[-1], 40) if headings else ""
            skipped[column] = SkippedColumn(table.name, column_letter(column), heading, looks_like)
    return skipped


def without(block: Columns, skipped: set[int]) -> None:
    """Takes the skipped columns out of a block, whatever their headings promised."""
    block.at = {found: column for found, column in block.at.items() if column not in skipped}
    block.areas = [area for area in block.areas if area[1] not in skipped]
    block.owners = [column for column in block.owners if column not in skipped]


def _by_heading(headings: list[str]) -> str:
    for heading in map(plain_heading, headings):
        if _ID_HEADING.search(heading):
            return "id"
        if _PHONE_HEADING.search(heading):
            return "phone"
    return ""


def _by_content(cells: list[Cell]) -> str:
    texts = [
        tight_text(f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else cell)
        for cell in cells
        if isinstance(cell, str | float)
    ]
    for looks_like, pattern in (("id", _ID), ("phone", _PHONE)):
        # A whole column of names with a phone behind each is still one of names: only cells that are nothing else count.
        if sum(bool(pattern.search(text)) and not pattern.sub("", text).strip("/、,;") for text in texts) * _SHARE > len(texts):
            return looks_like
    return ""
