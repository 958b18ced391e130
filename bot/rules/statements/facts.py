"""What messages about topics say. Before the close none of it says how anybody answered, but to themselves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.statements import Division, Reason, Stance, StatementState, TopicState, TopicStep, TopicText
from bot.rules.statements.reports import Row
from bot.rules.votes.closing_times import OfferedClosing


class News(StrEnum):
    """What the author of a statement learns."""

    SHOWN = "shown"
    REFUSED = "refused"
    TAKEN_DOWN = "taken_down"
    BACK = "back"
    """A decision that they were told is taken back: it is looked at once more."""
    UNSEEN = "unseen"
    """The topic ended before anybody looked at it."""
    TOPIC_CANCELLED = "topic_cancelled"


@dataclass(frozen=True, slots=True)
class JoinFirst:
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class TopicCompound:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PickCompound:
    choices: tuple[TopicCompound, ...]


# drafting
@dataclass(frozen=True, slots=True)
class TopicDraft:
    """The question that its drafter is asked, or (`confirm`) what the groups would read, and whom it reaches."""

    text: TopicText
    step: TopicStep
    offered: tuple[OfferedClosing, ...] = ()
    groups: tuple[str, ...] = ()
    homes: int = 0
    homes_bound: int = 0
    """With somebody registered who may take part."""
    stamp: int = 0


# in the groups
@dataclass(frozen=True, slots=True)
class TopicCard:
    text: TopicText
    homes: int
    statements: int


@dataclass(frozen=True, slots=True)
class TopicEnded:
    """The card once it is over."""

    text: TopicText
    state: TopicState
    homes: int


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The card of a topic that was taken back without a trace."""

    topic_id: str


@dataclass(frozen=True, slots=True)
class TopicReport:
    text: TopicText
    homes: int
    people: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TopicPicture:
    """Under the picture of a report."""

    text: TopicText
    sha256: str


# residents
@dataclass(frozen=True, slots=True)
class TopicLine:
    topic_id: str
    compound: str
    title: str
    state: TopicState
    waiting: int = 0
    """Statements that nobody in charge has looked at; for those in charge alone."""


@dataclass(frozen=True, slots=True)
class TopicList:
    """Those that run first, of these the newest first."""

    lines: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class ToWeigh:
    """One statement in private. `stance` is one's own; `number` counts it among those this person answers. `shown_at`: when it took the
    place of another screen, None where it comes as a message of its own."""

    text: TopicText
    statement_id: str
    words: str
    stance: Stance | None
    number: int
    total: int
    previous: str = ""
    """The one answered before it."""
    unanswered: int = 0
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingToWeigh:
    """All are answered, or there are none yet."""

    text: TopicText
    answered: int
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a tap recorded; `stance` None: the statement was taken down meanwhile, or (`unread`) it had only just come up."""

    topic_id: str
    stance: Stance | None
    first: bool
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Proposing:
    """The words are asked for, or (with `words`) shown as the others would read them."""

    text: TopicText
    words: str = ""


@dataclass(frozen=True, slots=True)
class MyStatement:
    statement_id: str
    words: str
    state: StatementState
    reason_kind: Reason | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MyStatements:
    """In one topic."""

    text: TopicText
    state: TopicState
    lines: tuple[MyStatement, ...]


@dataclass(frozen=True, slots=True)
class StatementNews:
    """To its author. `said`: the words of a reason that was typed."""

    topic_id: str
    compound: str
    title: str
    words: str
    what: News
    reason_kind: Reason | None = None
    reason: str = ""


# those in charge
@dataclass(frozen=True, slots=True)
class StatementsWait:
    topic_id: str
    compound: str
    title: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """Before the close how many take part, and nothing of how; after it the report."""

    text: TopicText
    state: TopicState
    homes: int
    people: int
    shown: int
    waiting: int
    may_undo: bool = False
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Before it is closed early (`cancel` False) or taken back."""

    text: TopicText
    homes: int
    waiting: int
    cancel: bool


@dataclass(frozen=True, slots=True)
class StatementCard:
    """One statement, of nobody in particular. `answers`: how many have weighed it, never how."""

    text: TopicText
    statement_id: str
    words: str
    state: StatementState
    given_at: datetime
    answers: int = 0
    waiting: int = 0
    """Others of the topic that wait."""
    reason_kind: Reason | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatementWithdrawn:
    """In place of its words on the screen of somebody in charge."""

    topic_id: str


@dataclass(frozen=True, slots=True)
class RefusalAsked:
    """Which reason; with `reason` the typed one, before its author is told. `is_out`: it is taken down."""

    topic_id: str
    statement_id: str
    words: str
    is_out: bool
    typing: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    statement_id: str
    words: str
    answers: int


@dataclass(frozen=True, slots=True)
class ShownList:
    """What is out, for those in charge."""

    text: TopicText
    lines: tuple[ShownLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All statements of a topic that is closed, some at a time."""

    text: TopicText
    rows: tuple[Row, ...]
    page: int
    pages: int


def division_of(text: TopicText) -> Division:
    """Of a topic that was sent."""
    assert text.division is not None, "a topic that was sent says how it is compared"
    return text.division
