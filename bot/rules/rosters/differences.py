"""What importing a roster again would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.rosters.homes import AreaSource, RosterGap, RosterHome, RosterReading


@dataclass(frozen=True, slots=True)
class HomeChange:
    """`after` is written as the compound already writes the home; `fields` are the names of what differs."""

    before: RosterHome
    after: RosterHome
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterDifference:
    """`missing` homes are never removed by themselves; `gaps` come from the new file."""

    new: tuple[RosterHome, ...]
    changed: tuple[HomeChange, ...]
    same: tuple[RosterHome, ...]
    missing: tuple[RosterHome, ...]
    gaps: tuple[RosterGap, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.missing or self.gaps)


def compare_rosters(existing: Iterable[RosterHome], reading: RosterReading) -> RosterDifference:
    """Homes are matched by key, so `301` and `0301` are one. A column that the new file lacks changes nothing."""
    before = {home.key: home for home in existing}
    new: list[RosterHome] = []
    changed: list[HomeChange] = []
    same: list[RosterHome] = []
    for home in reading.homes:
        old = before.get(home.key)
        if old is None:
            new.append(home)
            continue
        after = _merged(old, home, reading.fields)
        fields = _differing(old, after)
        if fields:
            changed.append(HomeChange(old, after, fields))
        else:
            same.append(old)
    named = {home.key for home in reading.homes} | {gap.key for gap in reading.gaps}
    missing = tuple(home for key, home in before.items() if key not in named)
    return RosterDifference(tuple(new), tuple(changed), tuple(same), missing, reading.gaps)


def _merged(old: RosterHome, home: RosterHome, fields: frozenset[str]) -> RosterHome:
    stated = home.area_source is not AreaSource.UNSTATED or home.area_cm2m != old.area_cm2m
    owners = home.owners if "owners" in fields else old.owners
    designated = home.designated if "designated" in fields else old.designated
    return RosterHome(
        building=old.building,
        entrance=old.entrance,
        room=old.room,
        kind=old.kind,
        area_cm2m=home.area_cm2m,
        area_source=home.area_source if stated else old.area_source,
        owners=owners,
        designated=designated if designated in owners else "",
        developer=home.developer if "developer" in fields else old.developer,
        row=home.row,
        sheet=home.sheet,
    )


def _differing(old: RosterHome, after: RosterHome) -> tuple[str, ...]:
    differs = {
        "area_cm2m": old.area_cm2m != after.area_cm2m,
        "area_source": old.area_source is not after.area_source,
        "owners": set(old.owners) != set(after.owners),
        "designated": old.designated != after.designated,
        "developer": old.developer != after.developer,
    }
    return tuple(name for name, is_different in differs.items() if is_different)
