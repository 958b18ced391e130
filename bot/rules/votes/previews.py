"""What those who draft and look after votes are told: previews in real numbers, and who has not answered, never how."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.profiles import Profile
from bot.rules.votes.ballots import Choice
from bot.rules.votes.decision import Matter, Outcome, ThresholdShare
from bot.rules.votes.drafts import Draft, DraftStep, SchemeFile
from bot.rules.votes.facts import Heading, HomeName, Scheme, VoteCard, VoteState
from bot.rules.votes.terms import Terms
from bot.rules.votes.weights import Weight


@dataclass(frozen=True, slots=True)
class PlaceName:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class GapName:
    """An open gap of the roster: its row, and the home as far as the row names it."""

    id: str
    building: str
    entrance: str
    room: str
    row: int


@dataclass(frozen=True, slots=True)
class GroupName:
    title: str
    chat_id: int = 0
    people: int | None = None
    """Who reads there, without the assistant itself; None where the platform does not say."""
    pins: bool = False
    """The assistant may pin there, and does."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that will happen on 「发出」, with the real numbers."""

    heading: Heading
    compound_id: str
    revision: int
    body: str
    file: SchemeFile | None
    matter: Matter
    threshold: ThresholdShare | None
    by_area_too: bool
    parking: bool | None
    parking_places: int
    closes_at: datetime
    as_of: datetime
    night: bool
    cards_wait: bool
    """Private cards come in the morning only."""
    terms: Terms
    homes: int
    total: Weight
    merged_heads: int
    """Heads of more than one home: 王建国 with three homes is one."""
    gaps: tuple[GapName, ...]
    groups: tuple[GroupName, ...]
    bound_homes: int
    reachable_homes: int

    opens_from: datetime | None = None
    """The first moment at which it may be sent, where notice is a condition."""
    reminds: bool = True
    """There is time for a private reminder: where there is a group, nothing else about the question goes out in private."""
    reminded_homes: int = 0
    """Homes of which a reminder would find a verified owner; family and tenants read the private card, and are not reminded."""
    heads_without_home: int = 0
    """Owners of nothing but parking places and storage rooms: they get no slip and cannot be registered."""
    follow_clause: str = ""
    """By which whoever was reached and does not answer joins the majority (R10)."""
    land: "LandPart | None" = None
    """The vote of the whole compound that goes out with it."""
    lift_of_all: bool = False
    """A lift that all buildings of the compound are asked about, as if it were everybody's: its building decides on it."""

    @property
    def is_early(self) -> bool:
        """Its notice has not been up for long enough."""
        return self.opens_from is not None and self.as_of < self.opens_from

    @property
    def homes_told(self) -> int:
        """Of both votes of a lift together: the compound has the building's in it, and groups and letters are counted so, too."""
        return self.land.homes if self.land is not None else self.homes

    @property
    def unreached_homes(self) -> int:
        """Homes to which no letter would come."""
        return self.homes_told - self.reachable_homes

    @property
    def unreminded_homes(self) -> int:
        """Homes whose people read it only in the group or at their door."""
        return self.homes_told - self.reminded_homes


@dataclass(frozen=True, slots=True)
class LandPart:
    """The second vote of a lift: all of the compound, on the common land that it takes."""

    homes: int
    total: Weight
    matter: Matter
    terms: Terms


@dataclass(frozen=True, slots=True)
class ScopeChoices:
    """What a vote of this compound may ask: all of it, a building, an entrance of the building that is chosen."""

    draft_id: str
    compound: PlaceName
    buildings: tuple[PlaceName, ...]
    building: PlaceName | None = None
    entrances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftView:
    """Where a draft stands: the next question, or the preview."""

    draft: Draft
    step: DraftStep
    compound: str
    as_of: datetime
    parking_places: int
    profile: Profile
    """By which it would be held; `terms` are those for the matter of the draft."""
    terms: Terms
    preview: Preview | None = None
    asked: str = ""
    """Another question that was asked before and still waits for its words: title, body or closing."""
    running: frozenset[str] = frozenset()
    """Titles that the whole compound is being asked about, where one is to be chosen."""
    draft_place: str = ""
    """The building that is asked; empty for the whole compound."""


@dataclass(frozen=True, slots=True)
class SchemeArrived:
    """To the drafter: the file is kept, or could not be had. `ready`: nothing is asked any more before the preview."""

    draft_id: str
    file: SchemeFile
    ready: bool = True


