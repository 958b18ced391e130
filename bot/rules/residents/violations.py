"""Why something about homes, roles or codes is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.rules.residents.facts import HomeAt, PlaceName
from bot.rules.residents.people import HomeRole, Role
from bot.rules.violations import RuleViolation

# Said to whoever taps before they are known: the tap is kept, so nothing is raised, and yet it is a refusal for now.
NOT_BOUND = "residents/tap_remembered"
# Said of a code that is wrong, used or late: the try is counted, so nothing is raised.
CODE_REFUSED = "residents/code_refused"


class ResidentsRefusal(RuleViolation):
    slug: ClassVar[str] = "residents"


@dataclass(eq=False)
class ActAsPerson(ResidentsRefusal):
    """An anonymous admin, a channel or Telegram itself: nobody whose door could be known (threat 5)."""


@dataclass(eq=False)
class OfferGone(ResidentsRefusal):
    """The button belongs to a code or a form that was finished, replaced or forgotten."""


@dataclass(eq=False)
class HomeUnknown(ResidentsRefusal):
    """The home is not on the roster any more, or what was typed names none there."""


@dataclass(eq=False)
class OwnerStillUnnamed(ResidentsRefusal):
    """Registered as an owner, and the roster still names nobody at the home: nobody can say which owner it is."""

    home: HomeAt


@dataclass(eq=False)
class HomeTaken(ResidentsRefusal):
    """This person is at the home already."""

    home: HomeAt


@dataclass(eq=False)
class RegisteredOtherwise(ResidentsRefusal):
    """Asks to be registered as the owner of a home where they are family or a tenant."""

    home: HomeAt
    role: HomeRole


@dataclass(eq=False)
class TooManyRequests(ResidentsRefusal):
    """One account asks for too many homes, or one home has too many who ask."""


@dataclass(eq=False)
class NameMissing(ResidentsRefusal):
    """What was typed as a name holds no letter."""


@dataclass(eq=False)
class NameTooLong(ResidentsRefusal):
    longest: int


@dataclass(eq=False)
class NotTheDecider(ResidentsRefusal):
    """A button of the heads, chiefs or staff of that building, pressed by somebody else (threat 2)."""

    home: HomeAt


@dataclass(eq=False)
class OwnRequest(ResidentsRefusal):
    """Nobody confirms themselves."""


@dataclass(eq=False)
class RequestDecided(ResidentsRefusal):
    """Somebody else was faster, or the newcomer took it back."""


@dataclass(eq=False)
class OwnerNotOfHome(ResidentsRefusal):
    """The roster has changed: the name on the button is not an owner of that home any more."""

    home: HomeAt


@dataclass(eq=False)
class NotOfThisHome(ResidentsRefusal):
    """A button of a home's members, pressed by somebody who is not one."""


@dataclass(eq=False)
class ObjectionTooLate(ResidentsRefusal):
    home: HomeAt


@dataclass(eq=False)
class OnlyOwnersInvite(ResidentsRefusal):
    home: HomeAt


@dataclass(eq=False)
class TooManyInvites(ResidentsRefusal):
    home: HomeAt


@dataclass(eq=False)
class InviteGone(ResidentsRefusal):
    """It was used, taken back or has run out."""


@dataclass(eq=False)
class MayNotGrant(ResidentsRefusal):
    """The role at that place is granted by the level above (people.md, Roles)."""

    role: Role


@dataclass(eq=False)
class PlaceNotForRole(ResidentsRefusal):
    """A building head is for a building, a chief for a compound."""

    role: Role
    place: PlaceName


@dataclass(eq=False)
class RoleOver(ResidentsRefusal):
    """The appointment behind the button is over already."""


@dataclass(eq=False)
class SecondPersonNeeded(ResidentsRefusal):
    """Who proposed a chief, and the chief, do not confirm it themselves (threat 3)."""


@dataclass(eq=False)
class NotInCharge(ResidentsRefusal):
    """A screen of heads, chiefs or staff."""


@dataclass(eq=False)
class HelpAskedOften(ResidentsRefusal):
    remembered: ClassVar[bool] = False
    again_at: datetime


@dataclass(eq=False)
class HelpNotUsable(ResidentsRefusal):
    """Words for the helper: too long, or nothing that can be seen."""

    remembered: ClassVar[bool] = False
    longest: int


@dataclass(eq=False)
class HelpCallOver(ResidentsRefusal):
    """Whoever asked has left, or the call is older than calls are kept."""


@dataclass(eq=False)
class HelpTakenAlready(ResidentsRefusal):
    pass


@dataclass(eq=False)
class NothingKept(ResidentsRefusal):
    """Somebody of whom nothing is kept asks for their data."""


@dataclass(eq=False)
class PlaceUnknown(ResidentsRefusal):
    """No place of this path, at the command line."""

    path: str


@dataclass(eq=False)
class PlaceAmbiguous(ResidentsRefusal):
    """Several places end in this path; `candidates` are their whole paths."""

    path: str
    candidates: tuple[str, ...]


@dataclass(eq=False)
class OwnerUnclear(ResidentsRefusal):
    """The home has other owners than the one named, or several and none was named."""

    home: HomeAt
    owners: tuple[str, ...]
