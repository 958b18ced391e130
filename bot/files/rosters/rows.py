"""One row of one block: which home it names, and what it says about it."""

import re
from dataclasses import dataclass

from bot.files.rosters.headings import Columns, Field
from bot.files.rosters.lines import is_counted_place, is_note, is_sum, named_place
from bot.files.rosters.tables import LONGEST_CELL, Cell, Row, UnreadCell
from bot.rules.rosters import (
    Area,
    AreaSource,
    HomeKind,
    HomeName,
    Owners,
    RosterProblem,
    building_name,
    entrance_name,
    find_home,
    read_area,
    read_owners,
    room_name,
    says_no_area,
)
from bot.rules.rosters.places import in_phase, phase_name, room_on_floor, split_building, split_entrance
from bot.rules.rosters.writing import LONGEST_NAME, LONGEST_PLACE, LONGEST_QUOTE, plain_text, tight_text

_DITTO = frozenset({"〃", "同上", "″", '"', "”", "''"})
_YES = frozenset({"是", "有", "Y", "YES", "TRUE", "1", "√", "✓", "✔", "未售", "未交付", "开发商未售"})
_TWO_NUMBERS = re.compile(r"^(\d{1,3})-(\d{1,2})$")
_WHOLE_PLACE = re.compile(r"[栋幢座#]|号楼|BUILDING|^[^-]+-[^-]+-[^-]+$")
# 「汽车美容店」 is a shop: 车 alone says nothing.
_PARKING = re.compile(r"车[位库棚房场]|停车|泊[位车]|^非?机动车$|^车$|PARK|GARAGE")
_STORAGE = re.compile(r"储(?!蓄)|杂物|地下室|STORAGE")
# A type that names these is a home, whatever it says besides (住宅、车库; 车库上住宅; 住宅带车位), unless they only say whose place it is.
_HOME = re.compile(r"住宅|居住|商铺|商业|商住|办公|店[铺面]|门[面市]")
# A room so called is behind no entrance, unless its row says which.
_SHOP = re.compile(r"商铺|底商|店[铺面]|门[面市]|商业|SHOP")
_PLACE_OF_A_HOME = re.compile(r"[^+、,;/和与及兼带含附有上改]{0,10}(?:车[位库棚房场]|停车.{0,2}|泊位|储[藏物].|杂物.|地下室)")
# Words that name such a place where nothing else says its kind. 「车」 alone may be part of a street's name: 车站新村1栋.
_PARKING_PLACE = re.compile(r"车位|车库|停车|泊位")
_STORAGE_PLACE = re.compile(r"储藏|储物|杂物")
_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]?")
# 501储藏间上 and 101带车位 are homes that have one; 1201车位 is a parking place.
_A_ROOM = re.compile(r"\d{3,4}(?!\d)")
_BELONGS = re.compile(r"\d[A-Za-z室号]{0,2}(?:[带含附有配+、及和]|/)[^\d]{0,6}(?:车[位库]|停车|泊位|储[藏物]|杂物)")
_ENDS_SO = re.compile(r"(?:车位|车库|停车[场位库]|泊位|储藏[室间]|储物[室间]|杂物间)[A-Za-z0-9-]{0,4}$")
_SOURCES = (
    (AreaSource.REGISTER, re.compile(r"产权|登记|不动产|房产证|REGISTER")),
    (AreaSource.SURVEY, re.compile(r"测|SURVEY")),
    (AreaSource.CONTRACT, re.compile(r"合同|CONTRACT")),
)


@dataclass(slots=True)
class Entry:
    """What one row says. `problem` is the first thing that keeps it from being a home, `text` the cell at fault."""

    row: int
    kind: HomeKind
    name: HomeName
    area: Area | None
    area_source: AreaSource
    owners: Owners
    designated: str
    developer: bool
    problem: RosterProblem | None
    text: str = ""
    owner_unread: bool = False
    is_continuation: bool = False
    """The lower part of a home whose cells are merged: it only adds owners."""

    @property
    def is_placed(self) -> bool:
        """Whether it is known which home it is of; a row that is not is a home of its own until staff say which."""
        return bool(self.name.room and (self.name.building or self.kind is not HomeKind.HOME))


