"""Compounds: what an import of a roster did, what is still open in it, and the refusals of its screens."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.rules.violations import RuleViolation

# A file is 5 MB at most (people.md, Rosters); Telegram tells its size before it is fetched.
LARGEST_ROSTER = 5 * 1024 * 1024
LONGEST_REASON = 200
# How many problems a preview names before it counts the rest.
PROBLEMS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`homes` counts what the compound has now; `gaps` those that keep a vote from opening."""

    import_id: str
    homes: int
    area_cm2m: int
    new: int
    changed: int
    same: int
    missing: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Imported:
    """To the clerk, after 「导入」: what the compound has now and what is next."""

    compound_id: str
    compound: str
    result: ImportResult
    names: int


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
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class CompoundName:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RosterChoice:
    """Several compounds: which one is meant?"""

    compounds: tuple[CompoundName, ...]
    with_file: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    home: str
    row: int
    problem: str


@dataclass(frozen=True, slots=True)
class RosterPreview:
    compound_id: str
    compound: str
    file_name: str
    homes: int
    area_cm2m: int
    owners: int
    new: int
    changed: int
    missing: int
    problems: tuple[Problem, ...]
    more_problems: int
    open_gaps: int
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapQuestion:
    gap_id: str
    compound_id: str
    home: str
    row: int
    problem: str
    owners: str
    left: int


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """One written name at several homes; `first_home` is the public id of the first, for the button."""

    compound_id: str
    first_home: str
    name: str
    homes: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class MissingHome:
    home_id: str
    compound_id: str
    home: str
    left: int


@dataclass(frozen=True, slots=True)
class AllDone:
    """Nothing of this kind is left to decide; `what`: gaps, names, missing."""

    compound_id: str
    what: str


@dataclass(eq=False)
class NotStaffOfCompound(RuleViolation):
    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class ImportGone(RuleViolation):
    """The preview is too old: the file is sent again."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class AreaUnreadable(RuleViolation):
    slug: ClassVar[str] = "compounds"
    text: str


@dataclass(eq=False)
class ReasonMissing(RuleViolation):
    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class GapSettled(RuleViolation):
    """Somebody has settled it meanwhile."""

    slug: ClassVar[str] = "compounds"


@dataclass(eq=False)
class UndoTooLate(RuleViolation):
    """Something depends on the import by now."""

    slug: ClassVar[str] = "compounds"


def clean_reason(text: str) -> str:
    """ReasonMissing when nothing is left."""
    words = " ".join(text.split())[:LONGEST_REASON]
    if not words:
        raise ReasonMissing
    return words
