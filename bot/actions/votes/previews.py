"""What a draft would do if it were sent now, in real numbers."""

import asyncio
from dataclasses import replace

from bot.actions.unit import UnitOfWork
from bot.actions.votes.scopes import Scope, group_names, groups_of, heading_of, read_scope
from bot.rules.residents import PlaceKind
from bot.rules.votes import total_weight
from bot.rules.votes.drafts import Draft, Drafter, DraftStep, is_night, next_step, private_cards_wait
from bot.rules.votes.electorates import Elector, Electorate
from bot.rules.votes.facts import VoteState
from bot.rules.votes.pairs import parts_of
from bot.rules.votes.previews import DraftView, LandPart, Preview
from bot.rules.votes.reminders import reminders


async def view_of(unit: UnitOfWork, by: Drafter, draft: Draft) -> DraftView:
    """Inside a unit that was entered."""
    scope = await read_scope(unit, by.actor, draft)
    # A lift on common land asks the whole compound, too: what stops that stops both.
    asked = [await read_scope(unit, by.actor, one) for one in parts_of(draft, by.profile)[1:]]
    widest, terms = asked[0] if asked else scope, by.terms(draft)
    step = next_step(draft, by.now, has_parking=widest.has_parking, needs_notice=terms.needs_notice)
    preview = None
    if step is DraftStep.PREVIEW:
        preview = await _preview(unit, by, draft, scope)
        preview = await _with_land(unit, by, preview, draft, widest) if asked else preview
    place = scope.place.name if scope.place.kind is PlaceKind.BUILDING else ""
    running = await _running(unit, scope.compound.id) if step is DraftStep.TITLE else frozenset()
    about = DraftView(draft, step, scope.compound.name, by.now, widest.parking_places, by.profile, terms, preview)
    return replace(about, running=running, draft_place=place)


async def _with_land(unit: UnitOfWork, by: Drafter, preview: Preview, draft: Draft, scope: Scope) -> Preview:
    """With the second vote of a lift: who is told and reminded are all of the compound then."""
    second = parts_of(draft, by.profile)[1]
    electorate = await asyncio.to_thread(scope.electorate, draft.parking)
    reach = await unit.electorates.reach(scope.compound.id, scope.place, scope.entrance)
    return replace(
        preview,
        land=LandPart(electorate.homes, total_weight(one.head for one in electorate.electors), second.matter, by.terms(second)),
        gaps=scope.gaps,
        groups=group_names(await groups_of(unit, scope.compound.id, scope.place.id)),
        bound_homes=reach.bound_homes,
        reachable_homes=reach.reachable_homes,
        reminded_homes=_reminded_homes(electorate, await unit.electorates.owners_reached(scope.compound.id)),
    )


async def _running(unit: UnitOfWork, compound_id: str) -> frozenset[str]:
    """A lift for one building may be asked about while another building votes on its own."""
    found = await unit.votes.of_compounds([compound_id], (VoteState.OPEN, VoteState.UNDECIDED))
    return frozenset(one.title for one in found if one.place_id == compound_id and not one.entrance)


async def _preview(unit: UnitOfWork, by: Drafter, draft: Draft, scope: Scope) -> Preview:
    assert draft.closes_at is not None
    terms = by.terms(draft)
    electorate = await asyncio.to_thread(scope.electorate, draft.parking)
    reach = await unit.electorates.reach(scope.compound.id, scope.place, scope.entrance)
    return Preview(
        heading=heading_of(scope, by, draft),
        compound_id=scope.compound.id,
        revision=draft.revision,
        body=draft.body,
        file=draft.file,
        matter=draft.matter,
        threshold=draft.threshold,
        by_area_too=draft.by_area_too,
        parking=draft.parking,
        parking_places=scope.parking_places,
        closes_at=draft.closes_at,
        as_of=by.now,
        night=is_night(by.local_now),
        cards_wait=private_cards_wait(by.local_now, draft.closes_at),
        terms=terms,
        opens_from=terms.opens_from(by.zone),
        homes=electorate.homes,
        total=total_weight(elector.head for elector in electorate.electors),
        merged_heads=electorate.merged_heads,
        gaps=scope.gaps,
        groups=group_names(await groups_of(unit, scope.compound.id, scope.place.id)),
        bound_homes=reach.bound_homes,
        reachable_homes=reach.reachable_homes,
        reminded_homes=_reminded_homes(electorate, await unit.electorates.owners_reached(scope.compound.id)),
        heads_without_home=len(electorate.out_of_reach(await unit.electorates.owners_at_home(scope.compound.id))),
        follow_clause=draft.follow_clause,
        lift_of_all=draft.is_lift and draft.place_id == draft.compound_id and _has_buildings(electorate),
        reminds=bool(reminders(by.local_now, draft.closes_at.astimezone(by.zone), by.local_now)),
    )


def _has_buildings(electorate: Electorate) -> bool:
    return len({home.row.building for elector in electorate.electors for home in elector.homes}) > 1


def _reminded_homes(electorate: Electorate, reached: set[str]) -> int:
    """As reminders will find them once it is open (`Electorates.silent_owners`): every owner, or the one designated."""

    def asked(elector: Elector) -> set[str]:
        return {elector.head.designated} if elector.head.designated is not None else set(elector.head.owners)

    return sum(len(elector.dwellings) for elector in electorate.electors if asked(elector) & reached)
