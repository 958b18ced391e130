"""What somebody types to complete a row that lacks its room, its area, or both."""

from dataclasses import dataclass
from typing import ClassVar

from bot.rules.rosters.areas import LARGEST_AREA_CM2M, AreaFault, area_fault, parse_area
from bot.rules.rosters.homes import RosterGap
from bot.rules.rosters.places import HomeName, find_home, room_name, split_entrance
from bot.rules.rosters.writing import LONGEST_PLACE, LONGEST_QUOTE, plain_text, tight_text
from bot.rules.violations import RuleViolation


@dataclass(eq=False)
class AreaUnreadable(RuleViolation):
    """What was typed for a gap is not what it lacks: the area, the room, or both."""

    slug: ClassVar[str] = "compounds"
    text: str
    needs_place: bool
    needs_area: bool
    fault: AreaFault = AreaFault.UNKNOWN
    largest_cm2m: int = LARGEST_AREA_CM2M


def _typed_home(gap: RosterGap, words: str) -> HomeName | None:
    """A room alone lies where the row says; a row that names its home is meant, whether it is typed again or not."""
    is_room = bool(gap.building) and len(words) <= LONGEST_PLACE and any(letter.isdigit() for letter in words)
    typed = find_home(words) or (_in_building(gap, words) if is_room else None)
    if gap.needs_place:
        return typed
    return gap.name if not words or (typed is not None and typed.key == gap.name.key) else None


def _in_building(gap: RosterGap, words: str) -> HomeName | None:
    """「2单元302」, or a room of the row's own entrance."""
    entrance, room = split_entrance(tight_text(words)) or (gap.entrance, room_name(words))
    return HomeName(gap.building, entrance, room) if room else None


def typed_gap(gap: RosterGap, text: str) -> tuple[HomeName, int]:
    """What the typed words complete the row to: its room where it names none, and its area where that lacks.

    No words complete a row that lacks neither, but its owner.
    """
    words, area, fault = text.split(), gap.area_cm2m, AreaFault.UNKNOWN
    if area is None:
        fault = area_fault(words)
        area = parse_area(" ".join(words[-2:])) if len(words) > 1 and not words[-1][0].isdigit() else None
        words, area = (words[:-2], area) if area else (words[:-1], parse_area(words[-1]) if words else None)
    home = _typed_home(gap, " ".join(words))
    if area is None or home is None:
        raise AreaUnreadable(
            plain_text(text, LONGEST_QUOTE), gap.needs_place, gap.area_cm2m is None, fault if area is None else AreaFault.UNKNOWN
        )
    return home, area
