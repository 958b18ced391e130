"""Drafting a vote: each answer is one transaction, and what comes back is the next question or the preview."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.actions.asks.recording import check_draft
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.answering import Take, look_and_keep
from bot.actions.votes.previews import view_of
from bot.actions.votes.scopes import compound_for
from bot.rules.asks import AskOfAll, check_asks_only
from bot.rules.letters import Letter
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.starts import nothing_in_charge
from bot.rules.votes import Matter, ThresholdShare
from bot.rules.votes.closing_times import check_closing, closing_from
from bot.rules.votes.drafts import (
    DRAFT_AT_HAND,
    DRAFTERS,
    TOPIC_MATTER,
    Draft,
    Drafter,
    DraftStep,
    FileState,
    SchemeFile,
    Topic,
    body_from,
    check_file_name,
    check_file_size,
    clause_from,
    next_step,
    sounds_like_lift,
    title_from,
    title_under_file,
)
from bot.rules.votes.notices import check_notice_day, notice_day_from
from bot.rules.votes.previews import DraftView, OneFileOnly, PlaceName, SchemeArrived, ScopeChoices
from bot.rules.votes.violations import DraftersOnly, DraftGone, NoHomesInScope
from storage.base import new_id

FORM = "votes.draft"
# Drafts that were left are offered up to this number.
MOST_LEFT = 5
# The question for the title, and that for the explanation, which is asked for from the preview only.
TITLE, BODY, NOTICE, CLAUSE = "title", "body", "notice", "clause"
# Questions whose answer may be typed, by the step of the form that waits for it.
TYPED = {DraftStep.TITLE: TITLE, DraftStep.FILE: "file", DraftStep.NOTICE: NOTICE, DraftStep.CLOSING: "closing", DraftStep.SHORT: "closing"}
# Questions that are answered by words; a file sent meanwhile answers them by the words under it alone.
WORDED = frozenset({TITLE, BODY, NOTICE, CLAUSE, "closing"})


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


async def begin_draft(unit: UnitOfWork, by: Drafter, *, compound_id: str) -> DraftView:
    """A new draft for the whole compound; a part of it is chosen later, from the preview."""
    draft_id = new_id()

    async def begun(unit: UnitOfWork) -> Draft:
        compound = await compound_for(unit, by.actor, compound_id)
        if await unit.rosters.is_empty(compound.id):
            # Said before anything is written: a question that waits would also keep the roster's file away.
            raise NoHomesInScope
        return Draft(id=draft_id, compound_id=compound.id, place_id=compound.id)

    return await _answer(unit, by, begun)


async def begin_ask_draft(unit: UnitOfWork, by: Drafter, *, compound_id: str, title: str, ask: str) -> DraftView:
    """Of a renovation's ask: a consultation of the whole compound, whose scheme file comes first."""
    draft_id, called = new_id(), title_from(title)

    async def begun(unit: UnitOfWork) -> Draft:
        compound = await compound_for(unit, by.actor, compound_id)
        if await unit.rosters.is_empty(compound.id):
            raise NoHomesInScope
        draft = Draft(id=draft_id, compound_id=compound.id, place_id=compound.id, title=called, matter=Matter.CONSULTATION, ask=ask)
        await check_draft(unit, draft)
        return draft

    return await _answer(unit, by, begun)


async def read_draft(unit: UnitOfWork, by: Drafter, draft_id: str) -> DraftView:
    async with unit:
        return await view_of(unit, by, await own_draft(unit, by, draft_id))


async def resume_draft(unit: UnitOfWork, by: Drafter, draft_id: str) -> DraftView:
    """Where it was left: the question that waits takes words again."""
    return await _answer(unit, by, lambda unit: own_draft(unit, by, draft_id))


async def read_drafts_left(unit: UnitOfWork, *, actor: Actor, compound_id: str, now: datetime) -> tuple[Draft, ...]:
    """The drafts that this person left unfinished in this compound, the newest first."""
    async with unit:
        return tuple((await unit.vote_drafts.left(actor.telegram_id, compound_id, now))[:MOST_LEFT])


async def choose_topic(unit: UnitOfWork, by: Drafter, draft_id: str, *, topic: Topic, title: str) -> DraftView:
    """A ready-made title, with the kind of matter that it usually is."""
    called = title_from(title)

    async def chosen(unit: UnitOfWork) -> Draft:
        draft = await own_draft(unit, by, draft_id)
        return draft.changed(title=called, is_lift=topic is Topic.LIFT, **_decided(by, draft, topic))

    return await _answer(unit, by, chosen)


