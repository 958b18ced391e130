"""What a workbook and a CSV have in common: named tables of cells."""

from dataclasses import dataclass, field

# What people.md refuses with a sentence.
LARGEST_FILE_BYTES = 5 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 50 * 1024 * 1024
MOST_ROWS = 20_000
# Those rows, and room for titles, headings and sums between them; reading stops here.
MOST_LINES = 22_000
# Wider than any roster; cells further right are stray formatting, or meant to exhaust memory (threat 17: column caps).
MOST_COLUMNS = 120
# Longer than anything a roster's cell says (threat 15: length caps).
LONGEST_CELL = 2_000


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A cell that holds something, but nothing to read: a formula without a stored value, an error, a date."""

    text: str


Cell = str | float | UnreadCell | None


@dataclass(slots=True)
class Row:
    """`number` as the office's program shows it. `continued` are the columns whose cell is the lower part of a merged one;
    `across` has the last column of each cell that is merged to the right."""

    number: int
    cells: list[Cell]
    continued: set[int] = field(default_factory=set)
    across: dict[int, int] = field(default_factory=dict)

    def cell(self, column: int | None) -> Cell:
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def text(self, column: int | None) -> str:
        cell = self.cell(column)
        return cell if isinstance(cell, str) else ""


@dataclass(slots=True)
class Table:
    """A sheet; only rows in which something stands."""

    name: str
    rows: list[Row]
    hidden: bool = False
    is_cut: bool = False
    """Some cell stands beyond MOST_COLUMNS."""


def column_letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
