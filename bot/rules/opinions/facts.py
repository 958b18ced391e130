"""What messages about opinions and the demand list say; none of it says who somebody is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.opinions import Category, DemandState, OpinionState, Support


@dataclass(frozen=True, slots=True)
class JoinFirst:
    """Not registered anywhere; `place_id` is where their home is looked for, empty where it is not known."""

    place_id: str = ""


@dataclass(frozen=True, slots=True)
class CompoundChoice:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PickCompound:
    """Somebody with homes, or a role, in several."""

    choices: tuple[CompoundChoice, ...]


@dataclass(frozen=True, slots=True)
class OpinionAsked:
    """The form waits for words. `photos`: so many came first."""

    compound: CompoundChoice
    photos: int = 0
    has_some: bool = False
    """They have handed one in before."""
    has_list: bool = False
    again: bool = False
    """Something else was sent: a voice, a file."""


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """What was understood, before it is handed in. `typed`: words were sent where a button goes on. `shown_in`: the message that shows it,
    where only a picture of the same album came along."""

    opinion_id: str
    compound: str
    category: Category
    words: str
    photos: int = 0
    from_group: bool = False
    typed: bool = False
    shown_in: int | None = None


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A demand as everybody may read it. `number` stays with it; `mine`: the reader's home supports it."""

    demand_id: str
    number: int
    title: str
    category: Category
    state: DemandState
    homes: int
    reason: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class MyOpinion:
    opinion_id: str
    compound: str
    category: Category
    words: str
    photos: int
    state: OpinionState
    given_at: datetime
    reason: str = ""
    demand: DemandLine | None = None


@dataclass(frozen=True, slots=True)
class OpinionLine:
    opinion_id: str
    category: Category
    words: str
    state: OpinionState
    compound: str = ""


@dataclass(frozen=True, slots=True)
class OpinionList:
    """Of its author, or of those who sort (`waiting` says how many are new)."""

    lines: tuple[OpinionLine, ...]
    total: int
    page: int
    pages: int


class News(StrEnum):
    """What became of an opinion, told to its author."""

    LISTED = "listed"
    REJECTED = "rejected"
    BACK = "back"
    """It was taken off its demand, and is looked at once more."""
    CONSIDERED = "considered"
    PLANNED = "planned"
    NOT_PLANNED = "not_planned"
    COLLECTED = "collected"
    """A demand that had gone further is only collected again."""


@dataclass(frozen=True, slots=True)
class OpinionNews:
    """`title` is that of the demand; `reason` of what was not taken up."""

    opinion_id: str
    compound: str
    words: str
    what: News
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpinionsWait:
    """To those who sort, once a day at most: the first new one of the day."""

    compound: str
    category: Category


@dataclass(frozen=True, slots=True)
class OpinionWithdrawn:
    """In place of its words, or of a photo (`is_photo`), on the screen of somebody who sorts."""

    is_photo: bool


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """`left`: so many others are there."""

    opinion_id: str
    words: str
    left: int = 0


@dataclass(frozen=True, slots=True)
class SayInPrivate:
    """To a group, at most once an hour: somebody said an opinion there whom nobody knows yet."""

    compound_id: str


@dataclass(frozen=True, slots=True)
class OpinionCard:
    """What those who sort see of one. `proposed`: its own words would do as a title."""

    opinion_id: str
    compound: str
    category: Category
    words: str
    photos: int
    state: OpinionState
    given_at: datetime
    reason: str = ""
    demand: DemandLine | None = None
    demands: int = 0
    """Demands with which it could be merged."""


@dataclass(frozen=True, slots=True)
class TitleAsked:
    """A new demand: `title` is what the list would say; empty while it is asked for."""

    opinion_id: str
    words: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class MergePick:
    """Demands of its own category first."""

    opinion_id: str
    words: str
    demands: tuple[DemandLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RejectionAsked:
    opinion_id: str
    words: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DemandList:
    """As a resident reads it in private."""

    compound: CompoundChoice
    demands: tuple[DemandLine, ...]
    total: int
    page: int
    pages: int
    may_support: bool = True


@dataclass(frozen=True, slots=True)
class SupportTold:
    """The answer to the tap."""

    step: Support
    title: str
    homes: int


@dataclass(frozen=True, slots=True)
class DemandsPosted:
    """The list in a group; its lines keep their places while it stands."""

    compound: CompoundChoice
    demands: tuple[DemandLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DemandsMoved:
    """An older list in a group points to the newer one below."""

    compound: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """To a group: say what you would like; an answer to this message is an opinion."""

    compound: CompoundChoice


@dataclass(frozen=True, slots=True)
class DemandsInCharge:
    """As those who sort see it. `unpublished`: what no group and no resident has read yet."""

    compound: CompoundChoice
    demands: tuple[DemandLine, ...]
    total: int
    unpublished: int
    page: int
    pages: int
    may_publish: bool
    groups: int


@dataclass(frozen=True, slots=True)
class DemandCard:
    compound: CompoundChoice
    demand: DemandLine
    opinions: int
    published: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class DemandReasonAsked:
    """Not in the plan: why; empty while it is asked for. `published`: the list in the groups says it, too."""

    demand: DemandLine
    reason: str = ""
    published: bool = False


@dataclass(frozen=True, slots=True)
class PostingShown:
    """What the groups would read, before they do. `fresh`: demands that nobody has read yet; `stamp` names what was shown."""

    posted: DemandsPosted
    groups: tuple[str, ...]
    fresh: int
    stamp: int


@dataclass(frozen=True, slots=True)
class InvitationShown:
    invitation: Invitation
    groups: tuple[str, ...]
