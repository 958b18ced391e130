"""The row that names the columns: Chinese or English, in any order, in one line or two, once or in blocks side by side."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from bot.files.rosters.tables import Cell, Row, Table
from bot.rules.rosters import AreaSource, HomeKind
from bot.rules.rosters.writing import tight_text

# Titles, notes and logos stand above the headings; further down there is none.
_ROWS_SEARCHED = 60


class Field(StrEnum):
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    """Where rooms are numbered anew on each floor."""
    PHASE = "phase"
    """Where buildings are numbered anew in each part of the compound."""
    ROOM = "room"
    WEAK_ROOM = "weak_room"
    """A number that is the room's only where no column says room: some offices number their households besides."""
    ADDRESS = "address"
    KIND = "kind"
    AREA = "area"
    OWNERS = "owners"
    CO_OWNERS = "co_owners"
    BUYER = "buyer"
    """Who bought from the developer: the owner where no column says owner."""
    RESIDENT = "resident"
    """A name that is the owner's only where no column says owner or buyer."""
    DESIGNATED = "designated"
    DEVELOPER = "developer"
    AREA_SOURCE = "area_source"
    PARKING = "parking"
    STORAGE = "storage"
    REMARK = "remark"


_NAMES: dict[Field, str] = {
    Field.BUILDING: "楼栋 楼号 栋号 幢号 楼幢 楼栋号 楼幢号 栋 幢 楼 楼座 座号 楼宇 栋数 楼栋名称 楼栋单元 栋单元 楼号单元 "
    "BUILDING BUILDINGNO BUILDING# BLDG BLOCK TOWER",
    Field.ENTRANCE: "单元 单元号 单元门 门洞 梯号 梯 ENTRANCE ENTRANCENO UNIT UNITNO STAIRCASE STAIRWELL",
    Field.FLOOR: "楼层 层 所在层 所在楼层 楼层号 层次 FLOOR FLOORNO STOREY LEVEL",
    Field.PHASE: "期数 期 期别 分期 所属期 小区期数 项目分期 PHASE",
    Field.ROOM: "房号 房间号 室号 房间 室 房屋号 房屋号码 户室号 户室 房室号 房室 房 住宅号 "
    "ROOM ROOMNO ROOMNUMBER ROOM# FLAT FLATNO APARTMENT APARTMENTNO APT",
    Field.WEAK_ROOM: "门牌号 门牌 门号 户号 房屋编号 DOOR DOORNO NUMBER",
    Field.ADDRESS: "房屋坐落 坐落 坐落位置 房屋位置 位置 房产坐落 房屋地址 地址 详细地址 住址 家庭住址 楼栋房号 栋房号 楼房号 房屋 房产 "
    "楼栋单元房号 楼号单元房号 栋单元房号 ADDRESS HOME HOMEREF REF LOCATION",
    Field.KIND: "类型 类别 房屋类型 房屋类别 房屋用途 房屋性质 物业类型 用途 性质 KIND TYPE USE USAGE",
    Field.OWNERS: "业主 业主姓名 业主名称 业主名字 产权人 产权人姓名 产权所有人 所有权人 房屋所有权人 权利人 不动产权利人 房主 房主姓名 "
    "OWNER OWNERS OWNERNAME OWNERNAMES NAMEOFOWNER OWNER(S)",
    Field.CO_OWNERS: "共有人 共有权人 共有人姓名 共同产权人 其他产权人 其他共有人 COOWNER COOWNERS CO-OWNER CO-OWNERS",
    Field.BUYER: "买受人 买受人姓名 购房人 购房人姓名 购房者 购买人 买房人 BUYER BUYERS PURCHASER",
    Field.RESIDENT: "姓名 户主 户主姓名 NAME NAMES",
    Field.DESIGNATED: "指定投票人 指定代表 投票代表 投票人 业主代表 DESIGNATED DESIGNATEDVOTER",
    Field.DEVELOPER: "开发商未售 未售 是否未售 开发商 未售房屋 DEVELOPER UNSOLD",
    Field.AREA_SOURCE: "面积来源 面积依据 来源 AREASOURCE",
    Field.PARKING: "车位号 车位 车位编号 停车位 停车位号 泊位号 车库号 车库 PARKING PARKINGNO PARKINGSPACE PARKINGPLACE SPACE SPACENO",
    Field.STORAGE: "储藏室号 储藏室 储物间 储物间号 储藏间 储藏间号 杂物间 杂物间号 地下室号 地下室 STORAGE STORAGENO STORAGEROOM",
    Field.REMARK: "备注 说明 备考 REMARK REMARKS NOTE NOTES COMMENT",
}
_FIELDS = {name: found for found, names in _NAMES.items() for name in names.split()}
_JOINED = re.compile(r"[-/、+及和]")
_OWNERS = frozenset({Field.OWNERS, Field.CO_OWNERS, Field.BUYER, Field.RESIDENT})
# 业主2, 第二业主, 共有人姓名1: one name a column.
_ONE_OF_SEVERAL = re.compile(r"(?:第[一二三四五六七八九十\d])?(?P<name>\D+?)(?:[一二三四五六七八九十]|\d{1,2})?")
# What a line above 姓名 says of whom it is: 业主信息, or 租户.
_GROUP = re.compile(r"(?P<name>.+?)(?:基本|登记)?(?:信息|情况|资料|档案)?")
_OF_NO_OWNER = re.compile(r"租|住户|常住|联系|代理|紧急|经办|家庭成员")
_AREAS: dict[AreaSource, str] = {
    AreaSource.REGISTER: "产权面积 登记面积 证载面积 产证面积 产权建筑面积 登记建筑面积 房产证面积 "
    "不动产证面积 产权登记面积 证上面积 房产证建筑面积 REGISTEREDAREA",
    AreaSource.UNSTATED: "建筑面积 房屋建筑面积 住宅建筑面积 建面 面积 房屋面积 住宅面积 专有面积 专有部分面积 面积数 "
    "AREA AREASQM FLOORAREA GROSSAREA SIZE BUILDINGAREA GROSSFLOORAREA",
    AreaSource.SURVEY: "实测面积 测绘面积 实测建筑面积 测绘建筑面积 SURVEYEDAREA",
    AreaSource.CONTRACT: "合同面积 购房合同面积 合同建筑面积 CONTRACTAREA",
}
# Which column is believed first (R2); a column that says just 建筑面积 is what the office works with.
_AREA_NAMES = {name: (rank, source) for rank, (source, names) in enumerate(_AREAS.items()) for name in names.split()}
# What a heading adds to its name: a unit, a remark in brackets, a mark for "must be filled in".
# What an area leaves out is part of its name: 面积（套内） is not the area that counts.
_ADDED = re.compile(
    r"[(\[【](?!套内|使用|公摊|分摊|室内)[^)\]】]*[)\]】]|[*:：。_.]|(?:及|和|与|、|/)(?:联系)?(?:电话|手机|方式|联系方式)(?:号码?)?$|M2$|平方米$"
)
_INNER = re.compile(r"套内|使用|公摊|分摊|室内")
_NUMBER = re.compile(r"[\d.,]+")
PLACE = frozenset({Field.BUILDING, Field.ENTRANCE, Field.ROOM, Field.ADDRESS, Field.PARKING, Field.STORAGE})
_NUMBERED = frozenset({Field.ROOM, Field.ADDRESS, Field.PARKING, Field.STORAGE})
_PARKING_SHEET = re.compile(r"车位|车库|泊位|停车|PARKING|GARAGE")
_STORAGE_SHEET = re.compile(r"储藏|储物|杂物|STORAGE")


