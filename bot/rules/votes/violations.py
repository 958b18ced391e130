"""Why something about a vote is refused: to voters, to drafters, to those who look after it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.residents import Level
from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import ChangePolicy


class VoteRefusal(RuleViolation):
    slug: ClassVar[str] = "votes"


@dataclass(eq=False)
class VoteUnknown(VoteRefusal):
    """No such vote, or not one of this person's compound: both get the same answer."""


@dataclass(eq=False)
class VoteCancelled(VoteRefusal):
    cancelled_at: datetime


@dataclass(eq=False)
class VoteRetracted(VoteRefusal):
    pass


@dataclass(eq=False)
class VoteUndecided(VoteRefusal):
    """Linli was away near the close: whether it is extended is still open (R14)."""

    closed_at: datetime


@dataclass(eq=False)
class HomeNotAsked(VoteRefusal):
    """Bound, but no home of theirs is in the scope."""

    compound: str
    building: str
    entrance: str


@dataclass(eq=False)
class BindingPending(VoteRefusal):
    """The binding is not confirmed yet, which is `level`'s to do. `until`: what was tapped is asked about once it is, by then."""

    level: Level = Level.BUILDING_HEAD
    until: datetime | None = None


@dataclass(eq=False)
class BindingSuspended(VoteRefusal):
    """Somebody of the home objected; no ballots until `level` has decided (people.md, Binding)."""

    level: Level = Level.BUILDING_HEAD


@dataclass(eq=False)
class SellerHasVoted(VoteRefusal):
    """The home was sold in mid-vote and the seller's ballot stands (R16)."""

    building: str
    entrance: str
    room: str


@dataclass(eq=False)
class ChangeNotAllowed(VoteRefusal):
    """The vote's rules keep the first choice, or the one it was changed to; the refused one is in the ledger (R12)."""

    received_at: datetime
    policy: ChangePolicy
    aside: bool = False
    """A contradiction was settled for another channel: what stands does not count."""


@dataclass(eq=False)
class NothingToRetract(VoteRefusal):
    pass


@dataclass(eq=False)
class DraftersOnly(VoteRefusal):
    """Votes are opened by staff and compound chiefs."""


@dataclass(eq=False)
class NotInCharge(VoteRefusal):
    """This vote is looked after by staff and the chief of its compound."""


@dataclass(eq=False)
class BuildingNotAsked(VoteRefusal):
    """To a head: the vote asks homes elsewhere in the compound only."""

    compound: str
    building: str
    entrance: str


@dataclass(eq=False)
class DraftGone(VoteRefusal):
    written: str = ""
    """The title of what this person has at hand besides, e.g. since a vote was taken back."""


@dataclass(eq=False)
class PreviewOutdated(VoteRefusal):
    """The draft was changed after this preview: what would go out is not what stands here."""


@dataclass(eq=False)
class NoHomesInScope(VoteRefusal):
    pass


@dataclass(eq=False)
class TitleNotUsable(VoteRefusal):
    """`added`: nothing was typed but the word that stands behind every title."""

    longest: int
    added: str = ""


@dataclass(eq=False)
class TitleUnderFile(VoteRefusal):
    """Words under a file that was sent at the question for the title, and are none; the file was not taken either."""

    longest: int


@dataclass(eq=False)
class BodyTooLong(VoteRefusal):
    longest: int
    length: int


@dataclass(eq=False)
class ClauseNotUsable(VoteRefusal):
    """By which the silent join the majority: it has to be named, in `longest` characters."""

    longest: int


@dataclass(eq=False)
class ReasonNotUsable(VoteRefusal):
    longest: int


@dataclass(eq=False)
class ReasonForgotten(VoteRefusal):
    """The typed reason that this button would send is no longer kept: something else was begun since."""


@dataclass(eq=False)
class ClosingNotUnderstood(VoteRefusal):
    pass


@dataclass(eq=False)
class ClosingInOtherZone(VoteRefusal):
    """A time of another zone was typed: nobody can see which moment was meant until it is written in ours."""