def _kind_named(place: str) -> HomeKind | None:
    """What the name of a building or a room says by itself; what stands in brackets only belongs to it: 201(带车位)."""
    name = _IN_BRACKETS.sub("", tight_text(place))
    kind = HomeKind.PARKING if _PARKING_PLACE.search(name) else HomeKind.STORAGE if _STORAGE_PLACE.search(name) else None
    is_home = kind is not None and _A_ROOM.match(name) and (_BELONGS.search(name) or not _ENDS_SO.search(name))
    return None if is_home else kind


def _kind_of_type(written: str) -> HomeKind | None:
    """Nothing where a type is a home's, or says nothing: 住宅（含车位） and 商铺（原车库） are homes, 车位（住宅） is none."""
    name = _IN_BRACKETS.sub("", written) or written
    if _HOME.search(name) and not _PLACE_OF_A_HOME.fullmatch(name):
        return None
    return HomeKind.PARKING if _PARKING.search(name) else HomeKind.STORAGE if _STORAGE.search(name) else None


class Unreadable(Exception):
    """A cell of the place cannot be read. Caught by the block, which turns it into a gap."""


class Block:
    """Reads rows from top to bottom, because blank cells mean the one above."""

    def __init__(self, columns: Columns, building: str) -> None:
        self.columns = columns
        self._building: str | UnreadCell = building
        self._entrance: str | UnreadCell = ""
        self._floor: str | float | UnreadCell = ""
        self._phase: str | UnreadCell = ""
        self._above: Row | None = None
        # Whether this list leaves a building's cell blank to mean the one above; then it does so for parking places, too.
        self._fills_down = False

    @property
    def place(self) -> tuple[str | UnreadCell, str | UnreadCell]:
        """Where the last row stood, for the block below a repeated heading."""
        return self._building, self._entrance

    @property
    def part(self) -> tuple[str | float | UnreadCell, str | UnreadCell]:
        return self._floor, self._phase

    def go_on_from(self, other: "Block") -> None:
        self._building, self._entrance = other.place
        self._floor, self._phase = other.part

    def read(self, row: Row) -> Entry | None:
        number = self.columns.number if self.columns.number is not None else self.columns.at.get(Field.ADDRESS)
        if is_sum(row, number, self.columns) or is_note(row, number):
            return None
        heading = named_place(row)
        if heading:
            self._building, self._entrance, self._floor = heading[0] or self._building, heading[1], ""
            return None
        entry = self._entry(row)
        self._above = row
        return entry

    def _entry(self, row: Row) -> Entry | None:
        kind = self._kind(row)
        unread = ""
        try:
            name = self._name(row, kind)
        except Unreadable as error:
            name, unread = self._what_is_known(row, kind), str(error)
        name = self._in_full(name, kind)
        area, source, area_problem, area_text = self._area(row)
        owners, owner_unread = self._owners(row)
        text = unread or owner_unread or area_text
        nobody = not (name.room or unread or owners.names or owner_unread)
        if nobody and (area is None or (is_counted_place(row, self.columns) and row.cell(self.columns.at.get(Field.ENTRANCE)) is None)):
            return None
        problem = RosterProblem.UNREADABLE if unread or owner_unread else area_problem
        if problem is None and owners.died:
            # The home is known and its owner is not: staff look at it before it counts, as at a cell that cannot be read.
            problem, text = RosterProblem.UNREADABLE, owners.said
        if not unread and (not name.room or (kind is HomeKind.HOME and not name.building)):
            problem, text = RosterProblem.NO_ROOM, ""
        return Entry(
            row=row.number,
            kind=kind,
            name=name,
            area=area,
            area_source=source,
            owners=owners,
            designated=plain_text(self._written(row, Field.DESIGNATED), LONGEST_NAME),
            developer=owners.unsold or tight_text(self._written(row, Field.DEVELOPER)) in _YES,
            problem=problem,
            text=plain_text(text, LONGEST_QUOTE),
            owner_unread=bool(owner_unread) or owners.died,
            is_continuation=self.columns.number in row.continued and area is None,
        )

    def _cell(self, row: Row, column: int | None) -> Cell:
        """The cell, or the one above where it says `同上`."""
        cell = row.cell(column)
        if isinstance(cell, str) and cell in _DITTO and column is not None:
            above = self._above.cell(column) if self._above else None
            row.cells[column] = above
            return above
        return cell

    def _written(self, row: Row, found: Field) -> str:
        cell = self._cell(row, self.columns.at.get(found))
        return f"{cell:g}" if isinstance(cell, float) else cell if isinstance(cell, str) else ""

    def _kind(self, row: Row) -> HomeKind:
        written = tight_text(self._written(row, Field.KIND))
        if not written:
            return self._kind_of_place(row)
        return _kind_of_type(written) or self.columns.kind

    def _kind_of_place(self, row: Row) -> HomeKind:
        """Without a column for it a list names parking places and storage rooms where it names the building, or the room."""
        cell = self._cell(row, self.columns.at.get(Field.BUILDING))
        building = cell if isinstance(cell, str) else self._building if cell is None else ""
        number = self._cell(row, self.columns.number)
        said = [one for one in (building, number) if isinstance(one, str)]
        return next((kind for kind in map(_kind_named, said) if kind is not None), self.columns.kind)

    def _name(self, row: Row, kind: HomeKind) -> HomeName:
        self._step(row)
        number = self._readable(row, self.columns.number)
        address = self._readable(row, self.columns.at.get(Field.ADDRESS))
        for part in (self._building, self._entrance, self._floor, self._phase):
            if isinstance(part, UnreadCell):
                raise Unreadable(part.text)
        building, entrance = str(self._building), str(self._entrance)
        if kind is HomeKind.HOME:
            self._fills_down |= Field.BUILDING in self.columns.at and row.cell(self.columns.at[Field.BUILDING]) is None
        else:
            # 「车库」 on the line below its house is that house's; below 「地下车位」 the next number is there, too.
            is_below = self._cell(row, self.columns.at.get(Field.BUILDING)) is None
            named_here = is_below and isinstance(number, str) and _kind_named(number) is not None
            fills_down = self._fills_down or named_here or _kind_named(building) is not None
            building, entrance = (building, entrance) if fills_down else self._own_place(row)
            room = tight_text(number if number is not None else address if address is not None else "")[:LONGEST_PLACE]
            return HomeName(building, entrance, room)
        if number is not None:
            return self._home(number, building, "" if self._is_shop_of_a_building(row, number) else entrance)
        found = find_home(address) if address is not None else None
        if address is not None and not found:
            raise Unreadable(str(address))
        return found or HomeName(building, entrance, "")

    def _is_shop_of_a_building(self, row: Row, number: str | float) -> bool:
        """`1栋,,商铺1` below `1栋,2单元,101`: the building is written anew, so the blank beside it does not mean the entrance above."""
        building, entrance = (self.columns.at.get(one) for one in (Field.BUILDING, Field.ENTRANCE))
        if building is None or entrance is None or entrance in row.continued or building in row.continued:
            return False
        return row.cell(entrance) is None and row.cell(building) is not None and bool(_SHOP.search(tight_text(number)))

    def _in_full(self, name: HomeName, kind: HomeKind) -> HomeName:
        """With its floor and its phase, where those have columns of their own: without them homes of the same number were one."""
        phase = self._phase if isinstance(self._phase, str) else ""
        building = in_phase(phase, name.building or ("" if kind is HomeKind.HOME else phase))
        if kind is not HomeKind.HOME or isinstance(self._floor, UnreadCell):
            return HomeName(building, name.entrance, name.room)
        return HomeName(building, name.entrance, room_on_floor(self._floor, name.room))

    def _own_place(self, row: Row) -> tuple[str, str]:
        """Building and entrance as far as this row names them."""
        building, entrance = (row.cell(self.columns.at.get(found)) for found in (Field.BUILDING, Field.ENTRANCE))
        named, within = ("", "") if building is None or isinstance(building, UnreadCell) else self._building_cell(building)
        return named, within if entrance is None or isinstance(entrance, UnreadCell) else entrance_name(entrance)

    def _home(self, number: str | float, building: str, entrance: str) -> HomeName:
        """A room's cell may hold the room, entrance and room, or everything."""
        tight = tight_text(number)
        whole = find_home(tight) if _WHOLE_PLACE.search(tight) or (not building and "-" in tight) else None
        if whole:
            if building and whole.building != building:
                raise Unreadable(str(number))
            return HomeName(whole.building, whole.entrance or entrance, whole.room)
        parts = split_entrance(tight)
        if parts and parts[0] == (entrance or parts[0]):
            return HomeName(building, *parts)
        return HomeName(building, entrance, room_name(number))

    def _step(self, row: Row) -> None:
        """Moves to the building and entrance that this row names; blank cells stay where the row above was."""
        self._step_phase(row)
        place = self.place
        cell = self._cell(row, self.columns.at.get(Field.BUILDING))
        if isinstance(cell, UnreadCell):
            self._building, self._entrance = cell, ""
        elif cell is not None:
            building, entrance = self._building_cell(cell)
            if building and building != self._building:
                self._building, self._entrance = building, ""
            if entrance:
                self._entrance = entrance
        entrance_cell = self._cell(row, self.columns.at.get(Field.ENTRANCE))
        if isinstance(entrance_cell, UnreadCell):
            self._entrance = entrance_cell
        elif entrance_cell is not None:
            self._entrance = entrance_name(entrance_cell)
        floor = self._cell(row, self.columns.at.get(Field.FLOOR))
        if floor is not None or self.place != place:
            self._floor = floor if floor is not None else ""

    def _step_phase(self, row: Row) -> None:
        """A new phase without a building has none that is known: the one above stands in the other phase."""
        cell = self._cell(row, self.columns.at.get(Field.PHASE))
        if cell is None:
            return
        phase = cell if isinstance(cell, UnreadCell) else phase_name(cell)
        if self._phase not in {"", phase} and Field.BUILDING in self.columns.at:
            self._building, self._entrance = "", ""
        self._phase = phase

    def _building_cell(self, cell: str | float) -> tuple[str, str]:
        both = split_building(cell)
        if both:
            return both
        numbers = _TWO_NUMBERS.match(tight_text(cell)) if Field.ENTRANCE not in self.columns.at else None
        return (building_name(numbers[1]), entrance_name(numbers[2])) if numbers else (building_name(cell), "")

    def _readable(self, row: Row, column: int | None) -> str | float | None:
        cell = self._cell(row, column)
        if isinstance(cell, UnreadCell):
            raise Unreadable(cell.text)
        return cell

    def _what_is_known(self, row: Row, kind: HomeKind) -> HomeName:
        """A room beside a building or an entrance that was not read stands nowhere; the building that was read is told all the same."""
        building, entrance = self._building, self._entrance
        number = row.cell(self.columns.number)
        room = (
            "" if number is None or isinstance(number, UnreadCell) else room_name(number) if kind is HomeKind.HOME else tight_text(number)
        )
        if isinstance(building, UnreadCell):
            return HomeName("", "", room[:LONGEST_PLACE])
        # A room that contradicts its building (3栋 | 5栋1单元301) is as little known as the entrance that was not read.
        return HomeName(building, "" if isinstance(entrance, UnreadCell) or room else entrance, "")

    def _area(self, row: Row) -> tuple[Area | None, AreaSource, RosterProblem | None, str]:
        """The first column that holds an area; where none does, why the best of them does not."""
        problem, text = RosterProblem.NO_AREA, ""
        for _, column, source in self.columns.areas:
            # An area merged over two homes is the sum of both: the upper one carries it, the lower one has none of its own.
            cell = None if column in row.continued else self._cell(row, column)
            if isinstance(cell, UnreadCell):
                is_formula = cell.text.startswith("=")
                problem, text = (RosterProblem.UNREADABLE if is_formula else RosterProblem.BAD_AREA), cell.text
            elif cell is not None and not says_no_area(cell):
                area = read_area(cell)
                if area:
                    return area, self._source(row, source), None, ""
                if problem is RosterProblem.NO_AREA:
                    problem, text = RosterProblem.BAD_AREA, f"{cell:g}" if isinstance(cell, float) else cell
        return None, AreaSource.UNSTATED, problem, text

    def _source(self, row: Row, source: AreaSource) -> AreaSource:
        written = tight_text(self._written(row, Field.AREA_SOURCE))
        return next((stated for stated, pattern in _SOURCES if written and pattern.search(written)), source)

    def _owners(self, row: Row) -> tuple[Owners, str]:
        texts: list[str] = []
        for column in self.columns.owners:
            cell = self._cell(row, column)
            if isinstance(cell, UnreadCell):
                return Owners(()), cell.text
            if isinstance(cell, str):
                texts.append(cell)
        return read_owners("、".join(texts)[:LONGEST_CELL]), ""
