"""People: who somebody is to Linli, what roles there are, and who grants them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.ports import Language

# The version of the privacy notice that people agree to; a new text is a new version.
PRIVACY_VERSION = 1


class Role(StrEnum):
    STREET_STAFF = "street_staff"
    COMMUNITY_STAFF = "community_staff"
    COMPOUND_CHIEF = "compound_chief"
    BUILDING_HEAD = "building_head"
    GRID_WORKER = "grid_worker"
    OWNERS_COMMITTEE = "owners_committee"
    PROPERTY_MANAGER = "property_manager"
    CONTRACTOR = "contractor"
    TREASURER = "treasurer"


STAFF = frozenset({Role.STREET_STAFF, Role.COMMUNITY_STAFF})


class HomeRole(StrEnum):
    OWNER = "owner"
    FAMILY = "family"
    TENANT = "tenant"


class BindingState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    ENDED = "ended"


class PlaceKind(StrEnum):
    STREET = "street"
    COMMUNITY = "community"
    COMPOUND = "compound"
    BUILDING = "building"


# Which kind of place a role is for (people.md, Roles).
ROLE_SCOPE = {
    Role.STREET_STAFF: PlaceKind.STREET,
    Role.COMMUNITY_STAFF: PlaceKind.COMMUNITY,
    Role.COMPOUND_CHIEF: PlaceKind.COMPOUND,
    Role.BUILDING_HEAD: PlaceKind.BUILDING,
    Role.GRID_WORKER: PlaceKind.COMPOUND,
    Role.OWNERS_COMMITTEE: PlaceKind.COMPOUND,
    Role.PROPERTY_MANAGER: PlaceKind.COMPOUND,
    Role.CONTRACTOR: PlaceKind.COMPOUND,
    Role.TREASURER: PlaceKind.COMPOUND,
}
# Who may grant a role, besides the operator (people.md, Roles). Whoever may grant may revoke.
GRANTED_BY: dict[Role, frozenset[Role]] = {
    Role.STREET_STAFF: frozenset(),
    Role.COMMUNITY_STAFF: frozenset({Role.STREET_STAFF}),
    Role.COMPOUND_CHIEF: STAFF,
    Role.BUILDING_HEAD: STAFF | {Role.COMPOUND_CHIEF},
    Role.GRID_WORKER: STAFF,
    Role.OWNERS_COMMITTEE: STAFF,
    Role.PROPERTY_MANAGER: STAFF,
    Role.CONTRACTOR: STAFF,
    Role.TREASURER: STAFF,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A street, community, compound or building. `path` is its ancestors' ids with its own, top first."""

    id: str
    kind: PlaceKind
    name: str
    parent_id: str | None
    compound_id: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appointment:
    id: str
    role: Role
    place: Place


@dataclass(frozen=True, slots=True)
class HomeRef:
    """A home as people name it; `id` is its public id."""

    id: str
    compound_id: str
    building: str
    entrance: str
    room: str


@dataclass(frozen=True, slots=True)
class Binding:
    """An account at a home. Verified in the sense of the voting rules: an active owner with a roster owner (R7)."""

    id: str
    home: HomeRef
    role: HomeRole
    owner_id: str | None
    state: BindingState
    since: datetime

    @property
    def is_verified_owner(self) -> bool:
        return self.role is HomeRole.OWNER and self.owner_id is not None and self.state is BindingState.ACTIVE


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `person_id` is None for somebody Linli does not know yet."""

    telegram_id: int
    language: Language
    person_id: str | None = None
    consented: bool = False
    appointments: tuple[Appointment, ...] = ()
    bindings: tuple[Binding, ...] = ()

    def has_role(self, roles: frozenset[Role] | set[Role], place: Place) -> bool:
        """Holds one of these roles at the place or above it."""
        return any(one.role in roles and one.place.id in place.path for one in self.appointments)

    def is_staff_of(self, place: Place) -> bool:
        return self.has_role(STAFF, place)

    @property
    def is_staff(self) -> bool:
        return any(one.role in STAFF for one in self.appointments)

    @property
    def active_bindings(self) -> tuple[Binding, ...]:
        return tuple(one for one in self.bindings if one.state is BindingState.ACTIVE)


def may_grant(actor: Actor, role: Role, place: Place) -> bool:
    """Whether this person may grant (and so revoke) the role at the place."""
    return place.kind is ROLE_SCOPE[role] and actor.has_role(GRANTED_BY[role], place)
