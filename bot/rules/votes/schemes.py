"""Another scheme file in mid-vote voids every ballot on the former one, and everybody is asked again (R15)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.votes.closing_times import is_short
from bot.rules.votes.drafts import FileState, SchemeFile
from bot.rules.votes.facts import Heading
from bot.rules.votes.reminders import TOO_NEAR_CLOSE
from bot.rules.votes.violations import SchemeNotHere, SchemeSame, SchemeTooLate

# Of its SHA-256, in the button that sends it: no other file is sent by it.
FINGERPRINT = 12


@dataclass(frozen=True, slots=True)
class SchemeWanted:
    """The question for the new file: what stands now, and what would be void."""

    heading: Heading
    filename: str
    answered: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SchemeOffer:
    """A new file in hand, before it takes the place of the former one: what would happen, in real numbers."""

    heading: Heading
    former: str
    """The name of the file that is asked about now; empty where there is none."""
    file: SchemeFile
    reason: str
    answered: int
    """Homes that have answered and would have to answer anew."""
    homes: int
    letters: int
    """Accounts that would be asked again in private."""
    groups: int
    closes_at: datetime
    as_of: datetime
    papers: int = 0
    """Owners whose ballots were put down for them: somebody has to go there again."""
    question: str = ""
    """What is still to be said of it: `reason`, `notice`, or nothing (`confirm`)."""
    notice_days: int = 0
    """For so long it has to have been up at the compound; 0 where notice is no condition."""
    noticed_on: date | None = None
    """Since when it has been."""

    @property
    def is_short(self) -> bool:
        """Less than a day is left to answer anew."""
        return is_short(self.as_of, self.closes_at)


@dataclass(frozen=True, slots=True)
class SchemeChanged:
    """In place of a message about the former scheme: what its reader chose there is void. `code`: the receipt that it was."""

    heading: Heading
    changed_at: datetime
    reason: str
    closes_at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class SchemeChangeDone:
    """To whoever changed it."""

    heading: Heading
    filename: str
    answered: int
    letters: int
    groups: int


@dataclass(frozen=True, slots=True)
class PapersVoid:
    """To whoever put down ballots on the former scheme: of so many owners a new paper is needed, or a new call."""

    heading: Heading
    owners: int
    reason: str
    closes_at: datetime


def check_time_left(now: datetime, closes_at: datetime) -> None:
    """As with reminders: what comes in the last two hours reaches too few."""
    if closes_at - now < TOO_NEAR_CLOSE:
        raise SchemeTooLate(closes_at)


def check_other_scheme(former_sha256: str | None, file: SchemeFile) -> str:
    """The SHA-256 of the new file. SchemeNotHere while it is fetched, SchemeSame when nothing would change."""
    if file.state is not FileState.KEPT or file.sha256 is None:
        raise SchemeNotHere(failed=file.state is FileState.FAILED)
    if file.sha256 == former_sha256:
        raise SchemeSame(file.name)
    return file.sha256


def fingerprint(file: SchemeFile) -> str:
    return (file.sha256 or "")[:FINGERPRINT]
