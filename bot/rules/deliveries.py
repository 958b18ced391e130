"""Whether a vote has reached a home, and how: what the count of the silent (R10), the sheets and the door-knock list go by."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import BallotState
from bot.rules.votes.facts import Heading, HomeName


class Way(StrEnum):
    """What proves a delivery. A card in the group proves none: nobody knows which home has read it; a ballot proves none either."""

    CHAT = "chat"
    """A private letter of the vote arrived with one of its owners."""
    HANDED = "handed"
    POSTED = "posted"


BY_HAND = (Way.HANDED, Way.POSTED)


class Mark(StrEnum):
    UNDONE = "undone"
    """What was recorded by hand is taken back: a row of its own, nothing is erased."""


@dataclass(eq=False)
class DeliveryRefusal(RuleViolation):
    slug: ClassVar[str] = "deliveries"


@dataclass(eq=False)
class DeliveriesOver(DeliveryRefusal):
    """Recorded after the close it would prove nothing: `closes_at` has passed, or the vote was called off."""

    closes_at: datetime


@dataclass(eq=False)
class NoDeliverer(DeliveryRefusal):
    """Whoever may enter paper ballots records deliveries, nobody else."""


def state_of(counted: BallotState | None, *, delivered: bool) -> BallotState:
    """Of a head as R8 has it; a ballot that was taken back returns to here."""
    return counted or (BallotState.DELIVERED if delivered else BallotState.NOT_DELIVERED)


def next_mark(current: Way | None, way: Way, *, on: bool) -> Way | Mark | None:
    """What a tap writes down: nothing where it is so already, so that a tap delivered twice is one. CHAT is nobody's to take back."""
    if current is Way.CHAT:
        return None
    if on:
        return way if current is not way else None
    return Mark.UNDONE if current is not None else None


@dataclass(frozen=True, slots=True)
class DeliveryPlaces:
    """Where recording begins: how many homes have it, and the buildings, or (`building` named) the entrances of one, by number."""

    heading: Heading
    closes_at: datetime
    homes: int
    delivered: int
    is_open: bool
    names: tuple[tuple[int, str], ...]
    building: str = ""
    building_number: int = -1


@dataclass(frozen=True, slots=True)
class DeliveryHome:
    home_id: str
    room: str
    way: Way | None


@dataclass(frozen=True, slots=True)
class DeliveryHomes:
    """`way`: what the next tap records."""

    heading: Heading
    way: Way
    building: str
    entrance: str
    at: tuple[int, int]
    homes: tuple[DeliveryHome, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DeliveryMarked:
    """What a tap did; `way` None: taken back. `was` CHAT: nothing was to do."""

    home: HomeName
    way: Way | None
    was: Way | None
