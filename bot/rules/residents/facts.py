"""What letters and screens about people are told. No owner's name is in the facts of what somebody unbound reads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.ports import Language
from bot.rules.residents.codes import InviteKind
from bot.rules.residents.deciding import EndReason, Level, RefusalReason, Via
from bot.rules.residents.people import BindingState, HomeRole, PlaceKind, Role


@dataclass(frozen=True, slots=True)
class HomeAt:
    """A home as it is spoken of; `compound` is the compound's name."""

    id: str
    compound: str
    building: str
    entrance: str
    room: str


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as it is spoken of; `inside` is the compound's name for a building."""

    id: str
    kind: PlaceKind
    name: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class OwnerName:
    id: str
    name: str


# --- a code is shown -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """What a good code is for, before it is spent: a home (`home`, `home_role`) or a role (`role`, `place`)."""

    invite_id: str
    kind: InviteKind
    home: HomeAt | None = None
    home_role: HomeRole | None = None
    role: Role | None = None
    place: PlaceName | None = None


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """Wrong, used, expired, taken back: one and the same answer (threat 8)."""


@dataclass(frozen=True, slots=True)
class CodeTriesOver:
    again_at: datetime


@dataclass(frozen=True, slots=True)
class CodeSpentBySelf:
    """The same person scans the same slip again: nothing is lost."""


# --- steps of joining --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeNeeded:
    """The privacy notice stands between the home and the binding. `role` and `name` for somebody who takes a role."""

    version: int
    role: Role | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class NameNeeded:
    """An owner writes the name as on the deed."""

    home: HomeAt


@dataclass(frozen=True, slots=True)
class Joined:
    """Bound. `owner` is the roster's name for a verified owner; `asks_tap` says that a letter asks about an earlier tap."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    via: Via
    asks_tap: bool = False


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """`waits` for the second member of staff (a chief). `name` is what the others read."""

    appointment_id: str
    role: Role
    place: PlaceName
    name: str
    waits: bool


@dataclass(frozen=True, slots=True)
class RequestStanding:
    """What a newcomer sees of their own request: who has it, since when, when it goes up."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    level: Level
    since: datetime
    goes_up_at: datetime | None
    suspended: bool = False


# --- who decides -------------------------------------------------------------------------------------------------------


class CardState(StrEnum):
    """What became of the request on a decider's card."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    KEPT = "kept"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RequestCard:
    """To each decider; edited in place once it is decided. `on_roster`: whether the typed name is an owner's of that home."""

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


