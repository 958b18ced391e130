"""Paper ballots out of a table: which rows are ballots, which cannot be and why; and which homes a photo's words name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.entries.violations import EntryRefusal
from bot.rules.votes.ballots import Choice
from bot.rules.votes.facts import Heading, HomeName
from bot.rules.votes.heads import PlaceKey

# As many homes as the largest compound has; what is longer is another file.
MOST_TABLE_ROWS = 20_000
LARGEST_TABLE = 5 * 1024 * 1024
# Rows that are named on the screen; the file is mended and sent again.
ROWS_SHOWN = 8


class TableFault(StrEnum):
    """Why a row is no ballot."""

    FORMULA = "formula"
    NO_CHOICE = "no_choice"
    BAD_CHOICE = "bad_choice"
    NOT_PAPER = "not_paper"
    BAD_TIME = "bad_time"
    NO_SUCH_HOME = "no_such_home"
    NOT_YOURS = "not_yours"
    WHICH_OWNER = "which_owner"
    NO_OWNER = "no_owner"
    PROXY = "proxy"
    TWICE = "twice"
    LATE = "late"


@dataclass(eq=False)
class TableNotReadable(EntryRefusal):
    """`missing`: columns that a ballot needs, in the words of the reader's file; empty: it is no table."""

    missing: str = ""


@dataclass(eq=False)
class TableTooLong(EntryRefusal):
    rows: int
    most: int


@dataclass(eq=False)
class TableTooBig(EntryRefusal):
    size: int
    most: int


@dataclass(eq=False)
class TableUnknown(EntryRefusal):
    """Confirmed or dropped by now, or somebody else's."""


@dataclass(eq=False)
class NoHomeWaits(EntryRefusal):
    """None of the homes that the words under a photo name waits for one. `said`: the part of them that names none; empty: no words."""

    said: str = ""


@dataclass(eq=False)
class SeveralWait(EntryRefusal):
    """Of this home ballots of several owners wait: one photo is no proof of the other's."""

    home: HomeName


@dataclass(eq=False)
class AlbumNeedsWords(EntryRefusal):
    """Photos of one album without words: nobody knows whose they are, as albums lose their order."""


@dataclass(frozen=True, slots=True)
class TableRow:
    row: int
    place: PlaceKey
    voter: str = ""
    choice: Choice | None = None
    received_at: datetime | None = None
    by_proxy: bool = False
    fault: TableFault | None = None
    """Found in the row alone."""


@dataclass(frozen=True, slots=True)
class BallotTable:
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class TableHome:
    """A home of the vote: whose ballot one from there may be, by name (a name may be two people's)."""

    home_id: str
    head: int
    owners: tuple[tuple[str, str], ...]
    """(owner, name)."""
    yours: bool = True


@dataclass(frozen=True, slots=True)
class TableBallot:
    home: TableHome
    owner_id: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class RowFault:
    row: int
    fault: TableFault


def judge_rows(
    rows: Iterable[TableRow], homes: Mapping[PlaceKey, TableHome], closes_at: datetime
) -> tuple[list[TableBallot], list[RowFault]]:
    """Rows in the order of the file; of one owner's head the first row counts, and the others are named."""
    ballots: list[TableBallot] = []
    faults: list[RowFault] = []
    seen: set[tuple[int, str]] = set()
    alike = _written_alike(homes)
    for row in rows:
        found = _ballot(row, homes.get(row.place) or alike.get(_place(row.place)), closes_at)
        if isinstance(found, TableBallot) and (found.home.head, found.owner_id) in seen:
            found = TableFault.TWICE
        if isinstance(found, TableFault):
            faults.append(RowFault(row.row, found))
        else:
            seen.add((found.home.head, found.owner_id))
            ballots.append(found)
    return ballots, faults


def _written_alike(homes: Mapping[PlaceKey, TableHome]) -> dict[tuple[str, ...], TableHome | None]:
    """Homes by all that their numbers say, 0402 as 402; None where two of the roster are written so: no ballot is a guess."""
    found: dict[tuple[str, ...], TableHome | None] = {}
    for place, home in homes.items():
        parts = _place(place)
        found[parts] = None if parts in found else home
    return found


