"""What letters and screens about votes are told: never how anybody chose but the reader, and no choices before the close."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.votes.ballots import ChangePolicy, Channel, Choice
from bot.rules.votes.decision import ThresholdShare
from bot.rules.votes.drafts import SchemeFile
from bot.rules.votes.parts import Part
from bot.rules.votes.roster_notes import NO_NOTES, RosterNotes
from bot.rules.votes.tally import Tally
from bot.rules.votes.terms import Terms


class VoteState(StrEnum):
    OPENING = "opening"
    """Its electorate is being written; nobody sees it yet."""
    OPEN = "open"
    UNDECIDED = "undecided"
    """Linli was away near the close: the drafter decides whether it is extended (R14)."""
    CLOSED = "closed"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


CALLED_OFF = (VoteState.CANCELLED, VoteState.RETRACTED)


@dataclass(frozen=True, slots=True)
class Heading:
    """What every message about a vote begins with; `building` and `entrance` are empty for a whole compound."""

    vote_id: str
    title: str
    compound: str
    building: str = ""
    entrance: str = ""
    is_vote: bool = False
    """表决, where the legal profile allows the channel; else 意向征询."""
    change: ChangePolicy = ChangePolicy.UNTIL_CLOSE
    """Whether a ballot may be changed: most of these messages say so."""
    scheme: int = 1
    """Which version of the scheme it speaks of: its buttons choose about no other (R15)."""
    part: Part | None = None
    land_building: str = ""
    """Of the vote on common land: whose lift it is, with `land_entrance`."""
    land_entrance: str = ""

    @property
    def may_change(self) -> bool:
        return self.change is not ChangePolicy.NEVER


@dataclass(frozen=True, slots=True)
class HomeName:
    building: str
    entrance: str
    room: str


@dataclass(frozen=True, slots=True)
class CardLine:
    """One building, or one entrance of the building that votes (`entrance` empty: the whole building)."""

    building: str
    entrance: str
    homes_in: int
    homes: int


@dataclass(frozen=True, slots=True)
class VoteCard:
    """Participation only: homes with an accepted, undisputed ballot, and their area (section 6)."""

    heading: Heading
    has_scheme: bool
    files: int
    lines: tuple[CardLine, ...]
    homes_in: int
    homes: int
    area_in_cm2m: int
    area_cm2m: int
    closes_at: datetime
    as_of: datetime
    private: bool = False
    changed_at: datetime | None = None
    """When its scheme was changed last, so that everybody is asked again (R15), and in `reason` why."""
    reason: str = ""
    answered: bool = False
    """The reader of a private one has chosen (anew since it was changed), for every home that they speak for."""


@dataclass(frozen=True, slots=True)
class VoteEnded:
    """The card of a vote that is over: a pointer to what came of it."""

    heading: Heading
    state: VoteState
    ended_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CardMoved:
    """An older card, once a newer one stands below it, or `elsewhere`: in another topic of the group."""

    heading: Heading
    elsewhere: bool = False
    other_scheme: bool = False
    """The newer one asks about another scheme (R15)."""
    overtaken: bool = False
    """What it was to point to does not come: it was true no more before it could."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """Sent by mistake: the message is taken away."""

    vote_id: str


@dataclass(frozen=True, slots=True)
class NotBound:
    """Whoever tapped is not bound in this compound: the tap takes them to the private chat."""

    vote_id: str
    choice: Choice | None
    compound: str = ""


class ReceiptKind(StrEnum):
    RECORDED = "recorded"
    RETRACTED = "retracted"
    OPINION = "opinion"
    """Family, tenants, or an owner for whom another is designated: kept, never counted (R7)."""


class OpinionReason(StrEnum):
    NOT_AN_OWNER = "not_an_owner"
    OTHER_DESIGNATED = "other_designated"
    HOMES_OF_OTHERS = "homes_of_others"
    """A buyer of one home of several that are one head: the seller still speaks for the rest (R16)."""
    OWNER_UNNAMED = "owner_unnamed"
    """Registered as an owner while the roster named nobody there: somebody has to say which of its owners this is."""
    NOT_ON_ROSTER = "not_on_roster"
    """Registered as an owner whom a newer roster does not name at that home any more, also when the vote opened."""


@dataclass(frozen=True, slots=True)
class HeadReceipt:
    """One ballot of the reader's; `counts` is False where owners differ, or another speaks for the home."""

    homes: tuple[HomeName, ...]
    choice: Choice
    code: str
    received_at: datetime
    counts: bool
    elsewhere: bool = False  # Another account of the same owner chose, or took back, since.
    channel: Channel = Channel.CHAT
    aside: bool = False
    """It was settled that their ballot by another channel counts (R13)."""
    by_agent: bool = False
    for_owner: str = ""
    """By a written power (R11) somebody cast it for the reader, or the reader for this owner."""
    void: bool = False  # It is about a former scheme (R15).


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one tap did. `homes` are all homes it speaks for, `disputed` those that do not count because owners differ (R4)."""

    heading: Heading
    kind: ReceiptKind
    choice: Choice | None
    homes: tuple[HomeName, ...]
    disputed: tuple[HomeName, ...]
    heads: int
    code: str
    received_at: datetime
    closes_at: datetime
    first: bool = False
    """The first of this person in this vote: shown as a dialog."""
    repeated: bool = False
    """It stood already: the same choice once more, or the same tap delivered twice."""
    stood: bool = False
    """The same choice once more: this tap brought nothing new, and that is said."""
    opinion_reason: OpinionReason | None = None
    replaces: Choice | None = None
    replaces_at: datetime | None = None
    still_in: bool = False
    """Taken back, and a home counts all the same: another owner's choice stands."""
    spoken: tuple[HomeName, ...] = ()
    """Those for which another owner was registered to speak since: what was chosen is kept as an opinion."""
    developer: tuple[HomeName, ...] = ()
    """Those of the developer's head: where its owners differ, nobody can be registered to speak for them."""
    beside: tuple[HomeName, ...] = ()
    """Homes for which somebody else votes: there the same tap is kept as an opinion (R7)."""
    sold: tuple[HomeName, ...] = ()
    """Homes bought in mid-vote for which the seller's ballot stands: the tap says nothing there (R16)."""
    contradicts: tuple[HomeName, ...] = ()
    """Where a ballot of the same owner by another channel says something else: not counted until that is settled (R13)."""
    aside: tuple[HomeName, ...] = ()
    """Where that was settled for the other channel."""
    still_own: tuple[HomeName, ...] = ()
    """Those for which the same owner's ballot by another channel, or (`still_agent`) their agent's, stands after all was taken back."""
    still_agent: bool = False
    still_account: tuple[HomeName, ...] = ()
    """Those for which another account of the same owner has answered since."""
    replaces_homes: tuple[HomeName, ...] = ()
    """Those of which `replaces` is true, where it is not of all."""
    still: tuple[HomeName, ...] = ()
    """Those for which another owner's choice stands after all was taken back; empty in receipts that were written before."""
    also: tuple[HeadReceipt, ...] = ()
    """The same account's other heads, with what stands there and its own receipt."""
    silent: tuple[HomeName, ...] = ()
    """Homes of its other heads for which it has chosen nothing."""
    after_twice: bool = False
    """One before it may have arrived twice: its answer never came. Of those only one can be edited into a pointer."""
    ended: VoteState | None = None
    """How the vote ended since, at `ended_at`: nothing is promised any more."""
    ended_at: datetime | None = None
    end_reason: str = ""

    @property
    def is_part(self) -> bool:
        """It speaks for some of its reader's heads only: a button that votes for all of them would change the others."""
        return bool(self.also or self.silent)