@dataclass(frozen=True, slots=True)
class RequestLine:
    binding_id: str
    home: HomeAt
    role: HomeRole
    suspended: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class RequestList:
    """What waits for this person's decision, oldest first; `more` do not fit on the screen."""

    lines: tuple[RequestLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """To the decider who pressed: what that did."""

    home: HomeAt
    state: CardState
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RefusalAsked:
    """Which reason? Asked of the decider before a request is refused."""

    binding_id: str
    home: HomeAt


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """To the newcomer: nobody decided, now the next level has it."""

    home: HomeAt
    level: Level
    since: datetime
    goes_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestRefused:
    home: HomeAt
    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class NewcomerTold:
    """To the home's members: who is new, how it came about, until when they may object."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    via: Via
    bound_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ObjectionMade:
    """To the member who objected."""

    binding_id: str
    home: HomeAt
    level: Level


@dataclass(frozen=True, slots=True)
class BindingSuspendedTold:
    """To the newcomer: no ballots until it is decided, and by whom."""

    home: HomeAt
    level: Level


@dataclass(frozen=True, slots=True)
class ObjectionSettled:
    """To the newcomer and to who objected. `to_newcomer` tells them apart; `withdrawn` where the objection was taken back."""

    home: HomeAt
    kept: bool
    to_newcomer: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class BindingEnded:
    home: HomeAt
    reason: EndReason


# --- my home, the people of a home -------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class HomePeople:
    """Who is registered at a home: for those who decide about it."""

    home: HomeAt
    members: tuple[MemberLine, ...]


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Asked before a binding ends: of its person (`own`), or of a decider, with the reason chosen so far."""

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    own: bool
    reason: EndReason | None = None


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


# --- finding one's home ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlacePick:
    """Places to choose from. `above` is what was chosen already, if anything."""

    above: PlaceName | None
    choices: tuple[PlaceName, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class EntranceChoice:
    """`home_id` is its first home, by which the button names it."""

    name: str
    home_id: str


@dataclass(frozen=True, slots=True)
class EntrancePick:
    building: PlaceName
    compound_id: str
    choices: tuple[EntranceChoice, ...]


@dataclass(frozen=True, slots=True)
class RoomPick:
    building: PlaceName
    compound_id: str
    entrance: str
    choices: tuple[HomeAt, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class HomePicked:
    """「这是您家吗？」 with owner, family, tenant as the answers."""

    home: HomeAt


@dataclass(frozen=True, slots=True)
class TapRemembered:
    """Somebody unbound tapped a vote: their choice is kept until they are bound. `place` is where they may live."""

    title: str
    place: PlaceName


@dataclass(frozen=True, slots=True)
class TapAsked:
    """Somebody bound came by the link: the question about their tap is on its way as a letter."""

    asked: bool


# --- roles -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoleCount:
    role: Role
    place: PlaceName
    holders: int


@dataclass(frozen=True, slots=True)
class RoleOverview:
    """Roles that this actor may grant at one place; `buildings` say how many have a head."""

    place: PlaceName
    roles: tuple[RoleCount, ...]
    buildings: int = 0
    buildings_with_head: int = 0


@dataclass(frozen=True, slots=True)
class BuildingHeads:
    """Buildings of a compound with the number of their heads."""

    compound: PlaceName
    buildings: tuple[RoleCount, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class HolderLine:
    appointment_id: str
    name: str
    since: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """`above` is the compound of a building."""

    role: Role
    place: PlaceName
    above: str
    holders: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True)
class RoleInvite:
    """A fresh invite to a role; `link` is read now and never again."""

    invite_id: str
    role: Role
    place: PlaceName
    link: str
    expires_at: datetime
    needs_second: bool


@dataclass(frozen=True, slots=True)
class RevokeAsked:
    appointment_id: str
    role: Role
    place: PlaceName
    name: str
    waiting: int
    """Requests that move up with it."""


@dataclass(frozen=True, slots=True)
class RoleTakenTold:
    """To who invited: the role is held now, or waits for the second member of staff."""

    role: Role
    place: PlaceName
    name: str
    waits: bool


@dataclass(frozen=True, slots=True)
class ChiefProposed:
    """To the other members of staff: a second one confirms (threat 3). Edited in place once it is decided."""

    appointment_id: str
    place: PlaceName
    name: str
    proposed_by: str
    state: CardState = CardState.WAITS


@dataclass(frozen=True, slots=True)
class RoleSettled:
    """To who was proposed as chief (`to_holder`), and to who proposed: a second member of staff agreed, or did not."""

    role: Role
    place: PlaceName
    name: str
    agreed: bool
    to_holder: bool


@dataclass(frozen=True, slots=True)
class RoleEndedTold:
    """To who held the role. `by_self`: they gave it back themselves."""

    role: Role
    place: PlaceName
    by_self: bool = False


# --- slips -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlipsAsked:
    """What a printing would make, before it is made: codes for owners not registered yet."""

    compound: PlaceName
    homes: int
    codes: int
    without_owner: int


@dataclass(frozen=True, slots=True)
class SlipsPrinted:
    compound: PlaceName
    homes: int
    codes: int
    without_owner: int
    until: datetime


# --- menu, help, data ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoleLine:
    appointment_id: str
    role: Role
    place: PlaceName


@dataclass(frozen=True, slots=True)
class WhoAmI:
    """The head of the menu: what this person is here."""

    roles: tuple[RoleLine, ...]
    homes: tuple[HomeLine, ...]
    waiting: int = 0
    """Requests that wait for this person's decision."""


class HelpFrom(StrEnum):
    """Whom a call for help reaches."""

    HEAD = "building_head"
    CHIEF = "compound_chief"
    STAFF = "staff"
    OPERATOR = "operator"


class HelpTopic(StrEnum):
    HOW = "how"
    BUTTON = "button"
    DOOR = "door"
    DATA = "data"
    """Something under 「我的资料」 is not right."""
    OWN_WORDS = "words"


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """What to write? Asked of who wants help; `code` is that of their last error."""

    to: HelpFrom
    place: PlaceName | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """To those who help. `home` or `place` says where; `name` for somebody with a role."""

    call_id: str
    home: HomeAt | None
    place: PlaceName | None
    name: str
    role: Role | None
    topic: HelpTopic
    words: str
    code: str
    asked_at: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class HelpSent:
    to: HelpFrom
    place: PlaceName | None
    reached: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class HelpComes:
    """To who asked: somebody has read it and comes."""

    role: Role | None
    place: PlaceName | None
    name: str


@dataclass(frozen=True, slots=True)
class MyData:
    """What is kept about a person, on one screen."""

    name: str
    language: Language
    consent_version: int | None
    consent_at: datetime | None
    homes: tuple[HomeLine, ...]
    roles: tuple[RoleLine, ...]


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    homes: int
    roles: int


@dataclass(frozen=True, slots=True)
class Left:
    """The last letter to somebody who left: nothing else is kept that leads to them."""

    ballots_kept: bool
