"""Straw polls: a quick question to everybody who lives there. Never a vote: nothing of it decides anything."""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.polls.violations import AskedNamesHome, OptionsNotUsable, OptionsWrong, PollOver, QuestionNotUsable
from bot.rules.taps import Undone, is_second_half, is_second_undoing
from bot.rules.unnamed import home_said, one_line

# Issue 4, section 4, and what a card in large type has room for.
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
# A question of two short lines, and an option that a button shows whole.
LONGEST_QUESTION = 60
LONGEST_OPTION = 16
# A draft that nobody sent is forgotten, as a form is (ease.md, section 2, item 3).
DRAFT_KEPT = timedelta(hours=24)
# How an option is numbered by whoever types several: 「1. 」, 「2、」, 「A)」, 「- 」; not 「3.5 米」.
_NUMBERED = re.compile(r"^(?:(?:\d{1,2}|[A-Ja-j])\s*[.、．)）:：]\s*(?!\d)|[-•·]\s*)")


class PollKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKED = "ranked"


class PollState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """Taken back by staff: nothing is counted."""


class Per(StrEnum):
    """Whose answer counts once."""

    HOME = "home"
    PERSON = "person"


class PollStep(StrEnum):
    """What its drafter is asked next."""

    QUESTION = "question"
    OPTIONS = "options"
    KIND = "kind"
    PER = "per"
    NAMED = "named"
    CLOSING = "closing"
    CONFIRM = "confirm"


# Answered by words; the others by a button.
TYPED = frozenset({PollStep.QUESTION, PollStep.OPTIONS, PollStep.CLOSING})


@dataclass(frozen=True, slots=True)
class PollText:
    """What is asked, as far as it is written. `options` are counted from 0."""

    poll_id: str
    compound_id: str
    compound: str
    question: str = ""
    options: tuple[str, ...] = ()
    kind: PollKind | None = None
    per: Per | None = None
    named: bool | None = None
    """Staff see after the close who chose what; everybody is told before they answer."""
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OptionCount:
    """`score`: how many chose it; of a ranked poll its points, and `firsts` how many have it first."""

    option: int
    score: int
    firsts: int = 0


def question_from(typed: str) -> str:
    question = one_line(typed)
    if not any(sign.isalnum() for sign in question) or len(question) > LONGEST_QUESTION:
        raise QuestionNotUsable(longest=LONGEST_QUESTION)
    _check_unnamed(question)
    return question


def _check_unnamed(words: str) -> None:
    """The whole compound reads it."""
    said = home_said(words)
    if said:
        raise AskedNamesHome(said=said)


def options_from(typed: str) -> tuple[str, ...]:
    """One a line, with or without numbers."""
    lines = [_NUMBERED.sub("", one_line(line)).strip() for line in typed.splitlines()]
    options = [line for line in lines if line]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise OptionsNotUsable(fewest=FEWEST_OPTIONS, most=MOST_OPTIONS, got=len(options))
    wrong = next((one for one in options if len(one) > LONGEST_OPTION or not any(sign.isalnum() for sign in one)), None)
    twice = next((one for number, one in enumerate(options) if one.casefold() in {other.casefold() for other in options[:number]}), None)
    if wrong is not None or twice is not None:
        raise OptionsWrong(said=wrong or twice or "", longest=LONGEST_OPTION, twice=wrong is None)
    for one in options:
        _check_unnamed(one)
    return tuple(options)


def next_step(text: PollText) -> PollStep:
    """The first thing that is not said yet."""
    said = {
        PollStep.QUESTION: bool(text.question),
        PollStep.OPTIONS: bool(text.options),
        PollStep.KIND: text.kind is not None,
        PollStep.PER: text.per is not None,
        PollStep.NAMED: text.named is not None,
        PollStep.CLOSING: text.closes_at is not None,
    }
    return next((step for step, done in said.items() if not done), PollStep.CONFIRM)


def stamp_of(text: PollText) -> int:
    """Names what a preview showed."""
    said = (text.question, text.options, text.kind, text.per, text.named, text.closes_at and text.closes_at.timestamp())
    return zlib.crc32(repr(said).encode())


