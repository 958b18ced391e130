"""The gaps that a compound has, and what a new file does to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.rosters.homes import HomeKind, RosterGap, RosterHome, RosterReading


@dataclass(frozen=True, slots=True)
class KnownGap:
    """A gap that the compound has; `state` is open, filled (as the home `home_id`) or struck."""

    id: str
    state: str
    gap: RosterGap
    file_name: str
    home_id: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GapPlan:
    """What a new file does to the gaps: those it brings, and ids of those it says better."""

    new: tuple[RosterGap, ...]
    closed: tuple[str, ...]
    open_after: int


def _mark(gap: RosterGap) -> tuple[str, ...]:
    """Rows that may be the same gap. Without a place only its owners, or else its row, tell one from another."""
    if not gap.needs_place:
        return (gap.key,)
    return (gap.key, *gap.owners) if gap.owners else (gap.key, gap.sheet, str(gap.row))


def _row(gap: RosterGap) -> tuple[object, ...]:
    """All that a row says, but for how the cell at fault was written, which is not kept of every row."""
    whole = replace(gap, text="", first_sheet="", first_row=0)
    return tuple(getattr(whole, name) for name in RosterGap.__slots__)


def _area(gap: RosterGap) -> tuple[object, ...]:
    return (*_mark(gap), gap.area_cm2m)


def pair(known: Iterable[KnownGap], gaps: Iterable[RosterGap]) -> dict[str, RosterGap]:
    """Which row of the file is which gap: an owner may have several that lack their place, so first those that are exactly the same.

    A row that staff struck is no other row, though it has the same owners.
    """
    left = {id(gap): gap for gap in gaps}
    waiting = list(known)
    pairs: dict[str, RosterGap] = {}
    for told_by in (_row, _area, _mark):
        rows: dict[tuple[object, ...], list[RosterGap]] = {}
        for gap in reversed(left.values()):
            rows.setdefault(told_by(gap), []).append(gap)
        for one in waiting:
            here = rows.get(told_by(one.gap))
            if here and not (told_by is _mark and one.state == "struck" and one.gap.needs_place):
                pairs[one.id] = here.pop()
                del left[id(pairs[one.id])]
        waiting = [one for one in waiting if one.id not in pairs]
    return pairs


def plan_gaps(known: Iterable[KnownGap], reading: RosterReading, standing: Iterable[RosterHome]) -> GapPlan:
    """Which gaps are there after an import.

    A home that already has an area keeps it, so its row lacks nothing. A row that staff struck stays struck. A gap of an
    earlier file stays until a file says it better: the total would shrink unseen otherwise (R2).
    """
    known, standing = list(known), list(standing)
    homes = {home.key for home in standing} | {home.key for home in reading.homes}
    gaps = [gap for gap in reading.open_gaps if gap.needs_place or gap.key not in homes]
    pairs = pair(known, gaps)
    said_better = _said_better(reading, standing)
    taken: set[int] = set()
    closed: list[str] = []
    staying = 0
    for one in known:
        row = pairs.get(one.id)
        if not one.gap.needs_place and one.gap.key in homes:
            closed.append(one.id)
        elif one.state == "struck":
            taken |= {id(row)} if row is not None else set()
        elif row is not None and _row(row) == _row(one.gap):
            taken.add(id(row))
            staying += 1
        elif row is not None or (one.gap.needs_place and said_better(one.gap)):
            closed.append(one.id)
        else:
            staying += 1
    new = tuple(gap for gap in gaps if id(gap) not in taken)
    return GapPlan(new, tuple(closed), len(new) + staying)


def _said_better(reading: RosterReading, standing: Iterable[RosterHome]) -> Callable[[RosterGap], bool]:
    """Whether a gap without a place is answered by a file that has no such row any more.

    By a new list of its building. One without a building by a new list of every building, or by a new home of the same owners.
    Parking places answer nothing of homes, nor the other way round.
    """
    standing = list(standing)
    by_kind = {kind: _answers(kind, reading, standing) for kind in HomeKind}
    return lambda gap: by_kind[gap.kind](gap)


def _answers(kind: HomeKind, reading: RosterReading, standing: Iterable[RosterHome]) -> Callable[[RosterGap], bool]:
    listed, known = reading.of_kind(kind), [home for home in standing if home.kind is kind]
    buildings, keys = {home.building for home in listed}, {home.key for home in known}
    is_whole = bool(listed) and {home.building for home in known} <= buildings
    owners = {frozenset(home.owners) for home in listed if home.owners and home.key not in keys}

    def said(gap: RosterGap) -> bool:
        return gap.building in buildings if gap.building else is_whole or frozenset(gap.owners) in owners

    return said
