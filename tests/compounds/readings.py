"""Reads rows as one sheet, and tells of a reading what tests compare."""

from bot.files.rosters import read_roster
from bot.rules.rosters import RosterNote, RosterReading
from tests.compounds.untidy_rosters import workbook


def read(*rows, sheet: str = "住宅") -> RosterReading:
    return read_roster(workbook((sheet, rows)), "名册.xlsx")


def homes(reading: RosterReading) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {home.name.in_files: (home.area_cm2m, home.owners) for home in reading.homes}


def gaps(reading: RosterReading) -> list[tuple[int, str, str]]:
    return [(gap.row, gap.problem.value, gap.name.in_full) for gap in reading.gaps]


def notes(reading: RosterReading) -> list[tuple[RosterNote, int]]:
    return [(warning.note, warning.row) for warning in reading.warnings]
