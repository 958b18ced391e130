"""What a draft would do if it were sent now, in real numbers."""

from datetime import datetime, tzinfo

from bot.actions.unit import UnitOfWork
from bot.actions.votes.scopes import Scope, group_names, groups_of, heading_of, read_scope
from bot.rules.residents import Actor
from bot.rules.votes import total_weight
from bot.rules.votes.drafts import Draft, DraftStep, is_night, next_step
from bot.rules.votes.previews import DraftView, Preview


async def view_of(unit: UnitOfWork, actor: Actor, draft: Draft, *, zone: tzinfo, now: datetime) -> DraftView:
    """Inside a unit that was entered."""
    scope = await read_scope(unit, actor, draft)
    step = next_step(draft, now, has_parking=scope.has_parking)
    preview = await _preview(unit, draft, scope, zone=zone, now=now) if step is DraftStep.PREVIEW else None
    return DraftView(draft, step, scope.compound.name, now, scope.parking_places, preview)


async def _preview(unit: UnitOfWork, draft: Draft, scope: Scope, *, zone: tzinfo, now: datetime) -> Preview:
    assert draft.closes_at is not None
    electorate = scope.electorate(draft.parking)
    reach = await unit.electorates.reach(scope.compound.id, scope.place, scope.entrance)
    return Preview(
        heading=heading_of(scope, draft.title, draft.id),
        revision=draft.revision,
        body=draft.body,
        file=draft.file,
        matter=draft.matter,
        threshold=draft.threshold,
        by_area_too=draft.by_area_too,
        parking=draft.parking,
        parking_places=scope.parking_places,
        closes_at=draft.closes_at,
        as_of=now,
        night=is_night(now.astimezone(zone)),
        homes=electorate.homes,
        total=total_weight(elector.head for elector in electorate.electors),
        merged_homes=electorate.merged_homes,
        gaps=scope.gaps,
        groups=group_names(await groups_of(unit, scope.compound.id, scope.place.id)),
        bound_homes=reach.bound_homes,
        reachable_homes=reach.reachable_homes,
    )
