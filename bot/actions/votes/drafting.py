"""Drafting a vote: each answer is one transaction, and what comes back is the next question or the preview."""

from datetime import datetime, tzinfo
from typing import Any

from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.previews import view_of
from bot.actions.votes.scopes import compound_for
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.votes import Matter, ThresholdShare
from bot.rules.votes.closing_times import check_closing, closing_from
from bot.rules.votes.drafts import (
    DRAFTERS,
    TOPIC_MATTER,
    Draft,
    DraftStep,
    FileState,
    SchemeFile,
    Topic,
    body_from,
    check_file_size,
    title_from,
)
from bot.rules.votes.previews import DraftView, PlaceName, SchemeArrived, ScopeChoices
from bot.rules.votes.violations import DraftGone, NotADrafter
from storage.base import new_id

FORM = "votes.draft"
# Questions whose answer may be typed, by the step of the form that waits for it.
TYPED = {DraftStep.TITLE: "title", DraftStep.CLOSING: "closing"}


async def read_compounds(unit: UnitOfWork, actor: Actor) -> tuple[PlaceName, ...]:
    """Where this person may draft votes."""
    async with unit:
        return tuple(PlaceName(place.id, place.name) for place in await _compounds(unit, actor))


async def _compounds(unit: UnitOfWork, actor: Actor) -> list[Place]:
    found: dict[str, Place] = {}
    for appointment in actor.appointments:
        if appointment.role in DRAFTERS:
            found |= {place.id: place for place in await unit.compounds.places_under(appointment.place, PlaceKind.COMPOUND)}
    return list(found.values())


async def begin_draft(unit: UnitOfWork, *, actor: Actor, compound_id: str, zone: tzinfo, now: datetime) -> DraftView:
    """A new draft for the whole compound; a part of it is chosen later, from the preview."""
    async with unit:
        compound = await compound_for(unit, actor, compound_id)
        draft = Draft(id=new_id(), compound_id=compound.id, place_id=compound.id)
        view = await _keep(unit, actor, draft, zone=zone, now=now)
        await unit.commit()
    return view


async def read_draft(unit: UnitOfWork, *, actor: Actor, draft_id: str, zone: tzinfo, now: datetime) -> DraftView:
    async with unit:
        return await view_of(unit, actor, await _own(unit, actor, draft_id, now), zone=zone, now=now)


async def read_latest_draft(unit: UnitOfWork, *, actor: Actor, now: datetime) -> Draft | None:
    """The draft that this person left unfinished."""
    async with unit:
        draft = await unit.vote_drafts.latest(actor.telegram_id, now)
    return draft if draft is not None and draft.title else None


async def choose_topic(
    unit: UnitOfWork, *, actor: Actor, draft_id: str, topic: Topic, title: str, zone: tzinfo, now: datetime
) -> DraftView:
    """A ready-made title, with the kind of matter that it usually is."""
    return await _change(unit, actor, draft_id, zone=zone, now=now, title=title_from(title), matter=TOPIC_MATTER[topic])


async def write_title(unit: UnitOfWork, *, actor: Actor, draft_id: str, typed: str, zone: tzinfo, now: datetime) -> DraftView:
    return await _change(unit, actor, draft_id, zone=zone, now=now, title=title_from(typed))


async def write_body(unit: UnitOfWork, *, actor: Actor, draft_id: str, typed: str, zone: tzinfo, now: datetime) -> DraftView:
    return await _change(unit, actor, draft_id, zone=zone, now=now, body=body_from(typed))


async def say_parking(unit: UnitOfWork, *, actor: Actor, draft_id: str, counts: bool, zone: tzinfo, now: datetime) -> DraftView:
    return await _change(unit, actor, draft_id, zone=zone, now=now, parking=counts)


async def set_closing(unit: UnitOfWork, *, actor: Actor, draft_id: str, closes_at: datetime, zone: tzinfo, now: datetime) -> DraftView:
    check_closing(now, closes_at)
    return await _change(unit, actor, draft_id, zone=zone, now=now, closes_at=closes_at, short_confirmed=False)


async def write_closing(unit: UnitOfWork, *, actor: Actor, draft_id: str, typed: str, zone: tzinfo, now: datetime) -> DraftView:
    return await set_closing(unit, actor=actor, draft_id=draft_id, closes_at=closing_from(typed, now.astimezone(zone)), zone=zone, now=now)


async def confirm_short(unit: UnitOfWork, *, actor: Actor, draft_id: str, zone: tzinfo, now: datetime) -> DraftView:
    """Asked once more, and meant."""
    return await _change(unit, actor, draft_id, zone=zone, now=now, short_confirmed=True)


async def set_matter(
    unit: UnitOfWork,
    *,
    actor: Actor,
    draft_id: str,
    matter: Matter,
    threshold: ThresholdShare | None,
    by_area_too: bool,
    zone: tzinfo,
    now: datetime,
) -> DraftView:
    return await _change(unit, actor, draft_id, zone=zone, now=now, matter=matter, threshold=threshold, by_area_too=by_area_too)


async def set_scope(
    unit: UnitOfWork, *, actor: Actor, draft_id: str, place_id: str, entrance_number: int | None, zone: tzinfo, now: datetime
) -> DraftView:
    """`entrance_number` counts the entrances of the building, from 0, in the roster's order."""
    async with unit:
        draft = await _own(unit, actor, draft_id, now)
        entrance = None
        if entrance_number is not None:
            entrances = await unit.electorates.entrances(draft.compound_id, place_id)
            if entrance_number >= len(entrances):
                raise DraftGone
            entrance = entrances[entrance_number]
        view = await _keep(unit, actor, draft.changed(place_id=place_id, entrance=entrance, parking=None), zone=zone, now=now)
        await unit.commit()
    return view


