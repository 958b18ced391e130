"""Homes by name: `3栋`, `3号楼`, `三栋` and `3.0` are one building, `0301` and `301室` one room; how homes are read and written."""

import re
from dataclasses import dataclass
from typing import ClassVar

from bot.rules.rosters.writing import LONGEST_PLACE, LONGEST_QUOTE, plain_text, tight_text
from bot.rules.violations import RuleViolation

_DIGITS = "一二三四五六七八九"
_HAN_NUMBER = rf"[{_DIGITS}]?十[{_DIGITS}]?|[{_DIGITS}]"
_BUILDING_SUFFIX = r"号楼|号栋|号幢|栋楼|#楼|#栋|栋|幢|座|楼|号|#"
_BUILDING = re.compile(
    rf"^(?:第|NO\.?|BUILDING|BLOCK|BLDG\.?)*(?P<before>.*?)(?P<number>\d+|(?<![十{_DIGITS}\d])(?:{_HAN_NUMBER})|[A-Z])(?P<suffix>{_BUILDING_SUFFIX})?$"
)
_ENTRANCE = re.compile(
    rf"^(?:第|NO\.?|ENTRANCE|UNIT)?(?P<number>\d+|{_HAN_NUMBER}|[A-Z]|[甲乙丙丁东南西北])(?:号?单元|单元门|号?门|梯口|梯|单|#)?$"
)
_ROOM = re.compile(r"^(?:ROOM|RM\.?|NO\.?|第|#)?(?P<room>.*?[0-9A-Z])(?:号房|室|房|号|户)?$")
_NOTHING = frozenset({"", "-", "--", "/", "\\", "无", "0", "NONE", "N/A"})
# What an office adds to a place: how many homes or floors it has (`1栋（共24户）`, `2号楼（6层）`, `1栋` and `24户` below it).
_COUNTED = re.compile(r"(?:\((?:[^()]{0,30}[\d一二三四五六七八九十两百]户|[^()]{0,30}层)\)|(?<=[栋幢座楼号#元门梯])共?\d{1,4}户)$")

_WRITTEN = re.compile(
    r"^(?P<building>.*?(?:号楼|#楼|栋|幢|座|楼|#))-?"
    r"(?:(?P<entrance>[^-]{1,6}?)(?:单元|号门|门|梯)-?)?"
    r"(?:\d{1,3}[层楼]-?)?"
    r"(?P<room>[^-].*)$"
)
_ENGLISH = re.compile(r"^BUILDING(?P<building>[^,]+?),?(?:(?:ENTRANCE|UNIT)(?P<entrance>[^,]+?),|,)(?:ROOM)?(?P<room>[^,]+)$")
_SLASHED = re.compile(r"^\w+([./\\])\w+\1\w+$")
_ENTRANCE_AND_ROOM = re.compile(r"^(?P<entrance>\d{1,2}|[A-Z])(?:单元|门)?-?(?<=[-元门])(?P<room>\d{1,4}[A-Z]?)$")
# Everything an address says before the building: street and number, the compound's own name.
_ADDRESS = re.compile(r"^.*(?:小区|花园|家园|公寓|新村|社区|苑|(?:路|街|巷|道)\d+号(?!楼))(?=.)")
# An entrance has a small number; three digits are already a room (`3栋-301-1`).
_THREE_DIGITS = re.compile(r"^\d{3}")
_A_ROOM = re.compile(r"^.*[0-9A-Z](?![^-]*(?:单元|栋|门)$)")
_FLOOR = re.compile(rf"^(?:第|F)?(?P<number>\d{{1,2}}|{_HAN_NUMBER})(?:[层楼F]|/\d{{1,2}}层?)?$")
_ROOM_OF_A_FLOOR = re.compile(r"^(?:\d{1,2}[A-Z]?|[A-Z])$")
_PHASE = re.compile(rf"^第?(?P<number>\d{{1,2}}|{_HAN_NUMBER})(?P<suffix>期?)$")
# 三〇二, as it is read aloud.
_HAN_ROOM = re.compile(rf"^[〇零{_DIGITS}]{{3,4}}(?=$|号|室|房|户)")
# 「我们家住在3栋2单元301」, 「3栋2单元301的业主」: what people say around their home.
_SAID_BEFORE = re.compile(r"^(?:(?:我|咱|俺)们?家?(?:就?是|住在?|在|的)?|家?住(?!宅)在?|房号是?)[:,]?")
_SAID_AFTER = re.compile(r"(?:的?(?:业主|房主|户主|住户|租户|租客))?[的啊呀哦吧哈呢啦。.!,~?]*$")
# What a compound is; in speech it is left out: 和平小区 is 和平.
_KIND_OF_COMPOUND = re.compile(r"(?<=.)(?:小区|花园|家园|公寓|新村|社区|苑)$")
_RUNS = re.compile(r"\d+|\D+")