def _decided(by: Drafter, draft: Draft, topic: Topic) -> dict[str, Any]:
    """Whatever an ask is called, it stays a consultation."""
    return {} if draft.ask else {"matter": _matter_of(by, topic)}


def _matter_of(by: Drafter, topic: Topic) -> Matter:
    """What a lift is to its building is said by the legal profile."""
    return by.profile.lift_building if topic is Topic.LIFT else TOPIC_MATTER[topic]


def _titled(by: Drafter, draft: Draft, words: str) -> dict[str, Any]:
    """What becomes of a draft with these words for its title: one that turns out to be about a lift is decided like one."""
    is_lift = sounds_like_lift(words)
    turns_out = is_lift and not draft.is_lift
    return {"is_lift": is_lift} | (_decided(by, draft, Topic.LIFT) if turns_out else {})


async def write_title(unit: UnitOfWork, by: Drafter, draft_id: str, *, typed: str) -> DraftView:
    title = title_from(typed)

    async def titled(unit: UnitOfWork) -> Draft:
        draft = await own_draft(unit, by, draft_id)
        return draft.changed(title=title, **_titled(by, draft, typed))

    return await _answer(unit, by, titled)


async def write_body(unit: UnitOfWork, by: Drafter, draft_id: str, *, typed: str) -> DraftView:
    return await _change(unit, by, draft_id, body=body_from(typed))


async def say_parking(unit: UnitOfWork, by: Drafter, draft_id: str, *, counts: bool) -> DraftView:
    return await _change(unit, by, draft_id, parking=counts)


async def say_land(unit: UnitOfWork, by: Drafter, draft_id: str, *, takes: bool) -> DraftView:
    """Whether a lift takes common land: then the whole compound votes on that at once."""
    return await _change(unit, by, draft_id, takes_land=takes)


async def set_closing(unit: UnitOfWork, by: Drafter, draft_id: str, *, closes_at: datetime) -> DraftView:
    check_closing(by.now, closes_at)
    return await _change(unit, by, draft_id, closes_at=closes_at, short_confirmed=False)


async def write_closing(unit: UnitOfWork, by: Drafter, draft_id: str, *, typed: str) -> DraftView:
    return await set_closing(unit, by, draft_id, closes_at=closing_from(typed, by.local_now))


async def set_notice(unit: UnitOfWork, by: Drafter, draft_id: str, *, noticed_on: date) -> DraftView:
    check_notice_day(noticed_on, by.local_now.date())
    return await _change(unit, by, draft_id, noticed_on=noticed_on)


async def write_notice(unit: UnitOfWork, by: Drafter, draft_id: str, *, typed: str) -> DraftView:
    return await set_notice(unit, by, draft_id, noticed_on=notice_day_from(typed, by.local_now.date()))


async def write_clause(unit: UnitOfWork, by: Drafter, draft_id: str, *, typed: str) -> DraftView:
    """By which the silent join the majority (R10)."""
    return await _change(unit, by, draft_id, follow_clause=clause_from(typed))


async def drop_clause(unit: UnitOfWork, by: Drafter, draft_id: str) -> DraftView:
    return await _change(unit, by, draft_id, follow_clause="")


async def confirm_short(unit: UnitOfWork, by: Drafter, draft_id: str) -> DraftView:
    """Asked once more, and meant."""
    return await _change(unit, by, draft_id, short_confirmed=True)


async def set_matter(
    unit: UnitOfWork, by: Drafter, draft_id: str, *, matter: Matter, threshold: ThresholdShare | None, by_area_too: bool
) -> DraftView:
    async def decided(unit: UnitOfWork) -> Draft:
        draft = await own_draft(unit, by, draft_id)
        check_asks_only(draft.ask, matter)
        return draft.changed(matter=matter, threshold=threshold, by_area_too=by_area_too)

    return await _answer(unit, by, decided)


