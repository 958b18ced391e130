"""Importing a roster: only what changed changes, in one transaction, with what it takes to undo it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.compounds import ImportResult
from bot.rules.residents import Place, PlaceKind
from bot.rules.rosters import HomeKind, RosterDifference, RosterHome, RosterReading, compare_rosters, natural_order
from storage.base import encode, new_id
from storage.rosters import KeptHome, OwnerKey


async def ensure_compound(unit: UnitOfWork, *, street: str, community: str, compound: str) -> Place:
    """The compound of this path, with the places above it, made where they are missing."""
    async with unit:
        above = await unit.compounds.add_place(
            PlaceKind.COMMUNITY, community, await unit.compounds.add_place(PlaceKind.STREET, street, None)
        )
        place = await unit.compounds.add_place(PlaceKind.COMPOUND, compound, above)
        await unit.commit()
    return place


async def import_roster(
    unit: UnitOfWork, *, compound_id: str, reading: RosterReading, file_name: str, sha256: str, imported_by: str | None, now: datetime
) -> ImportResult:
    """Homes that the new file lacks stay: staff retire them with a reason."""
    async with unit:
        compound = await unit.compounds.place(compound_id)
        assert compound is not None
        kept = await unit.rosters.kept(compound_id)
        difference = compare_rosters([one.home for one in kept], reading)
        work = _Import(unit, compound, {one.home.key: one for one in kept})
        await work.write(difference)
        before = [asdict(gap) for gap in await unit.roster_work.open_gaps(compound_id)]
        gaps = await unit.rosters.replace_gaps(compound_id, reading.gaps, file_name)
        counts = {"new": len(difference.new), "changed": len(difference.changed), "same": len(difference.same)}
        values = {"compound_id": compound_id, "file_name": file_name, "sha256": sha256, "imported_by": imported_by}
        undo = {
            "new": work.new_ids,
            "changed": [[work.kept[one.before.key].id, one.before] for one in difference.changed],
            "missing": [work.kept[home.key].id for home in difference.missing],
            "gaps": before,
        }
        import_id = await unit.rosters.record_import({**values, "counts": encode(counts), "undo": encode(undo)}, now)
        after = [one.home for one in await unit.rosters.kept(compound_id) if one.home.kind is HomeKind.HOME]
        await unit.commit()
    area = sum(home.area_cm2m for home in after)
    return ImportResult(import_id, len(after), area, **counts, missing=len(difference.missing), gaps=gaps)


async def write_difference(unit: UnitOfWork, compound: Place, difference: RosterDifference) -> None:
    """Homes and owners of a difference, inside an entered unit."""
    kept = await unit.rosters.kept(compound.id)
    await _Import(unit, compound, {one.home.key: one for one in kept}).write(difference)


@dataclass(slots=True)
class _Import:
    unit: UnitOfWork
    compound: Place
    kept: dict[str, KeptHome]
    new_ids: list[str] = field(default_factory=list)

    async def write(self, difference: RosterDifference) -> None:
        after = [change.after for change in difference.changed]
        owners = await self._owners([*difference.new, *after])
        ids = {home.key: new_id() for home in difference.new} | {key: one.id for key, one in self.kept.items()}
        self.new_ids = [ids[home.key] for home in difference.new]
        buildings = await self._buildings(difference.new)
        positions = _positions([*(one.home for one in self.kept.values()), *difference.new])
        new = [(ids[one.key], buildings[one.building], positions[one.key], one, owners.designated(one)) for one in difference.new]
        await self.unit.rosters.add_homes(self.compound.id, new)
        await self.unit.rosters.change_homes(self.compound.id, [(ids[home.key], home, owners.designated(home)) for home in after])
        owned = {ids[home.key]: owners.of(home) for home in [*difference.new, *after]}
        await self.unit.rosters.set_owners(self.compound.id, owned)
        if difference.new and self.kept:
            await self.unit.rosters.set_positions({one.id: positions[key] for key, one in self.kept.items()})

    async def _buildings(self, new: Sequence[RosterHome]) -> dict[str, str]:
        """Building name → its place; new ones in their natural order."""
        known = {one.name: one for one in await self.unit.compounds.places_under(self.compound, PlaceKind.BUILDING)}
        names = sorted({home.building for home in new} | set(known), key=natural_order)
        found = {}
        for position, name in enumerate(names):
            place = known.get(name) or await self.unit.compounds.add_place(PlaceKind.BUILDING, name, self.compound, position)
            found[name] = place.id
        return found

    async def _owners(self, homes: Sequence[RosterHome]) -> "_Owners":
        """Within a compound the same written name is the same owner unless staff said otherwise (people.md)."""
        separated = await self.unit.rosters.separated(self.compound.id)
        owners = _Owners(await self.unit.rosters.owners(self.compound.id), separated)
        wanted = dict.fromkeys(owners.key(home, name) for home in homes for name in home.owners)
        owners.ids |= await self.unit.rosters.add_owners(self.compound.id, [key for key in wanted if key not in owners.ids])
        return owners


@dataclass(slots=True)
class _Owners:
    ids: dict[OwnerKey, str]
    separated: set[OwnerKey]

    def key(self, home: RosterHome, name: str) -> OwnerKey:
        apart = OwnerKey(name, home.name.in_files)
        return apart if apart in self.separated else OwnerKey(name)

    def of(self, home: RosterHome) -> list[str]:
        return [self.ids[self.key(home, name)] for name in dict.fromkeys(home.owners)]

    def designated(self, home: RosterHome) -> str | None:
        return self.ids[self.key(home, home.designated)] if home.designated else None


def _positions(homes: Iterable[RosterHome]) -> dict[str, int]:
    """The order in which people walk: building, entrance, room; parking and storage after the homes."""
    kinds = list(HomeKind)
    ordered = sorted(homes, key=lambda home: (kinds.index(home.kind), home.name.order))
    return {home.key: position for position, home in enumerate(ordered)}
