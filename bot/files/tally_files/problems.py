"""What can be wrong with a roster or a ballot file: data for whoever finds the words."""

from dataclasses import dataclass
from enum import StrEnum


class FileProblem(StrEnum):
    OLD_WORKBOOK = "old_workbook"
    """An .xls of before 2007; `value` is empty."""
    NOT_READABLE = "not_readable"
    QUOTE_UNPAIRED = "quote_unpaired"
    """A quotation mark without its partner, or one that swallowed the rows to the next."""
    TOO_BIG = "too_big"
    NO_HEADER = "no_header"
    """`value` names the missing columns."""
    COLUMN_TWICE = "column_twice"
    TOO_MANY_CELLS = "too_many_cells"
    NO_ROW_COUNTS = "no_row_counts"
    NO_BUILDING = "no_building"
    NO_ROOM = "no_room"
    BAD_KIND = "bad_kind"
    PARKING_UNDECIDED = "parking_undecided"
    NO_AREA = "no_area"
    BAD_AREA = "bad_area"
    NO_OWNER = "no_owner"
    BAD_DESIGNATED = "bad_designated"
    DUPLICATE = "duplicate"
    """`value` names the row that has the same place already."""
    BAD_TIME = "bad_time"
    BAD_CHOICE = "bad_choice"
    BAD_CHANNEL = "bad_channel"
    BAD_FLAG = "bad_flag"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` counts from 1 as in Excel, the header included; None: the file as a whole. `sheet` only where there are several."""

    problem: FileProblem
    row: int | None = None
    sheet: str | None = None
    column: str = ""
    value: str = ""


class BadTallyFile(Exception):
    """A file that cannot be tallied, with everything that is wrong in it."""

    def __init__(self, name: str, problems: tuple[RowProblem, ...]) -> None:
        super().__init__(name, problems)
        self.name = name
        self.problems = problems
