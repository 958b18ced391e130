"""What the compound knows already fills in what a file leaves out, so that a question is asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.rules.rosters.gaps import KnownGap, pair
from bot.rules.rosters.homes import AreaSource, RosterGap, RosterHome, RosterProblem, RosterReading


def complete(reading: RosterReading, known: Mapping[str, RosterHome], settled: Iterable[tuple[KnownGap, str | None]]) -> RosterReading:
    """`known`: homes by key; `settled`: rows of earlier files, with the key of the home that staff made of each, None of the others.

    A row without a usable area whose home has one keeps it, because a file that says nothing changes nothing: what else
    the row says, such as a new owner, counts. What nothing is known about stays a gap, and so does every duplicate.
    """
    settled = [one for one in settled if one[0].gap.needs_place]
    pairs = pair((gap for gap, _ in settled), [gap for gap in reading.open_gaps if gap.needs_place])
    became = {id(pairs[gap.id]): key for gap, key in settled if key is not None and gap.id in pairs}
    named = {home.key for home in reading.homes}
    homes, gaps = list(reading.homes), []
    for gap in reading.gaps:
        home = known.get(became.get(id(gap), "") if gap.needs_place else gap.key)
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
