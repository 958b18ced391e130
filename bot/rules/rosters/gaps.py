"""The gaps that a compound has, and what a new file does to them."""

from collections import Counter
from collections.abc import Iterable
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


def _identity(gap: RosterGap) -> tuple[str, ...]:
    """What makes two rows the same gap. Without a place it is only its owners, or else its row, that tell one from another."""
    if not gap.needs_place:
        return (gap.key,)
    return (gap.key, *gap.owners) if gap.owners else (gap.key, gap.sheet, str(gap.row))


def _identities(gaps: Iterable[RosterGap]) -> list[tuple[str, ...]]:
    """In order; an owner with two rows that lack their place has two gaps, the first and the second."""
    met: Counter[tuple[str, ...]] = Counter()
    found = []
    for gap in gaps:
        mark = _identity(gap)
        met[mark] += 1
        found.append((*mark, str(met[mark])) if gap.needs_place else mark)
    return found


def _same_row(new: RosterGap | None, known: RosterGap) -> bool:
    return new is not None and replace(new, text="", first_sheet="", first_row=0) == known


def plan_gaps(known: Iterable[KnownGap], reading: RosterReading, standing: Iterable[RosterHome]) -> GapPlan:
    """Which gaps are there after an import.

    A home that already has an area keeps it, so its row lacks nothing. A row that staff struck stays struck. A gap of an
    earlier file stays until a file says it better: the total would shrink unseen otherwise (R2). Without a place it can
    only be told by its building: a new list of that building takes its place.
    """
    homes = {home.key for home in standing} | {home.key for home in reading.homes}
    buildings = {home.building for home in reading.homes}
    gaps = [gap for gap in reading.open_gaps if gap.needs_place or gap.key not in homes]
    rows = dict(zip(_identities(gaps), gaps, strict=True))
    closed: list[str] = []
    staying = 0
    known = list(known)
    for mark, one in zip(_identities(one.gap for one in known), known, strict=True):
        if not one.gap.needs_place and one.gap.key in homes:
            closed.append(one.id)
        elif one.state == "struck":
            rows.pop(mark, None)
        elif _same_row(rows.get(mark), one.gap):
            del rows[mark]
            staying += 1
        elif mark in rows or (one.gap.needs_place and (not one.gap.building or one.gap.building in buildings)):
            closed.append(one.id)
        else:
            staying += 1
    return GapPlan(tuple(rows.values()), tuple(closed), len(rows) + staying)
