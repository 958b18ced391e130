"""The way to the first vote: four steps whose ticks come from facts, never from clicks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.residents import Actor, Role
from bot.rules.rosters.writing import plain_text
from bot.rules.violations import RuleViolation

# A place's name fits a line of a card; a path writes places with strokes between them (design.md, Command line).
NAME_LENGTH = 30


class Step(StrEnum):
    """In the order in which they are offered; only the roster must be there before a vote can open."""

    ROSTER = "roster"
    HEADS = "heads"
    GROUP = "group"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What stands in the tables for one compound. `place_id` is empty while there is no compound yet.

    `groups_waiting` are groups in which the bot is and that wait for being bound; `slips` are homes with a printed slip;
    `votes` went out and were not taken back: without all the steps too, as a roster is all that a vote needs.
    """

    place_id: str
    place: str
    bot_username: str
    homes: int = 0
    gaps: int = 0
    buildings: int = 0
    buildings_with_head: int = 0
    groups: int = 0
    groups_waiting: int = 0
    slips: int = 0
    votes: int = 0


@dataclass(frozen=True, slots=True)
class StartChoices:
    """Several compounds: how far each is."""

    compounds: tuple[StartFacts, ...]


def is_done(facts: StartFacts, step: Step) -> bool:
    """A roster with an open gap is not done: a vote whose scope holds one cannot open (people.md, Rosters)."""
    return {
        Step.ROSTER: facts.homes > 0 and facts.gaps == 0,
        Step.HEADS: facts.buildings_with_head > 0,
        Step.GROUP: facts.groups > 0,
        Step.SLIPS: facts.slips > 0,
    }[step]


def steps_left(facts: StartFacts) -> tuple[Step, ...]:
    return tuple(step for step in Step if not is_done(facts, step))


def can_draft(facts: StartFacts) -> bool:
    """The roster is all that a vote needs; without a group it goes out by private letters."""
    return is_done(facts, Step.ROSTER)


class InviteState(StrEnum):
    """Whether the first clerk needs an invite."""

    ISSUED = "issued"
    WAITING = "waiting"
    """One was made earlier; its code cannot be read again."""
    NOT_NEEDED = "not_needed"
    """The community has staff."""


@dataclass(frozen=True, slots=True)
class ClerkInvite:
    """`payload` is what stands after `?start=`, only where it was just made."""

    state: InviteState
    payload: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Founded:
    street: str
    community: str
    compound: str
    invite: ClerkInvite


@dataclass(frozen=True, slots=True)
class FoundedBefore:
    street: str
    community: str


@dataclass(frozen=True, slots=True)
class SandboxCompound:
    id: str
    name: str
    community: str
    street: str
    homes: int


@dataclass(frozen=True, slots=True)
class RoleInvite:
    """A fresh invite for a role that somebody had in the sandbox."""

    role: Role
    place: str
    payload: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`again`: it was taken over before and is left as it is."""

    compound: SandboxCompound
    invites: tuple[RoleInvite, ...] = ()
    again: bool = False


class StartsViolation(RuleViolation):
    slug: ClassVar[str] = "starts"


@dataclass(eq=False)
class PlaceNameUnusable(StartsViolation):
    """Empty, too long, or with a stroke that would look like a path."""

    name: str


@dataclass(eq=False)
class CompoundNameTaken(StartsViolation):
    compound: str
    community: str


@dataclass(eq=False)
class NoCompoundYet(StartsViolation):
    """To staff whose communities have no compound; everything that needs one would call them somebody else."""


def nothing_in_charge(actor: Actor, refusal: RuleViolation) -> RuleViolation:
    """Why somebody who looks after no compound is refused: `refusal`, unless they are staff where there is none to look after."""
    return NoCompoundYet() if actor.is_staff else refusal


def place_name(text: str) -> str:
    """A name as it is kept: no control characters, no doubled spaces; PlaceNameUnusable when nothing sensible is left."""
    name = plain_text(text, NAME_LENGTH + 1)
    if not name or len(name) > NAME_LENGTH or any(stroke in name for stroke in "/\\"):
        raise PlaceNameUnusable(name[:NAME_LENGTH])
    return name