async def read_scopes(unit: UnitOfWork, *, actor: Actor, draft_id: str, building_id: str, now: datetime) -> ScopeChoices:
    async with unit:
        draft = await _own(unit, actor, draft_id, now)
        compound = await compound_for(unit, actor, draft.compound_id)
        buildings = tuple(PlaceName(one.id, one.name) for one in await unit.compounds.places_under(compound, PlaceKind.BUILDING))
        chosen = next((one for one in buildings if one.id == building_id), None)
        entrances = await unit.electorates.entrances(compound.id, chosen.id) if chosen else []
    return ScopeChoices(draft.id, PlaceName(compound.id, compound.name), buildings, chosen, tuple(entrances))


async def ask(unit: UnitOfWork, *, actor: Actor, draft_id: str, question: str, zone: tzinfo, now: datetime) -> DraftView:
    """The next words of this person are the answer to `question`: title, body, file or closing."""
    async with unit:
        draft = await _own(unit, actor, draft_id, now)
        view = await view_of(unit, actor, draft, zone=zone, now=now)
        await unit.forms.keep(actor.telegram_id, Form(FORM, question, {"draft": draft.id}), now)
        await unit.commit()
    return view


async def attach_scheme(
    unit: UnitOfWork, *, actor: Actor, draft_id: str, file: SchemeFile, size: int, zone: tzinfo, now: datetime
) -> DraftView:
    """Taken at once, fetched by a job: its SHA-256 is bound to the vote when it opens (R15)."""
    check_file_size(size)
    async with unit:
        draft = (await _own(unit, actor, draft_id, now)).changed(file=file)
        view = await _keep(unit, actor, draft, zone=zone, now=now)
        arguments = {"draft": draft.id, "file_id": file.file_id}
        await unit.jobs.queue("votes.fetch_scheme", arguments, now, compound_id=draft.compound_id, chat_id=actor.telegram_id)
        await unit.commit()
    return view


async def drop_scheme(unit: UnitOfWork, *, actor: Actor, draft_id: str, zone: tzinfo, now: datetime) -> DraftView:
    return await _change(unit, actor, draft_id, zone=zone, now=now, file=None)


async def scheme_fetched(
    unit: UnitOfWork, *, draft_id: str, file_id: str, sha256: str | None, now: datetime
) -> tuple[int, SchemeArrived] | None:
    """Whom to tell, and what; None when the draft is gone or has another file by now. `sha256` None: it could not be had."""
    async with unit:
        found = await unit.vote_drafts.by_id(draft_id, now)
        if found is None or found[1].file is None or found[1].file.file_id != file_id:
            return None
        telegram_id, draft = found
        state = FileState.FAILED if sha256 is None else FileState.KEPT
        assert draft.file is not None
        file = SchemeFile(file_id, draft.file.name, draft.file.is_photo, state, sha256)
        # No change of what the preview shows but the state of its file: the preview that stands may still be sent.
        changed = draft.changed(file=file, revision=draft.revision)
        await unit.vote_drafts.keep(telegram_id, changed, now)
        await unit.commit()
    return telegram_id, SchemeArrived(draft_id, file)


async def put_aside(unit: UnitOfWork, *, actor: Actor, draft_id: str, now: datetime) -> None:
    """「先存着」: kept for a month."""
    async with unit:
        await unit.vote_drafts.keep(actor.telegram_id, await _own(unit, actor, draft_id, now), now, aside=True)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()


async def drop_draft(unit: UnitOfWork, *, actor: Actor, draft_id: str, now: datetime) -> None:
    async with unit:
        await unit.vote_drafts.drop((await _own(unit, actor, draft_id, now)).id)
        await unit.forms.clear(actor.telegram_id)
        await unit.commit()


async def _change(unit: UnitOfWork, actor: Actor, draft_id: str, *, zone: tzinfo, now: datetime, **values: Any) -> DraftView:
    async with unit:
        draft = (await _own(unit, actor, draft_id, now)).changed(**values)
        view = await _keep(unit, actor, draft, zone=zone, now=now)
        await unit.commit()
    return view


async def _own(unit: UnitOfWork, actor: Actor, draft_id: str, now: datetime) -> Draft:
    draft = await unit.vote_drafts.draft(actor.telegram_id, draft_id, now)
    if draft is None:
        raise DraftGone
    return draft


async def _keep(unit: UnitOfWork, actor: Actor, draft: Draft, *, zone: tzinfo, now: datetime) -> DraftView:
    """Written, with the form set to the question that comes next."""
    view = await view_of(unit, actor, draft, zone=zone, now=now)
    await unit.vote_drafts.keep(actor.telegram_id, draft, now)
    if view.step in TYPED:
        await unit.forms.keep(actor.telegram_id, Form(FORM, TYPED[view.step], {"draft": draft.id}), now)
    else:
        await unit.forms.clear(actor.telegram_id)
    return view


async def check_drafter(unit: UnitOfWork, *, actor: Actor, compound_id: str) -> str:
    """The compound of a draft that is about to begin: the one named, or the only one there is; empty when it must be asked."""
    async with unit:
        compounds = await _compounds(unit, actor)
        if compound_id:
            return (await compound_for(unit, actor, compound_id)).id
        if not compounds:
            raise NotADrafter
        return compounds[0].id if len(compounds) == 1 else ""
