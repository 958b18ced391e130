"""What is read about roles, slips, the menu, help and one's data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.ports import Language
from bot.rules.residents.deciding import Passed
from bot.rules.residents.facts.coming import PlacePick
from bot.rules.residents.facts.deciding import TAKEN_AWAY, CardState, HomeLine
from bot.rules.residents.facts.names import HomeAt, PlaceName
from bot.rules.residents.people import Role


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
    no_roster: bool = False
    """A compound without buildings: nobody can be asked to head one."""


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
class StoppedForm:
    """What became of a form that was left."""

    had: bool
    """Something was being filled in."""
    empty_compound: str = ""
    """A compound that was made for a roster which was not imported then: it stays."""
    draft: str = ""
    """The title of a vote whose draft stays: what was written is kept."""
    has_menu: bool = False
    """A renovation menu that was being drafted stays, too."""


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
    stranded: int = 0
    """Requests that nobody else is there to decide."""


@dataclass(frozen=True, slots=True)
class RoleTakenTold:
    """To who invited: the role is held now, or waits for the second member of staff; `unreached`: to none of them letters arrive."""

    role: Role
    place: PlaceName
    name: str
    waits: bool
    unreached: bool = False


@dataclass(frozen=True, slots=True)
class ChiefProposed:
    """To the other members of staff: a second one confirms (threat 3). Edited in place once it is decided."""

    appointment_id: str
    place: PlaceName
    name: str
    proposed_by: str
    state: CardState = CardState.WAITS
    proposer_left: bool = False

    @property
    def is_taken_away(self) -> bool:
        """The reader's role has ended."""
        return self.state in TAKEN_AWAY


@dataclass(frozen=True, slots=True)
class RoleSettled:
    """To who was proposed as chief (`to_holder`), and to who proposed: a second member of staff agreed, or did not.

    `no_second`: there is none any more. Then the proposal is enough (people.md, Roles), or, without the proposer, it is over.
    """

    role: Role
    place: PlaceName
    name: str
    agreed: bool
    to_holder: bool
    no_second: bool = False


@dataclass(frozen=True, slots=True)
class RoleEndedTold:
    """To who held the role. `by_self`: they gave it back themselves."""

    role: Role
    place: PlaceName
    by_self: bool = False
    passed: Passed = Passed.NOTHING


@dataclass(frozen=True, slots=True)
class SlipsAsked:
    """What a printing would make, before it is made: codes for owners not registered yet. `again`: there are slips already."""

    compound: PlaceName
    homes: int
    codes: int
    without_owner: int
    again: bool = False
    roster: bool = True
    """There are homes."""
    named: bool = True
    """And an owner stands at one of them at least."""


@dataclass(frozen=True, slots=True)
class SlipsPrinted:
    compound: PlaceName
    homes: int
    codes: int
    without_owner: int
    until: datetime


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
    name_for: HomeAt | None = None
    """A home of which only the owner's name is lacking before it is asked for."""


class HelpFrom(StrEnum):
    """Whom a call for help reaches."""

    HEAD = "building_head"
    CHIEF = "compound_chief"
    STAFF = "staff"
    STREET = "street_staff"
    OPERATOR = "operator"


class HelpTopic(StrEnum):
    HOW = "how"
    BUTTON = "button"
    DOOR = "door"
    DATA = "data"
    """Something under 「我的资料」 is not right; what, is asked before the call goes out."""
    DATA_HOME = "data_home"
    DATA_NAME = "data_name"
    OWN_WORDS = "words"


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """What to write? Asked of who wants help; `code` is that of their last error, `refusal` that of what they were refused last.

    `where`: first the compound, of somebody who is registered nowhere; `chosen`: they said which one it is. `by_staff`: they are the
    community office themselves.
    """

    to: HelpFrom
    place: PlaceName | None
    code: str = ""
    refusal: str = ""
    where: PlacePick | None = None
    chosen: bool = False
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """To those who help. `home` or `place` says where; `name` for somebody with a role. `by_reader`: the reader took it.

    `moved_to`: the reader's role ended, and they have it now; the operator, where there is nobody. `asker_left`: whoever
    asked is no resident of Linli any more.
    """

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
    by_reader: bool = False
    moved_to: HelpFrom | None = None
    asker_left: bool = False
    refusal: str = ""
    more: tuple[str, ...] = ()
    """What they wrote after that."""

    @property
    def is_taken_away(self) -> bool:
        """The reader's role has ended."""
        return self.moved_to is not None


@dataclass(frozen=True, slots=True)
class HelpSent:
    to: HelpFrom
    place: PlaceName | None
    reached: int
    code: str = ""
    by_staff: bool = False
    in_the_morning: bool = False
    """It is night: whoever helps reads it at the end of the quiet hours."""


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
    """`votes` run in compounds where this person drafts votes; `last`: nobody else of staff is left there."""

    homes: int
    roles: int
    votes: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """The last letter to somebody who left: nothing else is kept that leads to them."""

    ballots_kept: bool
    had_role: bool = False
