"""What people read on their way in: codes, the notice, finding their home."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.residents.codes import InviteKind
from bot.rules.residents.deciding import Level, Via
from bot.rules.residents.facts.names import HomeAt, PlaceName
from bot.rules.residents.people import HomeRole, Role


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


@dataclass(frozen=True, slots=True)
class NoticeNeeded:
    """The privacy notice stands between the home and the binding. `role` and `name` for somebody who takes a role."""

    version: int
    role: Role | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class NameNeeded:
    """An owner writes the name as on the deed. `level`: who will look at it."""

    home: HomeAt
    level: Level = Level.BUILDING_HEAD


@dataclass(frozen=True, slots=True)
class Joined:
    """Bound. `owner` is the roster's name for a verified owner; `asks_tap` says that a letter asks about an earlier tap.

    `missed`: the vote of an earlier tap that was not counted, because it was over before (`missed_at`; None: it was called off), or
    because the tap is too long ago to be asked about (`lapsed`).
    """

    binding_id: str
    home: HomeAt
    role: HomeRole
    owner: str
    via: Via
    asks_tap: bool = False
    open_votes: int = 0
    """Votes in which this home is asked now."""
    missed: str = ""
    missed_at: datetime | None = None
    lapsed: bool = False
    tap_vote: str = ""
    """The vote of an earlier tap, where that may still change: it is asked about, or too long ago."""


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


@dataclass(frozen=True, slots=True)
class PlacePick:
    """Places to choose from. `above` is what was chosen already, if anything."""

    above: PlaceName | None
    choices: tuple[PlaceName, ...]
    page: int
    pages: int
    typed: str = ""
    """The home that was typed, which each of `choices` has."""
    homes: tuple[str, ...] = ()
    """That home in each of them; empty for one that has several called so."""


@dataclass(frozen=True, slots=True)
class EntranceChoice:
    """`home_id` is its first home, by which the button names it."""

    name: str
    home_id: str


@dataclass(frozen=True, slots=True)
class EntrancePick:
    """`again`: the place in which 「重新选」 begins, empty for the top; None where it would lead back here.

    `of_homes`: the room was said already, so that each choice is the one home behind that entrance.
    """

    building: PlaceName
    choices: tuple[EntranceChoice, ...]
    again: str | None = None
    of_homes: bool = False


@dataclass(frozen=True, slots=True)
class RoomPick:
    """`again` as in EntrancePick."""

    building: PlaceName
    entrance: str
    choices: tuple[HomeAt, ...]
    page: int
    pages: int
    again: str | None = None


@dataclass(frozen=True, slots=True)
class HomePicked:
    """「这是您家吗？」 with owner, family, tenant as the answers."""

    home: HomeAt


@dataclass(frozen=True, slots=True)
class TapRemembered:
    """Somebody unbound tapped a vote: their choice is kept until they are bound. `place` is where they may live."""

    title: str
    place: PlaceName
    elsewhere: bool = False
    """They have a home, in another compound."""


@dataclass(frozen=True, slots=True)
class TapAsked:
    """Somebody bound came by the link: the question about their tap is on its way as a letter."""

    asked: bool


@dataclass(frozen=True, slots=True)
class TapKept:
    """A tap of somebody whose registration waits. `until`: asked about if it is confirmed by then; None where nothing was chosen."""

    level: Level
    until: datetime | None


@dataclass(frozen=True, slots=True)
class InviteVoid:
    """The message with the code of an invite that was cancelled; `goes`: it is young enough to be taken away."""

    goes: bool
