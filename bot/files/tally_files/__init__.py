"""Rosters and ballots of `linli tally` out of CSV and XLSX bytes."""

from bot.files.tally_files.ballots import BALLOT_COLUMNS, BallotFile, read_ballots
from bot.files.tally_files.cells import BadCell, moment
from bot.files.tally_files.problems import BadTallyFile, FileProblem, RowProblem
from bot.files.tally_files.rosters import ROSTER_COLUMNS, RosterFile, read_roster
from bot.files.tally_files.tables import Columns, plain

__all__ = [
    "BALLOT_COLUMNS",
    "ROSTER_COLUMNS",
    "BadCell",
    "BadTallyFile",
    "BallotFile",
    "Columns",
    "FileProblem",
    "RosterFile",
    "RowProblem",
    "moment",
    "plain",
    "read_ballots",
    "read_roster",
]
