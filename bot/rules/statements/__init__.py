"""Topics and what residents propose about them: short statements that others weigh one at a time. Nothing of it decides anything."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.concerns import FloorBand, band_of
from bot.rules.statements.violations import (
    ReasonNotUsable,
    StatementMovedOn,
    StatementNamesHome,
    StatementNotUsable,
    TitleNotUsable,
    TooLateToUndo,
    TopicOver,
    WordsNotUsable,
)
from bot.rules.unnamed import home_said, one_line, said_of_own, somebody_said
from bot.rules.votes.grids import spot_of

# A title of two short lines, as a straw poll's question, and beside it what a phone shows without scrolling.
LONGEST_TITLE = 60
LONGEST_WORDS = 200
# One thought: Polis takes 140 Latin characters, which Chinese says in half as many signs and fewer.
LONGEST_STATEMENT = 60
# Why it did not go out: one sentence.
LONGEST_REASON = 60
# Statements of one person in a topic that nobody has looked at yet, as platform-and-faults.md (threat 20) has it of tickets.
WAITING_AT_ONCE = 5
# More of them nobody weighs: a minute takes about ten.
MOST_STATEMENTS = 100
# A draft that nobody sent is forgotten, as a form is (ease.md, section 2, item 3).
DRAFT_KEPT = timedelta(hours=24)
# For so long a topic is taken back without a trace while nobody has taken part (ease.md, section 1, minute 185).
LEAVES_NO_TRACE = timedelta(minutes=2)
# Its author hears what became of it once there was time to take a slip of the finger back, as with opinions.
TOLD_AFTER = timedelta(minutes=5)


class TopicState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Taken back by those in charge: nothing is counted."""


class TopicStep(StrEnum):
    """What its drafter is asked next."""

    TITLE = "title"
    WORDS = "words"
    DIVISION = "division"
    CLOSING = "closing"
    CONFIRM = "confirm"


class Division(StrEnum):
    """Whose agreement is compared at the close."""

    BUILDINGS = "buildings"
    FLOORS = "floors"


class StatementState(StrEnum):
    WAITING = "waiting"
    """Handed in; nobody in charge has looked at it."""
    SHOWN = "shown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    SKIP = "skip"


class Reason(StrEnum):
    """Why a statement does not go out: offered by button; `other` is typed."""

    PERSONAL = "personal"
    SEVERAL = "several"
    OFF_TOPIC = "off_topic"
    SAID_BEFORE = "said_before"
    RUDE = "rude"
    OTHER = "other"


# Answered by words; the others by a button.
TYPED = frozenset({TopicStep.TITLE, TopicStep.WORDS, TopicStep.CLOSING})
_NEXT: dict[StatementState, frozenset[StatementState]] = {
    StatementState.WAITING: frozenset({StatementState.SHOWN, StatementState.REFUSED, StatementState.WITHDRAWN}),
    # Once somebody has weighed it, it does not go back to be looked at: it stands, or it is taken down with a reason.
    StatementState.SHOWN: frozenset({StatementState.WAITING, StatementState.REFUSED, StatementState.WITHDRAWN}),
    StatementState.REFUSED: frozenset({StatementState.WAITING}),
    StatementState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class TopicText:
    """What is asked, as far as it is written. `words`: empty where its drafter has nothing to add, None while that is not said."""

    topic_id: str
    compound_id: str
    compound: str
    title: str = ""
    words: str | None = None
    division: Division | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement that is out, and how many have answered it."""

    id: str
    answers: int


def title_from(typed: str) -> str:
    title = one_line(typed)
    if not _says_something(title, LONGEST_TITLE):
        raise TitleNotUsable(longest=LONGEST_TITLE)
    return _without_home(title)


def words_from(typed: str) -> str:
    words = one_line(typed)
    if not _says_something(words, LONGEST_WORDS):
        raise WordsNotUsable(longest=LONGEST_WORDS)
    return _without_home(words)


def _without_home(words: str) -> str:
    """The whole compound reads it."""
    said = home_said(words)
    if said:
        raise StatementNamesHome(said=said)
    return words


def statement_from(typed: str, own: Iterable[tuple[str, Iterable[str]]]) -> str:
    """What the whole compound weighs: it names no home and nobody. `own`: of each home of its author the room, and its owners' names."""
    words = one_line(typed)
    if not _says_something(words, LONGEST_STATEMENT):
        raise StatementNotUsable(longest=LONGEST_STATEMENT)
    said = somebody_said(words) or next((found for room, names in own if (found := said_of_own(words, room, names))), "")
    if said:
        raise StatementNamesHome(said=said)
    return words


def reason_from(typed: str) -> str:
    reason = one_line(typed)
    if not _says_something(reason, LONGEST_REASON):
        raise ReasonNotUsable(longest=LONGEST_REASON)
    return reason


def _says_something(words: str, longest: int) -> bool:
    return any(sign.isalnum() for sign in words) and len(words) <= longest


def same_words(words: str, other: str) -> bool:
    """Whether both say the same to the letter, whatever the signs between."""
    plain = ["".join(sign for sign in one.casefold() if sign.isalnum()) for one in (words, other)]
    return plain[0] == plain[1]


def next_step(text: TopicText) -> TopicStep:
    """The first thing that is not said yet."""
    said = {
        TopicStep.TITLE: bool(text.title),
        TopicStep.WORDS: text.words is not None,
        TopicStep.DIVISION: text.division is not None,
        TopicStep.CLOSING: text.closes_at is not None,
    }
    return next((step for step, done in said.items() if not done), TopicStep.CONFIRM)


def stamp_of(text: TopicText) -> int:
    """Names what a preview showed."""
    said = (text.title, text.words, text.division, text.closes_at and text.closes_at.timestamp())
    return zlib.crc32(repr(said).encode())


def check_open(state: TopicState, closes_at: datetime | None, received_at: datetime) -> None:
    """By when the tap was received, the last moment included, as with votes (R14)."""
    if state is not TopicState.OPEN or closes_at is None or received_at > closes_at:
        raise TopicOver


def check_step(state: StatementState, to: StatementState, *, answers: int = 0) -> None:
    if to not in _NEXT[state] or (to is StatementState.WAITING and answers):
        raise StatementMovedOn(state=state.value)


def leaves_no_trace(opened_at: datetime, now: datetime, *, people: int, statements: int) -> bool:
    return now - opened_at < LEAVES_NO_TRACE and not people and not statements


def check_leaves_no_trace(opened_at: datetime, now: datetime, *, people: int, statements: int) -> None:
    if not leaves_no_trace(opened_at, now, people=people, statements=statements):
        raise TooLateToUndo


def next_statement(unanswered: Iterable[Weighed], voice: str) -> str | None:
    """The one with the fewest answers, so that a new one catches up; of equals in an order of each person's own, always the same.

    Polis routes new ones first, too; in one order for all of them the last would be weighed by nobody who tires.
    """

    def place(one: Weighed) -> tuple[int, bytes]:
        return one.answers, hashlib.sha256(f"{voice}:{one.id}".encode()).digest()

    return min(unanswered, key=place).id if (unanswered := list(unanswered)) else None


def part_of(division: Division, building: str, room: str, rooms: Iterable[str]) -> str:
    """To which part of the compound a home belongs; `rooms` are those of its building. Unsaid where a room does not tell its floor."""
    if division is Division.BUILDINGS:
        return building
    spot = spot_of(room)
    if spot is None:
        return FloorBand.UNSAID
    floors = [found.floor for one in rooms if (found := spot_of(one)) is not None]
    return band_of(spot.floor, max([spot.floor, *floors]))
