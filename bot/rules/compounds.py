"""Compounds: what an import of a roster did, what is still open in it, and the refusals of its screens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.rosters import NOTHING_COUNTED, Counted, HomeChange, HomeKind, HomeName
from bot.rules.rosters.doubts import Doubt
from bot.rules.rosters.looks import NOTHING_TO_SEE, Looks
from bot.rules.rosters.writing import plain_text, without_unseen
from bot.rules.violations import RuleViolation

# A file is 5 MB at most (people.md, Rosters); Telegram tells its size before it is fetched.
LARGEST_ROSTER = 5 * 1024 * 1024
LONGEST_REASON = 200
# A compound's name stands in the first line of every card, where a line holds about 11 characters (voice.md, rule 11).
LONGEST_COMPOUND_NAME = 30
# How many problems a preview names before it counts the rest: a message has six short lines (voice.md, rule 2), and the
# gaps come one by one after the import.
PROBLEMS_SHOWN = 2
# Homes that a file changes, named in its preview: enough to see whether it is the right file.
CHANGES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class HomeAltered:
    """What a file changes at a home that is there: `fields` names what differs (bot.rules.rosters.HomeChange)."""

    home: HomeName
    fields: tuple[str, ...]
    area_cm2m: tuple[int, int]
    owners: tuple[tuple[str, ...], tuple[str, ...]]
    designated: str = ""

    @classmethod
    def of(cls, change: HomeChange) -> "HomeAltered":
        before, after = change.before, change.after
        areas, owners = (before.area_cm2m, after.area_cm2m), (before.owners, after.owners)
        return cls(after.name, change.fields, areas, owners, after.designated)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`homes` and `counted` are what the compound has now; `gaps` those that keep a vote from opening."""

    import_id: str
    homes: int
    area_cm2m: int
    new: int
    changed: int
    same: int
    missing: int
    gaps: int
    counted: Counted = NOTHING_COUNTED
    brought: Counted = NOTHING_COUNTED
    altered: Counted = NOTHING_COUNTED
    new_gaps: int = 0
    """Of the gaps those that this file brought."""
    changes: tuple[HomeAltered, ...] = ()
    strangers: int = 0
    """Homes whose owners are all others now, where that is so for most: it may be another compound's roster."""


@dataclass(frozen=True, slots=True)
class Imported:
    """To the clerk, after 「导入」: what the compound has now and what is next."""

    compound_id: str
    compound: str
    result: ImportResult
    names: int
    dropped: tuple[HomeName, ...] = ()
    """Homes at which somebody is registered as an owner whom the roster does not name there any more."""


@dataclass(frozen=True, slots=True)
class RosterOverview:
    compound_id: str
    compound: str
    homes: int
    area_cm2m: int
    gaps: int
    names: int
    missing: int
    imported_at: datetime | None = None
    file_name: str = ""
    undoable: str = ""
    """The import that can be undone, where one can."""
    dropped: tuple[HomeName, ...] = ()


@dataclass(frozen=True, slots=True)
class CompoundName:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RosterChoice:
    """Several compounds: which one is meant? With a file it may also be a new one, when it is clear in which community."""

    compounds: tuple[CompoundName, ...]
    with_file: bool = False
    may_add: bool = False
    titled: str = ""
    """A compound that is not there yet, named by the file's title."""
    file: str = ""
    """Which file is asked about: its buttons carry it, so that none of them speaks for another file."""
    file_name: str = ""
    replaces: int | None = None
    """The message that asks about a file sent before, which is not read any more."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that a worker reads: `file` is what the message that says so is found by."""

    file: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Problem:
    home: HomeName
    row: int
    problem: str
    formula: bool = False
    """A formula whose value the file does not keep."""


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """`open_gaps` counts those that the compound would have after the import."""

    compound_id: str
    compound: str
    file_name: str
    counted: Counted
    area_cm2m: int
    owners: int
    shared: int
    brought: Counted
    altered: Counted
    missing: int
    problems: tuple[Problem, ...]
    more_problems: int
    open_gaps: int
    skipped: tuple[str, ...]
    looks: Looks = NOTHING_TO_SEE
    titled: str = ""
    """Another compound, which the file names in its title."""
    strangers: int = 0
    """Homes whose owners in the file are all others, where that is so for most of them."""
    preview_id: str = ""
    replaces: int | None = None
    """The message of a preview that waited before this one."""
    changes: tuple[HomeAltered, ...] = ()
    more_changes: int = 0
    lacking: Counted = NOTHING_COUNTED
    """What stands on the roster and not in the file; `missing` of them in all."""

    @property
    def is_doubtful(self) -> bool:
        """Perhaps another compound's roster: importing it is not the first thing that is offered."""
        return bool(self.titled or self.strangers)