@dataclass(eq=False)
class HomeRefUnreadable(RuleViolation):
    """What was typed names no home in any of the ways that are read."""

    slug: ClassVar[str] = "compounds"
    text: str


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which 2栋 comes before 10栋."""
    return tuple((0, int(run), "") if run.isdecimal() else (1, 0, run) for run in _RUNS.findall(text))


def short_room(room: str) -> str:
    """0301 → 301, as people say it: on a roster both are one home. A room of zeros alone stays."""
    return room.lstrip("0") or room


@dataclass(frozen=True, slots=True)
class HomeName:
    """Where a home is, as its roster writes it. `entrance` is empty in a building that has none."""

    building: str
    entrance: str
    room: str

    @property
    def in_files(self) -> str:
        """3栋-2单元-0301: files and JSON."""
        return "-".join(part for part in (self.building, self.entrance, self.room) if part)

    @property
    def in_full(self) -> str:
        """3栋2单元0301: the `home` of an import error."""
        return self.building + self.entrance + self.room

    @property
    def for_people(self) -> str:
        """3栋2单元301: cards, letters, papers."""
        return self.building + self.entrance + short_room(self.room)

    @property
    def key(self) -> str:
        """What makes two names one home: everything but the leading zeros, which workbooks eat."""
        return f"{self.building}-{self.entrance}-{short_room(self.room)}"

    @property
    def order(self) -> tuple[tuple[tuple[int, int, str], ...], ...]:
        return natural_order(self.building), natural_order(self.entrance), natural_order(self.room)


def _number(text: str) -> str:
    """`03`, `3` and `三` as `3`; letters as they are."""
    if text.isdecimal():
        return str(int(text))
    if re.fullmatch(_HAN_NUMBER, text):
        tens, ten, ones = text.rpartition("十")
        return str((_DIGITS.index(tens) + 1 if tens else 1 if ten else 0) * 10 + (_DIGITS.index(ones) + 1 if ones else 0))
    return text


def without_count(cell: str | float) -> str:
    """A building or an entrance, tight, without how many homes or floors it has."""
    text = tight_text(cell)
    return _COUNTED.sub("", text) or text


def building_name(cell: str | float) -> str:
    """`3`, `3.0`, `3号楼`, `三幢`, `第3栋` → `3栋`; `东区3号楼` → `东区3栋`; a name without a number stays; nothing → empty."""
    text = tight_text(without_count(cell).replace("-", ""))
    if text in _NOTHING:
        return ""
    match = _BUILDING.match(text)
    if match and (match["suffix"] or not match["before"] or match["number"].isdecimal()):
        return f"{match['before']}{_number(match['number'])}栋"[-LONGEST_PLACE:]
    return text[:LONGEST_PLACE]


def entrance_name(cell: str | float) -> str:
    """`2`, `二单元`, `2号门`, `Unit 2` → `2单元`; nothing → empty."""
    text = tight_text(without_count(cell).replace("-", ""))
    if text in _NOTHING:
        return ""
    match = _ENTRANCE.match(text)
    name = f"{_number(match['number'])}单元" if match else text
    # A number that does not fit stays as it was written: cut, it would be another one.
    return name if len(name) <= LONGEST_PLACE else text[:LONGEST_PLACE]


def room_name(cell: str | float) -> str:
    """`301`, `301.0`, `301室` → `301`; `0301` keeps its zero; nothing → empty."""
    text = tight_text(cell).strip("-")
    if text in _NOTHING:
        return ""
    match = _ROOM.match(text)
    room = (match["room"] if match else text)[:LONGEST_PLACE]
    return "" if room in _NOTHING else room


def room_on_floor(floor: str | float, room: str) -> str:
    """Floor 3 and room `01`, `1` or `A` → `301`, `3A`; a whole room stays. A floor that is no number parts the rooms as it is written."""
    tight = tight_text(floor)
    if not _ROOM_OF_A_FLOOR.match(room) or tight in _NOTHING:
        return room
    match = _FLOOR.match(tight)
    if match:
        return _number(match["number"]) + (room.zfill(2) if room.isdecimal() else room)
    return f"{tight[:8].replace('-', '负').removesuffix('层')}层{room}"


def phase_name(cell: str | float) -> str:
    """`2`, `2期` → `2期`; `二期`, `南区` as they are written; nothing → empty."""
    text = tight_text(cell)
    match = _PHASE.match(text)
    return "" if text in _NOTHING else f"{match['number']}期" if match else text[:8]


def in_phase(phase: str, building: str) -> str:
    """`二期` and `1栋` → `二期1栋`, unless the building says so itself."""
    return building if not phase or not building or building.startswith(phase) or "期" in building else (phase + building)[:LONGEST_PLACE]


def _home(building: str, entrance: str | None, room: str) -> HomeName | None:
    split = _ENTRANCE_AND_ROOM.match(room) if not entrance else None
    if split:
        entrance, room = split["entrance"], split["room"]
    room = _HAN_ROOM.sub(lambda said: "".join(str(max(0, _DIGITS.find(sign) + 1)) for sign in said[0]), room)
    home = HomeName(building_name(building), entrance_name(entrance or ""), room_name(room))
    is_named = home.building and not re.fullmatch(_BUILDING_SUFFIX, home.building)
    return home if is_named and _A_ROOM.match(home.room) else None


def find_home(cell: str | float) -> HomeName | None:
    """The home that a whole address or reference names, or nothing."""
    text = tight_text(cell)
    if _SLASHED.match(text):
        text = re.sub(r"[./\\]", "-", text)
    english = _ENGLISH.match(text)
    if english:
        return _home(english["building"], english["entrance"], english["room"])
    parts = text.split("-", 2)
    if len(parts) == 3 and all(parts) and not split_building(parts[0]) and not _THREE_DIGITS.match(parts[1]):
        return _home(_ADDRESS.sub("", parts[0]), parts[1], parts[2])
    written = _WRITTEN.match(text)
    if written:
        return _home(_ADDRESS.sub("", written["building"]), written["entrance"], written["room"])
    return _home(parts[0], None, parts[1]) if len(parts) == 2 and all(parts) else None


def without_saying(text: str) -> str:
    """`3栋2单元301` of 「我住3栋2单元301」, `3栋` of 「我是3栋的」: without the sentence that somebody says around it."""
    return _SAID_AFTER.sub("", _SAID_BEFORE.sub("", tight_text(text)))


def said_home(text: str) -> HomeName | None:
    """As `find_home`, of a sentence."""
    return find_home(without_saying(text))


def within_compound(home: HomeName, compound: str) -> HomeName | None:
    """`和平3栋` said of 和平小区 is its 3栋; None where the building does not begin with the compound's name."""
    whole = tight_text(compound)
    for said in (whole, _KIND_OF_COMPOUND.sub("", whole)):
        rest = home.building.removeprefix(said)
        if rest and rest != home.building:
            return HomeName(building_name(rest), home.entrance, home.room)
    return None


