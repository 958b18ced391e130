"""Files that are not read at all: why, as data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.rules.violations import RuleViolation


class UnreadFormat(StrEnum):
    """What a file turned out to be, judged by its content before its name."""

    XLS = "xls"
    ET = "et"
    NUMBERS = "numbers"
    MACROS = "macros"
    XLSB = "xlsb"
    ODS = "ods"
    LOCKED = "locked"
    """Protected by a password."""
    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


class RosterRefused(RuleViolation):
    """The file gives no roster; nothing was written."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class RosterTooBig(RosterRefused):
    size_bytes: int
    limit_bytes: int


@dataclass(eq=False)
class RosterUnpacksTooBig(RosterRefused):
    limit_bytes: int


@dataclass(eq=False)
class RosterTooLong(RosterRefused):
    limit_rows: int


@dataclass(eq=False)
class RosterFormatUnread(RosterRefused):
    found: UnreadFormat
    filename: str


@dataclass(eq=False)
class RosterDamaged(RosterRefused):
    """It begins as a workbook, but does not go on as one."""

    filename: str


@dataclass(eq=False)
class RosterQuoteUnpaired(RosterRefused):
    """A cell of a CSV file begins with a quotation mark that is not closed where the cell ends. `line` counts from 1."""

    filename: str
    line: int


@dataclass(eq=False)
class RosterWithoutHeading(RosterRefused):
    """No sheet has a row that names the columns; `missing` are the fields that were not found in the best candidate."""

    missing: tuple[str, ...]


@dataclass(eq=False)
class RosterWithoutHomes(RosterRefused):
    """The headings are there, and no row below them."""
