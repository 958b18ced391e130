"""Columns that hold something and that nobody read: told, so that nothing of a table is lost without a word."""

import re

from bot.files.rosters.headings import Heading, plain_heading
from bot.files.rosters.tables import Table, column_letter
from bot.rules.rosters.owner_names import is_plain_name
from bot.rules.rosters.writing import plain_text

# What a table counts for itself, and areas that are no whole ones: nobody misses them.
_NOTHING_LOST = re.compile(r"序号?|编号|行号|№|NO|#|户数|人数|.*(?:套内|使用|公摊|分摊|室内).*|套内|公摊")
# Enough cells to know a column by.
_ROWS_LOOKED_AT = 400
_LONGEST_HEADING = 20


def unread_columns(table: Table, heading: Heading, known: set[int]) -> list[str]:
    """Their headings, or letters where they have none; columns of names first."""
    above = table.rows[heading.first - heading.lines : heading.first]
    rows = table.rows[heading.first : heading.first + _ROWS_LOOKED_AT]
    found: list[tuple[bool, str]] = []
    for column in range(max((len(row.cells) for row in rows), default=0)):
        cells = [cell for row in rows if (cell := row.cell(column)) is not None]
        written = [text for row in above if (text := row.text(column))]
        name = written[-1] if written else ""
        if column in known or not cells or _NOTHING_LOST.fullmatch(plain_heading(name)):
            continue
        names = sum(isinstance(cell, str) and is_plain_name(plain_text(cell)) for cell in cells)
        found.append((2 * names < len(cells), plain_text(name, _LONGEST_HEADING) or column_letter(column)))
    return [name for _, name in sorted(found, key=lambda one: one[0])]
