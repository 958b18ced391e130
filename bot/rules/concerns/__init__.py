"""Concerns: what a resident fears of a matter that is voted on, who answers it, and what may become of it. Never a ballot."""

import re
from collections.abc import Iterable
from enum import StrEnum

from bot.rules.concerns.violations import ConcernMovedOn, PhotoTooBig, ReasonNotUsable, TooManyPhotos, WordsNameHome, WordsNotUsable
from bot.rules.residents import Actor, Place, Role
from bot.rules.residents.deciding import Level
from bot.rules.unnamed import home_said, number_said, one_line, said_of_own

# A concern and its official answer, each of a few sentences that a phone shows without scrolling.
LONGEST_WORDS = 300
# The place, the detail, the view from the window: whoever answers looks at them one after the other on a phone.
MOST_PHOTOS = 3
# What the platform lets a bot fetch (platform-and-faults.md, Files), in bytes.
LARGEST_PHOTO = 20 * 1024 * 1024
# Why it ended as it did: one sentence.
LONGEST_REASON = 100
# Open concerns of one person in a compound, as platform-and-faults.md (threat 20) has it of tickets.
OPEN_AT_ONCE = 5
# What fewer homes have in common says who somebody is (voting-rules.md, section 6: breakdowns of fewer than 5 are not shown).
HOMES_TO_HIDE_AMONG = 5


class ConcernKind(StrEnum):
    LIGHT = "light"
    NOISE = "noise"
    COST = "cost"
    SAFETY = "safety"
    ACCESS = "access"
    OTHER = "other"


class FloorBand(StrEnum):
    """A third of the building, as its resident says; never a floor."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    UNSAID = "unsaid"


class ConcernState(StrEnum):
    RAISED = "raised"
    ANSWERED = "answered"
    MEDIATION = "mediation"
    SOLVED = "solved"
    COMPENSATED = "compensated"
    KEPT = "kept"
    """The scheme stays as it is, and it is said why."""
    WITHDRAWN = "withdrawn"


class Identity(StrEnum):
    """Whether those who answer may know who it is."""

    UNASKED = "unasked"
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


ENDS = (ConcernState.SOLVED, ConcernState.COMPENSATED, ConcernState.KEPT)
OPEN = (ConcernState.RAISED, ConcernState.ANSWERED, ConcernState.MEDIATION)
# Nothing is settled, and nobody is asked to sit down together, before the official answer is there.
NEXT: dict[ConcernState, frozenset[ConcernState]] = {
    ConcernState.RAISED: frozenset({ConcernState.ANSWERED, ConcernState.WITHDRAWN}),
    ConcernState.ANSWERED: frozenset({ConcernState.MEDIATION, *ENDS}),
    ConcernState.MEDIATION: frozenset(ENDS),
}
# Who has a concern, from the nearest up; building heads are neighbours of whoever raises it, and are not asked.
CONCERN_LEVELS = (Level.COMPOUND_CHIEF, Level.STAFF)

# 0301, 301 and 1203: the floor, and two digits for the door.
_FLOOR = re.compile(r"^(\d{1,2})\d{2}(?!\d)")


def check_step(state: ConcernState, to: ConcernState) -> None:
    if to not in NEXT.get(state, frozenset()):
        raise ConcernMovedOn(state=state.value)


def may_handle(actor: Actor, compound: Place, level: Level) -> bool:
    """The compound's chief at any time; staff once it has come to them: until then it is the chief's alone."""
    return actor.has_role({Role.COMPOUND_CHIEF}, compound) or (level is Level.STAFF and actor.is_staff_of(compound))


def words_from(typed: str) -> str:
    """What goes to people who may not know who wrote it, or to the group: without a home in it."""
    words = one_line(typed)
    if not words or len(words) > LONGEST_WORDS:
        raise WordsNotUsable(longest=LONGEST_WORDS)
    said = home_said(words)
    if said:
        raise WordsNameHome(said=said)
    return words


def check_unnamed(words: str, room: str, names: Iterable[str]) -> None:
    """Its writer's own room, name or number would say in one word what the form keeps to itself."""
    said = said_of_own(words, room, names) or number_said(words)
    if said:
        raise WordsNameHome(said=said)


def check_photo(size: int, already: int) -> None:
    if size > LARGEST_PHOTO:
        raise PhotoTooBig(size=size, most=LARGEST_PHOTO)
    if already >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)


def with_more(words: str, more: str) -> str:
    """What its writer adds before it is answered; as long again as a concern may be, and no longer."""
    together = f"{words}；{more}"
    if len(together) > 2 * LONGEST_WORDS:
        raise WordsNotUsable(longest=max(0, 2 * LONGEST_WORDS - len(words) - 1))
    return together


def reason_from(typed: str) -> str:
    reason = one_line(typed)
    if not any(sign.isalnum() for sign in reason) or len(reason) > LONGEST_REASON:
        raise ReasonNotUsable(longest=LONGEST_REASON)
    return reason


def floor_of(room: str) -> int | None:
    """None where the number of the room does not say it."""
    found = _FLOOR.match(room)
    return int(found[1]) or None if found else None


def band_of(floor: int, top: int) -> FloorBand:
    """The third of a building of `top` floors."""
    return (FloorBand.LOW, FloorBand.MIDDLE, FloorBand.HIGH)[min(2, (floor - 1) * 3 // top)]


def shown_band(said: FloorBand, rooms: Iterable[str]) -> FloorBand:
    """`rooms` are those among which the resident lives. Unsaid where the band holds too few of them, or nobody can tell how many."""
    floors = [floor for floor in map(floor_of, rooms) if floor is not None]
    there = sum(band_of(floor, max(floors)) is said for floor in floors)
    return said if there >= HOMES_TO_HIDE_AMONG else FloorBand.UNSAID
