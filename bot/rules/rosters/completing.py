"""What the compound knows already fills in what a file leaves out, so that a question is asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.rules.rosters.homes import AreaSource, RosterGap, RosterHome, RosterProblem, RosterReading


def complete(reading: RosterReading, known: Mapping[str, RosterHome], filled: Iterable[tuple[RosterGap, str]]) -> RosterReading:
    """`known`: homes by key; `filled`: rows without their place and the key of the home that staff made of each.

    A row without a usable area whose home has one keeps it, because a file that says nothing changes nothing: what else
    the row says, such as a new owner, counts. What nothing is known about stays a gap, and so does every duplicate.
    """
    waiting: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for gap, key in filled:
        if gap.needs_place:
            waiting.setdefault((gap.key, gap.owners), []).append(key)
    named = {home.key for home in reading.homes}
    homes, gaps = list(reading.homes), []
    for gap in reading.gaps:
        became = waiting.get((gap.key, gap.owners)) if gap.is_open and gap.needs_place else None
        home = known.get(gap.key if not gap.needs_place else became.pop(0) if became else "")
        if gap.is_open and home is not None and home.key not in named:
            homes.append(_as_known(gap, home))
            named.add(home.key)
        else:
            gaps.append(gap)
    return replace(reading, homes=tuple(homes), gaps=tuple(gaps))


def _as_known(gap: RosterGap, home: RosterHome) -> RosterHome:
    """Of a row that could not be read nothing is believed."""
    if gap.problem is RosterProblem.UNREADABLE:
        return replace(home, area_source=AreaSource.UNSTATED, row=gap.row, sheet=gap.sheet)
    return replace(
        home,
        area_cm2m=gap.area_cm2m or home.area_cm2m,
        area_source=gap.area_source if gap.area_cm2m else AreaSource.UNSTATED,
        owners=gap.owners or home.owners,
        designated=gap.designated or home.designated,
        developer=gap.developer,
        row=gap.row,
        sheet=gap.sheet,
    )