def parse_home_ref(text: str) -> HomeName:
    """`3栋-2单元-0301`, `3栋2单元0301`, `3-2-0301` and their kin; HomeRefUnreadable for anything else."""
    home = find_home(text)
    if home is None:
        raise HomeRefUnreadable(plain_text(text, LONGEST_QUOTE))
    return home


def split_entrance(room: str) -> tuple[str, str] | None:
    """`2-301` and `2单元301` in a room's cell: the entrance and the room."""
    match = _ENTRANCE_AND_ROOM.match(tight_text(room))
    return (entrance_name(match["entrance"]), room_name(match["room"])) if match else None


def split_building(cell: str | float) -> tuple[str, str] | None:
    """`3栋2单元` in a building's cell: the building and the entrance."""
    match = re.match(r"^(?P<building>.+?(?:号楼|#楼|栋|幢|座|楼|#))-?(?P<entrance>.{1,6}?)(?:单元|号门|门|梯)$", without_count(cell))
    return (building_name(match["building"]), entrance_name(match["entrance"])) if match else None


def names_a_building(text: str) -> bool:
    """Whether this is a numbered building and nothing else: a sheet's name, a heading between rows."""
    return bool(re.fullmatch(rf"(?:第)?[^-\d]{{0,4}}?(?:\d{{1,3}}|{_HAN_NUMBER}|[A-Z])(?:{_BUILDING_SUFFIX})", without_count(text)))


def building_within(title: str) -> str:
    """The one numbered building that a title names (`锦绣花园3栋业主名册`), or nothing where it names none or several."""
    named = re.findall(rf"(?<!\d)(\d{{1,3}}|{_HAN_NUMBER})(?:号楼|栋|幢|座)", tight_text(title))
    buildings = {f"{_number(number)}栋" for number in named}
    return buildings.pop() if len(buildings) == 1 else ""
