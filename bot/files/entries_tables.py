"""Reads a table of paper ballots, CSV or XLSX, under the headings of `linli tally`; what is wrong with a row is told with its number."""

from dataclasses import replace

from bot.files.tally_files import cells
from bot.files.tally_files.ballots import BALLOT_COLUMNS
from bot.files.tally_files.cells import BadCell
from bot.files.tally_files.problems import BadTallyFile, FileProblem
from bot.files.tally_files.tables import Columns, Line, plain, read_table
from bot.rules.entries.tables import MOST_TABLE_ROWS, BallotTable, TableFault, TableNotReadable, TableRow, TableTooLong
from bot.rules.votes import Channel
from bot.rules.votes.heads import place_key

COLUMNS = Columns(BALLOT_COLUMNS.names, ("building", "entrance", "room", "choice"))
SUMS = frozenset({"合计", "总计", "小计", "共计", "总数", "total", "sum"})
_HEADINGS = {"building": "楼栋", "entrance": "单元", "room": "房号", "choice": "意见"}


def read_paper_ballots(name: str, data: bytes) -> BallotTable:
    try:
        lines = read_table(name, data, COLUMNS, formulas=True).lines
    except BadTallyFile as error:
        [first, *_] = error.problems
        missing = first.value.split() if first.problem is FileProblem.NO_HEADER else []
        raise TableNotReadable("、".join(_HEADINGS.get(one, one) for one in missing)) from error
    if len(lines) > MOST_TABLE_ROWS:
        raise TableTooLong(len(lines), MOST_TABLE_ROWS)
    return BallotTable(tuple(_row(line) for line in lines if not _is_sum(line)))


def _is_sum(line: Line) -> bool:
    """「合计」 below the ballots, as offices write it: it names no room, and is no ballot that somebody got wrong."""
    return not line["room"] and plain(line["building"] or line["entrance"]).casefold().rstrip(":：") in SUMS


def _row(line: Line) -> TableRow:
    place = place_key(line["building"], line["entrance"], line["room"])
    row = TableRow(line.row, place, plain(line["voter"]), by_proxy=bool(line["proxy"]))
    if any(cell.startswith("=") for cell in line.cells.values()):
        return replace(row, fault=TableFault.FORMULA)
    try:
        choice, retracts = cells.choice(line["choice"])
        channel = cells.channel(line["channel"])
        received_at = cells.moment(line["received_at"]) if line["received_at"] else None
    except BadCell as error:
        faults = {FileProblem.BAD_TIME: TableFault.BAD_TIME, FileProblem.BAD_CHANNEL: TableFault.NOT_PAPER}
        return replace(row, fault=faults.get(error.problem, TableFault.BAD_CHOICE))
    if choice is None:
        return replace(row, fault=TableFault.BAD_CHOICE if retracts else TableFault.NO_CHOICE)
    if channel not in {None, Channel.PAPER}:
        return replace(row, fault=TableFault.NOT_PAPER)
    return replace(row, choice=choice, received_at=received_at)
