"""Reads the ballots of a tally in file order, with everything that keeps a row from being read."""

from dataclasses import dataclass

from bot.files.tally_files import cells
from bot.files.tally_files.cells import BadCell
from bot.files.tally_files.problems import BadTallyFile, FileProblem, RowProblem
from bot.files.tally_files.tables import Columns, Line, plain, read_table
from bot.rules.votes import BallotRow

BALLOT_COLUMNS = Columns(
    names={
        **{name: name for name in ("received_at", "building", "entrance", "room", "voter", "choice", "channel", "verified")},
        **{name: name for name in ("proxy", "scheme", "delivered")},
        "收到时间": "received_at",
        "楼栋": "building",
        "单元": "entrance",
        "房号": "room",
        "投票人": "voter",
        "意见": "choice",
        "渠道": "channel",
        "已核验": "verified",
        "代理业主": "proxy",
        "方案版本": "scheme",
        "已送达": "delivered",
    },
    required=("received_at", "building", "entrance", "room", "voter", "choice", "channel", "verified"),
)


@dataclass(frozen=True, slots=True)
class BallotFile:
    rows: tuple[BallotRow, ...]
    ignored_columns: tuple[str, ...]


def read_ballots(name: str, content: bytes) -> BallotFile:
    table = read_table(name, content, BALLOT_COLUMNS)
    problems: list[RowProblem] = []
    rows = [_ballot_row(line, problems) for line in table.lines]
    if problems:
        raise BadTallyFile(name, tuple(problems))
    return BallotFile(tuple(row for row in rows if row is not None), table.ignored_columns)


def _ballot_row(line: Line, problems: list[RowProblem]) -> BallotRow | None:
    """None where the row was refused; the refusal is added to `problems`."""
    column = "received_at"
    try:
        received_at = cells.moment(line["received_at"])
        column = "choice"
        choice, retracts = cells.choice(line["choice"])
        column = "channel"
        channel = cells.channel(line["channel"])
        if channel is None and (choice is not None or retracts):
            raise BadCell(FileProblem.BAD_CHANNEL)
        column = "verified"
        verified = cells.flag(line["verified"])
        column = "delivered"
        delivered = cells.flag(line["delivered"])
    except BadCell as error:
        problems.append(line.problem(error.problem, column, line[column]))
        return None
    return BallotRow(
        received_at=received_at,
        building=line["building"],
        entrance=line["entrance"],
        room=line["room"],
        voter=plain(line["voter"]),
        choice=choice,
        retracts=retracts,
        channel=channel,
        verified=verified,
        proxy=plain(line["proxy"]),
        scheme=plain(line["scheme"]),
        delivered=delivered,
    )
