"""What messages about concerns say; only `Known` says who somebody is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.concerns import ConcernKind, ConcernState, FloorBand, Identity
from bot.rules.residents import HomeRole
from bot.rules.residents.deciding import Level
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.facts import Heading


class RaisingStep(StrEnum):
    """What the form asks next; `confirm` waits for no words."""

    KIND = "kind"
    WORDS = "words"
    BAND = "band"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Raising:
    """The form as far as it is filled in. `level` None: nobody is there to read it yet."""

    heading: Heading
    step: RaisingStep
    level: Level | None
    kind: ConcernKind = ConcernKind.OTHER
    words: str = ""
    band: FloorBand = FloorBand.UNSAID
    has_some: bool = False
    """They have raised one before: it is shown where."""
    band_left_out: bool = False
    """Said, and too few live there for it to be passed on."""
    photos: int = 0

    @property
    def shown(self) -> str:
        """What the preview says of it, as its button's mark knows it."""
        return f"{self.kind} {self.band} {self.photos} {self.words}"


@dataclass(frozen=True, slots=True)
class JoinFirst:
    """Not registered anywhere; `place_id` is where their home is looked for, empty where it is not known."""

    place_id: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Who raised it: after they have agreed, and to nobody but those who answer."""

    home: HomeAt
    role: HomeRole
    name: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The concern itself, as everybody may read it who reads it at all."""

    concern_id: str
    heading: Heading
    kind: ConcernKind
    words: str
    band: FloorBand


class Gone(StrEnum):
    """Why the reader of a card has nothing to do with it any more."""

    NOT = ""
    MOVED = "moved"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ConcernCard:
    """To those who answer; the same card for all of them, edited as it goes on."""

    said: Said
    state: ConcernState
    identity: Identity
    raised_at: datetime
    answer_by: datetime
    answer: str = ""
    reason: str = ""
    groups: int = 0
    """Groups to which the answer can go, while it has not gone there."""
    posted: bool = False
    escalated: bool = False
    known: Known | None = None
    author_left: bool = False
    gone: Gone = Gone.NOT
    photos: int = 0
    """For those who answer alone: no group sees them."""

    @property
    def is_taken_away(self) -> bool:
        return self.gone is not Gone.NOT


class News(StrEnum):
    """What became of a concern, told to whoever raised it."""

    ANSWERED = "answered"
    POSTED = "posted"
    MEDIATION = "mediation"
    SOLVED = "solved"
    COMPENSATED = "compensated"
    KEPT = "kept"
    ESCALATED = "escalated"
    """Nobody answered in time: the community has it now."""
    LATE = "late"
    """The community has had it all along, and is late."""
    MOVED = "moved"
    """The chief is chief no more."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ConcernNews:
    """`text` is the answer, or the reason."""

    concern_id: str
    heading: Heading
    kind: ConcernKind
    what: News
    text: str = ""
    posted: bool = False


@dataclass(frozen=True, slots=True)
class WhoAsked:
    """`known` is what would be seen."""

    concern_id: str
    heading: Heading
    kind: ConcernKind
    known: Known


@dataclass(frozen=True, slots=True)
class ConcernPosted:
    """In the vote's groups."""

    said: Said
    answer: str
    state: ConcernState


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """To those who have it: the time is nearly up, or (`late`) it is."""

    concern_id: str
    heading: Heading
    kind: ConcernKind
    answer_by: datetime
    level: Level
    late: bool = False


@dataclass(frozen=True, slots=True)
class MyConcern:
    """What its writer sees. `level` None: nobody has it."""

    said: Said
    state: ConcernState
    identity: Identity
    level: Level | None
    raised_at: datetime
    answer_by: datetime
    answer: str = ""
    reason: str = ""
    posted: bool = False
    escalated: bool = False
    known: Known | None = None
    photos: int = 0


@dataclass(frozen=True, slots=True)
class AddingAsked:
    """「补充」: what may still be added."""

    said: Said
    photos: int


@dataclass(frozen=True, slots=True)
class ConcernAdded:
    """To those who answer: its writer has added words or photos. `photos`: so many there are now."""

    concern_id: str
    heading: Heading
    kind: ConcernKind
    photos: int


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """To its writer: the platform would not give a photo."""

    concern_id: str
    heading: Heading
    kind: ConcernKind


@dataclass(frozen=True, slots=True)
class ConcernLine:
    concern_id: str
    heading: Heading
    kind: ConcernKind
    state: ConcernState
    answer_by: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class ConcernList:
    """Of its writer, or of whoever answers."""

    lines: tuple[ConcernLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What the group would read, before it does. `groups` 0: it goes to its writer alone."""

    posted: ConcernPosted
    groups: int


@dataclass(frozen=True, slots=True)
class EndAsked:
    """How it would end; `reason` is empty while it is asked for."""

    said: Said
    to: ConcernState
    reason: str = ""
    posted: bool = False
