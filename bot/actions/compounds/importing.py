"""Importing a roster: prepared in small transactions so that taps are answered meanwhile, switched in by one short one."""

import asyncio
from datetime import datetime

from bot.actions.compounds.planning import Kept, Plan, Undo, plan_import
from bot.actions.compounds.staging import TRIES, RosterMoved, Staging, claimed, clear_leftovers, parts, read_kept
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import HomeAltered, ImportResult, RosterBusy
from bot.rules.ports import Progress
from bot.rules.residents import Place, PlaceKind
from bot.rules.rosters import Counted, RosterHome, RosterReading
from bot.rules.rosters.belonging import strangers
from bot.rules.starts import place_name
from storage.base import decode, encode


async def ensure_compound(unit: UnitOfWork, *, street: str, community: str, compound: str) -> Place:
    """The compound of this path, with the places above it, made where they are missing. PlaceNameUnusable."""
    names = [place_name(name) for name in (street, community, compound)]
    async with unit:
        place: Place | None = None
        for kind, name in zip((PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.COMPOUND), names, strict=True):
            place = await unit.compounds.add_place(kind, name, place)
        assert place is not None
        await unit.commit()
    return place


async def import_roster(
    unit: UnitOfWork,
    *,
    compound_id: str,
    reading: RosterReading,
    file_name: str,
    sha256: str,
    imported_by: str | None,
    now: datetime,
    progress: Progress = lambda _done, _total: None,
) -> ImportResult:
    """Only what changed changes. Homes that the new file lacks stay: staff retire them with a reason.

    The same file once more is no new import: the last one can be undone as before.

    RosterBusy when the roster is being changed by somebody else all the while; nothing is written then.
    """
    values = {"file_name": file_name, "sha256": sha256, "imported_by": imported_by}
    async with claimed(unit, compound_id, now):
        for _ in range(TRIES):
            staging = await Staging.begin(unit, compound_id, now)
            try:
                return await _import(staging, reading, values, progress)
            except RosterMoved:
                await clear_leftovers(unit, compound_id)
    raise RosterBusy


async def read_import(unit: UnitOfWork, *, compound_id: str, reading: RosterReading) -> tuple[ImportResult, tuple[RosterHome, ...]]:
    """What importing would change now, and the homes that the file lacks; `import_id` is empty."""
    async with unit:
        kept = await read_kept(unit, compound_id)
    plan = await asyncio.to_thread(plan_import, kept, reading)
    return _result("", plan), plan.difference.missing


async def _import(staging: Staging, reading: RosterReading, values: dict[str, str | None], progress: Progress) -> ImportResult:
    """RosterMoved when somebody changed the roster meanwhile."""
    kept = await read_kept(staging.unit, staging.compound_id)
    plan = await asyncio.to_thread(plan_import, kept, reading)
    if kept.last is not None and plan.is_empty and decode(kept.last.undo, Undo).missing == plan.undo.missing:
        return _result(kept.last.id, plan)
    await _prepare(staging, kept, plan, str(values["file_name"]), progress)
    await _switch(staging, plan, values)
    return _result(staging.import_id, plan)


async def _prepare(staging: Staging, kept: Kept, plan: Plan, file_name: str, progress: Progress) -> None:
    compound_id, done = staging.compound_id, 0
    buildings = await staging.buildings(kept, plan.building_positions)
    for owners in parts(list(plan.owners.items())):
        async with staging.unit as unit, staging.step(unit):
            await unit.rosters.add_owners(compound_id, dict(owners))
        progress(done := done + len(owners), plan.rows)
    for homes in parts(plan.new):
        async with staging.unit as unit, staging.step(unit):
            await unit.roster_switches.stage_homes(compound_id, staging.import_id, homes, buildings, staging.now)
        progress(done := done + len(homes), plan.rows)
    await staging.changes(plan.changed)
    for gaps in parts(plan.gaps.new):
        async with staging.unit as unit, staging.step(unit):
            await unit.roster_switches.stage_gaps(compound_id, staging.import_id, gaps, file_name)
    for closed in parts(plan.gaps.closed):
        async with staging.unit as unit, staging.step(unit):
            await unit.roster_switches.mark_gaps(compound_id, staging.import_id, closed)
    for positions in parts(list(plan.positions.items())):
        async with staging.unit as unit, staging.step(unit):
            await unit.roster_switches.set_positions(dict(positions))
    progress(plan.rows, plan.rows)


async def _switch(staging: Staging, plan: Plan, values: dict[str, str | None]) -> None:
    undo = await asyncio.to_thread(encode, plan.undo)
    recorded = {**values, "compound_id": staging.compound_id, "counts": encode(_counts(plan)), "undo": undo}
    async with staging.unit as unit:
        await staging.take(unit)
        await unit.roster_switches.switch(staging.compound_id, staging.import_id)
        await unit.rosters.record_import(staging.import_id, recorded, staging.now)
        await unit.commit()


def _counts(plan: Plan) -> dict[str, int]:
    difference = plan.difference
    counts = {"new": difference.new, "changed": difference.changed, "same": difference.same, "missing": difference.missing}
    return {name: len(homes) for name, homes in counts.items()}


def _result(import_id: str, plan: Plan) -> ImportResult:
    difference = plan.difference
    return ImportResult(
        import_id,
        plan.homes,
        plan.area_cm2m,
        new=len(difference.new),
        changed=len(difference.changed),
        same=len(difference.same),
        missing=len(difference.missing),
        gaps=plan.gaps.open_after,
        counted=plan.counted,
        brought=Counted.of(difference.new),
        altered=Counted.of(one.after for one in difference.changed),
        new_gaps=len(plan.gaps.new),
        changes=tuple(HomeAltered.of(one) for one in difference.changed),
        strangers=strangers(difference),
    )
