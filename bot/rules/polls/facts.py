"""What messages about straw polls say. Before the close none of it says how anybody chose, but to themselves."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.polls import OptionCount, PollState, PollStep, PollText
from bot.rules.residents import HomeRole
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.closing_times import OfferedClosing


@dataclass(frozen=True, slots=True)
class JoinFirst:
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class PollCompound:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PickCompound:
    choices: tuple[PollCompound, ...]


@dataclass(frozen=True, slots=True)
class PollDraft:
    """The question that its drafter is asked, or (`confirm`) what the groups would read."""

    text: PollText
    step: PollStep
    offered: tuple[OfferedClosing, ...] = ()
    groups: tuple[str, ...] = ()
    stamp: int = 0


@dataclass(frozen=True, slots=True)
class PollCard:
    """In the groups."""

    text: PollText
    answered: int


@dataclass(frozen=True, slots=True)
class PollEnded:
    """The card once it is over."""

    text: PollText
    state: PollState
    answered: int


@dataclass(frozen=True, slots=True)
class PollAnswered:
    """The answer to a tap. `chosen` empty: taken back. Of somebody with several homes (`homes`) it is what the first of them has."""

    text: PollText
    chosen: tuple[int, ...]
    first: bool
    instead: tuple[HomeAt, ...] = ()
    """Homes of which somebody else had answered otherwise: this takes its place."""
    homes: int = 1
    differ: bool = False
    """Another of the homes keeps what it had chosen before."""


@dataclass(frozen=True, slots=True)
class MyPoll:
    """In private: the question with one's own answer. `order`: of a ranked one, as it is being put together."""

    text: PollText
    chosen: tuple[int, ...]
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PollResult:
    """`rows` empty though some answered: too few to be told in figures."""

    text: PollText
    answered: int
    rows: tuple[OptionCount, ...]


@dataclass(frozen=True, slots=True)
class PollPicture:
    """Under the picture of a result."""

    text: PollText
    sha256: str


@dataclass(frozen=True, slots=True)
class PollLine:
    poll_id: str
    question: str
    state: PollState
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class PollList:
    """Of those in charge, the newest first."""

    lines: tuple[PollLine, ...]


@dataclass(frozen=True, slots=True)
class PollView:
    """One of them. `rows` empty: it is not counted."""

    text: PollText
    state: PollState
    answered: int
    rows: tuple[OptionCount, ...] = ()


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Before it is closed early (`cancel` False) or taken back."""

    text: PollText
    answered: int
    cancel: bool
    few: bool = False
    """So few that no figures would be told."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who chose an option of a named poll; `role` None where the home as such answers."""

    home: HomeAt
    role: HomeRole | None


@dataclass(frozen=True, slots=True)
class PollVoices:
    """After the close, for those in charge: who chose one option (of a ranked poll: has it first)."""

    text: PollText
    option: int
    voices: tuple[Voice, ...]
    left: int
    """Answers of people who have left: nobody knows whose they were."""
    total: int
    page: int
    pages: int