async def set_scope(unit: UnitOfWork, by: Drafter, draft_id: str, *, place_id: str, entrance_number: int | None) -> DraftView:
    """`entrance_number` counts the entrances of the building, from 0, in the roster's order."""

    async def moved(unit: UnitOfWork) -> Draft:
        draft = await own_draft(unit, by, draft_id)
        if draft.ask and place_id != draft.compound_id:
            raise AskOfAll
        entrance = None
        if entrance_number is not None:
            entrances = await unit.electorates.entrances(draft.compound_id, place_id)
            if entrance_number >= len(entrances):
                raise DraftGone
            entrance = entrances[entrance_number]
        return draft.changed(place_id=place_id, entrance=entrance, parking=None, takes_land=None)

    return await _answer(unit, by, moved)


async def read_scopes(unit: UnitOfWork, by: Drafter, draft_id: str, *, building_id: str) -> ScopeChoices:
    async with unit:
        draft = await own_draft(unit, by, draft_id)
        compound = await compound_for(unit, by.actor, draft.compound_id)
        buildings = tuple(PlaceName(one.id, one.name) for one in await unit.compounds.places_under(compound, PlaceKind.BUILDING))
        chosen = next((one for one in buildings if one.id == building_id), None)
        entrances = await unit.electorates.entrances(compound.id, chosen.id) if chosen else []
    return ScopeChoices(draft.id, PlaceName(compound.id, compound.name), buildings, chosen, tuple(entrances))


async def ask(unit: UnitOfWork, by: Drafter, draft_id: str, *, question: str) -> DraftView:
    """The next words of this person are the answer to `question`: title, body, file, notice, clause or closing."""

    async def keep(unit: UnitOfWork, view: DraftView) -> None:
        if question == NOTICE and not view.terms.needs_notice:
            # A button from before the profile was another one.
            raise DraftGone
        await unit.forms.keep(by.actor.telegram_id, Form(FORM, question, {"draft": view.draft.id}), by.now)

    return await look_and_keep(unit, lambda unit: own_draft(unit, by, draft_id), lambda unit, draft: view_of(unit, by, draft), keep)


async def attach_scheme(
    unit: UnitOfWork,
    by: Drafter,
    draft_id: str,
    *,
    file: SchemeFile,
    size: int,
    caption: str = "",
    album: str = "",
    asked: str = "",
    topic: Topic | None = None,
) -> DraftView:
    """Taken at once, fetched by a job: its SHA-256 is bound to the vote when it opens (R15).

    Words under it answer the question for the title or the explanation where that was `asked`; else they are the explanation
    where there is none yet, and the question that was asked waits on and is shown again. `topic`: which ready-made title they
    are. It takes the place of a file that was there before, which is said; of the parts of an album once.
    """
    check_file_name(file.name)
    check_file_size(size)
    me, former = by.actor.telegram_id, None
    waits = asked in WORDED and not (asked in {TITLE, BODY} and caption.strip())

    async def changed(unit: UnitOfWork) -> Draft:
        nonlocal former
        draft = await own_draft(unit, by, draft_id)
        former = draft.file
        return draft.changed(file=file, **_said_under(by, draft, asked, caption, topic))

    async def queue(unit: UnitOfWork, draft: Draft) -> None:
        arguments = {"draft": draft.id, "file_id": file.file_id}
        await unit.jobs.queue("votes.fetch_scheme", arguments, by.now, compound_id=draft.compound_id, chat_id=me)
        if waits:
            await unit.forms.keep(me, Form(FORM, asked, {"draft": draft.id}), by.now)
        await _tell_replaced(unit, by, draft, former, album)

    view = await _answer(unit, by, changed, queue)
    return replace(view, asked=asked) if waits and TYPED.get(view.step) != asked else view


async def _tell_replaced(unit: UnitOfWork, by: Drafter, draft: Draft, former: SchemeFile | None, album: str) -> None:
    """Only one file goes along; one that could not be had is none."""
    there = former if former is not None and former.state is not FileState.FAILED else None
    if album or there is not None:
        # One key for all parts of an album.
        key = f"album:{draft.id}:{album}" if album else f"replaced:{draft.id}:{draft.revision}"
        facts = OneFileOnly(draft.id, bool(album), there)
        await unit.outbox.put(Letter(key, by.actor.telegram_id, "votes.one_file_only", facts), by.now)


def _said_under(by: Drafter, draft: Draft, asked: str, caption: str, topic: Topic | None) -> dict[str, Any]:
    """What the words under a file say of the draft."""
    if asked == TITLE and caption.strip():
        matter = {} if topic is None else _decided(by, draft, topic)
        return {"title": title_under_file(caption)} | _titled(by, draft, caption) | matter
    takes = not draft.body or (asked == BODY and caption.strip())
    return {"body": body_from(caption)} if takes else {}


