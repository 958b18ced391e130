"""The gaps that a compound has, and what a new file does to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.rules.rosters.homes import RosterGap, RosterHome, RosterReading


@dataclass(frozen=True, slots=True)
class KnownGap:
    """A gap that the compound has; `state` is open, filled (as the home `home_id`) or struck."""

    id: str
    state: str
    gap: RosterGap
    file_name: str
    home_id: str | None = None


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


def same_row(new: RosterGap, known: RosterGap) -> bool:
    return replace(new, text="", first_sheet="", first_row=0) == replace(known, text="")


def same_area(new: RosterGap, known: RosterGap) -> bool:
    return new.area_cm2m == known.area_cm2m


def _anyhow(new: RosterGap, known: RosterGap) -> bool:
    return True


def pair(known: Iterable[KnownGap], gaps: Iterable[RosterGap]) -> dict[str, RosterGap]:
    """Which row of the file is which gap: an owner may have several that lack their place, so first those that are exactly the same.

    A row that staff struck is no other row, though it has the same owners.
    """
    known = list(known)
    waiting: dict[tuple[str, ...], list[RosterGap]] = {}
    for gap in gaps:
        waiting.setdefault(_mark(gap), []).append(gap)
    pairs: dict[str, RosterGap] = {}
    for fits in (same_row, same_area, _anyhow):
        for one in known:
            here = waiting.get(_mark(one.gap), [])
            found = (
                None
                if one.id in pairs or (fits is _anyhow and one.state == "struck" and one.gap.needs_place)
                else _first(here, one.gap, fits)
            )
            if found is not None:
                pairs[one.id] = found
                here.remove(found)
    return pairs


def _first(gaps: list[RosterGap], known: RosterGap, fits: Callable[[RosterGap, RosterGap], bool]) -> RosterGap | None:
    return next((gap for gap in gaps if fits(gap, known)), None)


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
    taken: list[RosterGap] = []
    closed: list[str] = []
    staying = 0
    for one in known:
        row = pairs.get(one.id)
        if not one.gap.needs_place and one.gap.key in homes:
            closed.append(one.id)
        elif one.state == "struck":
            taken += [row] if row is not None else []
        elif row is not None and same_row(row, one.gap):
            taken.append(row)
            staying += 1
        elif row is not None or (one.gap.needs_place and said_better(one.gap)):
            closed.append(one.id)
        else:
            staying += 1
    new = tuple(gap for gap in gaps if all(gap is not one for one in taken))
    return GapPlan(new, tuple(closed), len(new) + staying)


def _said_better(reading: RosterReading, standing: Iterable[RosterHome]) -> Callable[[RosterGap], bool]:
    """Whether a gap without a place is answered by a file that has no such row any more.

    By a new list of its building. One without a building by a new list of every building, or by a home of the same owners.
    """
    buildings = {home.building for home in reading.homes}
    is_whole = bool(buildings) and {home.building for home in standing} <= buildings
    owners = {frozenset(home.owners) for home in reading.homes if home.owners}

    def said(gap: RosterGap) -> bool:
        return gap.building in buildings if gap.building else is_whole or frozenset(gap.owners) in owners

    return said