@dataclass(slots=True)
class Columns:
    """Where one block of a sheet has what. `areas` are in the order in which they are believed."""

    at: dict[Field, int] = field(default_factory=dict)
    areas: list[tuple[int, int, AreaSource]] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    named: list[tuple[Field, int, bool]] = field(default_factory=list)
    """Columns of names, and whether it is one of several numbered ones; `owners` are those that count."""
    elsewhere: set[int] = field(default_factory=set)
    """Known columns that say nothing of this list's own homes."""
    kind: HomeKind = HomeKind.HOME

    @property
    def read(self) -> set[int]:
        return {*self.at.values(), *(column for _, column, _ in self.areas), *self.owners, *self.elsewhere}

    @property
    def number(self) -> int | None:
        """The column that names the home, or the place, within its entrance."""
        wanted = {HomeKind.PARKING: Field.PARKING, HomeKind.STORAGE: Field.STORAGE}.get(self.kind, Field.ROOM)
        return self.at.get(wanted, self.at.get(Field.ROOM))

    @property
    def score(self) -> int:
        return len(self.at) + bool(self.areas) + bool(self.owners)

    @property
    def missing(self) -> tuple[str, ...]:
        lacking = [] if self.at.keys() & _NUMBERED else ["room"]
        return tuple(lacking if self.areas else [*lacking, "area"])