@dataclass(frozen=True, slots=True)
class OneFileOnly:
    """To a drafter who sent several files, at once (`album`) or one by one: the last one is the scheme."""

    draft_id: str
    album: bool = True
    former: SchemeFile | None = None
    """The file that was there before, and is no longer."""


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A card that only its drafter sees; nothing is counted and it goes after a day."""

    practice_id: str
    card: VoteCard


@dataclass(frozen=True, slots=True)
class PracticeScheme:
    """What is voted on, as a resident would be shown it."""

    practice_id: str
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class PracticeReceipt:
    """What a resident would read after this tap."""

    choice: Choice
    home: HomeName
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """To the drafter, at once: what went out, and what can be done about it now."""

    heading: Heading
    opened_at: datetime
    closes_at: datetime
    groups: tuple[GroupName, ...]
    letters: int
    """Private letters written because there is no group."""
    other: Heading | None = None
    """The vote on common land that went out with it."""


@dataclass(frozen=True, slots=True)
class PostedAgain:
    """「再发一次」: in how many groups, and whether it was the card or (`state` closed) the result."""

    groups: int
    state: VoteState
    lately: bool = False
    """It was posted again just before, and is the last message there still: not once more."""


@dataclass(frozen=True, slots=True)
class VoteOverview:
    """One vote in the hands of those in charge: participation, never choices, until it is closed."""

    heading: Heading
    state: VoteState
    opened_at: datetime
    closes_at: datetime
    as_of: datetime
    homes_in: int
    homes: int
    disputed: int
    groups: int
    retractable: bool
    outcome: Outcome | None = None
    spoken: int = 0
    """Homes for which somebody was registered during the vote."""
    end_reason: str = ""
    """Why it was cancelled."""
    may_enter: bool = False
    """The reader enters ballots that came back on paper, or looks after those that others do."""
    contradictions: int = 0
    """Homes that do not count because ballots of one owner by several channels differ (R13); not among `disputed`."""


@dataclass(frozen=True, slots=True)
class VoteLine:
    heading: Heading
    state: VoteState
    closes_at: datetime
    answered: bool = False
    """Its reader has a ballot or an opinion there for every home that is asked."""


@dataclass(frozen=True, slots=True)
class NotReturned:
    """Homes of one building that have not returned a ballot: whom to remind, never what others chose (section 6).

    Of a vote that was cancelled or taken back none are listed. `registered` and `not_registered` are those that nobody reminds.
    """

    heading: Heading
    building: str
    buildings: tuple[str, ...]
    registered: tuple[HomeName, ...]
    not_registered: tuple[HomeName, ...]
    closes_at: datetime
    disputed: int = 0
    """Homes of the reader whose owners differ, or differed until one was registered to speak for them."""
    state: VoteState = VoteState.OPEN
    end_reason: str = ""
    may_knock: bool = False
    """The reader heads one of these buildings: there is a list to tick off."""
    may_enter: bool = False
    """And enters the paper ballots of these buildings, where the vote's rules say so."""
    reminded: tuple[HomeName, ...] = ()
    """A reminder that is still to come finds an owner of theirs."""
    reminds: bool = False
    """There is one still to come."""
    places: tuple[HomeName, ...] = ()
    """Parking places and storage rooms of owners who have no home in the vote."""


@dataclass(frozen=True, slots=True)
class OwnerName:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DisputedHead:
    head: int
    homes: tuple[HomeName, ...]
    owners: tuple["OwnerName", ...]


@dataclass(frozen=True, slots=True)
class SpokenHead:
    """A head for which one owner was registered during the vote; a slip of the thumb is taken back."""

    head: int
    homes: tuple[HomeName, ...]
    speaker: OwnerName


@dataclass(frozen=True, slots=True)
class DisputedHeads:
    """Homes whose owners differ, to register who speaks for them (R4), and those for which somebody was registered."""

    heading: Heading
    heads: tuple[DisputedHead, ...]
    spoken: tuple[SpokenHead, ...] = ()
    agree_only: tuple[HomeName, ...] = ()
    """The developer's, where its owners differ: nobody can be registered to speak for them."""


@dataclass(frozen=True, slots=True)
class SpeakerAsked:
    """Before somebody is registered: whose choices count from then on, and whose do not."""

    heading: Heading
    head: int
    homes: tuple[HomeName, ...]
    speaker: OwnerName
    others: tuple[OwnerName, ...]


@dataclass(frozen=True, slots=True)
class CloseInDoubt:
    """To the drafter: Linli was away near the close; extend by a day, or close as it is (R14)."""

    heading: Heading
    began_at: datetime
    ended_at: datetime
    closes_at: datetime
    would_close_at: datetime


@dataclass(frozen=True, slots=True)
class DoubtPassedOn:
    """On the card of somebody who was asked, and is not in charge any more. `nobody`: there is nobody else in charge."""

    heading: Heading
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class DoubtSettled:
    """On each card that asked, once a colleague or (`own`) the reader decided: extended until `until`, cancelled, or closed as it is."""

    heading: Heading
    until: datetime | None = None
    cancelled: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class ChangedByOther:
    """To the drafter: somebody else in charge extended the vote, or (`closes_at` None) cancelled it."""

    heading: Heading
    by: str
    closes_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBackByOther:
    """To the drafter: somebody else in charge took the vote back, and has what was written."""

    heading: Heading
    by: str