async def drop_scheme(unit: UnitOfWork, by: Drafter, draft_id: str) -> DraftView:
    return await _change(unit, by, draft_id, file=None)


async def scheme_fetched(unit: UnitOfWork, *, job_id: str, draft_id: str, file_id: str, sha256: str | None, now: datetime) -> None:
    """The file is kept under its SHA-256 (None: it could not be had), and its drafter told.

    Nothing happens when the draft is gone, or has another file by now.
    """
    async with unit:
        found = await unit.vote_drafts.by_id(draft_id, now)
        file = found[1].file if found is not None else None
        if found is None or file is None or file.file_id != file_id:
            return
        telegram_id, draft = found
        arrived = replace(file, state=FileState.FAILED if sha256 is None else FileState.KEPT, sha256=sha256)
        # The revision stays: what the preview shows has not changed, only where its file is.
        await unit.vote_drafts.keep(telegram_id, replace(draft, file=arrived), now)
        key = f"scheme-arrived:{draft_id}:{job_id}:{arrived.state}"
        # What depends on the roster and on the law is asked before the closing time is.
        facts = SchemeArrived(draft_id, arrived, ready=next_step(draft, now, has_parking=False) is DraftStep.PREVIEW)
        await unit.outbox.put(Letter(key, telegram_id, "votes.scheme_arrived", facts), now)
        await unit.commit()


async def put_aside(unit: UnitOfWork, by: Drafter, draft_id: str) -> None:
    """「先存着」: kept for a month."""
    async with unit:
        await unit.vote_drafts.keep(by.actor.telegram_id, await own_draft(unit, by, draft_id), by.now, aside=True)
        await unit.forms.clear(by.actor.telegram_id)
        await unit.commit()


async def drop_draft(unit: UnitOfWork, by: Drafter, draft_id: str) -> tuple[Draft, tuple[Draft, ...]]:
    """(the one that is gone, those of the same compound that are kept)."""
    async with unit:
        draft = await own_draft(unit, by, draft_id)
        await unit.vote_drafts.drop(draft.id)
        await unit.forms.clear(by.actor.telegram_id)
        kept = await unit.vote_drafts.left(by.actor.telegram_id, draft.compound_id, by.now)
        await unit.commit()
    return draft, tuple(kept[:MOST_LEFT])


Also = Callable[[UnitOfWork, Draft], Awaitable[object]]


async def _change(unit: UnitOfWork, by: Drafter, draft_id: str, *, also: Also | None = None, **values: Any) -> DraftView:
    async def changed(unit: UnitOfWork) -> Draft:
        return (await own_draft(unit, by, draft_id)).changed(**values)

    return await _answer(unit, by, changed, also)


async def own_draft(unit: UnitOfWork, by: Drafter, draft_id: str) -> Draft:
    draft = await unit.vote_drafts.draft(by.actor.telegram_id, draft_id, by.now)
    if draft is None:
        other = await unit.vote_drafts.at_hand(by.actor.telegram_id, by.now - DRAFT_AT_HAND)
        raise DraftGone(other.title if other is not None else "")
    return draft


async def _answer(unit: UnitOfWork, by: Drafter, take: Take, also: Also | None = None) -> DraftView:
    """The draft that `take` gives, kept with the form set to the question that comes next; `also` in the same transaction."""

    async def keep(unit: UnitOfWork, view: DraftView) -> None:
        draft, me = view.draft, by.actor.telegram_id
        await unit.vote_drafts.keep(me, draft, by.now)
        if view.step in TYPED:
            await unit.forms.keep(me, Form(FORM, TYPED[view.step], {"draft": draft.id}), by.now)
        else:
            await unit.forms.clear(me)
        if also is not None:
            await also(unit, draft)

    return await look_and_keep(unit, take, lambda unit, draft: view_of(unit, by, draft), keep)


async def check_drafter(unit: UnitOfWork, *, actor: Actor, compound_id: str) -> str:
    """The compound of a draft that is about to begin: the one named, or the only one there is; empty when it must be asked."""
    async with unit:
        compounds = await _compounds(unit, actor)
        if compound_id:
            return (await compound_for(unit, actor, compound_id)).id
        if not compounds:
            raise nothing_in_charge(actor, DraftersOnly())
        return compounds[0].id if len(compounds) == 1 else ""
