"""Three asks: a renovation is asked at its design, its publicity and its entry, and each time it is said what changed because of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.unnamed import home_said, one_line
from bot.rules.violations import RuleViolation
from bot.rules.votes.decision import Matter, Outcome
from bot.rules.votes.drafts import holds_number_of_somebody
from bot.rules.votes.facts import CALLED_OFF, VoteState
from bot.rules.votes.weights import Weight

# With the name of its stage behind it, it is the title of a vote (40).
LONGEST_TITLE = 24
# What changed: a few sentences that are read aloud.
LONGEST_CHANGES = 300


class Stage(StrEnum):
    """In this order (issue 4, section 4)."""

    DESIGN = "design"
    PUBLICITY = "publicity"
    ENTRY = "entry"


STAGES = tuple(Stage)
# Too few that took part is no yes either.
OPENS_THE_NEXT = frozenset({Outcome.PASSED, Outcome.COUNTED})


class StageStatus(StrEnum):
    LOCKED = "locked"
    """The stage before it has no outcome, or nobody has said yet what changed because of it."""
    READY = "ready"
    ASKING = "asking"
    TO_TELL = "to_tell"
    """It has an outcome, and what changed is still to be said."""
    AGAIN = "again"
    """It did not pass: with another scheme it is asked again."""
    DONE = "done"


class AskRefusal(RuleViolation):
    slug: ClassVar[str] = "asks"


@dataclass(eq=False)
class RenovationUnknown(AskRefusal):
    """No such one, or not one of this person's compounds: both get the same answer."""


@dataclass(eq=False)
class RenovationAsked(AskRefusal):
    """What was asked of residents stays, and what became of it."""


@dataclass(eq=False)
class RenovationTitleNotUsable(AskRefusal):
    longest: int


@dataclass(eq=False)
class AskNotYet(AskRefusal):
    """`former` comes first: its outcome, and what changed because of it."""

    stage: Stage
    former: Stage


@dataclass(eq=False)
class AskTwice(AskRefusal):
    """This stage is being asked already, or is done."""

    stage: Stage


@dataclass(eq=False)
class AskSameScheme(AskRefusal):
    """It did not pass on this very file. `running`: it is being asked again already, on another one."""

    stage: Stage
    running: bool = False


@dataclass(eq=False)
class AskOfAll(AskRefusal):
    """Its next stage would open for homes that were never asked."""


@dataclass(eq=False)
class AskOnlyAsks(AskRefusal):
    """It tells what people want; a decision of the owners is a vote of its own."""


@dataclass(eq=False)
class NothingToTell(AskRefusal):
    """There is no ask of which it would have to be said: it still runs, or the next one has begun."""


@dataclass(eq=False)
class ChangesNotUsable(AskRefusal):
    longest: int


@dataclass(eq=False)
class ChangesNameSomebody(AskRefusal):
    """Everybody reads it, and `said` names a home, or is a number of somebody."""

    said: str


@dataclass(eq=False)
class ChangesForgotten(AskRefusal):
    """What this button would publish is not at hand any more: something else was begun, or it was published."""


@dataclass(eq=False)
class ChangesMeanwhile(AskRefusal):
    """Somebody else said what changed since these words were shown: they would take its place unread."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask, with what became of its vote. `scheme_sha256`: what it is bound to, as it is asked about now (R15)."""

    id: str
    stage: Stage
    round: int
    vote_id: str
    state: VoteState
    outcome: Outcome | None
    scheme_name: str
    scheme_sha256: str
    scheme_version: int
    closes_at: datetime
    changes: str = ""
    """What changed because of it; empty until that is said."""
    told_at: datetime | None = None
    agree: Weight | None = None
    total: Weight | None = None
    participating: Weight | None = None

    @property
    def counts(self) -> bool:
        """One that was called off was never asked."""
        return self.state not in CALLED_OFF


@dataclass(frozen=True, slots=True)
class StageLine:
    stage: Stage
    status: StageStatus
    ask: Ask | None
    """The newest one."""


@dataclass(frozen=True, slots=True)
class RenovationLine:
    id: str
    title: str
    compound: str
    stage: Stage
    status: StageStatus


@dataclass(frozen=True, slots=True)
class RenovationList:
    lines: tuple[RenovationLine, ...]
    may_begin: bool


