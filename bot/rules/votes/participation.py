"""Who has answered so far, by building and entrance: homes and area for the card, never for or against (section 6)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.rules.votes.heads import Head, Kind, RosterRow

# Breakdowns by building or entrance with fewer participating heads would show single households (section 6, PIPL Article 25).
SMALLEST_BREAKDOWN = 5


@dataclass(frozen=True, slots=True)
class Participation:
    """One building or entrance (`entrance` empty: the whole building; both empty: everything)."""

    building: str
    entrance: str
    homes: int
    answered_homes: int
    area_cm2m: int
    answered_area_cm2m: int
    heads: int
    answered_heads: int

    @property
    def may_be_broken_down(self) -> bool:
        """Whether choices of this place alone may be shown after the close."""
        return self.answered_heads >= SMALLEST_BREAKDOWN


def participation(heads: Iterable[Head], answered: Collection[str]) -> Participation:
    """Everything together. `answered` are the keys of heads with an accepted, undisputed ballot."""
    return _participation("", "", [(head, row) for head in heads for row in head.rows], answered)


def participation_by_building(heads: Iterable[Head], answered: Collection[str]) -> list[Participation]:
    """As people count: 2栋 before 10栋. A head with homes in two buildings is among the heads of both."""
    return _grouped(heads, answered, by_entrance=False)


def participation_by_entrance(heads: Iterable[Head], answered: Collection[str]) -> list[Participation]:
    return _grouped(heads, answered, by_entrance=True)


def _grouped(heads: Iterable[Head], answered: Collection[str], *, by_entrance: bool) -> list[Participation]:
    places: dict[tuple[str, str], list[tuple[Head, RosterRow]]] = {}
    for head in heads:
        for row in head.rows:
            places.setdefault((row.building, row.entrance if by_entrance else ""), []).append((head, row))
    in_order = sorted(places.items(), key=lambda item: [_counting_order(part) for part in item[0]])
    return [_participation(building, entrance, parts, answered) for (building, entrance), parts in in_order]


def _counting_order(name: str) -> list[tuple[int, str]]:
    return [(int(digits or 0), letters) for digits, letters in re.findall(r"(\d*)(\D*)", name)]


def _participation(building: str, entrance: str, parts: list[tuple[Head, RosterRow]], answered: Collection[str]) -> Participation:
    in_answered = [(head, row) for head, row in parts if head.key in answered]
    return Participation(
        building=building,
        entrance=entrance,
        homes=sum(row.kind is Kind.HOME for _, row in parts),
        answered_homes=sum(row.kind is Kind.HOME for _, row in in_answered),
        area_cm2m=sum(row.area_cm2m for _, row in parts),
        answered_area_cm2m=sum(row.area_cm2m for _, row in in_answered),
        heads=len({head.key for head, _ in parts}),
        answered_heads=len({head.key for head, _ in in_answered}),
    )
