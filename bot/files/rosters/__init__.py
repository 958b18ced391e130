"""A roster file's bytes become a reading, wherever this runs: pure, synchronous, made for a worker process."""

from bot.files.rosters.csv_tables import read_csv
from bot.files.rosters.formats import is_workbook
from bot.files.rosters.reading import RosterReader
from bot.files.rosters.tables import LARGEST_FILE_BYTES, LARGEST_UNPACKED_BYTES, MOST_ROWS, Table
from bot.files.rosters.workbook import read_workbook
from bot.rules.ports import Progress
from bot.rules.rosters import RosterReading, RosterTooBig

__all__ = ["LARGEST_FILE_BYTES", "LARGEST_UNPACKED_BYTES", "MOST_ROWS", "read_roster", "read_tables"]


def read_tables(data: bytes, filename: str) -> list[Table]:
    """The sheets of a workbook, or the one table of a CSV, cell by cell; a RosterRefused for a file that is neither, or too big."""
    if len(data) > LARGEST_FILE_BYTES:
        raise RosterTooBig(len(data), LARGEST_FILE_BYTES)
    return read_workbook(data, filename) if is_workbook(data, filename) else read_csv(data, filename)


def read_roster(data: bytes, filename: str, progress: Progress | None = None) -> RosterReading:
    """Every home and gap of the file; a RosterRefused when it gives no roster. `progress` is told (rows done, rows in all)."""
    return RosterReader(progress).read(read_tables(data, filename))