@dataclass(frozen=True, slots=True)
class Heading:
    """`first` is the index of the first row below it, `lines` how many it has."""

    first: int
    lines: int
    blocks: tuple[Columns, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return self.blocks[0].missing

    @property
    def score(self) -> int:
        return sum(block.score for block in self.blocks)


def plain_heading(text: str) -> str:
    return _ADDED.sub("", _ADDED.sub("", tight_text(text)))


def _field_of(name: str) -> Field | None:
    """`栋号/单元/房号` names a whole address, `栋号/单元` a building's cell that holds both; 业主2 is a further owner's column."""
    if name in _FIELDS:
        return _FIELDS[name]
    parts = {_FIELDS.get(part) for part in _JOINED.split(name)}
    if len(parts) > 1 and parts <= {Field.BUILDING, Field.ENTRANCE, Field.ROOM}:
        return Field.ADDRESS if Field.ROOM in parts else Field.BUILDING
    if parts <= {Field.OWNERS, Field.CO_OWNERS}:
        return Field.OWNERS
    several = _ONE_OF_SEVERAL.fullmatch(name)
    found = _FIELDS.get(several["name"]) if several else None
    return found if found in _OWNERS else None


def heading_fields(row: Row) -> dict[int, str]:
    """The headings that this row knows, by column."""
    named = {column: plain_heading(cell) for column, cell in enumerate(row.cells) if isinstance(cell, str) and len(cell) <= 40}
    return {column: name for column, name in named.items() if _field_of(name) or name in _AREA_NAMES}


def sheet_kind(name: str) -> HomeKind | None:
    """What a sheet's name says that it lists."""
    tight = tight_text(name)
    if _PARKING_SHEET.search(tight):
        return HomeKind.PARKING
    return HomeKind.STORAGE if _STORAGE_SHEET.search(tight) else None


def find_heading(table: Table) -> Heading | None:
    """The row, or two rows below each other, that name the most; None when no row names a home and its area."""
    candidates = list(_candidates(table))
    return max(candidates, key=lambda heading: (not heading.missing, heading.score), default=None)


def _candidates(table: Table) -> list[Heading]:
    rows = table.rows[:_ROWS_SEARCHED]
    single = {index: _heading(table, index + 1, 1, one_line(row)) for index, row in enumerate(rows)}
    double: list[Heading] = []
    for index, (upper, lower) in enumerate(pairwise(rows)):
        if lower.number != upper.number + 1 or any(_is_number(cell) for cell in lower.cells):
            continue
        names = two_lines(upper, lower)
        known = heading_fields(upper)
        is_second = len(known) > 1 and bool(lower.continued & known.keys() or names != {**known, **heading_fields(lower)})
        if is_second:
            # The upper line alone would take 套内 for the area, and the lower one for a home.
            single.pop(index, None)
            single.pop(index + 1, None)
        if is_second or (heading_fields(lower) and not _named_twice(upper, lower)):
            double.append(_heading(table, index + 2, 2, names))
    return [heading for heading in (*single.values(), *double) if heading.score > 1]


def _is_number(cell: Cell) -> bool:
    """No line of a heading holds one: a home below a heading of one line does, whatever else its cells say."""
    return isinstance(cell, float) or (isinstance(cell, str) and bool(_NUMBER.fullmatch(cell)))


def one_line(row: Row) -> dict[int, str]:
    """The headings of a row; 「业主」 merged over two columns names both."""
    names = heading_fields(row)
    for left, right in row.across.items():
        if left in names and _field_of(names[left]) in _OWNERS:
            names.update({column: names[left] for column in range(left + 1, right + 1) if row.cell(column) is None})
    return names


def two_lines(upper: Row, lower: Row) -> dict[int, str]:
    """Of two rows the lower one is more precise: 面积 over 套内 and 建筑, 业主 over 姓名 and 性别, 租户 over a 姓名 that is no owner's."""
    names = {**one_line(upper), **heading_fields(lower)}
    headed = [column for column, cell in enumerate(upper.cells) if cell is not None]
    for left, right in pairwise((*headed, max(len(upper.cells), len(lower.cells)))):
        columns = range(left, right)
        parts = {column: plain_heading(lower.text(column)) for column in columns if column not in lower.continued}
        parts = {column: part for column, part in parts.items() if part}
        group = plain_heading(upper.text(left))
        if group in _AREA_NAMES:
            _name_areas(names, left, group, parts)
        elif len(columns) > 1:
            _name_owners(names, left, group, parts)
    return names


def _name_areas(names: dict[int, str], left: int, group: str, parts: dict[int, str]) -> None:
    """Bare 建筑 below 面积 is 建筑面积; bare 套内 is no area that counts."""
    whole = {column: f"{part}面积" for column, part in parts.items() if f"{part}面积" in _AREA_NAMES}
    names.update(whole)
    if names.get(left) == group and left in parts and (whole or _INNER.search(parts[left])):
        del names[left]


def _name_owners(names: dict[int, str], left: int, group: str, parts: dict[int, str]) -> None:
    """Whose names stand below a group's heading; what else stands there (性别, 人数) is no name."""
    whose = _GROUP.fullmatch(group)
    is_owners = whose is not None and _field_of(whose["name"]) in {Field.OWNERS, Field.BUYER}
    found = [column for column, part in parts.items() if _field_of(part) is Field.RESIDENT]
    for column in found:
        if is_owners:
            names[column] = "业主"
        elif _OF_NO_OWNER.search(group):
            del names[column]
    if is_owners and found:
        for column in parts.keys() - set(found):
            if names.get(column) == group:
                del names[column]


def _named_twice(upper: Row, lower: Row) -> bool:
    """Two whole headings below each other are one heading that was repeated, not one in two lines."""
    return len(set(heading_fields(upper).values()) & set(heading_fields(lower).values())) > 1 and not lower.continued


def _heading(table: Table, first: int, lines: int, names: dict[int, str]) -> Heading:
    blocks = [Columns()]
    for column, name in sorted(names.items()):
        found = _field_of(name)
        if found in PLACE and found in blocks[-1].at and blocks[-1].areas:
            blocks.append(Columns())
        _add(blocks[-1], column, name, found)
    kind = sheet_kind(table.name)
    for block in blocks:
        _finish(block, kind)
    whole = tuple(block for block in blocks if not block.missing)
    return Heading(first, lines, whole or (blocks[0],))


def _add(block: Columns, column: int, name: str, found: Field | None) -> None:
    if found is None:
        rank, source = _AREA_NAMES[name]
        block.areas.append((rank, column, source))
    elif found in _OWNERS:
        block.named.append((found, column, name not in _FIELDS))
    else:
        block.at.setdefault(found, column)


def _finish(block: Columns, kind: HomeKind | None) -> None:
    block.areas.sort()
    block.owners = _owners_of(block.named)
    weak = block.at.pop(Field.WEAK_ROOM, None)
    if weak is not None and block.at.keys() & _NUMBERED:
        block.elsewhere.add(weak)
    elif weak is not None:
        block.at[Field.ROOM] = weak
    homes = block.at.keys() & {Field.ROOM, Field.ADDRESS}
    for own, of_kind in ((Field.PARKING, HomeKind.PARKING), (Field.STORAGE, HomeKind.STORAGE)):
        if own in block.at and (kind is of_kind or not homes):
            block.kind = of_kind
            if homes:
                # A list of places that also says where their owners live: those columns are not the place's own.
                for elsewhere in (Field.BUILDING, Field.ENTRANCE, Field.ROOM, Field.ADDRESS, Field.PHASE, Field.FLOOR):
                    if elsewhere in block.at:
                        block.elsewhere.add(block.at.pop(elsewhere))
            return
    block.kind = kind or HomeKind.HOME


def _owners_of(named: list[tuple[Field, int, bool]]) -> list[int]:
    """Two columns that just say 姓名 may be anybody's: the first counts, and those that are numbered."""
    of: dict[Field, list[int]] = {}
    for found, column, is_numbered in named:
        if found is not Field.RESIDENT or found not in of or is_numbered:
            of.setdefault(found, []).append(column)
    first = of.get(Field.OWNERS) or of.get(Field.BUYER) or of.get(Field.RESIDENT) or []
    return sorted([*first, *of.get(Field.CO_OWNERS, [])])