@dataclass(frozen=True, slots=True)
class PickPlace:
    """Which compound a new one is for: (id, name)."""

    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RenovationView:
    id: str
    title: str
    compound: str
    stages: tuple[StageLine, ...]
    in_charge: bool
    as_of: datetime
    was_asked: bool = False
    """Called off or not."""

    @property
    def at(self) -> StageLine:
        return first_undone(self.stages)

    @property
    def may_be_dropped(self) -> bool:
        """Nobody was asked anything yet: a title begun by mistake."""
        return self.in_charge and not self.was_asked and all(one.ask is None for one in self.stages)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an ask brought besides its ballots: concerns about it, opinions of family and tenants, demands on the published list."""

    concerns: int
    opinions: int
    demands: int


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """To those in charge, once an ask has an outcome: what changed because of it?"""

    renovation_id: str
    title: str
    compound: str
    ask: Ask
    heard: Heard


@dataclass(frozen=True, slots=True)
class ChangesShown:
    """What would be read, before it goes out."""

    renovation_id: str
    title: str
    compound: str
    ask: Ask
    words: str
    groups: int


@dataclass(frozen=True, slots=True)
class ChangesTold:
    """To everybody: what changed because of this ask. `corrects`: it was said otherwise before."""

    renovation_id: str
    title: str
    compound: str
    ask: Ask
    corrects: bool = False


def title_from(typed: str) -> str:
    title = one_line(typed)
    if len(title) > LONGEST_TITLE or not any(sign.isalnum() for sign in title):
        raise RenovationTitleNotUsable(longest=LONGEST_TITLE)
    return title


def changes_from(typed: str) -> str:
    """For a whole group: no home and no number of anybody."""
    words = one_line(typed)
    if len(words) > LONGEST_CHANGES or not any(sign.isalnum() for sign in words):
        raise ChangesNotUsable(longest=LONGEST_CHANGES)
    said = home_said(words)
    if said or holds_number_of_somebody(words):
        raise ChangesNameSomebody(said)
    return words


def stages_of(asks: Sequence[Ask]) -> tuple[StageLine, ...]:
    """How each stage stands. The next one opens only after the former has an outcome that is no refusal, and after what changed because
    of it was said."""
    lines: list[StageLine] = []
    is_open = True
    for stage in STAGES:
        counted = [one for one in asks if one.stage is stage and one.counts]
        newest = max(counted, key=lambda one: one.round, default=None)
        status = _status(newest, is_open=is_open)
        lines.append(StageLine(stage, status, newest))
        is_open = status is StageStatus.DONE
    return tuple(lines)


def _status(ask: Ask | None, *, is_open: bool) -> StageStatus:
    if ask is None:
        return StageStatus.READY if is_open else StageStatus.LOCKED
    if ask.state is not VoteState.CLOSED:
        return StageStatus.ASKING
    if not ask.changes:
        return StageStatus.TO_TELL
    return StageStatus.DONE if ask.outcome in OPENS_THE_NEXT else StageStatus.AGAIN


def was_asked(asks: Sequence[Ask]) -> bool:
    """Whether any of them is known to residents: one that was taken back left nothing behind, of one that was called off they read."""
    return any(one.state is not VoteState.RETRACTED for one in asks)


def first_undone(stages: Sequence[StageLine]) -> StageLine:
    """Where it stands: the first stage that is not done; the last once all are."""
    return next((one for one in stages if one.status is not StageStatus.DONE), stages[-1])


def check_may_ask(stage: Stage, asks: Sequence[Ask]) -> int:
    """Its round. AskNotYet, AskTwice."""
    lines = {one.stage: one for one in stages_of(asks)}
    status = lines[stage].status
    if status is StageStatus.LOCKED:
        former = next(one for one in STAGES if lines[one].status is not StageStatus.DONE)
        raise AskNotYet(stage, former)
    if status is StageStatus.TO_TELL:
        raise AskNotYet(stage, stage)
    if status not in {StageStatus.READY, StageStatus.AGAIN}:
        raise AskTwice(stage)
    return max((one.round for one in asks if one.stage is stage), default=0) + 1


def check_asks_only(ask: str, matter: Matter) -> None:
    """`ask`: empty for any other draft. AskOnlyAsks."""
    if ask and matter is not Matter.CONSULTATION:
        raise AskOnlyAsks


def check_other_scheme(stage: Stage, asks: Sequence[Ask], sha256: str | None) -> None:
    """What did not pass is asked again with another scheme, also where that is changed while it is asked again. AskSameScheme."""
    counted = [one for one in asks if one.stage is stage and one.counts]
    running = any(one.state is not VoteState.CLOSED for one in counted)
    newest = max((one for one in counted if one.state is VoteState.CLOSED), key=lambda one: one.round, default=None)
    if newest is not None and newest.outcome is Outcome.REJECTED and newest.scheme_sha256 == sha256:
        raise AskSameScheme(stage, running)


def to_be_told(asks: Sequence[Ask], ask_id: str) -> Ask:
    """The ask of which it may be said (anew) what changed: it has an outcome, and none after it has begun. NothingToTell."""
    counted = [one for one in asks if one.counts]
    ask = next((one for one in counted if one.id == ask_id), None)
    if ask is None or ask.state is not VoteState.CLOSED:
        raise NothingToTell
    place = (STAGES.index(ask.stage), ask.round)
    if any((STAGES.index(one.stage), one.round) > place for one in counted):
        raise NothingToTell
    return ask