@dataclass(eq=False)
class AlreadyAsked(VoteRefusal):
    """Two of those in charge drafted at once: the same question is open for the same homes."""

    title: str
    closes_at: datetime


@dataclass(eq=False)
class ClosingTooSoon(VoteRefusal):
    earliest: datetime
    is_past: bool = False


@dataclass(eq=False)
class ClosingTooFar(VoteRefusal):
    latest: datetime
    as_of: datetime


@dataclass(eq=False)
class NoticeDayNotUsable(VoteRefusal):
    """No day that can be understood, or one that is still to come: a notice counts from the day on which it is up."""

    latest: date


@dataclass(eq=False)
class NoticeTooShort(VoteRefusal):
    """The notice of the vote has not been up for as many days as the legal profile asks for."""

    noticed_on: date
    days: int
    opens_from: datetime


@dataclass(eq=False)
class ParkingNotSaid(VoteRefusal):
    """There are parking places or storage rooms in the scope: yes or no must be said (R6)."""


@dataclass(eq=False)
class RosterHasGaps(VoteRefusal):
    """Homes without an area would shrink the total the law divides by (R2)."""

    gaps: int


@dataclass(eq=False)
class SchemeTooBig(VoteRefusal):
    megabytes: int
    longest: int


@dataclass(eq=False)
class SchemeIsProgram(VoteRefusal):
    """A file that runs when it is opened."""

    filename: str


@dataclass(eq=False)
class SchemeNotHere(VoteRefusal):
    """The file is still being fetched, or could not be."""

    failed: bool


@dataclass(eq=False)
class SchemeReplaced(VoteRefusal):
    """The button is about a scheme that was changed since: a ballot on it is void, and in the ledger (R15)."""

    changed_at: datetime


@dataclass(eq=False)
class SchemeSame(VoteRefusal):
    """To those in charge: the very file that is asked about already."""

    filename: str


@dataclass(eq=False)
class SchemeOfferGone(VoteRefusal):
    """The file that this button would put in the place of the former one is not at hand any more: something else was begun."""


@dataclass(eq=False)
class SchemeTooLate(VoteRefusal):
    """Nobody could be asked once more before the close."""

    closes_at: datetime


@dataclass(eq=False)
class OtherPartCounted(VoteRefusal):
    """The other vote of the matter was counted on the scheme of now: both have to be about one (R15)."""

    closed_at: datetime


class Trace(StrEnum):
    """What somebody did about a vote without choosing, and would look for it in vain."""

    CONCERN = "concern"
    """Raised one: who answers has its card."""
    TYPED = "typed"
    """Typed a choice, and the group was told how it is done."""
    ENTRY = "entry"
    """Has begun to enter a ballot from paper or by phone, or has entered one."""
    SCHEME = "scheme"
    """Has the scheme in their chat."""
    RESCHEMED = "reschemed"
    """Was asked again, about another scheme."""


@dataclass(eq=False)
class TooLateToRetract(VoteRefusal):
    """Something would stay behind: a choice, an extension that the groups were told, a trace; or the time for it is over."""

    tapped: bool
    extended: bool = False
    trace: Trace | None = None


@dataclass(eq=False)
class PracticeOver(VoteRefusal):
    pass


@dataclass(eq=False)
class AlreadyDecided(VoteRefusal):
    """After an outage: somebody in charge has said already how it goes on."""

    closes_at: datetime


@dataclass(eq=False)
class AlreadyCancelled(VoteRefusal):
    """To those in charge, as the next one: what they want of it is over."""

    cancelled_at: datetime


@dataclass(eq=False)
class AlreadyRetracted(VoteRefusal):
    pass


@dataclass(eq=False)
class ResultStands(VoteRefusal):
    """To those in charge: a vote that was counted is not taken back, extended or cancelled any more."""

    closed_at: datetime


@dataclass(eq=False)
class NobodySpeaks(VoteRefusal):
    """Nothing to take back: nobody is registered for this home in this vote, or the vote is over."""


@dataclass(eq=False)
class NotDisputed(VoteRefusal):
    """The owners of the home agree by now, or somebody is designated already."""
