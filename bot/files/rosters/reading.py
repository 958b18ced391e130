"""A file's tables become one reading: rows in order, duplicates found, gaps kept, everything else said."""

from collections import Counter
from dataclasses import replace

from bot.files.rosters.headings import Columns, Field, Heading, find_heading, heading_fields
from bot.files.rosters.privacy import numbers_of_people, without
from bot.files.rosters.rows import Block, Entry
from bot.files.rosters.tables import MOST_ROWS, Table
from bot.files.rosters.unread import unread_columns
from bot.files.tally_files.ballots import BALLOT_COLUMNS
from bot.rules.ports import Progress
from bot.rules.rosters import (
    HomeKind,
    Owners,
    RosterGap,
    RosterHome,
    RosterNote,
    RosterProblem,
    RosterReading,
    RosterTooLong,
    RosterWarning,
    RosterWithoutHeading,
    RosterWithoutHomes,
    SkippedColumn,
    home_key,
)
from bot.rules.rosters.places import building_within
from bot.rules.rosters.writing import plain_text

# A heading stands within the first rows; what a file says in more lines than these is no title.
_MOST_TITLES = 10
# How often the progress moves: often enough to be seen, too seldom to cost.
_ROWS_PER_STEP = 500
# Homes outside these are probably a lost point or a wrong column; they count, and the report names them.
_SMALLEST_LIKELY_CM2M = 8_00
_LARGEST_LIKELY_CM2M = 1_000_00
# More rows of one name are no co-owners but places that nobody numbered: 「商铺」 a hundred times.
_MOST_ROWS_OF_A_HOME = 6
# What a table of ballots calls the column that a roster never has.
_CHOICES = frozenset(name for name, field in BALLOT_COLUMNS.names.items() if field == "choice")