def check_open(state: PollState, closes_at: datetime | None, received_at: datetime) -> None:
    """By when the tap was received, the last moment included, as with votes (R14)."""
    if state is not PollState.OPEN or closes_at is None or received_at > closes_at:
        raise PollOver


def after_tap(kind: PollKind, chosen: Sequence[int], option: int) -> tuple[int, ...]:
    """The choice after a tap on an option: the same one again takes it back. Of several, and of a rank, it joins at the end or leaves."""
    if option in chosen:
        return tuple(one for one in chosen if one != option)
    return (option,) if kind is PollKind.SINGLE else (*chosen, option)


@dataclass(frozen=True, slots=True)
class Given:
    """What a home, or a person, has answered, and when (`at`). `is_own`: by whoever taps now, or by nobody who is known any more."""

    chosen: tuple[int, ...]
    is_own: bool
    at: datetime


def after_tap_for_all(
    kind: PollKind, given: Sequence[Given | None], option: int, received_at: datetime, *, is_seen: bool, undone: Undone | None = None
) -> list[tuple[int, ...]]:
    """One tap of somebody with several homes: of each home the choice after it, out of what that home had chosen.

    What the tap means is told by the first, which is shown in private (`is_seen`). A tap takes back what whoever taps gave, or sees, and
    never as the second half of a double tap; of the other homes it takes back nothing that somebody else gave. Nor does the second half of
    one that took back (`undone`) give again.
    """
    before = [one.chosen if one is not None else () for one in given]
    first = given[0]
    if is_second_undoing(undone, option, received_at):
        return before
    if first is None or option not in first.chosen or not (first.is_own or is_seen):
        again = [*(one for one in before[0] if one != option), option]
        return [
            (tuple(again) if place == 0 else chosen) if option in chosen else after_tap(kind, chosen, option)
            for place, chosen in enumerate(before)
        ]
    if first.is_own and is_second_half(first.chosen, option, first.at, received_at):
        return before
    own = [place == 0 or (one is not None and one.is_own) for place, one in enumerate(given)]
    return [after_tap(kind, chosen, option) if mine and option in chosen else chosen for chosen, mine in zip(before, own, strict=True)]


def after_rank_for_all(given: Sequence[Given | None], order: tuple[int, ...]) -> list[tuple[int, ...]]:
    """An order that is handed in is that of each home. It is taken back where whoever taps gave it, and where they see it: the first."""
    if order:
        return [order] * len(given)
    return [() if place == 0 or one is None or one.is_own else one.chosen for place, one in enumerate(given)]


def is_answer(kind: PollKind, options: int, chosen: Sequence[int]) -> bool:
    """Whether these numbers can be an answer at all: forged ones, and options that there are not, cannot."""
    known = len(set(chosen)) == len(chosen) and all(0 <= one < options for one in chosen)
    return known and bool(chosen) and (kind is not PollKind.SINGLE or len(chosen) == 1)


def count(kind: PollKind, options: int, answers: Iterable[Sequence[int]]) -> tuple[OptionCount, ...]:
    """The most chosen first; of equals the one that stands higher in the question.

    Ranked: points by J.-C. de Borda, "Mémoire sur les élections au scrutin" (Histoire de l'Académie royale des sciences, 1781): of
    n options the last place brings 1 point, each place above one more, so the first brings n; what somebody left out gets none. Chosen
    over an instant run-off: it puts all options in an order with one line of sums, and no tie has to be broken by lot.
    """
    scores, firsts = [0] * options, [0] * options
    for chosen in answers:
        for place, option in enumerate(chosen):
            scores[option] += options - place if kind is PollKind.RANKED else 1
            firsts[option] += place == 0
    rows = [OptionCount(one, scores[one], firsts[one] if kind is PollKind.RANKED else 0) for one in range(options)]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.option)))


def leaders(rows: Sequence[OptionCount]) -> tuple[int, ...]:
    """The first, or those who are first together; none where nobody answered."""
    best = rows[0].score if rows else 0
    return tuple(row.option for row in rows if row.score == best and best > 0)
