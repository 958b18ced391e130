"""Reads the roster of a tally: the rows that count, and everything that keeps a row from being read."""

from dataclasses import dataclass

from bot.files.tally_files import cells
from bot.files.tally_files.cells import BadCell
from bot.files.tally_files.problems import BadTallyFile, FileProblem, RowProblem
from bot.files.tally_files.tables import Columns, Line, plain, read_table
from bot.rules.votes import Kind, Parking, PlaceKey, RosterRow

ROSTER_COLUMNS = Columns(
    names={
        **{name: name for name in ("building", "entrance", "room", "kind", "area_m2", "owners", "designated", "developer")},
        "楼栋": "building",
        "单元": "entrance",
        "房号": "room",
        "类型": "kind",
        "面积": "area_m2",
        "业主": "owners",
        "指定投票人": "designated",
        "开发商未售": "developer",
    },
    required=("building", "entrance", "room", "kind", "area_m2", "owners"),
)


@dataclass(frozen=True, slots=True)
class RosterFile:
    rows: tuple[RosterRow, ...]
    ignored_columns: tuple[str, ...]


def read_roster(name: str, content: bytes, parking: Parking | None) -> RosterFile:
    """The rows that count. Where parking is left out its rows are not looked at, so that they may be incomplete."""
    table = read_table(name, content, ROSTER_COLUMNS)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    seen: dict[PlaceKey, int] = {}
    for line in table.lines:
        row = _roster_row(line, parking, problems)
        if row is None:
            continue
        if row.key in seen:
            problems.append(line.problem(FileProblem.DUPLICATE, value=str(seen[row.key])))
        seen.setdefault(row.key, line.row)
        rows.append(row)
    if not rows and not problems:
        problems.append(RowProblem(FileProblem.NO_ROW_COUNTS))
    if problems:
        raise BadTallyFile(name, tuple(problems))
    return RosterFile(tuple(rows), table.ignored_columns)


def _roster_row(line: Line, parking: Parking | None, problems: list[RowProblem]) -> RosterRow | None:
    """None where the row does not count or was refused; a refusal is added to `problems`."""
    column = "kind"
    try:
        kind = cells.kind(line["kind"])
        if kind is not Kind.HOME and parking is None:
            raise BadCell(FileProblem.PARKING_UNDECIDED)
        if kind is not Kind.HOME and parking is Parking.IGNORE:
            return None
        column = "building"
        if kind is Kind.HOME and not line["building"]:
            raise BadCell(FileProblem.NO_BUILDING)
        column = "room"
        if not line["room"]:
            raise BadCell(FileProblem.NO_ROOM)
        column = "area_m2"
        area_cm2m = cells.area(line["area_m2"])
        column = "developer"
        developer = cells.flag(line["developer"])
        column = "owners"
        owners = cells.owners(line["owners"])
        if not owners and not developer:
            raise BadCell(FileProblem.NO_OWNER)
        column = "designated"
        designated = plain(line["designated"]) or None
        if designated is not None and designated not in owners and not developer:
            raise BadCell(FileProblem.BAD_DESIGNATED)
    except BadCell as error:
        problems.append(line.problem(error.problem, column, line[column]))
        return None
    return RosterRow(line["building"], line["entrance"], line["room"], area_cm2m, owners, kind, designated, developer)