class RosterReader:
    """Collects the tables of one file."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = self._total = 0
        self._entries: list[tuple[str, Entry]] = []
        self._skipped: list[SkippedColumn] = []
        self._warnings: list[RosterWarning] = []
        self._fields: set[str] = set()
        self._titles: list[str] = []

    def read(self, tables: list[Table]) -> RosterReading:
        readable = self._with_headings(tables)
        self._total = sum(len(table.rows) - heading.first for table, heading in readable)
        for table, heading in readable:
            self._read_table(table, heading)
        self._report(self._total)
        if not self._entries:
            raise RosterWithoutHomes
        if Field.BUILDING not in self._fields and not any(entry.name.building for _, entry in self._entries if entry.kind is HomeKind.HOME):
            self._check_places_only()
        return self._reading()

    def _check_places_only(self) -> None:
        """Parking places do without a building; homes whose building nobody names are no roster."""
        if any(entry.kind is HomeKind.HOME for _, entry in self._entries):
            raise RosterWithoutHeading(("building",))

    def _with_headings(self, tables: list[Table]) -> list[tuple[Table, Heading]]:
        found: list[tuple[Table, Heading]] = []
        nearly: list[Heading] = []
        for table in tables:
            heading = None if table.hidden else find_heading(table)
            if heading and not heading.missing:
                found.append((table, heading))
                if table.is_cut:
                    self._warn(RosterNote.COLUMNS_CUT, table.name)
                continue
            if heading:
                nearly.append(heading)
            if table.hidden or table.rows:
                self._warn(RosterNote.SHEET_HIDDEN if table.hidden else RosterNote.SHEET_SKIPPED, table.name)
        if not found:
            best = max(nearly, key=lambda heading: heading.score, default=None)
            raise RosterWithoutHeading(best.missing if best else ("room", "area"), ballots=_holds_choices(tables))
        return found

    def _warn(self, note: RosterNote, sheet: str, entry: Entry | None = None, text: str = "") -> None:
        self._warnings.append(RosterWarning(note, sheet, entry.row if entry else 0, entry.name.in_full if entry else "", text))

    def _read_table(self, table: Table, heading: Heading) -> None:
        above = [row for row in table.rows[: heading.first] if not heading_fields(row)]
        self._titles.extend(plain_text(cell) for row in above for cell in row.cells if isinstance(cell, str) and cell.strip())
        skipped = numbers_of_people(table, heading.first, table.rows[max(heading.first - 2, 0) : heading.first])
        self._skipped.extend(skipped.values())
        blocks = self._blocks(table, heading, set(skipped))
        known = set(skipped).union(*(columns.read for columns in heading.blocks))
        for name in unread_columns(table, heading, known):
            self._warn(RosterNote.COLUMN_UNREAD, table.name, text=name)
        lines_left = 0
        for index, row in enumerate(table.rows[heading.first :], start=heading.first):
            self._done += 1
            if self._done % _ROWS_PER_STEP == 0:
                self._report(self._done)
            again = None if lines_left else _repeated_heading(table, index)
            if again:
                blocks = self._blocks(table, again, set(skipped), blocks)
                lines_left = again.lines
            if lines_left:
                lines_left -= 1
                continue
            for block in blocks:
                self._take(table.name, block.read(row))

    def _blocks(self, table: Table, heading: Heading, skipped: set[int], before: list[Block] | None = None) -> list[Block]:
        blocks: list[Block] = []
        title = " ".join(cell for row in table.rows[: heading.first] for cell in row.cells if isinstance(cell, str))
        for index, columns in enumerate(heading.blocks):
            without(columns, skipped)
            self._note_fields(columns)
            block = Block(columns, "" if Field.BUILDING in columns.at else building_within(table.name) or building_within(title))
            if before and index < len(before):
                block.go_on_from(before[index])
            blocks.append(block)
        return blocks

    def _note_fields(self, columns: Columns) -> None:
        self._fields |= set(columns.at)
        self._fields |= {name for name, present in (("area_cm2m", columns.areas), ("owners", columns.owners)) if present}

    def _take(self, sheet: str, entry: Entry | None) -> None:
        if entry is None:
            return
        above = self._entries[-1] if self._entries else None
        if entry.is_continuation and above and above[0] == sheet and above[1].name == entry.name:
            _add_below(above[1], entry)
            return
        self._entries.append((sheet, entry))
        if len(self._entries) > MOST_ROWS:
            raise RosterTooLong(MOST_ROWS)

    def _report(self, done: int) -> None:
        if self._progress:
            self._progress(done, self._total)

    def _join_owners(self) -> None:
        """Rows of one home and one area, each with another owner, are how offices write co-owners: the first names them all.

        Where none has an area, the first is the gap that staff complete. The others are still told as duplicates: one of
        them may be another home whose room is mistyped. Where one's owner could not be read, somebody is not named.
        """
        placed = [(sheet, entry, home_key(entry.kind, entry.name)) for sheet, entry in self._entries if entry.is_placed]
        named = Counter(key for _, _, key in placed)
        counts: dict[str, Entry] = {}
        for _, entry, key in sorted(placed, key=lambda one: one[1].problem is not None):
            counts.setdefault(key, entry)
        for sheet, entry, key in placed:
            counted = counts[key]
            if counted is entry or named[key] > _MOST_ROWS_OF_A_HOME:
                continue
            if entry.owner_unread and counted.owners.names:
                counted.owners = replace(counted.owners, incomplete=True)
            further = _further_owners(counted, entry)
            if further:
                counted.owners = _together(counted.owners, entry.owners)
                counted.designated = counted.designated or entry.designated
                self._warn(RosterNote.OWNERS_JOINED, sheet, entry, "、".join(further))
            elif counted.area and entry.area and entry.area.cm2m != counted.area.cm2m:
                self._warn(RosterNote.ROWS_DIFFER, sheet, entry, str(counted.row))

    def _reading(self) -> RosterReading:
        self._join_owners()
        complete: dict[str, tuple[str, int]] = {}
        named: dict[str, tuple[str, int]] = {}
        for sheet, entry in self._entries:
            if entry.is_placed:
                key = home_key(entry.kind, entry.name)
                named.setdefault(key, (sheet, entry.row))
                if entry.problem is None:
                    complete.setdefault(key, (sheet, entry.row))
        homes: list[RosterHome] = []
        gaps: list[RosterGap] = []
        taken: set[str] = set()
        for sheet, entry in self._entries:
            key = home_key(entry.kind, entry.name)
            counts = complete.get(key) or named.get(key, ("", 0))
            is_first = key not in taken and (entry.problem is None or key not in complete)
            if entry.is_placed:
                if not is_first:
                    gaps.append(_gap(sheet, entry, RosterProblem.DUPLICATE, counts))
                    continue
                taken.add(key)
            if entry.problem is None and entry.area:
                homes.append(self._home(sheet, entry))
            else:
                gaps.append(_gap(sheet, entry, entry.problem or RosterProblem.NO_AREA))
                self._warn_about_names(sheet, entry)
        self._warn_about_owners(homes)
        return RosterReading(
            tuple(homes),
            tuple(gaps),
            tuple(self._skipped),
            tuple(self._warnings),
            frozenset(self._fields),
            tuple(self._titles[:_MOST_TITLES]),
        )

    def _home(self, sheet: str, entry: Entry) -> RosterHome:
        assert entry.area is not None
        designated = entry.designated if entry.designated in entry.owners.names else ""
        if entry.designated and not designated:
            self._warn(RosterNote.DESIGNATED_UNKNOWN, sheet, entry, entry.designated)
        self._warn_about_names(sheet, entry)
        if entry.area.rounded:
            self._warn(RosterNote.AREA_ROUNDED, sheet, entry)
        if entry.kind is HomeKind.HOME and not _SMALLEST_LIKELY_CM2M <= entry.area.cm2m <= _LARGEST_LIKELY_CM2M:
            self._warn(RosterNote.AREA_UNLIKELY, sheet, entry)
        if entry.owners.unsold:
            self._fields.add("developer")
        return RosterHome(
            building=entry.name.building,
            entrance=entry.name.entrance,
            room=entry.name.room,
            kind=entry.kind,
            area_cm2m=entry.area.cm2m,
            area_source=entry.area_source,
            owners=entry.owners.names,
            designated=designated,
            developer=entry.developer,
            row=entry.row,
            sheet=sheet,
        )

    def _warn_about_names(self, sheet: str, entry: Entry) -> None:
        """Of a gap, too: once its area is typed it is a home, and nobody reads its owners again."""
        if entry.owners.incomplete:
            self._warn(RosterNote.OWNERS_INCOMPLETE, sheet, entry)
        if entry.owners.unclear:
            self._warn(RosterNote.OWNER_UNCLEAR, sheet, entry, entry.owners.said or "、".join(entry.owners.names))

    def _warn_about_owners(self, homes: list[RosterHome]) -> None:
        """One line for a file without owners, else one for each home without."""
        nobody = [home for home in homes if not home.owners and not home.developer]
        if "owners" not in self._fields:
            self._warn(RosterNote.NO_OWNER, "")
            return
        self._warnings.extend(RosterWarning(RosterNote.NO_OWNER, home.sheet, home.row, home.name.in_full) for home in nobody)


def _together(owners: Owners, others: Owners) -> Owners:
    return Owners(
        tuple(dict.fromkeys((*owners.names, *others.names))),
        owners.incomplete or others.incomplete,
        unclear=owners.unclear or others.unclear,
        died=owners.died or others.died,
        said="、".join(filter(None, (owners.said, others.said))),
    )


def _add_below(above: Entry, entry: Entry) -> None:
    """The owners of the lower part of a merged home; one who cannot be read there keeps the home waiting, as in the upper part."""
    above.owners = _together(above.owners, entry.owners)
    if entry.owner_unread:
        above.owner_unread = True
        if above.problem is None:
            above.problem, above.text = RosterProblem.UNREADABLE, entry.owners.said or entry.text


def _further_owners(above: Entry, entry: Entry) -> tuple[str, ...]:
    """Owners whom a second row of the same home adds; none where the rows contradict each other."""
    contradicts = entry.area is not None and above.area is not None and entry.area.cm2m != above.area.cm2m
    if contradicts or above.developer or entry.developer:
        return ()
    return tuple(name for name in entry.owners.names if name not in above.owners.names)


def _repeated_heading(table: Table, index: int) -> Heading | None:
    """Printed lists repeat their heading on every page, sometimes with other columns."""
    if len(heading_fields(table.rows[index])) < 2:
        return None
    heading = find_heading(Table(table.name, table.rows[index : index + 2]))
    return heading if heading and not heading.missing and heading.first == heading.lines else None


def _gap(sheet: str, entry: Entry, problem: RosterProblem, first: tuple[str, int] = ("", 0)) -> RosterGap:
    return RosterGap(
        row=entry.row,
        sheet=sheet,
        problem=problem,
        building=entry.name.building,
        entrance=entry.name.entrance,
        room=entry.name.room,
        text=entry.text,
        kind=entry.kind,
        area_cm2m=entry.area.cm2m if entry.area else None,
        area_source=entry.area_source,
        owners=entry.owners.names,
        designated=entry.designated if entry.designated in entry.owners.names else "",
        developer=entry.developer,
        first_sheet=first[0],
        first_row=first[1],
    )


def _holds_choices(tables: list[Table]) -> bool:
    first = (row for table in tables if not table.hidden for row in table.rows[:_MOST_TITLES])
    return any(isinstance(cell, str) and plain_text(cell).casefold() in _CHOICES for row in first for cell in row.cells)
