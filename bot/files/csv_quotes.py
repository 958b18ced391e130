"""Whether a CSV cell has swallowed rows: two stray quotation marks make everything between them one cell, and nobody misses it."""

from collections.abc import Iterable

# Lines inside a cell are names, a unit below a heading; one that is parted so often is a row of the table.
SEPARATORS_OF_A_ROW = 2


def has_swallowed_rows(record: Iterable[str], delimiter: str) -> bool:
    return any("\n" in cell and any(line.count(delimiter) >= SEPARATORS_OF_A_ROW for line in cell.splitlines()) for cell in record)