@dataclass(frozen=True, slots=True)
class ReceiptReplaced:
    """An older receipt, once a newer one stands."""

    heading: Heading
    received_at: datetime
    elsewhere: bool = False
    """Another account of the same owner has answered: what stands is nothing of this chat, and the word of it may wait for the morning."""
    above: bool = False
    """What says so stands above this one: it was edited there."""


@dataclass(frozen=True, slots=True)
class OwnersDiffer:
    """To an owner whose co-owner has just chosen otherwise: that it differs, never what (R4)."""

    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    settled: bool = False
    """They agree again, so that the homes count."""
    developer: bool = False
    """The developer's head: nobody can be registered to speak for it."""
    part: bool = False
    """Its reader has other heads in this vote, of which this does not speak."""
    checked: bool = False
    """`settled` only because the channels of another owner contradict each other (R13): that one has no choice for now."""
    over: bool = False
    """`settled`, and what was said is true no more: the reader's receipt says how it stands."""
    closed: bool = False
    """The vote is over: whether the homes counted is of use still, a choice can be made no more."""


@dataclass(frozen=True, slots=True)
class OwnerElsewhere:
    """To an account whose ballot counts no more: another account of the same roster owner has answered since."""

    heading: Heading
    homes: tuple[HomeName, ...]
    received_at: datetime
    closes_at: datetime
    part: bool = False
    heads: tuple[int, ...] = ()
    """Of which it was told; `homes` are those for which the reader has not tapped anew since."""
    gone: tuple[HomeName, ...] = ()
    """Those for which the other account has taken the choice back."""
    held: tuple[HomeName, ...] = ()
    """Those for which the other account's choice does not count either: joint owners differ, say."""
    again: bool = False
    """It names homes of an earlier word as well: `received_at` is the newest of several."""
    over: bool = False
    """The reader has the last word everywhere again."""
    closed: bool = False
    """The vote is: nobody can tap anew."""


