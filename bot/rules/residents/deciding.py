"""Who decides about a binding: the building head, then the compound chief, then staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.residents.people import STAFF, Actor, HomeRole, Place, PlaceKind, Role

# A request nobody decides goes one level up after this (people.md, By the head).
REQUEST_PATIENCE = timedelta(hours=48)
# A home's members may object to a newcomer for so long; later it is for the head to end a binding.
OBJECTION_SPAN = timedelta(days=7)
# Requests of one account that may wait at a time: several homes are allowed, asking for a whole stairway is not.
REQUESTS_WAITING = 5
# Requests for one home that may wait at a time.
REQUESTS_PER_HOME = 6
# Requests one account may make in a day, so that no head is drowned in cards.
REQUESTS_A_DAY = 10
# Open invites of one home: a large family fits.
INVITES_PER_HOME = 10


class Level(StrEnum):
    """Who has a request, from the nearest up."""

    BUILDING_HEAD = "building_head"
    COMPOUND_CHIEF = "compound_chief"
    STAFF = "staff"


LEVELS = tuple(Level)
LEVEL_ROLES: dict[Level, frozenset[Role]] = {
    Level.BUILDING_HEAD: frozenset({Role.BUILDING_HEAD}),
    Level.COMPOUND_CHIEF: frozenset({Role.COMPOUND_CHIEF}),
    Level.STAFF: STAFF,
}
DECIDERS = frozenset({Role.BUILDING_HEAD, Role.COMPOUND_CHIEF}) | STAFF


class Passed(StrEnum):
    """Who has now what somebody had open when their role ended, from the best to the worst."""

    NOTHING = "nothing"
    """There was nothing open, or nothing that still has to be done."""
    COLLEAGUE = "colleague"
    UP = "up"
    NOBODY = "nobody"


def hardest(passed: Iterable[Passed]) -> Passed:
    """What is said of several things at once: the worst of it."""
    return max(passed, key=tuple(Passed).index, default=Passed.NOTHING)


class Via(StrEnum):
    """How a binding came about."""

    SLIP = "slip"
    HEAD = "head"
    HOUSEHOLD = "house"


class RefusalReason(StrEnum):
    UNKNOWN_PERSON = "unknown"
    WRONG_NAME = "name"
    WRONG_HOME = "home"


class EndReason(StrEnum):
    """Why a binding ended; the first four are a confirmer's to choose."""

    SOLD = "sold"
    MOVED = "moved"
    MISTAKE = "mistake"
    OBJECTION = "objection"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


# What a confirmer may give as the reason (people.md: sold, moved).
GIVEN_REASONS = (EndReason.SOLD, EndReason.MOVED, EndReason.MISTAKE)
# The same where somebody of the home objected, who may simply be right.
OBJECTED_REASONS = (EndReason.OBJECTION, *GIVEN_REASONS)


@dataclass(frozen=True, slots=True)
class Request:
    """A binding that waits for a decision: a new one, or one that somebody of the home objects to."""

    id: str
    compound_id: str
    building_id: str
    home_id: str
    person_id: str
    telegram_id: int | None
    role: HomeRole
    typed_name: str
    owner_id: str | None
    suspended: bool
    level: Level
    since: datetime

    @property
    def goes_up_at(self) -> datetime | None:
        """When it goes one level up, if nobody decides."""
        return None if self.level is Level.STAFF else self.since + REQUEST_PATIENCE


def level_of(role: Role) -> Level | None:
    """At which level a role decides; None for one that does not."""
    return next((level for level, roles in LEVEL_ROLES.items() if role in roles), None)


def levels_above(level: Level) -> tuple[Level, ...]:
    return LEVELS[LEVELS.index(level) + 1 :]


def may_decide(actor: Actor, building: Place) -> bool:
    """Heads of the building, chiefs of its compound, staff above them: whoever has it now, the others may help."""
    return building.kind is PlaceKind.BUILDING and actor.has_role(DECIDERS, building)


def may_help(actor: Actor, place: Place) -> bool:
    """Whoever decides about homes there answers calls for help from there."""
    return actor.has_role(DECIDERS, place)


def is_turn_of(actor: Actor, building: Place, level: Level) -> bool:
    """Whether this person is among those who have what waits at `level` now."""
    return actor.has_role(LEVEL_ROLES[level], building)


def has_passed(actor: Actor, building: Place, level: Level) -> bool:
    """Whether it was this person's to decide and is at a higher level now."""
    below = LEVELS[: LEVELS.index(level)]
    return not is_turn_of(actor, building, level) and any(actor.has_role(LEVEL_ROLES[one], building) for one in below)


def names_match(typed: str, on_roster: str) -> bool:
    """Whether two written names are one: spaces and the case of letters are how people write, not who they are."""
    return bool(typed) and _compared(typed) == _compared(on_roster)


def _compared(name: str) -> str:
    return "".join(name.split()).casefold()
