"""What deciders, members and newcomers read about a home."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.residents.deciding import EndReason, Level, RefusalReason, Via
from bot.rules.residents.facts.names import HomeAt, OwnerName
from bot.rules.residents.people import BindingState, HomeRole


class CardState(StrEnum):
    """What became of the request on a decider's card."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    MOVED = "moved"
    """Whose role ended: somebody else has it now."""
    ORPHANED = "orphaned"
    """Whose role ended, and nobody else is there."""
    KEPT = "kept"
    ENDED = "ended"


# A card in this state is nobody's to press any more, whatever becomes of what it was about.
TAKEN_AWAY = frozenset({CardState.MOVED, CardState.ORPHANED})


@dataclass(frozen=True, slots=True)
class RequestCard:
    """To each decider; edited in place once it is decided. `on_roster`: whether the typed name is an owner's of that home.

    `passed_to`: the reader did not press in time and that level has it now, but may still press. `came_from`: why it is
    the reader's, the level below did not press.
    """

    binding_id: str
    home: HomeAt
    role: HomeRole
    name: str
    on_roster: bool
    owners: tuple[OwnerName, ...]
    asked_at: datetime
    level: Level
    goes_up_at: datetime | None
    state: CardState = CardState.WAITS
    passed_to: Level | None = None
    came_from: Level | None = None

    @property
    def is_taken_away(self) -> bool:
        """The reader's role has ended."""
        return self.state in TAKEN_AWAY


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """In place of the screen on which the newcomer waited: confirmed, refused or taken back. What more there is to say is a letter."""

    home: HomeAt
    role: HomeRole
    state: CardState
    at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionCard:
    """To each decider: somebody of the home does not know the newcomer."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    via: Via
    bound_at: datetime
    objected_at: datetime
    level: Level
    goes_up_at: datetime | None
    state: CardState = CardState.WAITS
    passed_to: Level | None = None
    came_from: Level | None = None

    @property
    def is_taken_away(self) -> bool:
        """The reader's role has ended."""
        return self.state in TAKEN_AWAY


@dataclass(frozen=True, slots=True)
class RequestLine:
    binding_id: str
    home: HomeAt
    role: HomeRole
    suspended: bool
    since: datetime
    elsewhere: Level | None = None
    """Who has it, where that is not the reader."""


@dataclass(frozen=True, slots=True)
class RequestList:
    """What waits: `mine` for the reader first, then what others have and the reader may decide as well, each oldest first.

    `more` do not fit on the screen.
    """

    lines: tuple[RequestLine, ...]
    more: int = 0
    mine: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """To the decider who pressed: what that did, and what the screen that was pressed reads from now on."""

    home: HomeAt
    state: CardState
    card: RequestCard | ObjectionCard
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmAsked:
    """Really this owner? Asked of the decider where the typed name is another one (`matches`), or somebody is that owner already."""

    binding_id: str
    home: HomeAt
    name: str
    owner: OwnerName
    matches: bool
    has_account: bool


@dataclass(frozen=True, slots=True)
class RefusalAsked:
    """Which reason? Asked of the decider before a request is refused."""

    binding_id: str
    home: HomeAt


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """To the newcomer: nobody decided, now the next level has it. `left`: whoever had it has that role no more.

    `nobody`: there is nobody at that level to whom letters arrive.
    """

    home: HomeAt
    level: Level
    since: datetime
    goes_up_at: datetime | None
    left: bool = False
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """To the newcomer. `level`: who had it."""

    home: HomeAt
    reason: RefusalReason
    level: Level = Level.BUILDING_HEAD


@dataclass(frozen=True, slots=True)
class NewcomerTold:
    """To the home's members: who is new, how it came about, until when they may object. `invited`: by the reader.

    `level`: who would be asked to find out.
    """

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    via: Via
    bound_at: datetime
    until: datetime
    invited: bool = False
    level: Level = Level.BUILDING_HEAD


@dataclass(frozen=True, slots=True)
class ObjectionMade:
    """To the member who objected."""

    binding_id: str
    home: HomeAt
    level: Level


@dataclass(frozen=True, slots=True)
class BindingSuspendedTold:
    """To the newcomer: no ballots until it is decided, and by whom. Only owners have ballots."""

    home: HomeAt
    level: Level
    role: HomeRole = HomeRole.OWNER


@dataclass(frozen=True, slots=True)
class GuestHeld:
    """To the owner who invited the newcomer, who did not object: on hold (WAITS), and what became of it."""

    home: HomeAt
    role: HomeRole
    level: Level
    state: CardState = CardState.WAITS


@dataclass(frozen=True, slots=True)
class ObjectionSettled:
    """To the newcomer and to who objected. `to_newcomer` tells them apart; `withdrawn` where the objection was taken back."""

    home: HomeAt
    kept: bool
    to_newcomer: bool
    withdrawn: bool = False
    role: HomeRole = HomeRole.OWNER


@dataclass(frozen=True, slots=True)
class BindingEnded:
    home: HomeAt
    reason: EndReason


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One home of a person: as what, in which state, since when; who has it while it waits."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    state: BindingState
    since: datetime
    level: Level | None = None
    level_since: datetime | None = None
    goes_up_at: datetime | None = None
    others: int = 0
    """How many more are registered at this home."""
    may_invite: bool = False
    unnamed: bool = False
    """An owner, but which of the roster's is not said: it named nobody then."""
    may_name: bool = False
    """It names somebody by now, so that it can be asked who this is."""


@dataclass(frozen=True, slots=True)
class MyHomes:
    lines: tuple[HomeLine, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    binding_id: str
    role: HomeRole
    owner: str
    state: BindingState
    since: datetime
    dropped: bool = False
    """An owner whom the roster does not name at this home any more."""
    number: int = 0
    """Which of several that read alike, from 1; 0 where nobody else does."""


@dataclass(frozen=True, slots=True)
class HomePeople:
    """Who is registered at a home: for those who decide about it."""

    home: HomeAt
    members: tuple[MemberLine, ...]


class Leaving(StrEnum):
    """What the button stands under; "0" and "1" are also those of messages that are out there."""

    ASKS = "0"
    SURE = "1"
    WAITED = "2"
    """The question was about a request that waits: to give up what was confirmed since is another one."""


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Asked before a binding ends: of its person (`own`), or of a decider, with the reason chosen so far."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    own: bool
    reason: EndReason | None = None
    waits: bool = False
    """Nobody has decided yet: a request is taken back."""
    number: int = 0
    """As in MemberLine."""


@dataclass(frozen=True, slots=True)
class InviteAsked:
    """Family or tenant? Asked of an owner."""

    home: HomeAt


@dataclass(frozen=True, slots=True)
class HouseholdInvite:
    """A fresh invite; `link` is read now and never again."""

    invite_id: str
    home: HomeAt
    role: HomeRole
    link: str
    expires_at: datetime