class Settling(StrEnum):
    """What staff decided about one home or name."""

    FILLED = "filled"
    STRUCK = "struck"
    SAME = "same"
    APART = "apart"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was just decided, to hold on to and to take back: `id` is that of the gap, the owner or the home."""

    what: Settling
    id: str
    name: str = ""
    home: HomeName | None = None
    area_cm2m: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """`home` is what the row names: perhaps no room, perhaps nothing at all."""

    gap_id: str
    compound_id: str
    home: HomeName
    row: int
    file_name: str
    problem: str
    owners: str
    said: str
    """What stands where the area should be, or the owner who is in doubt."""
    left: int
    needs_place: bool
    area_cm2m: int | None
    """What the row says; None where the area lacks."""
    unnamed: bool
    """A flat of which no owner could be read, and that is not the developer's."""
    owner_in_doubt: bool = False
    """Nothing lacks but somebody who says whether its owners are the ones: one is said to be dead."""
    kind: HomeKind = HomeKind.HOME
    settled: Settled | None = None
    typed: str = ""
    """An area that was typed while no gap was asked about: nobody knows whose."""


@dataclass(frozen=True, slots=True)
class AreaDoubted:
    """Asked once more before an area that is far from all others is taken."""

    gap_id: str
    compound_id: str
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """One written name at several homes. `known` are those already said to be one person's."""

    compound_id: str
    owner_id: str
    name: str
    known: tuple[HomeName, ...]
    homes: tuple[HomeName, ...]
    left: int
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class MissingHome:
    home_id: str
    compound_id: str
    home: HomeName
    left: int
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class AllDone:
    """Nothing of this kind is left to decide; `what`: gaps, names, missing. `gaps` and `names` are open still."""

    compound_id: str
    what: str
    settled: Settled | None = None
    gaps: int = 0
    names: int = 0


@dataclass(frozen=True, slots=True)
class PreviewForgotten:
    """To whoever sent a table and did not confirm its preview for a day."""

    compound_id: str
    compound: str


@dataclass(eq=False)
class NotStaffOfCompound(RuleViolation):
    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class ImportGone(RuleViolation):
    """The preview is too old: the file is sent again."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class RosterOutdated(RuleViolation):
    """This file was read late: the clerk has sent another meanwhile, and looks at that one."""

    slug: ClassVar[str] = "compounds"
    file_name: str
    newer: str


@dataclass(eq=False)
class FileReplaced(RuleViolation):
    """Under the question about a file after which another one was sent."""

    slug: ClassVar[str] = "compounds"
    newer: str


@dataclass(eq=False)
class PreviewReplaced(RuleViolation):
    """「导入」 under a preview after which another file was sent: what is looked at is imported, nothing else."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class OtherFileAsked(RuleViolation):
    """「换小区」 under a preview while a further file is asked about: one question at a time."""

    slug: ClassVar[str] = "compounds"
    other: str


@dataclass(eq=False)
class CompoundUnknown(RuleViolation):
    """What was typed names none of the compounds, and this person may not make one."""

    slug: ClassVar[str] = "compounds"
    name: str


@dataclass(eq=False)
class CompoundNameUnreadable(RuleViolation):
    """What was typed as a new compound's name is none, or too long."""

    slug: ClassVar[str] = "compounds"
    longest: int


@dataclass(eq=False)
class RosterBusy(RuleViolation):
    """Somebody else kept changing the roster while this import was prepared; nothing was written."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class HomeAlreadyThere(RuleViolation):
    """The room that was typed for a gap stands on the roster already."""

    slug: ClassVar[str] = "compounds"
    home: HomeName


@dataclass(eq=False)
class NamesInVote(RuleViolation):
    """Who the heads of an open vote are is frozen (R1): the name is settled after its close."""

    slug: ClassVar[str] = "compounds"
    name: str


@dataclass(eq=False)
class ReasonMissing(RuleViolation):
    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class ReasonTooLong(RuleViolation):
    slug: ClassVar[str] = "compounds"
    longest: int


@dataclass(eq=False)
class GapSettled(RuleViolation):
    """Somebody has settled it meanwhile."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class UndoTooLate(RuleViolation):
    """Something depends on the import by now."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class OtherImportSince(RuleViolation):
    """「撤销导入」 under an import that is undone, or not the last one any more."""

    slug: ClassVar[str] = "compounds"


def compound_name_from(text: str) -> str:
    """The name of a new compound as somebody typed it."""
    name = plain_text(text, LONGEST_COMPOUND_NAME + 1)
    if not name or "/" in name or len(name) > LONGEST_COMPOUND_NAME:
        raise CompoundNameUnreadable(LONGEST_COMPOUND_NAME)
    return name


def clean_reason(text: str) -> str:
    """ReasonMissing where no letter or digit is in it, ReasonTooLong rather than a cut: it is printed with the result."""
    words = " ".join(without_unseen(text).split())
    if not any(sign.isalnum() for sign in words):
        raise ReasonMissing
    if len(words) > LONGEST_REASON:
        raise ReasonTooLong(longest=LONGEST_REASON)
    return words
