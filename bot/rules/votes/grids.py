"""A building as people know it, floor over floor: which home is where, guessed from its room, and whether it has answered."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.rules.rosters.places import natural_order
from bot.rules.votes.participation import SMALLEST_BREAKDOWN

# Nobody lives higher: a number that says so is no floor.
HIGHEST_FLOOR = 120
# An entrance with more homes on one floor is numbered in some other way, and no phone shows so many columns.
MOST_COLUMNS = 24
# So many buildings have a picture of their own each; of more of them several share one, so that a group is not flooded.
MOST_ALONE = 4
MOST_TOGETHER = 12
# At most so many pictures at a time: what the platform itself takes for one album.
MOST_PICTURES = 10

_SUFFIX = re.compile(r"(室|号|房|户)$")
# 3-01, 3层02, 3楼东, 3F-2, 12-1: the floor is written by itself.
_SAID = re.compile(r"^(?P<floor>\d{1,3})(?:层|楼|F|-)-?(?P<unit>[东南西北中左右前后]{1,2}|\d{1,2}[A-Z]?)$")
# 0301, 301, 1201A, A301: the last two digits count the homes of a floor. Five digits are that only with a zero in front.
_NUMBERED = re.compile(r"^(?P<wing>[A-Z]?)(?P<floor>\d{1,2}|0\d{2})(?P<unit>\d{2}[A-Z]?)$")


@dataclass(frozen=True, slots=True)
class PictureHome:
    """One home, and whether it counts as having answered (an accepted, undisputed ballot): never how."""

    building: str
    entrance: str
    room: str
    answered: bool


@dataclass(frozen=True, slots=True)
class EntranceGrid:
    """One entrance: a row for each floor of its building, from the top, and a column for each home of a floor."""

    entrance: str
    rows: tuple[tuple[PictureHome | None, ...], ...]

    @property
    def columns(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class BuildingGrid:
    """`plain` are the homes whose room does not say where they are: shops, cellars, rooms that are merely counted."""

    building: str
    floors: tuple[int, ...]
    entrances: tuple[EntranceGrid, ...]
    plain: tuple[PictureHome, ...]

    @property
    def cells(self) -> tuple[PictureHome, ...]:
        placed = (home for entrance in self.entrances for row in entrance.rows for home in row if home is not None)
        return (*placed, *self.plain)

    @property
    def homes(self) -> int:
        return len(self.cells)

    @property
    def answered(self) -> int:
        return sum(home.answered for home in self.cells)


@dataclass(frozen=True, slots=True)
class Spot:
    """A floor, and which of its homes."""

    floor: int
    unit: str


def may_be_pictured(answered_heads: int) -> bool:
    """Beside the result's totals the answers of a few would name who chose what (voting-rules, section 6): before the close too,
    since the picture is still in the group then."""
    return answered_heads >= SMALLEST_BREAKDOWN


def spot_of(room: str) -> Spot | None:
    """Where a room is, as far as it says so. `12` and `7` may be anything, `B1-03` is a cellar: they say nothing."""
    text = _SUFFIX.sub("", "".join(unicodedata.normalize("NFKC", room).upper().split()))
    match = _SAID.match(text) or _NUMBERED.match(text)
    if match is None or not 1 <= int(match["floor"]) <= HIGHEST_FLOOR:
        return None
    unit = match["unit"].lstrip("0")
    return Spot(int(match["floor"]), (match.groupdict().get("wing") or "") + unit) if unit else None


def building_grids(homes: Iterable[PictureHome]) -> tuple[BuildingGrid, ...]:
    """Every building by itself, as people count them: 2栋 before 10栋."""
    in_order = sorted(homes, key=lambda home: natural_order(home.building))
    return tuple(_grid(building, tuple(mine)) for building, mine in groupby(in_order, key=lambda home: home.building))


def _grid(building: str, homes: Sequence[PictureHome]) -> BuildingGrid:
    by_entrance = sorted(homes, key=lambda home: natural_order(home.entrance))
    placed: list[tuple[str, dict[Spot, PictureHome]]] = []
    plain: list[PictureHome] = []
    for entrance, mine in groupby(by_entrance, key=lambda home: home.entrance):
        spots, left = _placed(tuple(mine))
        plain += left
        if spots:
            placed.append((entrance, spots))
    floors = tuple(sorted({spot.floor for _, spots in placed for spot in spots}, reverse=True))
    return BuildingGrid(building, floors, tuple(_entrance(name, spots, floors) for name, spots in placed), tuple(plain))


def _placed(homes: Sequence[PictureHome]) -> tuple[dict[Spot, PictureHome], list[PictureHome]]:
    """Homes by their spots, and those without one: also a second home on a spot that is taken."""
    spots: dict[Spot, PictureHome] = {}
    left: list[PictureHome] = []
    for home in sorted(homes, key=lambda home: natural_order(home.room)):
        spot = spot_of(home.room)
        if spot is None or spot in spots:
            left.append(home)
        else:
            spots[spot] = home
    if len({spot.unit for spot in spots}) > MOST_COLUMNS:
        return {}, sorted(homes, key=lambda home: natural_order(home.room))
    return spots, left


def _entrance(name: str, spots: dict[Spot, PictureHome], floors: Sequence[int]) -> EntranceGrid:
    units = sorted({spot.unit for spot in spots}, key=natural_order)
    return EntranceGrid(name, tuple(tuple(spots.get(Spot(floor, unit)) for unit in units) for floor in floors))


def shared_out(grids: Sequence[BuildingGrid]) -> tuple[tuple[BuildingGrid, ...], ...]:
    """Which buildings are on which picture: a few have one each, many share."""
    if len(grids) <= MOST_ALONE:
        return tuple((grid,) for grid in grids)
    pictures = min(-(-len(grids) // MOST_TOGETHER), MOST_PICTURES)
    size = -(-len(grids) // pictures)
    return tuple(tuple(grids[start : start + size]) for start in range(0, len(grids), size))
