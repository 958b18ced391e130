"""Sheets for the notice board: what each of them holds (voting-rules.md, section 7), and when it may be printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import ClassVar

from bot.rules.deliveries import Way
from bot.rules.violations import RuleViolation
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import Heading, VoteResult, VoteState

# Article 203: a period does not end on a day of rest. Public holidays are not known here.
SATURDAY = 5


class SheetKind(StrEnum):
    PRELIMINARY = "preliminary"
    """初步公示: the result, up for objections (询异)."""
    FINAL = "final"
    BALLOTS = "ballots"
    """A paper ballot for each home."""
    DELIVERIES = "deliveries"
    """Who was handed one: a line for each home, to be signed."""

    @property
    def is_result(self) -> bool:
        return self in {SheetKind.PRELIMINARY, SheetKind.FINAL}


class PaperSize(StrEnum):
    A4 = "a4"
    A3 = "a3"


class TemplateFault(StrEnum):
    """Why an office's own template cannot be used."""

    NO_WORD_FILE = "no_word_file"
    TOO_BIG = "too_big"
    UNKNOWN_FIELD = "unknown_field"
    BAD_SIGN = "bad_sign"
    """Something between {{ }} or {% %} that cannot be read."""


@dataclass(eq=False)
class SheetBeforeClose(RuleViolation):
    """A result sheet says for and against: before the close nobody sees these (section 6)."""

    slug: ClassVar[str] = "sheets"
    closes_at: datetime


@dataclass(eq=False)
class SheetAfterClose(RuleViolation):
    """Ballot papers of a vote that takes none any more."""

    slug: ClassVar[str] = "sheets"
    closes_at: datetime


@dataclass(eq=False)
class SheetOfCancelled(RuleViolation):
    """It was cancelled or taken back: there is no result, and nothing to hand out."""

    slug: ClassVar[str] = "sheets"


@dataclass(eq=False)
class SheetTemplateBroken(RuleViolation):
    """The office's own template; `detail` is the field or the sign that is wrong in it."""

    slug: ClassVar[str] = "sheets"
    file: str
    fault: TemplateFault
    detail: str = ""


def template_name(kind: SheetKind, paper: PaperSize) -> str:
    """The file of the template, ours and the office's."""
    return f"{kind.value}-{paper.value}.docx"


def check_may_print(kind: SheetKind, state: VoteState, closes_at: datetime) -> None:
    """Result sheets from the close on, ballot papers and their roster until then; SheetBeforeClose, SheetAfterClose, SheetOfCancelled."""
    if state in {VoteState.CANCELLED, VoteState.RETRACTED}:
        raise SheetOfCancelled
    if kind.is_result and state is not VoteState.CLOSED:
        raise SheetBeforeClose(closes_at)
    if not kind.is_result and state is not VoteState.OPEN:
        raise SheetAfterClose(closes_at)


def last_day_to_object(posted_on: date, days: int) -> date:
    """The day of posting is not counted (Civil Code 201), and no period ends on a day of rest (203)."""
    last = posted_on + timedelta(days=days)
    while last.weekday() >= SATURDAY:
        last += timedelta(days=1)
    return last


def final_from(kind: SheetKind, closed_on: date, printed_on: date, days: int) -> date:
    """The first day on which a result can be final: the day after the objections to the preliminary sheet.

    That one is posted on the day on which it is printed. When a final sheet is printed nobody knows when its preliminary one was posted
    (its date is written in by hand): at the close at the earliest.
    """
    if kind is SheetKind.PRELIMINARY:
        return last_day_to_object(printed_on, days) + timedelta(days=1)
    return max(printed_on, last_day_to_object(closed_on, days) + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """What was voted on. `sha256` empty: there is no file, the title and the explanation are all."""

    name: str = ""
    sha256: str = ""
    number: int = 1
    """Of the versions that this vote asked about (R15)."""


@dataclass(frozen=True, slots=True)
class SheetAbout:
    """What every sheet of a vote says. `organiser`: street and community as they are called."""

    heading: Heading
    organiser: str
    scheme: SchemeVersion
    opened_at: datetime
    closes_at: datetime
    roster_hash: str
    chain_head: str
    """Of the newest event; empty for a vote from before there were chains."""
    printed_on: date


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """Every field of section 7 that is known; contact, seal and signatures are lines to fill by hand. No breakdown, no names."""

    kind: SheetKind
    about: SheetAbout
    result: VoteResult
    objection_days: int | None
    object_until: date | None
    """Last day of the preliminary sheet that is posted on `printed_on`; None where no number of days was set."""
    final_from: date | None


@dataclass(frozen=True, slots=True)
class Reached:
    way: Way
    on: date


@dataclass(frozen=True, slots=True)
class SheetHome:
    building: str
    entrance: str
    room: str
    area_cm2m: int
    reached: Reached | None = None
    """How the vote has reached it, where that is on record already."""

    @property
    def stair(self) -> tuple[str, str]:
        return self.building, self.entrance


@dataclass(frozen=True, slots=True)
class BallotSheet:
    """Ballot papers. `heads_differ`: some owner has several homes, which are one voice."""

    about: SheetAbout
    homes: tuple[SheetHome, ...]
    heads_differ: bool


@dataclass(frozen=True, slots=True)
class DeliverySheet:
    """Homes by entrance, in the order of the stairs."""

    about: SheetAbout
    homes: tuple[SheetHome, ...]

    @property
    def entrances(self) -> list[list[SheetHome]]:
        return [list(homes) for _, homes in groupby(self.homes, key=lambda home: home.stair)]


Sheet = ResultSheet | BallotSheet | DeliverySheet


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """What may be printed of a vote, for those in charge of it."""

    heading: Heading
    kinds: tuple[SheetKind, ...]


@dataclass(frozen=True, slots=True)
class SheetPrinted:
    """What came out, and what to do with it."""

    heading: Heading
    kind: SheetKind
    closes_at: datetime
    homes: int = 0
    object_until: date | None = None
    final_from: date | None = None
    too_early: bool = False
    """A final sheet that was printed before objections can have run out."""


def printed(sheet: Sheet, kind: SheetKind) -> SheetPrinted:
    about = sheet.about
    if isinstance(sheet, ResultSheet):
        early = kind is SheetKind.FINAL and sheet.final_from is not None and about.printed_on < sheet.final_from
        return SheetPrinted(about.heading, kind, about.closes_at, 0, sheet.object_until, sheet.final_from, early)
    return SheetPrinted(about.heading, kind, about.closes_at, len(sheet.homes))


def homes_to_ask(electors: Iterable[Elector], reached: Mapping[str, Reached] | None = None) -> tuple[SheetHome, ...]:
    """A paper for each dwelling, and for whoever owns no dwelling here (a parking place that counts) one at the first part."""
    asked = [home for elector in electors for home in (elector.dwellings or elector.homes[:1])]
    asked.sort(key=lambda home: home.position)
    known = reached or {}
    return tuple(SheetHome(one.row.building, one.row.entrance, one.row.room, one.row.area_cm2m, known.get(one.id)) for one in asked)
