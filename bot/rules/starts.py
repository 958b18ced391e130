"""The way to the first vote: four steps whose ticks come from facts, never from clicks."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are offered; only the roster must be there before a vote can open."""

    ROSTER = "roster"
    HEADS = "heads"
    GROUP = "group"
    SLIPS = "slips"


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What stands in the tables for one compound. `place_id` is empty while there is no compound yet.

    `groups_waiting` are groups in which the bot is and that wait for being bound; `slips` are homes with a printed slip.
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