@dataclass(frozen=True, slots=True)
class OwnerDesignated:
    """To the owners of a home that differed: who speaks for it now (R4)."""

    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    is_reader: bool
    undone: bool = False
    """It was taken back: every owner's own choice counts again."""
    chose: bool = True
    """Whether the reader has a ballot."""
    only_opinion: bool = False
    """Has none, but tapped while somebody else spoke."""
    by_speaker: bool = False
    """Who speaks is also who registered it: somebody else has to be asked to take it back."""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    has_scheme: bool
    part: bool = False


@dataclass(frozen=True, slots=True)
class RememberedTap:
    """After binding: 「刚才您点了同意，要记下吗？」"""

    heading: Heading
    choice: Choice
    closes_at: datetime
    tapped_at: datetime | None = None
    """Where that is no longer a moment ago."""


@dataclass(frozen=True, slots=True)
class VoteExtended:
    heading: Heading
    former_closes_at: datetime
    closes_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class VoteCalledOff:
    heading: Heading
    reason: str


@dataclass(frozen=True, slots=True)
class VoteResult:
    """The whole result. `homes_in` are the homes of the heads that took part."""

    heading: Heading
    tally: Tally
    threshold: ThresholdShare | None
    by_area_too: bool
    homes_in: int
    closed_at: datetime
    outage_began_at: datetime | None = None
    outage_ended_at: datetime | None = None
    notes: RosterNotes = NO_NOTES
    heads_differ: bool = False
    """Whether owners have to be told apart from homes (section 6): some owner has several, or only a parking place."""
    chain_head: str = ""
    """The hash of the last event; empty for a vote from before there were chains."""
    terms: Terms | None = None
    """None for a vote from before there were legal profiles."""
    heads_merged: bool = True
    """Where `heads_differ`: some owner has several homes, which makes the number smaller."""
    heads_without_home: int = 0
    """Owners of nothing but parking places and storage rooms, who make it greater."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is voted on, for those who ask to see it."""

    heading: Heading
    body: str
    file: SchemeFile | None
    closes_at: datetime
    practice: bool = False
    ended: VoteState | None = None
    """How, once it is over, with when and why: nothing is chosen any more, and what was voted on is still read."""
    ended_at: datetime | None = None
    end_reason: str = ""