def _ballot(row: TableRow, home: TableHome | None, closes_at: datetime) -> TableBallot | TableFault:
    if row.fault is not None:
        return row.fault
    if row.by_proxy:
        return TableFault.PROXY
    if home is None:
        return TableFault.NO_SUCH_HOME
    if not home.yours:
        return TableFault.NOT_YOURS
    if row.received_at is not None and row.received_at > closes_at:
        return TableFault.LATE
    if not home.owners:
        return TableFault.NO_OWNER
    mine = [owner for owner, name in home.owners if not row.voter or name == row.voter]
    if len(mine) != 1 or row.choice is None:
        return TableFault.WHICH_OWNER
    return TableBallot(home, mine[0], row.choice)


# What stands behind the number of a building, an entrance or a room; the longer before what it begins with.
_UNIT = r"(?:号楼|单元|门洞|栋|幢|座|楼|门|室|号|房|#)"
_UNITS = re.compile(rf"\s*{_UNIT}\s*|\s*[-—–_]\s*")
_BETWEEN = re.compile(r"[\s、,，;；/。.和与及]+")
_HAN = {"〇": "0", "零": "0", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_TENS = re.compile(r"([一二两三四五六七八九]?)十([一二三四五六七八九]?)")


def _plain(text: str) -> str:
    return _UNITS.sub("-", unicodedata.normalize("NFKC", text).upper())


def _number(part: str) -> str:
    """二零一 is 201, 十一 is 11, 0201 is 201; 甲 is 甲."""
    if tens := _TENS.fullmatch(part):
        part = f"{_HAN.get(tens[1], '1')}{_HAN.get(tens[2], '0')}"
    elif set(part) <= _HAN.keys():
        part = "".join(_HAN[sign] for sign in part)
    return part.lstrip("0") or part if part.isascii() else part


def _parts(text: str) -> tuple[str, ...]:
    return tuple(_number(part) for part in text.split("-") if part)


def _place(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for name in names for one in _parts("".join(_plain(name).split())))


def homes_named(words: str, waiting: Mapping[str, HomeName]) -> list[str]:
    """The entries whose homes are named: 「1栋1单元101、201」 are two of one entrance.

    Empty where a part names none of them, or where the roster has two homes that are written so: one photo is never another home's.
    """
    named, unknown = _named(words, waiting)
    return [] if unknown else named


def unknown_in(words: str, waiting: Mapping[str, HomeName]) -> str:
    """The first part of the words that names no home of these; empty where each does."""
    return _named(words, waiting)[1]


def _named(words: str, waiting: Mapping[str, HomeName]) -> tuple[list[str], str]:
    places: dict[tuple[str, ...], dict[HomeName, list[str]]] = {}
    for entry_id, home in waiting.items():
        parts = _place((home.building, home.entrance, home.room))
        places.setdefault(parts, {}).setdefault(home, []).append(entry_id)
    named: list[str] = []
    before: tuple[str, ...] = ()
    for token in filter(None, _BETWEEN.split(_plain(words))):
        place = _parts(token)
        place = (*before[:-1], *place) if len(place) == 1 and before else place
        if len(places.get(place, ())) != 1:
            return [], token.strip("-")
        before = place
        [entries] = places[place].values()
        named += entries
    return list(dict.fromkeys(named)), ""


def several_of_one(named: Iterable[str], waiting: Mapping[str, HomeName]) -> HomeName | None:
    """The first home of which more than one ballot is named."""
    seen: set[HomeName] = set()
    for entry_id in named:
        if waiting[entry_id] in seen:
            return waiting[entry_id]
        seen.add(waiting[entry_id])
    return None


@dataclass(frozen=True, slots=True)
class TableAsked:
    heading: Heading
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class TablePreview:
    """Counts, never a choice."""

    batch: str
    heading: Heading
    rows: int
    ballots: int
    faults: tuple[RowFault, ...]
    fault_rows: int


@dataclass(frozen=True, slots=True)
class WaitingPhoto:
    entry_id: str
    home: HomeName
    owner: str = ""
    """Whose ballot it is, where the home is not one owner's alone."""


@dataclass(frozen=True, slots=True)
class TableRefused:
    """To whoever sent the table and its photo: this ballot would have been a change that is not allowed; it is on record and does not
    count. `unheard`: its owner has none there any more, and nothing was recorded."""

    heading: Heading
    homes: tuple[HomeName, ...]
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class PhotosWanted:
    """Ballots from a table that wait for their photo. `got`: for how many the last photo was."""

    heading: Heading
    closes_at: datetime
    homes: tuple[WaitingPhoto, ...]
    total: int
    got: int = 0
    one: WaitingPhoto | None = None
    """The next photo is asked for this one."""
    replaced: int = 0
    """Of an older table that waited for their photos, in whose place ballots of this one are."""
