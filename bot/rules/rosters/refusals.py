"""Files that are not read at all: why, as data."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
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
    ballots: bool = False
    """It has a column of choices: a table of ballots, sent where nobody had asked for one."""


@dataclass(eq=False)
class RosterWithoutHomes(RosterRefused):
    """The headings are there, and no row below them."""


# What no roster that is read is called; other names say little, since offices rename, and the content decides. A workbook
# that was renamed to .xls is refused with the others: what it has to do is the same, and a real one hears so at once.
_NO_TABLES = {
    ".xls": UnreadFormat.XLS,
    ".et": UnreadFormat.ET,
    ".numbers": UnreadFormat.NUMBERS,
    ".xlsm": UnreadFormat.MACROS,
    ".xlsb": UnreadFormat.XLSB,
    ".ods": UnreadFormat.ODS,
    **dict.fromkeys((".pdf", ".ofd"), UnreadFormat.PDF),
    **dict.fromkeys((".doc", ".docx", ".wps", ".ppt", ".pptx", ".rtf"), UnreadFormat.DOCUMENT),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic"), UnreadFormat.PICTURE),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), UnreadFormat.ARCHIVE),
    **dict.fromkeys((".exe", ".msi", ".apk", ".dmg", ".bat", ".cmd", ".com", ".scr", ".js", ".sh"), UnreadFormat.UNKNOWN),
    **dict.fromkeys((".mp3", ".mp4", ".mov", ".avi", ".wav", ".m4a", ".amr"), UnreadFormat.UNKNOWN),
}


def check_may_be_table(file_name: str) -> None:
    """Before anybody is asked whose roster it is. RosterFormatUnread where the name alone says that it is none."""
    found = _NO_TABLES.get(PurePath(file_name.lower()).suffix)
    if found is not None:
        raise RosterFormatUnread(found, file_name)
