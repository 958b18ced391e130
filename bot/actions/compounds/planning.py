"""What an import, or undoing one, does to the roster: worked out beside the event loop, written by importing.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.rules.rosters import (
    NOTHING_COUNTED,
    Counted,
    HomeKind,
    RosterDifference,
    RosterHome,
    RosterReading,
    compare_rosters,
    natural_order,
)
from bot.rules.rosters.completing import complete
from bot.rules.rosters.gaps import GapPlan, KnownGap, plan_gaps
from storage.base import new_id
from storage.roster_switches import ChangedHome, NewHome
from storage.roster_work import LastImport
from storage.rosters import KeptBuilding, KeptHome, OwnerKey


@dataclass(frozen=True, slots=True)
class Kept:
    """The roster as it is, read before the plan is made."""

    homes: list[KeptHome]
    owners: dict[OwnerKey, str]
    separated: set[OwnerKey]
    buildings: list[KeptBuilding]
    gaps: list[KnownGap]
    """Open, struck and filled ones."""
    last: LastImport | None = None

    @property
    def standing(self) -> list[KeptHome]:
        return [one for one in self.homes if one.retired_at is None]


@dataclass(frozen=True, slots=True)
class Undo:
    """What it takes to undo an import: changed homes as they were, the owners it made; and the homes that its file lacked."""

    changed: tuple[ChangedHome, ...] = ()
    missing: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """`owners` are to be made first: their ids are fixed here already. `building_positions` names those to make or to move."""

    difference: RosterDifference
    gaps: GapPlan
    owners: dict[OwnerKey, str] = field(default_factory=dict)
    building_positions: dict[str, int] = field(default_factory=dict)
    new: list[NewHome] = field(default_factory=list)
    changed: list[tuple[ChangedHome, tuple[str, ...]]] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    undo: Undo = Undo()
    homes: int = 0
    area_cm2m: int = 0
    counted: Counted = NOTHING_COUNTED

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.gaps.new or self.gaps.closed)

    @property
    def rows(self) -> int:
        """How much there is to write, for the progress that people see."""
        return len(self.owners) + len(self.new) + len(self.changed) + len(self.gaps.new)


def plan_import(kept: Kept, reading: RosterReading) -> Plan:
    """A home that was retired and stands in the new file comes back as it was numbered, with what the file says."""
    by_key = {one.home.key: one for one in kept.standing}
    retired = {one.home.key: one for one in kept.homes if one.retired_at is not None}
    standing = [one.home for one in kept.standing]
    whole = _whole(kept, reading)
    difference = compare_rosters(standing, whole)
    plan = Plan(difference, plan_gaps([gap for gap in kept.gaps if gap.state != "filled"], whole, standing))
    owners = Owners(kept, plan.owners)
    back = [(retired[home.key], home) for home in difference.new if home.key in retired]
    altered = [*((by_key[one.before.key], one.after) for one in difference.changed), *back]
    brought = [home for home in difference.new if home.key not in retired]
    plan.changed = [(_changed(before.id, after, owners), before.owner_ids) for before, after in altered]
    _plan_buildings(plan, kept, brought)
    after = {key: one.home for key, one in by_key.items()} | {before.home.key: home for before, home in altered}
    positions = _positions([*after.values(), *brought])
    known = by_key | retired
    plan.positions = {one.id: positions[key] for key, one in known.items() if key in positions and one.position != positions[key]}
    plan.new = [NewHome(new_id(), positions[home.key], home, owners.designated(home), owners.of(home)) for home in brought]
    plan.undo = Undo(
        changed=tuple(_as_it_is(before) for before, _ in altered),
        missing=tuple(by_key[home.key].id for home in difference.missing),
        owners=tuple(plan.owners.values()),
    )
    _count(plan, [*after.values(), *brought])
    return plan


def _whole(kept: Kept, reading: RosterReading) -> RosterReading:
    by_id = {one.id: one.home.key for one in kept.standing}
    settled = [(one, by_id.get(one.home_id or "")) for one in kept.gaps]
    return complete(reading, {one.home.key: one.home for one in kept.standing}, settled)


def _plan_buildings(plan: Plan, kept: Kept, new: Iterable[RosterHome]) -> None:
    known = {one.name: one for one in kept.buildings}
    names = sorted(({home.building for home in new} | set(known)) - {""}, key=natural_order)
    for position, name in enumerate(names):
        if name not in known or known[name].position != position:
            plan.building_positions[name] = position


def _count(plan: Plan, after: Sequence[RosterHome]) -> None:
    flats = [home for home in after if home.kind is HomeKind.HOME]
    plan.counted = Counted.of(after)
    plan.homes, plan.area_cm2m = len(flats), sum(home.area_cm2m for home in flats)


def _changed(home_id: str, home: RosterHome, owners: "Owners") -> ChangedHome:
    return ChangedHome(home_id, home.area_cm2m, home.area_source, home.developer, owners.designated(home), owners.of(home))


def _as_it_is(one: KeptHome) -> ChangedHome:
    retired: tuple[datetime | None, str | None] = (one.retired_at, one.retired_reason)
    home = one.home
    return ChangedHome(one.id, home.area_cm2m, home.area_source, home.developer, one.designated_id, one.owner_ids, *retired)


class Owners:
    """Within a compound the same written name is the same owner unless staff said otherwise (people.md)."""

    def __init__(self, kept: Kept, made: dict[OwnerKey, str]) -> None:
        self._known: Mapping[OwnerKey, str] = kept.owners
        self._separated = kept.separated
        self._made = made

    def _id(self, home: RosterHome, name: str) -> str:
        apart = OwnerKey(name, home.name.key)
        key = apart if apart in self._separated else OwnerKey(name)
        return self._known.get(key) or self._made.setdefault(key, new_id())

    def of(self, home: RosterHome) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._id(home, name) for name in home.owners))

    def designated(self, home: RosterHome) -> str | None:
        return self._id(home, home.designated) if home.designated else None


def _positions(homes: Sequence[RosterHome]) -> dict[str, int]:
    """The order in which people walk: building, entrance, room; parking and storage after the homes."""
    kinds = list(HomeKind)
    ordered = sorted(homes, key=lambda home: (kinds.index(home.kind), home.name.order))
    return {home.key: position for position, home in enumerate(ordered)}
